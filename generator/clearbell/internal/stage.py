"""The archive as a folder of Markdown from which any engine can build the site: only what changed is written.

Knows which pages there are, not what is on them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from clearbell.internal.actions_page import actions_pages
from clearbell.internal.archive import Archive
from clearbell.internal.communication_page import communication_page
from clearbell.internal.data_page import FOLDER, data_files, data_page
from clearbell.internal.drill_pages import drill_pages
from clearbell.internal.find import stock
from clearbell.internal.find_page import find_page
from clearbell.internal.lists import front_page
from clearbell.internal.measures_page import measures_page
from clearbell.internal.memory import Memory
from clearbell.internal.patterns_page import patterns_page
from clearbell.internal.postmortem_page import postmortem_pages
from clearbell.internal.process_page import process_page
from clearbell.internal.reading_lists import reading_pages
from clearbell.internal.standing import Standing, keep, recalled
from clearbell.internal.template_page import template_page
from clearbell.internal.term_pages import term_pages
from clearbell.processes import Beside

Maker: TypeAlias = Callable[[Archive], Iterator[tuple[str, str | Standing]]]
_PAGES: Final[tuple[Maker, ...]] = (
    front_page,
    postmortem_pages,
    drill_pages,
    reading_pages,
    process_page,
    communication_page,
    template_page,
    data_page,
)
DATA: Final = FOLDER
FIND: Final = stock.FOLDER
_MADE: Final = ".md"
# Of labels, times and actions alone: they stand as long as no front matter changes.
_TERMS: Final[Maker] = term_pages
_FIGURES: Final[tuple[Maker, ...]] = (patterns_page, measures_page, actions_pages)


@dataclass(frozen=True, slots=True)
class Staged:
    """So many files are there; so many of them are new or say something else than before. `stood`: checksums of some that stood."""

    pages: int
    written: int
    stood: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __add__(self, more: Staged) -> Staged:
        return Staged(self.pages + more.pages, self.written + more.written, {**self.stood, **more.stood})


def pages(archive: Archive) -> dict[str, str]:
    """Every page: its path in the folder, and its Markdown; and the data that Find loads."""
    made = _made(archive, (*_PAGES, find_page)) | _made(archive.labels, (_TERMS, *_FIGURES))
    return {path: page.made() if isinstance(page, Standing) else page for path, page in made.items()}


class Figures:
    """The pages with figures, and what Find loads, in the making by a child while this process makes the others."""

    def __init__(self, archive: Archive) -> None:
        _ = archive.texts  # read before, since both need them
        self._archive = archive
        self._known = {maker: _recalled(archive, maker) for maker in _FIGURES}
        self._new = [maker for maker, known in self._known.items() if known is None]
        self._child = Beside(self._made)

    def _made(self) -> list[dict[str, bytes]]:
        figures = [_encoded(_made(self._archive.labels, (maker,))) for maker in self._new]
        return [*figures, _encoded(_made(self._archive, (find_page,)))]

    def result(self) -> dict[str, bytes | Standing]:
        """All of them; those with figures are kept in mind."""
        *figures, find = self._child.result()
        found: dict[str, bytes | Standing] = dict(find)
        for maker, made in zip(self._new, figures, strict=True):
            found |= _kept(self._archive, maker, made)
        for known in self._known.values():
            found |= known or {}
        return found

    def end(self) -> None:
        """Nobody wants them any more."""
        self._child.end()


def begin(archive: Archive, folder: Path, figures: Figures | None = None) -> Staged:
    """Bring *folder* up to date with *archive*, but for the files of the page Data, which may follow while pages are made of
    the others. *figures*: if they have been begun already.
    """
    figures = figures or Figures(archive)
    try:
        made: dict[str, bytes | Standing] = {
            path: page if isinstance(page, Standing) else page.encode()
            for path, page in _made(archive, _PAGES).items()
        }
        made |= _recalled(archive, _TERMS) or _kept(
            archive, _TERMS, _encoded(_made(archive.labels, (_TERMS,)))
        )
    except BaseException:
        figures.end()
        raise
    made |= figures.result()
    done = _put(folder, made, archive.memory)
    _sweep(folder, made, but=DATA)
    return done


def stage(archive: Archive, folder: Path) -> Staged:
    """Bring *folder* up to date with *archive*, and remove what no longer belongs there."""
    return begin(archive, folder) + follow(archive, folder)


def follow(archive: Archive, folder: Path) -> Staged:
    """What may take its time: the files of the page Data, and what the next build can know."""
    made = dict(data_files(archive))
    done = _put(folder, made, archive.memory)
    _sweep(folder / DATA, {path.removeprefix(f"{DATA}/") for path in made})
    archive.memory.save()
    return done


def is_loaded(path: str) -> bool:
    """Whether a staged file is loaded as it is: there is nothing that an engine would make of it."""
    return path.partition("/")[0] in (DATA, FIND) and not path.endswith(_MADE)


def put_loaded(which: str, folder: Path, site: Path) -> None:
    """Such files of DATA or FIND, from the staged *folder* into the *site*."""
    if (folder / which).is_dir():
        made = shutil.ignore_patterns(f"*{_MADE}")
        shutil.copytree(folder / which, site / which, dirs_exist_ok=True, ignore=made)


def _recalled(archive: Archive, maker: Maker) -> dict[str, Standing] | None:
    def again() -> Mapping[str, str]:
        made = _made(archive.labels, (maker,))
        return {path: page for path, page in made.items() if isinstance(page, str)}

    return recalled(archive.memory, maker.__name__, archive.essence, again)


def _kept(archive: Archive, maker: Maker, made: dict[str, bytes]) -> dict[str, bytes]:
    keep(archive.memory, maker.__name__, archive.essence, made)
    return made


def _made(archive: Archive, makers: Iterable[Maker]) -> dict[str, str | Standing]:
    made: dict[str, str | Standing] = {}
    for maker in makers:
        for path, text in maker(archive):
            if path in made:
                raise ValueError(f"two pages at {path}")
            made[path] = text
    return made


def _encoded(made: Mapping[str, str | Standing]) -> dict[str, bytes]:
    return {path: page.encode() for path, page in made.items() if isinstance(page, str)}


def _put(folder: Path, made: Mapping[str, bytes | Standing], memory: Memory) -> Staged:
    """Write what doesn't stand there already."""
    written, stood = 0, {}
    for path, page in made.items():
        if isinstance(page, Standing) and page.stands(folder, path, memory):
            stood[path] = page.checksum
            continue
        content = page.made().encode() if isinstance(page, Standing) else page
        if _content(f"{folder}/{path}") != content:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            written += 1
    return Staged(len(made), written, stood)


def _content(place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:  # noqa: PTH123 - thousands of times: pathlib takes several times as long
            return file.read()
    except OSError:
        return None


def _sweep(folder: Path, made: Collection[str], but: str = "") -> None:
    """Remove files that no page made, and folders that are empty then; deepest first. Not in the folder *but*."""
    top, spared = len(f"{folder}/"), f"{folder}/{but}"
    for place, folders, names in os.walk(folder, topdown=False):
        if but and place == spared:
            continue
        for name in names:
            if f"{place}/{name}"[top:] not in made:
                Path(place, name).unlink()
        for left in (Path(place, name) for name in folders):
            if left.is_symlink():
                left.unlink()
            elif not any(left.iterdir()):
                left.rmdir()
