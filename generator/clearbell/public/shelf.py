"""What the processes of a build put aside for later: on disk, for of ten thousand files it is more than memory should hold.

The files have no names, so nothing is left behind when a build is killed. Knows nothing of what it keeps.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self


class Place(NamedTuple):
    """Where something lies: in which file, from where, how long."""

    board: int
    start: int
    length: int


class Board:
    """The part of a shelf that one process fills."""

    def __init__(self, number: int, file: IO[bytes]) -> None:
        self._number, self._file, self._length = number, file, 0

    def put(self, content: bytes) -> Place:
        """Keep *content*."""
        place = Place(self._number, self._length, len(content))
        self._file.write(content)
        self._length += len(content)
        return place

    def done(self) -> None:
        """Let all see what was put here so far."""
        self._file.flush()


class Shelf:
    """Boards, and what lies where by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[IO[bytes]] = []
        self._places: dict[str, Place] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()

    def board(self) -> Board:
        """A new one. It has to be there before the process that fills it."""
        self._files.append(tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115 - closed with the shelf
        return Board(len(self._files) - 1, self._files[-1])

    def note(self, name: str, place: Place) -> None:
        """That this lies there."""
        self._places[name] = place

    def get(self, name: str) -> bytes | None:
        """What was put aside under a name."""
        place = self._places.get(name)
        return place and os.pread(self._files[place.board].fileno(), place.length, place.start)
