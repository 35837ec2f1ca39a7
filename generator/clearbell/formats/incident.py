"""`content/incidents/*.yml`: incidents, planned work and notices, as a communications lead writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from clearbell.formats.reader import BAD, Either, Kind, Many, MapOf, OneOf, Reading, Record, field, record
from clearbell.formats.scalars import FLAG, ID, LINE, SEVERITY, TEXT, TIME, WEB
from clearbell.model import ComponentState, IncidentStatus, MaintenanceStatus
from clearbell.yamlfile import Path, Raw

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class _Said(StrEnum):
    """What an incident may say of a component: planned work is no state to declare in an incident."""

    OPERATIONAL = "operational"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class _StateKind(Kind[ComponentState]):
    """A component state; `words` are those allowed here."""

    def __init__(self, words: type[StrEnum]) -> None:
        self._word = OneOf(words)
        self.expects, self.schema = self._word.expects, self._word.schema

    def read(self, raw: Raw, path: Path, reading: Reading) -> ComponentState:
        word: Any = self._word.read(raw, path, reading)
        if word is BAD:
            return BAD
        return ComponentState(word)


class _ComponentList(Kind[Mapping[str, ComponentState]]):
    """A bare list of components, each under maintenance."""

    expects = "a list of component ids"
    schema = MappingProxyType({"type": "array", "items": ID.schema})

    def read(self, raw: Raw, path: Path, reading: Reading) -> Mapping[str, ComponentState]:
        names: Any = Many(ID).read(raw, path, reading)
        if names is BAD:
            return BAD
        return dict.fromkeys(names, ComponentState.UNDER_MAINTENANCE)


STATES: Final = MapOf(
    ID, _StateKind(_Said), what="components and their states, like {checkout: partial_outage}"
)
PLANNED_STATES: Final[Kind[Mapping[str, ComponentState]]] = Either(
    lambda raw: isinstance(raw, list),
    _ComponentList(),
    MapOf(ID, _StateKind(ComponentState), what="components and their states during the work"),
)


@record
class _Update:
    at: datetime = field(TIME, "When this update went out, with its zone: 2026-03-14 09:20Z.")
    message: str = field(
        TEXT, "What customers read, in plain words (Markdown): impact first, then what you are doing."
    )
    id: str | None = field(
        ID,
        "Permanent name of this update; feeds depend on it. Derived from `at` when left out.",
        default=None,
    )
    workaround: str | None = field(
        TEXT, "What customers can do now. It stays on top until the incident is solved.", default=None
    )
    next_update: datetime | None = field(TIME, "When you will write again.", default=None)
    components: Mapping[str, ComponentState] = field(
        STATES, "Components whose state changes with this update.", default=MappingProxyType({})
    )
    allow: Mapping[str, str] = field(
        MapOf(LINE, LINE, what="words and why they are allowed, like {webhook: its users know it}"),
        "Words that the word gate lets pass in this update, each with the reason.",
        default=_NONE,
    )


@record
class IncidentUpdate(_Update):
    """One update of an incident."""

    status: IncidentStatus = field(
        OneOf(IncidentStatus),
        "How far you are: investigating, identified, monitoring, resolved; or postmortem for a follow-up written for customers.",
    )
    severity: int | None = field(SEVERITY, "The severity from this update on, when it changes.", default=None)


@record
class Window:
    """When planned work begins and ends."""

    start: datetime = field(TIME, "When the work begins.")
    end: datetime = field(TIME, "When it should be over.")


@record
class MaintenanceUpdate(_Update):
    """One update of planned work."""

    status: MaintenanceStatus = field(
        OneOf(MaintenanceStatus), "scheduled, in_progress, verifying, completed or cancelled."
    )
    components: Mapping[str, ComponentState] = field(
        PLANNED_STATES, "Components whose state changes with this update.", default=MappingProxyType({})
    )
    scheduled: Window | None = field(
        Record(Window), "The new window, where this update moves the work or makes it longer.", default=None
    )


@record
class Source:
    """Where an incident came from, such as an alert."""

    kind: str = field(LINE, "The tool: alertmanager, pagerduty ...")
    key: str = field(LINE, "What identifies it there.")
    url: str | None = field(WEB, "Where to look at it.", default=None)


@record
class Internal:
    """Never published: read by the internal wing only."""

    roles: Mapping[str, str] = field(
        MapOf(LINE, LINE, what="roles and who held them"),
        "Role of policy.yml and the team that held it.",
        default=_NONE,
    )
    source: Source | None = field(Record(Source), "What started the incident.", default=None)
    notes: str | None = field(TEXT, "Anything for colleagues.", default=None)


@record
class TranslatedUpdate:
    """One update in another language."""

    message: str | None = field(TEXT, "The message in this language.", default=None)
    workaround: str | None = field(TEXT, "The workaround in this language.", default=None)


class _BareMessage(Kind[TranslatedUpdate]):
    """A translated update written as its message alone."""

    expects, schema = TEXT.expects, TEXT.schema

    def read(self, raw: Raw, path: Path, reading: Reading) -> TranslatedUpdate:
        message: Any = TEXT.read(raw, path, reading)
        if message is BAD:
            return BAD
        return TranslatedUpdate(message=message)


@record
class Translation:
    """A whole file's texts in another language."""

    title: str | None = field(LINE, "The title in this language.", default=None)
    message: str | None = field(TEXT, "The message of a notice in this language.", default=None)
    updates: Mapping[str, TranslatedUpdate] = field(
        MapOf(
            ID,
            Either(lambda raw: isinstance(raw, dict), Record(TranslatedUpdate), _BareMessage()),
            what="update ids and their texts",
        ),
        "Update id and its text.",
        default=MappingProxyType({}),
    )


