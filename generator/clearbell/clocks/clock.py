"""What a clock is: something to be done by a moment, and when it was; and what all clocks go by. Knows no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clearbell.clocks.calendar import WorkingCalendar
from clearbell.formats.scalars import Duration
from clearbell.process import Process


@dataclass(frozen=True, slots=True)
class Clock:
    """`after`: the update it follows, "nothing" where it awaits the first. `met` is None while it runs."""

    rule: str
    after: str
    due: datetime
    met: datetime | None

    def late(self, now: datetime) -> bool:
        """Whether it was, or is by *now*, missed. Minutes count: the whole minute in which it is due is in time."""
        return minutes(self.due, self.met or now) > 0


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What all clocks go by. `zone`: where days begin and end."""

    process: Process
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def calendar(self) -> WorkingCalendar:
        """The working time of the process."""
        return WorkingCalendar.of(self.process.working_hours, self.zone)

    def ends(self, severity: int, start: datetime, length: Duration | None) -> datetime | None:
        """When a length of time of a level is over; None where the level has no such clock."""
        coverage = self.process.levels[severity].coverage
        return self.calendar.after(start, length, coverage) if length is not None else None

    def end_of(self, day: date) -> datetime:
        """The last minute of a day, until which something due that day is in time."""
        return datetime.combine(day, time(23, 59), self.zone).astimezone(UTC)


def minutes(due: datetime, now: datetime) -> int:
    """Whole minutes since *due*, negative before it. Seconds are cut from both, so that nothing is late by 0 minutes."""
    return (now.replace(second=0, microsecond=0) - due.replace(second=0, microsecond=0)) // timedelta(
        minutes=1
    )
