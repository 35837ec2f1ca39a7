"""`content/language.yml` and the site's settings to the house of the word gate. The only one that reads that file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from clearbell.documents import Found, read
from clearbell.formats.language import LanguageFile
from clearbell.formats.reader import Reading, Record
from clearbell.language.house import House
from clearbell.model import Settings
from clearbell.problems import Problem
from clearbell.records import read_record

SHOWN: Final = "content/language.yml"
_LANGUAGE: Final[Record[LanguageFile]] = Record(LanguageFile)


def read_house(root: Path, settings: Settings | None) -> tuple[House, list[Problem]]:
    """The house of the site in *root*. A file that is wrong counts as none; a site may do without one."""
    found = Found("language", f"{root}/{SHOWN}", SHOWN)
    if not os.path.lexists(found.path):
        return House.of(settings, None), []
    document = read(found)
    if isinstance(document, Problem):
        return House.of(settings, None), [document]
    outcome = read_record(document, _LANGUAGE, Reading(zone=settings.zone if settings else None))
    return House.of(settings, outcome[0]), outcome[1]
