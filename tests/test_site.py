"""Stories of state: what the page says of each part and of the whole, at a given moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clearbell.model import ComponentState
from clearbell.site import Site
from publishing import SITE, incident, moment, notice, understood, work

OPERATIONAL = ComponentState.OPERATIONAL
DEGRADED = ComponentState.DEGRADED_PERFORMANCE
PARTIAL = ComponentState.PARTIAL_OUTAGE
MAJOR = ComponentState.MAJOR_OUTAGE
PLANNED = ComponentState.UNDER_MAINTENANCE


def _states(site: Site) -> dict[str, str]:
    """Parts that don't work normally."""
    return {v.component.id: str(v.state) for v in site.components if v.state is not OPERATIONAL}


def _bad_days(site: Site, component: str = "checkout") -> dict[str, str]:
    view = next(v for v in site.components if v.component.id == component)
    return {f"{day.date}": str(day.state) for day in view.days if day.state is not OPERATIONAL}


def _ids(site: Site, which: str) -> list[str]:
    return [summary.id for summary in getattr(site, which)]


def test_nothing_at_all_is_a_site_that_works(tmp_path: Path) -> None:
    site = understood(tmp_path, {})
    assert site.state is OPERATIONAL
    assert _states(site) == {}
    assert [view.uptime.percent for view in site.components] == [100, 100, 100]
    assert [len(view.days) for view in site.components] == [90, 90, 90]
    assert (site.open, site.under_way, site.ahead, site.notices, site.recent, site.months) == (
        *((),) * 5,
        {},
    )


def test_of_two_open_incidents_on_a_part_the_worse_counts_until_it_is_solved(tmp_path: Path) -> None:
    slow = incident("2026-03-14 08:00 investigating", components="checkout: degraded_performance", severity=3)
    down = incident("2026-03-14 09:00 investigating", components="checkout: major_outage", severity=1)
    site = understood(tmp_path, {"slow": slow, "down": down})
    assert (_ids(site, "open"), site.state, _states(site)) == (
        ["down", "slow"],
        MAJOR,
        {"checkout": "major_outage"},
    )
    solved = incident(
        "2026-03-14 09:00 investigating", "2026-03-14 10:00 resolved", components="checkout: major_outage"
    )
    site = understood(tmp_path, {"slow": slow, "down": solved})
    assert (_ids(site, "open"), site.state, _states(site)) == (
        ["slow"],
        DEGRADED,
        {"checkout": "degraded_performance"},
    )


def test_an_incident_on_several_parts_gives_each_its_own_state(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 09:00 investigating",
        "2026-03-14 09:30 identified search=degraded_performance checkout=operational",
        components="checkout: major_outage, website: partial_outage",
    )
    site = understood(tmp_path, {"it": story})
    assert _states(site) == {"website": "partial_outage", "search": "degraded_performance"}
    assert [v.component.id for v in site.components if v.summaries] == ["website", "checkout", "search"]


def test_an_incident_opened_again_is_open_with_what_it_last_said(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 09:00 investigating",
        "2026-03-14 09:30 resolved",
        "2026-03-14 11:00 investigating checkout=major_outage",
    )
    site = understood(tmp_path, {"it": story})
    assert (_ids(site, "open"), site.state, _states(site)) == (["it"], MAJOR, {"checkout": "major_outage"})


def test_an_incident_over_midnight_marks_both_days_of_the_site_s_own_zone(tmp_path: Path) -> None:
    story = incident("2026-03-12 22:30 investigating", "2026-03-12 23:30 resolved")  # 23:30 to 00:30 there
    assert _bad_days(understood(tmp_path, {"it": story})) == {
        "2026-03-12": "partial_outage",
        "2026-03-13": "partial_outage",
    }


def test_one_that_ends_on_the_stroke_of_midnight_marks_one_day(tmp_path: Path) -> None:
    story = incident("2026-03-12 22:30 investigating", "2026-03-12 23:00 resolved")
    assert _bad_days(understood(tmp_path, {"it": story})) == {"2026-03-12": "partial_outage"}


@pytest.mark.parametrize(
    ("begin", "end", "day"),
    [
        ("2026-03-28 23:00", "2026-03-29 21:59", "2026-03-29"),  # has 23 hours in Amsterdam
        ("2026-10-24 22:00", "2026-10-25 22:59", "2026-10-25"),  # has 25
    ],
)
def test_days_on_which_the_clock_changes_begin_and_end_with_the_local_day(
    tmp_path: Path, begin: str, end: str, day: str
) -> None:
    story = incident(f"{begin} investigating", f"{end} resolved", components="checkout: major_outage")
    assert _bad_days(understood(tmp_path, {"it": story}, moment(f"{day} 23:30"))) == {day: "major_outage"}


