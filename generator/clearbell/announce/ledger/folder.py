"""A ledger in a folder of this machine. A line is on the disk before anybody relies on it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from clearbell.announce.ledger.lock import only_one
from clearbell.announce.ledger.place import Down
from clearbell.write import flush

_LOCK: Final = ".lock"
# Should it be kept in git after all: two copies to which lines were added become one with the lines of both.
_MERGED: Final = (".gitattributes", b"* -text merge=union\n")


class Folder:
    """*root* is the ledger's folder; it is made with the first line."""

    def __init__(self, root: Path, shown: str) -> None:
        self._root, self.shown = root, shown

    @contextmanager
    def alone(self) -> Iterator[None]:
        with only_one(self._root / _LOCK):
            yield

    def read(self) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        try:
            for folder, _, names in os.walk(self._root, onerror=_down):
                for name in names:
                    if name.endswith((".jsonl", ".txt")):
                        path = Path(folder, name)
                        files[path.relative_to(self._root).as_posix()] = path.read_bytes()
        except OSError as error:
            raise Down(f"{self.shown} can't be read: {error.strerror or error}") from error
        return files

    def add(self, lines: Mapping[str, bytes]) -> set[str]:
        try:
            merged, how = _MERGED
            for name, line in ({} if (self._root / merged).exists() else {merged: how}).items():
                _append(self._root, name, line)
            for name, line in lines.items():
                _append(self._root, name, line)
        except OSError as error:
            raise Down(f"{self.shown} can't be written: {error.strerror or error}") from error
        return set()


def _down(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _append(root: Path, name: str, line: bytes) -> None:
    path = root / name
    made = [folder for folder in path.parents if folder.is_relative_to(root) and not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o644)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        content = (b"\n" if torn else b"") + line
        if os.write(handle, content) != len(content):
            raise OSError("the disk is full")
        os.fsync(handle)
    finally:
        os.close(handle)
    for folder in {path.parent, *(each.parent for each in made)} if new else ():
        flush(folder)
