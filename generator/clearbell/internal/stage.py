"""The archive as a folder of Markdown from which any engine can build the site: only what changed is written.

Knows which pages there are, not what is on them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clearbell.internal.actions_page import actions_pages
from clearbell.internal.archive import Archive
from clearbell.internal.communication_page import communication_page
from clearbell.internal.data_page import data_files, data_page
from clearbell.internal.drill_pages import drill_pages
from clearbell.internal.find_page import find_page
from clearbell.internal.lists import front_page
from clearbell.internal.measures_page import measures_page
from clearbell.internal.patterns_page import patterns_page
from clearbell.internal.postmortem_page import postmortem_pages
from clearbell.internal.process_page import process_page
from clearbell.internal.reading_lists import reading_pages
from clearbell.internal.template_page import template_page
from clearbell.internal.term_pages import term_pages
from clearbell.processes import Beside

_PAGES: Final = (
    front_page,
    postmortem_pages,
    term_pages,
    find_page,
    drill_pages,
    reading_pages,
    process_page,
    communication_page,
    template_page,
    data_page,
)
# These take as long together as the others, need nothing of what the others find out on their way, and share SciPy.
_FIGURES: Final = (patterns_page, measures_page, actions_pages)


def pages(archive: Archive) -> dict[str, str]:
    """Every page: its path in the folder, and its Markdown; and the data that Find loads."""
    return _made(archive, (*_PAGES, *_FIGURES))


def _made(
    archive: Archive, makers: Iterable[Callable[[Archive], Iterator[tuple[str, str]]]]
) -> dict[str, str]:
    made: dict[str, str] = {}
    for maker in makers:
        for path, text in maker(archive):
            if path in made:
                raise ValueError(f"two pages at {path}")
            made[path] = text
    return made


def figures(archive: Archive) -> Beside[dict[str, bytes]]:
    """The files with figures, in the making by a child. Texts are read before, since both need them."""
    _ = archive.texts
    return Beside(lambda: _encoded(_made(archive, _FIGURES)) | dict(data_files(archive)))


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


@dataclass(frozen=True, slots=True)
class Staged:
    """So many pages are there; so many of them are new or say something else than before."""

    pages: int
    written: int


def stage(archive: Archive, folder: Path, beside: Beside[dict[str, bytes]] | None = None) -> Staged:
    """Bring *folder* up to date with *archive*, and remove what no longer belongs there. *beside*: `figures`, if begun already."""
    beside = beside or figures(archive)
    try:
        made = _encoded(_made(archive, _PAGES))
    except BaseException:
        beside.end()
        raise
    made |= beside.result()
    written = 0
    for path, content in made.items():
        if _standing(f"{folder}/{path}") != content:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            written += 1
    _sweep(folder, made)
    return Staged(len(made), written)


def _standing(place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:  # noqa: PTH123 - thousands of times: pathlib takes several times as long
            return file.read()
    except OSError:
        return None


def _sweep(folder: Path, made: Collection[str]) -> None:
    """Remove files that no page made, and folders that are empty then; deepest first."""
    top = len(f"{folder}/")
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names:
            if f"{place}/{name}"[top:] not in made:
                Path(place, name).unlink()
        for left in (Path(place, name) for name in folders):
            if left.is_symlink():
                left.unlink()
            elif not any(left.iterdir()):
                left.rmdir()
