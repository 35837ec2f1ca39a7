"""Whether a file gives away what does harm however short it is public: secrets and people's addresses.

The part of the word gate that every build applies; it loads in a tenth of the time of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from clearbell.formats.incident import IncidentFile, MaintenanceFile, NoticeFile
from clearbell.formats.reader import Fault
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.model import Settings
from clearbell.problems import Level


def item(
    file: IncidentFile | MaintenanceFile | NoticeFile, settings: Settings, house: House, since: datetime
) -> list[Fault]:
    """What must not go out, of a file that says something since then; older words were public long ago."""
    said = file.from_ if isinstance(file, NoticeFile) else file.updates[-1].at
    if said < since or not _suspicious(file, house):
        return []
    from clearbell import word_checks  # noqa: PLC0415 - seldom needed, and knows the places and the words for it

    found = word_checks.item(file, settings, house)
    return [each for each in found if each.rule in word_checks.ALWAYS and each.level is Level.ERROR]


def _suspicious(file: IncidentFile | MaintenanceFile | NoticeFile, house: House) -> bool:
    from clearbell.language import keys, persons  # noqa: PLC0415 - a build of nothing new has nothing to look for

    texts = [Text(text) for text in _texts(file)]
    return any(next(find(text, house), None) for find in (keys.find, persons.find) for text in texts)


def _texts(file: IncidentFile | MaintenanceFile | NoticeFile) -> Iterator[str]:
    yield file.title
    if isinstance(file, NoticeFile):
        yield file.message
    else:
        for update in file.updates:
            yield update.message
            if update.workaround:
                yield update.workaround
    for translation in file.translations.values():
        yield from filter(None, (translation.title, translation.message))
        for told in translation.updates.values():
            yield from filter(None, (told.message, told.workaround))
