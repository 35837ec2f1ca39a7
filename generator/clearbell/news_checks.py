"""The word gate as builds apply it: to what is news. Every build looks for secrets and people's addresses, which do harm
however short they are public; that part loads in a tenth of the time of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from clearbell.formats.incident import IncidentFile, MaintenanceFile, NoticeFile
from clearbell.formats.reader import Fault
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.model import Settings
from clearbell.problems import Level


class Gate(NamedTuple):
    """*since* when words are news: older ones were public long ago, or brought along on purpose. *whole*: all rules
    apply, not only those on secrets.
    """

    house: House
    since: datetime
    whole: bool


def item(file: IncidentFile | MaintenanceFile | NoticeFile, settings: Settings, gate: Gate) -> list[Fault]:
    """What must not go out: the errors among what the gate says of a file that is news."""
    said = file.from_ if isinstance(file, NoticeFile) else file.updates[-1].at
    if said < gate.since or not (gate.whole or _suspicious(file, gate.house)):
        return []
    from clearbell import word_checks  # noqa: PLC0415 - seldom needed, and knows the places and the words for it

    found = [each for each in word_checks.item(file, settings, gate.house) if each.level is Level.ERROR]
    return found if gate.whole else [each for each in found if each.rule in word_checks.ALWAYS]


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