def test_uptime_of_a_month_with_a_clock_change_counts_its_real_hours(tmp_path: Path) -> None:
    story = incident(
        "2026-03-10 09:00 investigating", "2026-03-10 10:00 resolved", components="checkout: major_outage"
    )
    site = understood(tmp_path, {"it": story}, moment("2026-04-02 12:00"))
    march = next(m for v in site.components if v.component.id == "checkout" for m in v.months if m.month == 3)
    assert (march.year, march.uptime.total, march.uptime.major) == (2026, (31 * 24 - 1) * 3600, 3600)


def test_what_was_before_the_ninety_days_is_in_no_bar_and_in_its_month(tmp_path: Path) -> None:
    story = incident(
        "2025-11-10 09:00 investigating", "2025-11-10 10:00 resolved", components="checkout: major_outage"
    )
    site = understood(tmp_path, {"it": story})
    checkout = site.components[1]
    assert (_bad_days(site), checkout.uptime.percent) == ({}, 100)
    assert [f"{m.year}-{m.month}" for m in checkout.months if m.uptime.major] == ["2025-11"]
    assert [f"{m.year}-{m.month:02}" for m in checkout.months][:: len(checkout.months) - 1] == [
        "2026-03",
        "2025-04",
    ]


def test_a_retired_part_keeps_its_history(tmp_path: Path) -> None:
    retired = SITE.replace("{id: search, name: Search}", "{id: search, name: Search, retired: 2026-03-01}")
    story = incident(
        "2026-02-10 09:00 investigating", "2026-02-10 10:00 resolved", components="search: major_outage"
    )
    site = understood(tmp_path, {"it": story}, site=retired)
    assert _bad_days(site, "search") == {"2026-02-10": "major_outage"}
    assert [s.id for s in site.components[2].summaries] == ["it"]


def test_planned_work_begins_and_ends_between_two_builds_without_an_update(tmp_path: Path) -> None:
    files = {"it": work("2026-03-14 12:00", "2026-03-14 13:00", "2026-03-01 09:00 scheduled")}
    seen = []
    for clock in ("11:59", "12:00", "13:00"):
        site = understood(tmp_path, files, moment(f"2026-03-14 {clock}"))
        seen.append((_ids(site, "ahead"), _ids(site, "under_way"), _states(site), site.state))
    assert seen == [
        (["it"], [], {}, OPERATIONAL),
        ([], ["it"], {"search": "under_maintenance"}, OPERATIONAL),
        ([], [], {}, OPERATIONAL),
    ]


def test_planned_work_that_overruns_stays_under_way(tmp_path: Path) -> None:
    story = work("2026-03-14 09:00", "2026-03-14 10:00", "2026-03-14 09:00 in_progress")
    site = understood(tmp_path, {"it": story})
    assert (_ids(site, "under_way"), _states(site)) == (["it"], {"search": "under_maintenance"})


@pytest.mark.parametrize("clock", ["09:30", "10:30", "11:30"])
def test_cancelled_work_touches_nothing_any_more(tmp_path: Path, clock: str) -> None:
    story = work(
        "2026-03-14 10:00", "2026-03-14 11:00", "2026-03-01 09:00 scheduled", "2026-03-14 09:00 cancelled"
    )
    site = understood(tmp_path, {"it": story}, moment(f"2026-03-14 {clock}"))
    assert (_ids(site, "ahead"), _ids(site, "under_way"), _states(site)) == ([], [], {})


def test_an_incident_during_planned_work_counts_more_than_the_work(tmp_path: Path) -> None:
    site = understood(
        tmp_path,
        {
            "work": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-14 11:00 in_progress"),
            "slow": incident("2026-03-14 11:30 investigating", components="search: degraded_performance"),
        },
    )
    assert _states(site) == {"search": "degraded_performance"}
    today = site.components[2].days[-1]
    assert (today.state, today.planned, site.components[2].uptime.percent) == (DEGRADED, True, 100)


def test_work_that_takes_a_part_down_counts_against_no_uptime_and_shows_all_the_same(tmp_path: Path) -> None:
    story = work(
        "2026-03-14 11:00",
        "2026-03-14 13:00",
        "2026-03-01 09:00 scheduled",
        components="{search: major_outage}",
    )
    site = understood(tmp_path, {"it": story})
    assert (site.state, _states(site)) == (MAJOR, {"search": "major_outage"})
    assert site.components[2].uptime.percent == 100


def test_a_notice_is_shown_in_its_time_only(tmp_path: Path) -> None:
    files = {"it": notice("2026-03-14 09:00", "2026-03-14 18:00")}
    seen = []
    for clock in ("08:59", "09:00", "18:00"):
        site = understood(tmp_path, files, moment(f"2026-03-14 {clock}"))
        seen.append((_ids(site, "notices"), len(site.months)))
    assert seen == [([], 0), (["it"], 1), ([], 1)]


