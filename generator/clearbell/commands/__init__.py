"""Commands with a module each, which is loaded when the command is called or asked for help."""

from __future__ import annotations

from typing import Final

# Each is a function of the same name in a module of the same name.
COMMANDS: Final = (
    "announce",
    "due",
    "explain",
    "export",
    "patterns",
    "publish",
    "remind",
    "rollback",
    "search",
    "verify",
    "words",
)
