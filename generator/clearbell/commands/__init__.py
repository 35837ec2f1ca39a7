"""Commands with a module each, which is loaded when the command is called or asked for help."""

from __future__ import annotations

from typing import Final

# Each is a function of the same name in a module of the same name. Modules beside them are what commands share.
COMMANDS: Final = (
    "announce",
    "build",
    "check",
    "due",
    "explain",
    "export",
    "init",
    "patterns",
    "ping",
    "publish",
    "remind",
    "rollback",
    "schema",
    "search",
    "serve",
    "verify",
    "words",
)
