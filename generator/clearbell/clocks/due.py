"""Something that is to be done by a moment: what, by whom, in which file. Knows urgency; knows no source of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.clocks.clock import minutes
from clearbell.problems import Problem
from clearbell.process import Process


class Urgency(StrEnum):
    """How soon something is due, most urgent first."""

    LATE = "late"
    HOUR = "hour"
    DAY = "day"
    SOON = "soon"


# How long before its time something is shown: updates are a matter of the day, actions and reviews of a week's plan,
# and whoever prepares an exercise or a review of the process needs two.
UPDATES_AHEAD: Final = timedelta(days=1)
WORK_AHEAD: Final = timedelta(days=7)
RHYTHMS_AHEAD: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`key` stays the same until the thing is done, whatever its time or title becomes. `step` is what to do in `file`.

    `whole_day`: due by the end of a day, not at an hour. `practice`: it belongs to a drill.
    """

    key: str
    rule: str
    title: str
    owner: str
    file: str
    step: str
    due: datetime
    ahead: timedelta
    whole_day: bool = False
    practice: bool = False

    def lateness(self, now: datetime) -> int:
        """Whole minutes since it was due; negative while there is time."""
        return minutes(self.due, now)

    def urgency(self, now: datetime) -> Urgency | None:
        """How urgent it is at *now*; None while it is too early to speak of it."""
        late = self.lateness(now)
        if late > 0:
            return Urgency.LATE
        if late < -self.ahead.total_seconds() / 60:
            return None
        return Urgency.HOUR if late >= -60 else Urgency.DAY if late >= -24 * 60 else Urgency.SOON


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is late or near at a moment. `unread`: files that could not be looked at.

    What customers wait for comes first, then what has a week, then what recurs; within these the longest due first.
    """

    at: datetime
    zone: ZoneInfo
    items: tuple[Due, ...]
    unread: tuple[str, ...]

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo, dues: Iterable[Due], unread: Iterable[Problem]) -> Agenda:
        shown = [due for due in dues if due.urgency(at) is not None]
        return cls(
            at,
            zone,
            tuple(sorted(shown, key=lambda due: (due.ahead, due.due, due.key))),
            tuple(sorted({problem.file for problem in unread})),
        )

    def by_urgency(self) -> dict[Urgency, list[Due]]:
        """Its items in groups, none of them empty."""
        groups = {level: [due for due in self.items if due.urgency(self.at) is level] for level in Urgency}
        return {level: found for level, found in groups.items() if found}


def owner(roles: Mapping[str, str], process: Process, *wanted: str) -> str:
    """Who holds the first of the *wanted* roles that somebody holds; else the first of them that the process knows."""
    for role in wanted:
        if role in roles:
            return roles[role]
    titles = process.role_titles
    return next((titles[role] for role in wanted if role in titles), next(iter(titles.values())))
