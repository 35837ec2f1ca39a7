"""`content/policy.yml`: the incident process as data, with the process's own values where a file is silent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.formats.reader import Kind, Many, MapOf, OneOf, Record, Scalar, field, record
from clearbell.formats.scalars import CLOCK, DAY, DURATION, LINE, ZONE, Duration

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Coverage(StrEnum):
    """When somebody responds."""

    ALWAYS = "always"
    BUSINESS_HOURS = "business hours"


class Postmortem(StrEnum):
    """Whether a postmortem is written."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Repository(StrEnum):
    """Who can read the repository."""

    PRIVATE = "private"
    PUBLIC = "public"


def _days(value: str) -> tuple[int, ...]:
    found = re.fullmatch(r"([a-z]{3})-([a-z]{3})", value)
    if not found or found[1] not in _DAYS or found[2] not in _DAYS:
        raise ValueError("Write the first and the last day: mon-fri.")
    first, last = _DAYS.index(found[1]), _DAYS.index(found[2])
    if first > last:
        raise ValueError("The first day comes before the last.")
    return tuple(range(first, last + 1))


def _level(value: str) -> str:
    if value not in ("1", "2", "3", "4"):
        raise ValueError("The levels are 1, 2, 3 and 4.")
    return value


def _role_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", value):
        raise ValueError("Use lower-case letters, digits, hyphens and underscores.")
    return value


LEVEL: Final[Kind[str]] = Scalar("a severity level, 1 to 4", _level, {"enum": ["1", "2", "3", "4"]})
ROLE_ID: Final[Kind[str]] = Scalar(
    "a name of lower-case letters, digits, hyphens and underscores",
    _role_id,
    {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,99}$"},
)
DAYS: Final[Kind[tuple[int, ...]]] = Scalar(
    "days of the week, like mon-fri", _days, {"type": "string", "pattern": "^[a-z]{3}-[a-z]{3}$"}
)


@record
class SeverityLevel:
    """What one severity means and which clocks it starts."""

    title: str | None = field(LINE, "One word: Critical, High ...", default=None)
    means: tuple[str, ...] = field(Many(LINE), "When an incident has this level.", default=())
    examples: tuple[str, ...] = field(Many(LINE), "Examples from this organisation.", default=())
    respond_within: Duration | None = field(DURATION, "How soon somebody works on it.", default=None)
    coverage: Coverage | None = field(OneOf(Coverage), "Around the clock, or in working hours.", default=None)
    first_update_within: Duration | None = field(
        DURATION, "First public update after the incident is confirmed.", default=None
    )
    update_every: Duration | None = field(DURATION, "The longest silence while it is open.", default=None)
    postmortem: Postmortem | None = field(OneOf(Postmortem), "Whether a postmortem is written.", default=None)
    review_scheduled_within: Duration | None = field(
        DURATION, "When the review meeting is in the calendar.", default=None
    )
    notify: tuple[str, ...] = field(Many(LINE), "Who is told besides the responders.", default=())


@record
class WorkingHours:
    """When business days and hours count."""

    days: tuple[int, ...] = field(DAYS, "The working days: mon-fri.", default=(0, 1, 2, 3, 4))
    from_: time = field(CLOCK, 'Begin of the working day: "09:00".', default=time(9))
    to: time = field(CLOCK, 'End of the working day: "17:00".', default=time(17))
    timezone: ZoneInfo | None = field(
        ZONE, "The zone of these hours; the site's when left out.", default=None
    )
    holidays: tuple[date, ...] = field(Many(DAY), "Days on which nobody works.", default=())


@record
class Role:
    """A role in an incident."""

    id: str = field(ROLE_ID, "Permanent name, used in `roles:` of incidents and postmortems.")
    title: str = field(LINE, "As people call it.")
    does: tuple[str, ...] = field(Many(LINE), "What this role does.", default=())
    chosen_for: tuple[str, ...] = field(Many(LINE), "What makes somebody right for it.", default=())


@record
class DrillRhythm:
    """How often the process is practised."""

    every: Duration = field(DURATION, "Time between drills.", default=Duration(3, "months"))
    game_day_every: Duration = field(DURATION, "Time between game days.", default=Duration(6, "months"))
    owner: str | None = field(LINE, "The team or role that arranges them.", default=None)


@record
class ProcessReview:
    """How often the process itself is reviewed."""

    every: Duration = field(DURATION, "Time between reviews.", default=Duration(6, "months"))
    last_reviewed: date | None = field(DAY, "Day of the last review.", default=None)
    owner: str | None = field(LINE, "The team or role that calls for it.", default=None)


@record
class PolicyFile:
    """The incident process."""

    severities: Mapping[str, SeverityLevel] = field(
        MapOf(LEVEL, Record(SeverityLevel), what="the levels 1 to 4"),
        "The four severity levels.",
        default=MappingProxyType({}),
    )
    working_hours: WorkingHours = field(
        Record(WorkingHours), "When business days and hours count.", default=WorkingHours()
    )
    roles: tuple[Role, ...] = field(Many(Record(Role)), "The roles in an incident.", default=())
    drills: DrillRhythm = field(
        Record(DrillRhythm), "How often the process is practised.", default=DrillRhythm()
    )
    review: ProcessReview = field(
        Record(ProcessReview), "How often the process itself is reviewed.", default=ProcessReview()
    )
    repository: Repository | None = field(
        OneOf(Repository),
        "Who can read it: private, or public, where no postmortem may be. Left out, `check` finds out what it can.",
        default=None,
    )