@pytest.mark.parametrize("hidden", ["draft", "drill"])
@pytest.mark.parametrize(
    "story",
    [
        incident("2026-03-14 11:30 investigating", components="search: major_outage", severity=1),
        work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-14 11:00 in_progress"),
        notice("2026-03-14 09:00"),
    ],
    ids=["incident", "work", "notice"],
)
def test_drafts_and_drills_are_not_there(tmp_path: Path, hidden: str, story: str) -> None:
    assert understood(tmp_path, {"it": f"{hidden}: true\n{story}"}) == understood(tmp_path, {})


@pytest.mark.parametrize(
    ("severity", "status", "expected"),
    [
        (1, "investigating", MAJOR),
        (2, "identified", PARTIAL),
        (3, "investigating", DEGRADED),
        (4, "identified", DEGRADED),
        (1, "monitoring", DEGRADED),
    ],
)
def test_an_open_incident_is_never_all_well_whatever_its_parts_say(
    tmp_path: Path, severity: int, status: str, expected: ComponentState
) -> None:
    story = incident(f"2026-03-14 11:00 {status}", severity=severity, components="checkout: operational")
    assert understood(tmp_path, {"it": story}).state is expected


@pytest.mark.parametrize(("declared", "then", "counts"), [(3, 1, 1), (1, 3, 1), (2, 2, 2)])
def test_an_incident_counts_as_the_worst_severity_it_ever_had(
    tmp_path: Path, declared: int, then: int, counts: int
) -> None:
    story = incident("2026-03-14 09:20 investigating", "2026-03-14 09:50 identified", severity=declared)
    story = story.replace("status: identified", f"status: identified\n    severity: {then}")
    assert [summary.severity for summary in understood(tmp_path, {"it": story}).open] == [counts]


def test_an_update_from_a_clock_that_runs_ahead_counts_at_once(tmp_path: Path) -> None:
    story = incident("2026-03-14 11:00 investigating", "2026-03-14 12:04 identified checkout=major_outage")
    site = understood(tmp_path, {"it": story})
    assert (site.state, _states(site)) == (MAJOR, {"checkout": "major_outage"})
    solved = understood(
        tmp_path, {"it": incident("2026-03-14 11:00 investigating", "2026-03-14 12:04 resolved")}
    )
    assert (solved.state, _states(solved), solved.open) == (OPERATIONAL, {}, ())


def test_the_last_two_weeks_hold_what_lasted_into_them(tmp_path: Path) -> None:
    site = understood(
        tmp_path,
        {
            "before": incident("2026-02-10 09:00 investigating", "2026-02-28 09:00 resolved"),
            "into": incident("2026-02-10 09:00 investigating", "2026-03-02 09:00 resolved"),
            "open": incident("2026-02-11 09:00 investigating"),
            "ahead": work("2026-03-20 12:00", "2026-03-20 13:00", "2026-03-01 09:00 scheduled"),
        },
    )
    assert _ids(site, "recent") == ["open", "into"]


class _Turn(NamedTuple):
    minutes: int
    status: str
    said: dict[str, str]


BEGIN = datetime(2026, 3, 14, 0, 0, tzinfo=UTC)
parts = some.sampled_from(["website", "checkout", "search"])
said = some.dictionaries(
    parts, some.sampled_from(["operational", "degraded_performance", "partial_outage", "major_outage"])
)
turns = some.lists(
    some.builds(
        _Turn,
        some.integers(1, 90),
        some.sampled_from(["investigating", "identified", "monitoring", "resolved"]),
        said,
    ),
    min_size=1,
    max_size=5,
)
histories = some.lists(some.tuples(some.integers(1, 4), said, turns), min_size=1, max_size=4)


@given(histories)
@settings(deadline=None)
def test_no_part_is_ever_shown_better_than_the_worst_that_an_open_incident_last_said(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, dict[str, str], list[_Turn]]]
) -> None:
    files, worst, any_open = {}, dict.fromkeys(("website", "checkout", "search"), 0), False
    for number, (severity, first, story) in enumerate(history):
        lines, at, last = [], BEGIN, dict(first)
        for turn in story:
            at += timedelta(minutes=turn.minutes)
            states = " ".join(f"{name}={state}" for name, state in turn.said.items())
            lines.append(f"{at:%Y-%m-%d %H:%M} {turn.status} {states}")
            last |= turn.said
        components = ", ".join(f"{name}: {state}" for name, state in first.items())
        files[f"i{number}"] = incident(*lines, severity=severity, components=components)
        if story[-1].status != "resolved":
            any_open = True
            for name, state in last.items():
                worst[name] = max(worst[name], ComponentState(state).rank)
    site = understood(tmp_path_factory.mktemp("site"), files, BEGIN + timedelta(days=1))
    assert {view.component.id: view.state.rank for view in site.components} == worst
    assert (site.state is not OPERATIONAL) == any_open
    assert site.state.rank >= max(worst.values())
