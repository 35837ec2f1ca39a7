"""A file of the public site before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple


class Output(NamedTuple):
    """`key` says what the bytes depend on, save settings, theme and program, which are in every key's company.

    `shares`: those with the same word here do some work only once when one process makes them.
    """

    file: str
    key: str
    make: Callable[[], bytes]
    shares: str = ""


ENTRIES: Final = "entries"  # of feeds, each written once
ITEMS: Final = "items"  # the newest, each read once
