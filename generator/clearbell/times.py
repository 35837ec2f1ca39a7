"""Times as people say them, in the site's zone and language, with UTC beside them where it differs.

Takes whole seconds since 1970; the present is given where "today" may be said. A long history says a hundred thousand
times on a few thousand days, so what is the same all day is put together once.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from clearbell.values import value
from clearbell.wording import Words

_A_DAY: Final = 86_400
_FIRST: Final = date(1970, 1, 1).toordinal()
_TWO_DIGITS: Final = tuple(f"{number:02}" for number in range(60))


@value
class Times:
    """`today` is None on pages that must read the same tomorrow: they say the whole date."""

    words: Words
    zone: ZoneInfo
    today: date | None = None
    _dates: dict[date, str] = field(default_factory=dict, compare=False)
    _around: dict[date, tuple[str, str]] = field(
        default_factory=dict, compare=False
    )  # a day's clock, in `stamp`
    _utc: dict[str, str] = field(default_factory=dict, compare=False)

    def clock(self, at: int) -> str:
        """`10:58`."""
        return _clock(self._local(at))

    def day(self, at: int) -> str:
        """`20 November`, with the year when it isn't this one."""
        return self.date(self._local(at).date())

    def date(self, day: date) -> str:
        if day not in self._dates:
            month = self.words.months[day.month - 1]
            with_year = self.today is None or day.year != self.today.year
            key = "time.day_year" if with_year else "time.day"
            self._dates[day] = self.words(key, day=day.day, month=month, year=day.year)
        return self._dates[day]

    def stamp(self, at: int) -> str:
        """`Today, 10:58`, `18 November, 09:00`."""
        local = self._local(at)
        day = local.date()
        if day not in self._around:
            before, _, after = self._on(local, "\0").partition("\0")
            self._around[day] = before, after
        before, after = self._around[day]
        return f"{before}{_clock(local)}{after}"

    def _on(self, local: datetime, clock: str) -> str:
        day = local.date()
        if self.today is not None and day == self.today:
            return self.words("time.today", time=clock)
        if self.today is not None and day == self.today - timedelta(1):
            return self.words("time.yesterday", time=clock)
        return self.words("time.day_time", day=self.date(day), time=clock)

    def in_sentence(self, at: int) -> str:
        """As `stamp`, where it doesn't begin a sentence: today's times are the bare clock."""
        if self.today is not None and self._local(at).date() == self.today:
            return self.clock(at)
        stamp = self.stamp(at)
        return stamp[:1].lower() + stamp[1:] if not stamp[:1].isdigit() else stamp

    def planned(self, at: int) -> str:
        """`Sunday 22 November, 03:00`."""
        local = self._local(at)
        day = self.words(
            "time.weekday", weekday=self.words.weekdays[local.weekday()], day=self.date(local.date())
        )
        return self.words("time.day_time", day=day, time=_clock(local))

    def utc(self, at: int) -> str:
        """`09:58 UTC`, with the day where it is another one there."""
        clock = self.utc_clock(at)
        if self.other_day_in_utc(at):
            clock = self.words("time.day_time", day=self.date(_day(at // _A_DAY)), time=clock)
            return self.words("time.utc", time=clock)
        if clock not in self._utc:
            self._utc[clock] = self.words("time.utc", time=clock)
        return self._utc[clock]

    def other_day_in_utc(self, at: int) -> bool:
        """Whether it is yesterday or tomorrow in UTC."""
        return _day(at // _A_DAY).day != self._local(at).day

    def utc_clock(self, at: int) -> str:
        hour, minute = divmod(at % _A_DAY // 60, 60)
        return f"{_TWO_DIGITS[hour]}:{_TWO_DIGITS[minute]}"

    def tag(self, at: int, text: str, kind: str = "d") -> Markup:
        """A `time` element; the script on the page rewrites it for readers elsewhere: d a day and time, t a time, a also the age."""
        if kind == "d":
            return Markup(f'<time datetime="{iso(at)}">{escape(text)}</time>')  # noqa: S704 - escaped
        return Markup(f'<time datetime="{iso(at)}" data-f="{kind}">{escape(text)}</time>')  # noqa: S704 - escaped

    def month(self, year: int, number: int) -> str:
        return self.words("time.month_year", month=self.words.months[number - 1], year=year)

    def duration(self, length: int) -> str:
        """`25 min`, `1 h 12 min`, `3 days 4 h`: two units at most."""
        minutes = max(1, round(length / 60))
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        if days:
            one = "day_one" if days == 1 else "days"
            return self.words(
                f"time.{one}_hours" if hours else f"time.{one}", count=days, days=days, hours=hours
            )
        if hours and minutes:
            return self.words("time.hours_minutes", hours=hours, minutes=minutes)
        return self.words("time.hours", count=hours) if hours else self.words("time.minutes", count=minutes)

    def zone_name(self) -> str:
        """`Amsterdam time`; a zone that is UTC says so."""
        if self.is_utc:
            return self.words("zone.utc")
        return self.words("zone.city", city=self.zone.key.rpartition("/")[2].replace("_", " "))

    @property
    def is_utc(self) -> bool:
        return self.zone.key in ("UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT")

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at, self.zone)


def iso(at: int) -> str:
    """RFC 3339 in UTC, as short as HTML's `time` allows: `2026-11-20T09:58Z`."""
    return whole_iso(at) if at % 60 else f"{whole_iso(at)[:16]}Z"


def whole_iso(at: int) -> str:
    """The same with its seconds, as feeds have it: `2026-11-20T09:58:00Z`."""
    minutes, second = divmod(at % _A_DAY, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_date(at // _A_DAY)}T{_TWO_DIGITS[hour]}:{_TWO_DIGITS[minute]}:{_TWO_DIGITS[second]}Z"


def _clock(moment: datetime) -> str:
    return f"{_TWO_DIGITS[moment.hour]}:{_TWO_DIGITS[moment.minute]}"  # a tenth of what `%H:%M` takes


@cache
def _day(days: int) -> date:
    """The day that begins so many days after 1970 did, in UTC."""
    return date.fromordinal(_FIRST + days)


@cache
def _date(days: int) -> str:
    return _day(days).isoformat()
