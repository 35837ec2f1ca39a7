"""Where a ledger lies, as whoever keeps it sees it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol


class Down(Exception):  # noqa: N818 - said in words of its own
    """The place can't be read or written right now, and why."""


class Place(Protocol):
    """Files by path, to which lines are added."""

    @property
    def shown(self) -> str: ...

    def alone(self) -> AbstractContextManager[None]:
        """Only one run on this machine at a time."""

    def read(self) -> dict[str, bytes]:
        """All files. Raises Down."""

    def add(self, lines: Mapping[str, bytes]) -> set[str]:
        """Add lines to files; they are safe when this returns. Raises Down.

        Gives the files that somebody else added to since we read them: to those, nothing was added.
        """
