"""How a command ends, for programs that called it. Imports nothing, so that every command can name its end."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; scripts rely on them, so a number never changes its meaning."""

    FINE = 0
    REFUSED = 1
    USAGE = 2
    OLDER_VERSION = 3
    CHANNEL_FAILED = 4
    DELIVERY_UNKNOWN = 5
    BUG = 70
