"""The incident process as it holds here: policy.yml, and the process's own values where it is silent.

Knows levels, roles and rhythms; knows no incident and no postmortem.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from clearbell import policy_checks
from clearbell.documents import Found, read
from clearbell.formats.policy import (
    Coverage,
    DrillRhythm,
    PolicyFile,
    Postmortem,
    ProcessReview,
    Repository,
    Role,
    SeverityLevel,
    WorkingHours,
)
from clearbell.formats.reader import Reading, Record
from clearbell.formats.scalars import Duration
from clearbell.problems import Problem
from clearbell.records import read_record

_POLICY: Final = Record(PolicyFile)
_HALF_HOUR: Final = Duration(30, "minutes")
_TWO_DAYS: Final = Duration(2, "business days")
_HOUR: Final = Duration(60, "minutes")
_LEVELS: Final[Mapping[int, SeverityLevel]] = {
    1: SeverityLevel(
        title="Critical",
        respond_within=Duration(15, "minutes"),
        coverage=Coverage.ALWAYS,
        first_update_within=_HALF_HOUR,
        update_every=_HOUR,
        postmortem=Postmortem.REQUIRED,
        review_scheduled_within=_TWO_DAYS,
    ),
    2: SeverityLevel(
        title="High",
        respond_within=_HALF_HOUR,
        coverage=Coverage.ALWAYS,
        first_update_within=_HALF_HOUR,
        update_every=_HOUR,
        postmortem=Postmortem.REQUIRED,
        review_scheduled_within=_TWO_DAYS,
    ),
    3: SeverityLevel(
        title="Medium",
        respond_within=Duration(2, "hours"),
        coverage=Coverage.BUSINESS_HOURS,
        postmortem=Postmortem.OPTIONAL,
    ),
    4: SeverityLevel(
        title="Low",
        respond_within=Duration(8, "hours"),
        coverage=Coverage.BUSINESS_HOURS,
        postmortem=Postmortem.OPTIONAL,
    ),
}
_ROLES: Final = (
    Role(id="incident_commander", title="Incident Commander"),
    Role(id="technical_lead", title="Technical Lead"),
    Role(id="communications_lead", title="Communications Lead"),
    Role(id="expert", title="Expert"),
    Role(id="scribe", title="Scribe"),
)


@dataclass(frozen=True, slots=True)
class Process:
    """Levels 1 to 4 with every clock they have, roles, working hours and rhythms."""

    levels: Mapping[int, SeverityLevel]
    roles: tuple[Role, ...]
    working_hours: WorkingHours
    drills: DrillRhythm
    review: ProcessReview
    repository: Repository | None = None

    @classmethod
    def of(cls, file: PolicyFile) -> Process:
        levels = {
            number: _filled(file.severities.get(str(number)), standard)
            for number, standard in _LEVELS.items()
        }
        return cls(
            levels, file.roles or _ROLES, file.working_hours, file.drills, file.review, file.repository
        )

    def needs_postmortem(self, severity: int) -> bool:
        """Whether an incident of this severity must have a postmortem."""
        return self.levels[severity].postmortem is Postmortem.REQUIRED

    def review_within(self, severity: int) -> Duration | None:
        """How soon after the end the review meeting is in the calendar; None where there needn't be one."""
        if not self.needs_postmortem(severity):
            return None
        return self.levels[severity].review_scheduled_within or _TWO_DAYS

    def severity(self, number: int) -> str:
        """`Sev2 High`."""
        return f"Sev{number} {self.levels[number].title}"

    @property
    def role_titles(self) -> dict[str, str]:
        """Role ids and what people call them."""
        return {role.id: role.title for role in self.roles}


def read_process(root: Path, zone: ZoneInfo) -> tuple[Process, list[Problem]]:
    """The process of the site in *root*: the standard one where there is no policy.yml, or where it can't be read."""
    found = Found("policy", f"{root}/content/policy.yml", "content/policy.yml")
    if not found.path.exists():
        return Process.of(PolicyFile()), []
    document = read(found)
    if isinstance(document, Problem):
        return Process.of(PolicyFile()), [document]
    outcome = read_record(document, _POLICY, Reading(zone=zone), check=policy_checks.policy)
    file, problems = outcome
    return Process.of(file or PolicyFile()), problems


def later(day: date, rhythm: Duration) -> date:
    """The day when something that recurs is due again; a month later is the same day of that month, or its last."""
    if rhythm.unit == "months":
        months = day.month - 1 + rhythm.count
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    if rhythm.exact is not None:
        return day + rhythm.exact
    return day + timedelta(days=rhythm.count * 7 // 5)  # business days, as good as a rhythm of weeks needs it


def _filled(given: SeverityLevel | None, standard: SeverityLevel) -> SeverityLevel:
    if given is None:
        return standard
    silent = {
        each.name: getattr(standard, each.name) for each in fields(given) if not getattr(given, each.name)
    }
    return replace(given, **silent)
