"""Times as people say them, in the site's zone and language, with UTC beside them where it differs.

Takes whole seconds since 1970; the present is given where "today" may be said.
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from clearbell.values import value
from clearbell.wording import Words


@value
class Times:
    """`today` is None on pages that must read the same tomorrow: they say the whole date."""

    words: Words
    zone: ZoneInfo
    today: date | None = None
    # The days of a history come up often.
    _dates: dict[date, str] = field(default_factory=dict, compare=False)

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
        clock = _clock(local)
        if self.today is not None and local.date() == self.today:
            return self.words("time.today", time=clock)
        if self.today is not None and local.date() == self.today - timedelta(1):
            return self.words("time.yesterday", time=clock)
        return self.words("time.day_time", day=self.date(local.date()), time=clock)

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
        there = datetime.fromtimestamp(at, UTC)
        clock = _clock(there)
        if there.day != self._local(at).day:
            clock = self.words("time.day_time", day=self.date(there.date()), time=clock)
        return self.words("time.utc", time=clock)

    def other_day_in_utc(self, at: int) -> bool:
        """Whether it is yesterday or tomorrow in UTC."""
        return datetime.fromtimestamp(at, UTC).day != self._local(at).day

    def utc_clock(self, at: int) -> str:
        return _clock(datetime.fromtimestamp(at, UTC))

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
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat()[: 19 if moment.second else 16] + "Z"


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"  # a third of what `%H:%M` takes
