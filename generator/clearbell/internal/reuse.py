"""Pages that MkDocs needn't make again: those that say what they said, in the same dress, made by the same programs.

What is kept is a hint under a checksum: a page that isn't what it was when it was made, is made anew. A file that has its
size and its time still is taken to be what it was, and stands in the site and here as one. Only pages that no other page
has a say in are kept; who adds plugins or hooks to mkdocs.yml gets every page made every time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeAlias

from mkdocs.config.defaults import MkDocsConfig

from clearbell.internal.memory import digest
from clearbell.internal.program import program

_ENGINES: Final = ("mkdocs", "mkdocs-material", "markdown", "jinja2", "pymdown-extensions")
_OF_MATERIAL: Final = ("material", "mkdocs")  # packages whose templates their versions stand for
_PLACES: Final = ("docs_dir", "site_dir")  # where a page comes from and goes to is not on it
# By name the digests of Markdown and of the page, and when its file was written, in nanoseconds, with how many bytes.
Kept: TypeAlias = dict[str, tuple[str, str, int, int]]
_UNRELIABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass
class Rendered:
    """Pages as they were made, in *folder*. `company`: what all of them depend on. `kept`: those of this build."""

    folder: Path
    company: str
    _known: Kept = field(default_factory=dict)
    kept: Kept = field(default_factory=dict)

    def __post_init__(self) -> None:
        with suppress(*_UNRELIABLE):
            company, known = json.loads((self.folder / "known.json").read_text(encoding="utf-8"))
            self._known = known if company == self.company else {}

    def knows(self, name: str) -> bool:
        """Whether there was such a page the last time."""
        return name in self._known

    def recall(self, name: str, key: str) -> bool:
        """Whether there is a page that can be relied on, made of the Markdown with this digest."""
        with suppress(*_UNRELIABLE):
            known, checksum, *stood = self._known[name]
            if known == key:
                place = self._place(name)
                stands = _stands(place)
                if [*stands] == stood or digest(place.read_bytes()) == checksum:
                    self.kept[name] = key, checksum, *stands
                    return True
        return False

    def keep(self, name: str, markdown: bytes, content: bytes) -> None:
        """Remember what was made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self._place(name)
        place.unlink(missing_ok=True)  # the site that stands may share the file
        place.write_bytes(content)
        self.kept[name] = digest(markdown), digest(content), *_stands(place)

    def put(self, name: str, into: Path) -> None:
        """Let a page of this build stand in the site, as the same file where the disk allows it."""
        into.parent.mkdir(parents=True, exist_ok=True)
        into.unlink(missing_ok=True)  # a site that wasn't emptied; written over, it would change what is kept
        try:
            os.link(self._place(name), into)
        except OSError:  # another disk, or one without links
            shutil.copyfile(self._place(name), into)

    def save(self) -> None:
        """Let the next build know, and forget pages that are gone."""
        if not self.folder.is_dir():
            return
        names = {self._place(name).name for name in self.kept}
        for path in self.folder.glob("*.html"):
            if path.name not in names:
                path.unlink()
        text = json.dumps([self.company, self.kept])
        (self.folder / "known.json").write_text(text, encoding="utf-8")

    def _place(self, name: str) -> Path:
        return self.folder / f"{digest(name.encode())}.html"


def _stands(place: Path) -> tuple[int, int]:
    found = place.stat()
    return found.st_mtime_ns, found.st_size


def company(config: MkDocsConfig) -> str | None:
    """A digest of all that every page depends on; None where pages may depend on more than we can know."""
    alone = set(config.plugins) == {"clearbell"} and not config.hooks and config.theme.name == "material"
    if not alone or not _titled(config.nav):
        return None
    depends = hashlib.sha256(program().encode())
    for name in _ENGINES:
        depends.update(f"{name} {version(name)}\n".encode())
    settings = {name: value for name, value in config.items() if name not in _PLACES}
    depends.update(json.dumps(settings, default=_plain, sort_keys=True).encode())
    for path in _files(config):
        depends.update(path.read_bytes())
    return depends.hexdigest()


def _plain(value: object) -> object:
    """Settings within settings by what they say; anything else by its kind, as the file that it comes from says it."""
    return dict(value) if isinstance(value, Mapping) else type(value).__name__


def _files(config: MkDocsConfig) -> Iterator[Path]:
    """The templates that aren't of the engines' packages."""
    for folder in map(Path, config.theme.dirs):
        if not any(part in _OF_MATERIAL for part in folder.parts[-2:]):
            yield from sorted(path for path in folder.rglob("*.html") if path.is_file())


def _titled(nav: object) -> bool:
    """Whether the navigation says all its titles itself, so that no page's heading enters another page."""
    if isinstance(nav, list):
        return all(isinstance(item, dict) and all(_titled(value) for value in item.values()) for item in nav)
    return isinstance(nav, str)
