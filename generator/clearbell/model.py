"""What the public site talks about: components, incidents, planned work, notices and their updates.

Knows no file keys, no pages and no present time. There is no field that could hold an internal note or a postmortem, so
no page can show one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from clearbell.values import value


class IncidentStatus(StrEnum):
    """The states of an incident, in Statuspage's words."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"


class MaintenanceStatus(StrEnum):
    """The states of planned work."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ComponentState(StrEnum):
    """How a component works, best first, in Statuspage's words. Compare by `rank`."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """0 for working normally, up to 4 for not working at all."""
        return _RANK[self]


_RANK: Final = {state: rank for rank, state in enumerate(ComponentState)}


class Audience(StrEnum):
    """Who reads: decides how strict the word gate is."""

    GENERAL = "general"
    DEVELOPER = "developer"


Status: TypeAlias = IncidentStatus | MaintenanceStatus


@value
class Update:
    """One message to customers. It is the unit of feeds, clocks and announcements; its id is for good.

    `window`: begin and end of planned work, where this update announced or moved it.
    """

    id: str
    at: datetime
    status: Status
    message: str
    workaround: str | None
    next_update: datetime | None
    components: Mapping[str, ComponentState]
    window: tuple[datetime, datetime] | None = None


@value
class Incident:
    """Something didn't work. `began` is when it was declared, or the first update where that came earlier."""

    id: str
    title: str
    severity: int
    began: datetime
    components: Mapping[str, ComponentState]
    updates: tuple[Update, ...]


@value
class Maintenance:
    """Planned work in a window announced beforehand: `start` and `end` as they were last announced."""

    id: str
    title: str
    start: datetime
    end: datetime
    components: Mapping[str, ComponentState]
    updates: tuple[Update, ...]


@value
class Notice:
    """Something to know that is no incident; `until` is None where it stands until it is withdrawn."""

    id: str
    title: str
    start: datetime
    until: datetime | None
    components: tuple[str, ...]
    message: str


Item: TypeAlias = Incident | Maintenance | Notice


@value
class Component:
    """A part of the product as customers know it; `group` is the name of the group it stands in."""

    id: str
    name: str
    description: str | None
    group: str | None
    retired: date | None
    audience: Audience

    def gone(self, today: date) -> bool:
        """Whether it is retired, and no longer has a state."""
        return self.retired is not None and self.retired <= today


@value
class Group:
    """Components that customers see as one; `components` are their ids."""

    id: str
    name: str
    description: str | None
    components: tuple[str, ...]


@value
class Link:
    """A link and its words."""

    label: str
    url: str


@value
class IndexNow:
    """The key that shows whose site it is, and who is told of changed pages."""

    key: str
    to: str


@dataclass(frozen=True)  # no `value`: that has no room to remember the names
class Settings:
    """The public site as site.yml describes it. `url` ends without a slash."""

    name: str
    url: str
    id: str
    description: str | None
    language: str
    zone: ZoneInfo
    audience: Audience
    support: Link | None
    mirror: str | None
    logo: str | None
    accent: str | None
    components: tuple[Component, ...]
    groups: tuple[Group, ...]
    demo_now: datetime | None
    hub: str | None = None
    indexnow: IndexNow | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Component ids and what customers call them."""
        return {component.id: component.name for component in self.components}
