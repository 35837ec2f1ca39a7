"""A strict client of the Statuspage API v2: it knows each field by name, place and type, and refuses everything else.

The verbs of the stories about the API: what a site's files are, and what such a client reads in them.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from clearbell.public.api.files import api_files
from clearbell.public.shell import Shell
from clearbell.site import Site
from publishing import NOW, SITE, understood

T = TypeVar("T")
State: TypeAlias = Literal[
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"
]
# Worst last.
RANKS: Final[tuple[str, ...]] = typing.get_args(State)


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    name: str
    url: str
    time_zone: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    indicator: Literal["none", "minor", "major", "critical", "maintenance"]
    description: str


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    status: State
    created_at: datetime
    updated_at: datetime
    position: int
    description: str | None
    showcase: bool
    start_date: str | None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool


@dataclass(frozen=True, slots=True)
class Group(Component):
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    code: str
    name: str
    old_status: State
    new_status: State


@dataclass(frozen=True, slots=True)
class Update:
    id: str
    status: str
    body: str
    incident_id: str
    created_at: datetime
    updated_at: datetime
    display_at: datetime
    affected_components: tuple[Affected, ...] | None
    deliver_notifications: bool
    custom_tweet: None
    tweet_id: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """What incidents and planned work have in common."""

    id: str
    name: str
    status: str
    created_at: datetime
    updated_at: datetime
    monitoring_at: datetime | None
    resolved_at: datetime | None
    impact: str
    shortlink: str
    started_at: datetime
    page_id: str
    incident_updates: tuple[Update, ...]
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Incident(Record):
    status: Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
    impact: Literal["none", "minor", "major", "critical"]
    reminder_intervals: None


@dataclass(frozen=True, slots=True)
class Maintenance(Record):
    status: Literal["scheduled", "in_progress", "verifying", "completed"]
    impact: Literal["maintenance"]
    scheduled_for: datetime
    scheduled_until: datetime


@dataclass(frozen=True, slots=True)
class SummaryFile:
    page: Page
    components: tuple[Component | Group, ...]
    incidents: tuple[Incident, ...]
    scheduled_maintenances: tuple[Maintenance, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class StatusFile:
    page: Page
    status: Status


@dataclass(frozen=True, slots=True)
class ComponentsFile:
    page: Page
    components: tuple[Component | Group, ...]


@dataclass(frozen=True, slots=True)
class IncidentsFile:
    page: Page
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class MaintenancesFile:
    page: Page
    scheduled_maintenances: tuple[Maintenance, ...]


class Api(NamedTuple):
    """All that a client can read."""

    summary: SummaryFile
    status: StatusFile
    components: ComponentsFile
    incidents: IncidentsFile
    unresolved: IncidentsFile
    maintenances: MaintenancesFile
    upcoming: MaintenancesFile
    active: MaintenancesFile


FILES: Final[Mapping[str, type[Any]]] = {
    "summary": SummaryFile,
    "status": StatusFile,
    "components": ComponentsFile,
    "incidents": IncidentsFile,
    "incidents/unresolved": IncidentsFile,
    "scheduled-maintenances": MaintenancesFile,
    "scheduled-maintenances/upcoming": MaintenancesFile,
    "scheduled-maintenances/active": MaintenancesFile,
}


def written(site: Site) -> dict[str, bytes]:
    """The files of a site's API, by their names in FILES."""
    outputs = api_files(Shell.of(site.settings), site, lambda summaries: ",".join(s.id for s in summaries))
    return {output.file.removeprefix("api/v2/").removesuffix(".json"): output.make() for output in outputs}


def understood_by_client(files: Mapping[str, bytes]) -> Api:
    """What the client makes of all *files*."""
    return Api(*(decoded(kind, json.loads(files[name]), name) for name, kind in FILES.items()))


def client(folder: Path, files: Mapping[str, str], now: datetime = NOW, *, site: str = SITE) -> Api:
    """What the client reads of a site made of *files*."""
    return understood_by_client(written(understood(folder, files, now, site=site)))


def decoded(kind: Any, raw: object, where: str) -> Any:
    """*raw* as *kind*. Raises TypeError when it is anything else, or has fields more, fewer or in another order."""
    if is_dataclass(kind):
        return _object(kind, raw, where)
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(raw, list):
        return tuple(decoded(parts[0], each, f"{where}[{number}]") for number, each in enumerate(raw))
    if origin in (types.UnionType, typing.Union):
        return decoded(_chosen(parts, raw), raw, where)
    if kind is datetime and isinstance(raw, str):
        return datetime.fromisoformat(raw)
    plain = kind in (str, int, bool, types.NoneType) and type(raw) is kind  # a bool is no int here
    if plain or (origin is Literal and raw in parts):
        return raw
    raise TypeError(f"{where}: expected {kind}, found {raw!r}")


def _object(kind: Any, raw: object, where: str) -> Any:
    names = [field.name for field in fields(kind)]
    if not isinstance(raw, dict) or list(raw) != names:
        raise TypeError(f"{where}: expected {names}, found {list(raw) if isinstance(raw, dict) else raw!r}")
    hints = typing.get_type_hints(kind)
    return kind(**{name: decoded(hints[name], value, f"{where}.{name}") for name, value in raw.items()})


def _chosen(kinds: tuple[Any, ...], raw: object) -> Any:
    if raw is None and types.NoneType in kinds:
        return types.NoneType
    if Group in kinds:
        return Group if isinstance(raw, dict) and raw.get("group") is True else Component
    return next(kind for kind in kinds if kind is not types.NoneType)