@record
class _Published:
    title: str = field(LINE, "What customers notice, in plain words: it is the headline.")
    internal: Internal | None = field(Record(Internal), "Never published.", default=None)
    draft: bool = field(FLAG, "true: built nowhere public.", default=False)
    drill: bool = field(FLAG, "true: an exercise; never leaves internal outputs.", default=False)
    imported: str | None = field(
        LINE,
        "The tool this history came from; such files are past the word gate and the clocks.",
        default=None,
    )
    translations: Mapping[str, Translation] = field(
        MapOf(ID, Record(Translation), what="languages and their texts"),
        "The same texts in other languages.",
        default=MappingProxyType({}),
    )


@record
class IncidentFile(_Published):
    """Something doesn't work, and customers notice."""

    severity: int = field(
        SEVERITY, "1 (critical) to 4 (low), as policy.yml defines them: what it is declared with."
    )
    updates: tuple[IncidentUpdate, ...] = field(
        Many(Record(IncidentUpdate), at_least=1), "What customers were told, oldest first."
    )
    kind: str = field(LINE, "incident, maintenance or notice.", default="incident")
    confirmed: datetime | None = field(
        TIME, "When the incident was declared: the clocks of policy.yml start here.", default=None
    )
    components: Mapping[str, ComponentState] = field(
        STATES, "Components and their state when the first update goes out.", default=MappingProxyType({})
    )

    @property
    def worst(self) -> int:
        """The worst severity it ever had: what it counts as."""
        return min([self.severity, *(update.severity for update in self.updates if update.severity)])


@record
class MaintenanceFile(_Published):
    """Planned work."""

    kind: str = field(LINE, "maintenance")
    scheduled: Window = field(
        Record(Window), "The window as it was first announced. An update that moves it says the new one."
    )
    updates: tuple[MaintenanceUpdate, ...] = field(
        Many(Record(MaintenanceUpdate), at_least=1), "What customers were told, oldest first."
    )
    components: Mapping[str, ComponentState] = field(
        PLANNED_STATES, "What the work touches.", default=MappingProxyType({})
    )

    @property
    def window(self) -> Window:
        """The window as it was last announced."""
        moved = (update.scheduled for update in reversed(self.updates))
        return next(filter(None, moved), self.scheduled)


@record
class NoticeFile(_Published):
    """Something customers should know that is no incident."""

    kind: str = field(LINE, "notice")
    from_: datetime = field(TIME, "When the notice appears.")
    message: str = field(TEXT, "What customers read, in plain words (Markdown).")
    until: datetime | None = field(
        TIME, "When it goes from the front page; its own page stays.", default=None
    )
    components: tuple[str, ...] = field(Many(ID), "Components it is about.", default=())
    allow: Mapping[str, str] = field(
        MapOf(LINE, LINE, what="words and why they are allowed"),
        "Words that the word gate lets pass here, each with the reason.",
        default=_NONE,
    )
