"""`content/language.yml` and the site's settings to the house of the word gate. The only one that reads that file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from clearbell.documents import Document, Found, contents, read
from clearbell.formats.language import LanguageFile
from clearbell.formats.reader import Reading, Record
from clearbell.history import versions
from clearbell.language.house import House
from clearbell.model import Settings
from clearbell.problems import Problem
from clearbell.records import read_record

SHOWN: Final = "content/language.yml"
_LANGUAGE: Final[Record[LanguageFile]] = Record(LanguageFile)


class Earlier(NamedTuple):
    """A version of the file that was right, and in words where it comes from."""

    file: LanguageFile
    origin: str


def read_house(root: Path, settings: Settings | None) -> tuple[House, list[Problem]]:
    """The house of the site in *root*. For a file that is wrong its last version that was right stands in, so that no
    mistake in it lets out the names that it guards; without one it counts as none, as where a site does without.
    """
    found = Found("language", f"{root}/{SHOWN}", SHOWN)
    if not os.path.lexists(found.path):
        return House.of(settings, None), []
    document = read(found)
    file, problems = (None, [document]) if isinstance(document, Problem) else _understood(document, settings)
    if file is None and (before := earlier(root, settings)):
        file = before.file
    return House.of(settings, file), problems


def written(root: Path) -> bytes:
    """The file as it is; nothing where it can't be read."""
    try:
        return contents(Found("language", f"{root}/{SHOWN}", SHOWN))
    except OSError:
        return b""


def earlier(root: Path, settings: Settings | None) -> Earlier | None:
    """The newest version in git that is right."""
    for version in versions(root, SHOWN):
        document = read(Found("language", f"{root}/{SHOWN}", SHOWN), version.content)
        file = None if isinstance(document, Problem) else _understood(document, settings)[0]
        if file is not None:
            return Earlier(file, f"the version of commit {version.commit[:10]}")
    return None


def _understood(document: Document, settings: Settings | None) -> tuple[LanguageFile | None, list[Problem]]:
    return read_record(document, _LANGUAGE, Reading(zone=settings.zone if settings else None))
