"""Working time: business days and hours over nights, weekends, holidays and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clearbell.clocks.calendar import WorkingCalendar
from clearbell.formats.policy import Coverage, WorkingHours
from clearbell.formats.scalars import Duration

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
# Working days are Monday to Friday, 9 to 17; Good Friday and Easter Monday of 2026 are off.
OFFICE: Final = WorkingCalendar.of(WorkingHours(holidays=(date(2026, 4, 3), date(2026, 4, 6))), AMSTERDAM)
# Somebody is there from the first to the last minute, on Sundays too.
NIGHTS: Final = WorkingCalendar(frozenset(range(7)), time(0), time(23, 59), AMSTERDAM, frozenset())


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "count", "unit", "over"),
    [
        pytest.param("2026-03-11 15:00", 2, "business days", "Fri 2026-03-13 17:00", id="in the week"),
        pytest.param("2026-03-12 21:30", 2, "business days", "Mon 2026-03-16 17:00", id="over a weekend"),
        pytest.param("2026-03-14 12:00", 2, "business days", "Tue 2026-03-17 17:00", id="from a Saturday"),
        pytest.param("2026-03-15 23:59", 1, "business days", "Mon 2026-03-16 17:00", id="a minute before midnight"),
        pytest.param("2026-03-16 00:00", 1, "business days", "Tue 2026-03-17 17:00", id="at midnight"),
        pytest.param("2026-04-02 16:00", 1, "business days", "Tue 2026-04-07 17:00", id="over Easter"),
        pytest.param("2026-03-27 18:00", 1, "business days", "Mon 2026-03-30 17:00", id="over the night of the lost hour"),
        pytest.param("2026-03-14 12:00", 0, "business days", "Mon 2026-03-16 17:00", id="none from a Saturday on"),
        pytest.param("2026-03-11 10:00", 2, "hours", "Wed 2026-03-11 12:00", id="within a morning"),
        pytest.param("2026-03-11 16:30", 2, "hours", "Thu 2026-03-12 10:30", id="over a night"),
        pytest.param("2026-03-11 15:00", 2, "hours", "Wed 2026-03-11 17:00", id="until closing time"),
        pytest.param("2026-03-11 17:00", 2, "hours", "Thu 2026-03-12 11:00", id="from closing time"),
        pytest.param("2026-03-11 06:00", 2, "hours", "Wed 2026-03-11 11:00", id="from before they open"),
        pytest.param("2026-03-13 16:00", 2, "hours", "Mon 2026-03-16 10:00", id="hours over a weekend"),
        pytest.param("2026-04-02 16:00", 90, "minutes", "Tue 2026-04-07 09:30", id="minutes over Easter"),
        pytest.param("2026-03-11 10:00", 20, "hours", "Fri 2026-03-13 14:00", id="more than a day of hours"),
        pytest.param("2026-03-11 10:00", 1, "days", "Thu 2026-03-12 17:00", id="a day is a working day"),
        pytest.param("2026-03-11 10:00", 1, "weeks", "Wed 2026-03-18 17:00", id="a week has five"),
        pytest.param("2026-01-31 10:00", 1, "months", "Sat 2026-02-28 10:00", id="a month is one of the calendar"),
        pytest.param("2026-02-28 10:00", 1, "months", "Sat 2026-03-28 10:00", id="a month"),
        pytest.param("2026-03-28 10:00", 1, "months", "Tue 2026-04-28 10:00", id="a month later the clock is the same"),
    ],
)  # fmt: skip
def test_a_length_of_working_time_is_over(start: str, count: int, unit: str, over: str) -> None:
    assert _said(OFFICE.after(_local(start), Duration(count, unit), Coverage.BUSINESS_HOURS)) == over


@pytest.mark.parametrize(
    ("start", "over"),
    [
        ("2026-03-13 16:00", "Fri 2026-03-13 18:00"),
        ("2026-03-14 23:00", "Sun 2026-03-15 01:00"),
        ("2026-03-29 01:30", "Sun 2026-03-29 04:30"),  # there is no 02:30 that night
        ("2026-10-25 01:30", "Sun 2026-10-25 02:30"),  # the second 02:30 of that night
    ],
)
def test_around_the_clock_an_hour_is_an_hour(start: str, over: str) -> None:
    assert _said(OFFICE.after(_local(start), Duration(2, "hours"), Coverage.ALWAYS)) == over


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_worked_through_has_its_real_hours_when_clocks_change(day: str, hours: int) -> None:
    begin = _local(f"{day} 00:00")
    assert NIGHTS.between(begin, begin + timedelta(hours=hours)) == timedelta(hours=hours, minutes=-1)


def test_hours_of_the_night_on_which_clocks_change_are_counted_by_the_clock_on_the_wall() -> None:
    start = _local("2026-03-28 23:00")
    over = NIGHTS.after(start, Duration(4, "hours"), Coverage.BUSINESS_HOURS)
    assert _said(over) == "Sun 2026-03-29 04:01"  # a minute is lost at midnight, an hour at two


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-11 10:00", "2026-03-11 10:45", 45),
        ("2026-03-11 16:30", "2026-03-12 09:30", 60),
        ("2026-03-14 00:00", "2026-03-15 23:59", 0),
        ("2026-04-02 16:00", "2026-04-07 10:00", 120),
        ("2026-03-11 10:00", "2026-03-11 09:00", 0),
    ],
)
def test_only_working_time_lies_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert OFFICE.between(_local(start), _local(end)) == timedelta(minutes=minutes)


def test_a_holiday_is_one_where_the_office_is() -> None:
    """The evening of Thursday in New York is Good Friday in Amsterdam already."""
    late = datetime(2026, 4, 3, 2, 0, tzinfo=ZoneInfo("UTC"))
    assert _said(OFFICE.after(late, Duration(1, "hours"), Coverage.BUSINESS_HOURS)) == "Tue 2026-04-07 10:00"


def test_the_first_day_of_the_calendar_has_a_working_time_too() -> None:
    first = datetime(1, 1, 1, tzinfo=UTC)
    new_york = WorkingCalendar.of(WorkingHours(timezone=ZoneInfo("America/New_York")), AMSTERDAM)
    assert new_york.after(first, Duration(1, "hours"), Coverage.BUSINESS_HOURS) > first
    assert new_york.after(first, Duration(1, "months")) > first


@settings(max_examples=200, deadline=None)
@given(
    start=some.integers(0, 3 * 365 * 24 * 60).map(
        lambda m: _local("2025-01-01 00:00") + timedelta(minutes=m)
    ),
    minutes=some.integers(0, 9999),
)
def test_what_is_over_after_a_length_has_that_length_of_working_time(start: datetime, minutes: int) -> None:
    length = Duration(minutes, "minutes")
    over = OFFICE.after(start, length, Coverage.BUSINESS_HOURS)
    assert over >= start
    assert OFFICE.between(start, over) == timedelta(minutes=minutes)
