"""The figures a customer could check with a stopwatch: a second in an outage is counted once, and nothing is rounded up."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clearbell.model import ComponentState
from clearbell.summary import Span
from clearbell.uptime import Uptime, uptime, worst_of_days

DAY = 24 * 3600


def _span(state: str, start: int, end: int | None) -> Span:
    return Span("checkout", state, start, end)


def test_an_hour_of_major_outage_in_a_day_counts_whole() -> None:
    counted = uptime([_span("major_outage", 0, 3600)], 0, DAY)
    assert counted == Uptime(major=3600, partial=0, total=DAY)
    assert counted.percent == 95.83


def test_an_hour_of_partial_outage_counts_thirty_percent() -> None:
    assert uptime([_span("partial_outage", 0, 3600)], 0, DAY).percent == 98.75


@pytest.mark.parametrize("state", ["degraded_performance", "under_maintenance"])
def test_slowness_and_planned_work_count_nothing(state: str) -> None:
    assert uptime([_span(state, 0, DAY)], 0, DAY).percent == 100


def test_overlapping_outages_count_once_and_as_the_worst() -> None:
    spans = [
        _span("partial_outage", 0, 100),
        _span("major_outage", 50, 80),
        _span("major_outage", 60, 150),
        _span("partial_outage", 140, 200),
    ]
    assert uptime(spans, 0, 1000) == Uptime(major=100, partial=100, total=1000)


def test_an_outage_that_lasts_reaches_to_the_end_and_one_from_before_begins_with_the_time_counted() -> None:
    assert uptime([_span("major_outage", -500, None)], 0, 1000) == Uptime(1000, 0, 1000)


def test_a_second_of_outage_in_ninety_days_is_no_hundred_percent() -> None:
    assert uptime([_span("partial_outage", 5, 6)], 0, 90 * DAY).percent == 99.99


def test_no_time_at_all_is_a_hundred_percent() -> None:
    assert uptime([_span("major_outage", 0, None)], 10, 10).percent == 100


states = some.sampled_from(["major_outage", "partial_outage", "degraded_performance"])
spans_of_minutes = some.lists(
    some.builds(
        lambda state, start, length: _span(state, start, None if length is None else start + length),
        states,
        some.integers(-20, 120),
        some.none() | some.integers(1, 60),
    ),
    max_size=6,
)


@given(spans_of_minutes, some.integers(0, 30), some.integers(1, 80))
def test_the_figure_is_that_of_a_stopwatch(spans: list[Span], start: int, length: int) -> None:
    lost = Fraction(0)
    for second in range(start, start + length):
        here = {s.state for s in spans if s.start <= second and (s.end is None or second < s.end)}
        lost += 1 if "major_outage" in here else Fraction(3, 10) if "partial_outage" in here else 0
    exact = 100 * (1 - lost / length)
    shown = Fraction(str(uptime(spans, start, start + length).percent))
    assert shown <= exact < shown + Fraction(1, 100)


@given(spans_of_minutes, some.integers(0, 100))
def test_each_day_shows_the_worst_of_its_moments_until_now(spans: list[Span], now: int) -> None:
    boundaries = [0, 25, 50, 75, 101]
    expected = []
    for start, end in pairwise(boundaries):
        here = [
            ComponentState(s.state)
            for second in range(start, min(end, now + 1))
            for s in spans
            if s.start <= second and (s.end is None or second < s.end)
        ]
        expected.append(max(here, default=ComponentState.OPERATIONAL, key=lambda state: state.rank))
    assert worst_of_days(spans, boundaries, now) == expected
