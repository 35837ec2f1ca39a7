"""Working time: which days and hours count, and when a length of it is over. Knows policy.yml's hours and no incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.formats.policy import Coverage, WorkingHours
from clearbell.formats.scalars import Duration
from clearbell.process import later

_FIRST: Final = datetime(2, 1, 1, tzinfo=UTC)  # before it a day may have no other zone


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days from `opens` to `closes` on the clocks of one place. Takes and gives moments in UTC."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo
    holidays: frozenset[date]

    @classmethod
    def of(cls, hours: WorkingHours, zone: ZoneInfo) -> WorkingCalendar:
        """The hours of policy.yml; *zone*: the site's, where they name none."""
        return cls(
            frozenset(hours.days), hours.from_, hours.to, hours.timezone or zone, frozenset(hours.holidays)
        )

    def works(self, day: date) -> bool:
        """Whether anybody works that day."""
        return day.weekday() in self.days and day not in self.holidays

    def after(self, start: datetime, length: Duration, coverage: Coverage | None = None) -> datetime:
        """When *length* from *start* on is over.

        Business days are over when the last of them closes; the day of *start* is none of them. In business hours only
        working time counts, and days and weeks are those on which somebody works.
        """
        if length.unit == "business days":
            return self._closing(start, length.count)
        if length.unit == "months":
            there = max(start, _FIRST).astimezone(self.zone)
            return datetime.combine(later(there.date(), length), there.timetz()).astimezone(UTC)
        exact = length.exact or timedelta()
        if coverage is not Coverage.BUSINESS_HOURS:
            return start + exact
        if length.unit in ("days", "weeks"):
            return self._closing(start, length.count * (len(self.days) if length.unit == "weeks" else 1))
        for opens, closes in self._hours(start):
            if exact <= closes - opens:
                return opens + exact
            exact -= closes - opens
        raise RuntimeError("working time never ends")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments."""
        total = timedelta()
        for opens, closes in self._hours(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _closing(self, start: datetime, count: int) -> datetime:
        """The end of the working day that is *count* after that of *start*; the next one where *count* is 0."""
        day = max(start, _FIRST).astimezone(self.zone).date()
        while count > 0 or not self.works(day):
            day += timedelta(1)
            count -= self.works(day)
        return datetime.combine(day, self.closes, self.zone).astimezone(UTC)

    def _hours(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working hours from *start* on, what is left of a day first. Their length is real time, also on nights when clocks change."""
        day = max(start, _FIRST).astimezone(self.zone).date()
        while True:
            if self.works(day):
                opens = datetime.combine(day, self.opens, self.zone).astimezone(UTC)
                closes = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(1)
