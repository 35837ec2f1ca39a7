"""One thing that customers are told, as a channel may carry it: an update of an incident or planned work, or a notice.

Made of a content file alone. Knows no channel, and no time but its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final, TypeAlias

from clearbell.checks import derived_id
from clearbell.formats.channels import Event
from clearbell.formats.incident import IncidentFile, IncidentUpdate, MaintenanceFile, NoticeFile
from clearbell.formats.incident import MaintenanceUpdate as Planned
from clearbell.model import ComponentState, IncidentStatus, MaintenanceStatus, Status

AnyFile: TypeAlias = IncidentFile | MaintenanceFile | NoticeFile

NOTICE: Final = "notice"  # a notice is its own only update
_SOLVED: Final = (IncidentStatus.RESOLVED, IncidentStatus.POSTMORTEM)
_OVER: Final = (*_SOLVED, MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Texts:
    """What is read, in one language; the message is Markdown."""

    title: str
    message: str
    workaround: str | None


@dataclass(frozen=True, slots=True)
class News:
    """`severity` is the one that holds from this update on, None for what has none. `before`: ids of the item's earlier
    updates. `components`: all that the item is about, and their states as of now. `drill`: it is only an exercise.
    """

    item: str
    update: str
    kind: str
    at: datetime
    events: tuple[Event, ...]
    severity: int | None
    status: Status | None
    components: Mapping[str, ComponentState]
    next_update: datetime | None
    window: tuple[datetime, datetime] | None
    drill: bool
    before: tuple[str, ...]
    texts: Texts
    translations: Mapping[str, Texts]

    @property
    def name(self) -> str:
        """`2026-03-14-checkout-errors/u1`: how people and the ledger call it."""
        return f"{self.item}/{self.update}"

    @property
    def urgent(self) -> bool:
        """Whether silence would be the worse mistake."""
        return self.severity is not None and self.severity <= 2

    @property
    def over(self) -> bool:
        return self.status in _OVER

    def read_in(self, language: str) -> Texts:
        """Its texts in *language*, or in the main language of that; as they were written where there are none."""
        main = language.partition("-")[0]
        return self.translations.get(language) or self.translations.get(main) or self.texts


def news_of(name: str, file: AnyFile, now: datetime) -> list[News]:
    """All that a file tells, oldest first. History that was taken over from elsewhere is no news, nor is a draft, nor a
    notice before its day.
    """
    if file.draft or file.imported is not None:
        return []
    if isinstance(file, NoticeFile):
        return [_notice(name, file)] if file.from_ <= now else []
    return list(_updates(name, file))


def _notice(name: str, file: NoticeFile) -> News:
    translations = {
        language: Texts(said.title or file.title, said.message or file.message, None)
        for language, said in file.translations.items()
    }
    return News(
        item=name,
        update=NOTICE,
        kind="notice",
        at=file.from_,
        events=(Event.NOTICE,),
        severity=None,
        status=None,
        components=dict.fromkeys(file.components, ComponentState.OPERATIONAL),
        next_update=None,
        window=None,
        drill=file.drill,
        before=(),
        texts=Texts(file.title, file.message, None),
        translations=translations,
    )


def _updates(name: str, file: IncidentFile | MaintenanceFile) -> Iterator[News]:
    updates: tuple[IncidentUpdate | Planned, ...] = file.updates
    ids = [update.id or derived_id(update.at) for update in updates]
    states = list(
        accumulate(
            (update.components for update in updates),
            lambda before, said: {**before, **said},
            initial=dict(file.components),
        )
    )[1:]
    severity = file.severity if isinstance(file, IncidentFile) else None
    for index, update in enumerate(updates):
        severity = getattr(update, "severity", None) or severity
        yield News(
            item=name,
            update=ids[index],
            kind="incident" if isinstance(file, IncidentFile) else "maintenance",
            at=update.at,
            events=_events(update, updates[index - 1] if index else None),
            severity=severity,
            status=update.status,
            components=states[index],
            next_update=None if update.status in _OVER else update.next_update,
            window=_window(file, index),
            drill=file.drill,
            before=tuple(ids[:index]),
            texts=Texts(file.title, update.message, update.workaround),
            translations=_translated(file, ids[index], update),
        )


def _events(update: IncidentUpdate | Planned, before: IncidentUpdate | Planned | None) -> tuple[Event, ...]:
    """What an update is to a channel. The first may be the last, too; what opens again opens."""
    if isinstance(update.status, MaintenanceStatus):
        return (Event.MAINTENANCE,)
    begins = before is None or (before.status in _SOLVED and update.status not in _SOLVED)
    ends = update.status is IncidentStatus.RESOLVED
    events = [Event.OPENED] if begins else []
    events += [Event.RESOLVED] if ends else []
    return tuple(events or [Event.UPDATED])


def _window(file: IncidentFile | MaintenanceFile, index: int) -> tuple[datetime, datetime] | None:
    """The window of planned work that this update announces or moves."""
    if isinstance(file, IncidentFile):
        return None
    window = file.updates[index].scheduled or (file.scheduled if index == 0 else None)
    return (window.start, window.end) if window else None


def _translated(
    file: IncidentFile | MaintenanceFile, name: str, update: IncidentUpdate | Planned
) -> dict[str, Texts]:
    """Only languages in which the message itself is there: half a message in each of two helps nobody."""
    found = {}
    for language, said in file.translations.items():
        told = said.updates.get(name)
        if told and told.message:
            found[language] = Texts(
                said.title or file.title, told.message, told.workaround or update.workaround
            )
    return found
