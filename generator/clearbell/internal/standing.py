"""Pages that needn't be made again, since all that they are made of is what it was: the file that stands has to bear it out.

A file that has its size and its time still is taken to be what it was; any other is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from clearbell.internal.memory import Memory, digest

_FILE: Final = "file"
_PAGE: Final = "page"
_PAGES: Final = "pages"


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that was made before. `checksum`: that of its file; `made`: makes it again where the file is another or gone."""

    checksum: str
    made: Callable[[], str]

    def stands(self, folder: Path, path: str, memory: Memory) -> bool:
        """Whether the file at *path* in *folder* is that page."""
        place = f"{folder}/{path}"
        try:
            found = os.stat(place)  # noqa: PTH116 - thousands of times: pathlib takes several times as long
            seen = [found.st_mtime_ns, found.st_size]
            if memory.recall(_FILE, path, self.checksum) == seen:
                return True
            with open(place, "rb") as file:  # noqa: PTH123 - as above
                if digest(file.read()) != self.checksum:
                    return False
        except OSError:
            return False
        memory.keep(_FILE, path, self.checksum, seen)
        return True


def page(memory: Memory, name: str, of: str, made: Callable[[], str]) -> str | Standing:
    """The page *name*, whose making depends on *of* and on nothing else but the company of *memory*."""
    key = _key(memory, of)
    checksum = memory.recall(_PAGE, name, key)
    if checksum is not None:
        return Standing(checksum, made)
    text = made()
    memory.keep(_PAGE, name, key, digest(text.encode()))
    return text


def recalled(
    memory: Memory, name: str, of: str, made: Callable[[], Mapping[str, str]]
) -> dict[str, Standing] | None:
    """The pages that *made* makes together, called *name* and depending on *of* as above; None where they have to be made."""
    checksums = memory.recall(_PAGES, name, _key(memory, of))
    if checksums is None:
        return None
    once = cache(made)

    def again(path: str) -> str:
        return once()[path]

    return {path: Standing(checksum, partial(again, path)) for path, checksum in checksums.items()}


def keep(memory: Memory, name: str, of: str, made: Mapping[str, bytes]) -> None:
    """Keep that these pages were made."""
    checksums = {path: digest(content) for path, content in made.items()}
    memory.keep(_PAGES, name, _key(memory, of), checksums)


def _key(memory: Memory, of: str) -> str:
    return digest(f"{memory.company}\n{of}".encode())
