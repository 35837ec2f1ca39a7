"""A built site in a folder, as it is sent out: every byte of it is the one that its `build.json` names.

The order in which files go out is here, too: a reader who comes in the middle finds whatever a page leads to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from clearbell.problems import Refused
from clearbell.publishing.manifest import Manifest, Unreadable


class Part(IntEnum):
    """What goes out together, in the order in which it goes: what others point to before what points."""

    DATA = 1
    PAGES = 2
    FRONT = 3
    SEAL = 4

    @property
    def title(self) -> str:
        return {1: "data", 2: "pages", 3: "the front page", 4: "build.json"}[self]


@dataclass(frozen=True, slots=True)
class Release:
    """`folder` holds the site, `manifest` says what is in it."""

    folder: Path
    manifest: Manifest

    @classmethod
    def of(cls, folder: Path) -> Release:
        """The site in *folder*. Raises Refused when there is none."""
        try:
            return cls(folder, Manifest.read((folder / "build.json").read_bytes()))
        except FileNotFoundError as error:
            raise Refused(sentence=f"There is no built site in {folder}: build.json is missing.") from error
        except Unreadable as error:
            raise Refused(sentence=f"{folder}/build.json can't be used: {error}.") from error

    def read(self, name: str) -> bytes:
        """A file whose bytes are those that the build made. Raises Refused when somebody changed it since."""
        content = (self.folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.manifest.everything[name]:
            raise Refused(
                sentence=f"{self.folder / name} isn't the file that was built. "
                "Build again with `clearbell build public --clean`; nothing was published."
            )
        return content


def part_of(name: str) -> Part:
    """What a file goes out with."""
    if name == "build.json":
        return Part.SEAL
    if name == "index.html":
        return Part.FRONT
    return Part.PAGES if name.endswith(".html") else Part.DATA


def in_order(names: Iterable[str]) -> list[tuple[Part, list[str]]]:
    """*names* by parts, those without a file left out."""
    parts: dict[Part, list[str]] = {}
    for name in sorted(names):
        parts.setdefault(part_of(name), []).append(name)
    return sorted(parts.items())
