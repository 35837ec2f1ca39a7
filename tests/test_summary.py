"""What is kept of an item: spans of states, and what it is at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clearbell.summary import Phase, Summary, seconds
from publishing import incident, moment, notice, understood, work

MARCH_14 = "2026-03-14"


def _only(folder: Path, text: str, now: str = "2026-03-14 12:00") -> Summary:
    site = understood(folder, {"it": text}, moment(now))
    (summaries,) = site.months.values()
    (summary,) = summaries
    return summary


def _spans(summary: Summary) -> list[str]:
    def clock(at: int | None) -> str:
        return "now" if at is None else f"{datetime.fromtimestamp(at, UTC):%H:%M}"

    return [f"{s.component} {s.state} {clock(s.start)}-{clock(s.end)}" for s in summary.spans]


def test_a_component_changes_its_state_with_each_update_that_names_it(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 09:00 investigating",
        "2026-03-14 09:20 identified checkout=major_outage search=degraded_performance",
        "2026-03-14 09:30 identified",
        "2026-03-14 09:50 monitoring checkout=operational",
        "2026-03-14 10:10 resolved",
    )
    summary = _only(tmp_path, story)
    assert _spans(summary) == [
        "checkout partial_outage 09:00-09:20",
        "checkout major_outage 09:20-09:50",
        "search degraded_performance 09:20-10:10",
    ]
    assert summary.components == ("checkout", "search")


def test_an_incident_begins_when_it_was_declared_if_that_was_before_the_first_update(tmp_path: Path) -> None:
    story = "confirmed: 2026-03-14 08:45Z\n" + incident("2026-03-14 09:00 investigating")
    assert _spans(_only(tmp_path, story)) == ["checkout partial_outage 08:45-now"]


def test_an_incident_opened_again_takes_up_what_was_last_said(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 09:00 investigating",
        "2026-03-14 09:30 resolved",
        "2026-03-14 10:00 investigating",
        "2026-03-14 10:40 resolved checkout=operational",
        "2026-03-14 11:30 postmortem",
    )
    summary = _only(tmp_path, story)
    assert _spans(summary) == ["checkout partial_outage 09:00-09:30", "checkout partial_outage 10:00-10:40"]
    assert summary.end == seconds(moment("2026-03-14 10:40"))  # not when the follow-up was written


def test_planned_work_nobody_reports_on_lasts_as_long_as_its_window(tmp_path: Path) -> None:
    story = work("2026-03-14 12:00", "2026-03-14 13:00", "2026-03-01 09:00 scheduled")
    summary = _only(tmp_path, story)
    assert _spans(summary) == ["search under_maintenance 12:00-13:00"]
    phases = [
        summary.phase(seconds(moment(f"{MARCH_14} {clock}")))
        for clock in ("11:59", "12:00", "12:59", "13:00")
    ]
    assert phases == [Phase.AHEAD, Phase.OPEN, Phase.OPEN, Phase.OVER]


def test_planned_work_reported_as_begun_lasts_until_it_is_reported_finished(tmp_path: Path) -> None:
    story = work(
        "2026-03-14 10:00", "2026-03-14 11:00", "2026-03-01 09:00 scheduled", "2026-03-14 10:03 in_progress"
    )
    summary = _only(tmp_path, story)
    assert _spans(summary) == ["search under_maintenance 10:00-now"]
    assert summary.phase(seconds(moment("2026-03-15 10:00"))) is Phase.OPEN


def test_planned_work_that_began_early_shows_from_then(tmp_path: Path) -> None:
    story = work(
        "2026-03-14 10:00",
        "2026-03-14 11:00",
        "2026-03-14 09:40 in_progress",
        "2026-03-14 10:20 verifying search=degraded_performance",
        "2026-03-14 11:30 completed",
    )
    assert _spans(_only(tmp_path, story)) == [
        "search under_maintenance 09:40-10:20",
        "search degraded_performance 10:20-11:30",
    ]


def test_planned_work_done_before_its_window_is_over_and_touched_nothing(tmp_path: Path) -> None:
    story = work("2026-03-14 15:00", "2026-03-14 16:00", "2026-03-14 11:00 completed")
    summary = _only(tmp_path, story)
    assert _spans(summary) == []
    assert summary.phase(seconds(moment("2026-03-14 15:30"))) is Phase.OVER


@pytest.mark.parametrize(
    ("cancelled", "spans"),
    [("09:00", []), ("10:15", ["search under_maintenance 10:00-10:15"])],
    ids=["before its window", "in the middle"],
)
def test_cancelled_work_touched_what_it_touched(tmp_path: Path, cancelled: str, spans: list[str]) -> None:
    story = work(
        "2026-03-14 10:00",
        "2026-03-14 11:00",
        "2026-03-01 09:00 scheduled",
        f"2026-03-14 {cancelled} cancelled",
    )
    summary = _only(tmp_path, story)
    assert _spans(summary) == spans
    assert summary.phase(seconds(moment("2026-03-14 10:30"))) is Phase.CANCELLED


def test_a_notice_stands_from_its_first_to_its_last_moment(tmp_path: Path) -> None:
    summary = _only(tmp_path, notice("2026-03-14 09:00", "2026-03-14 18:00"))
    phases = [
        summary.phase(seconds(moment(f"{MARCH_14} {clock}")))
        for clock in ("08:59", "09:00", "17:59", "18:00")
    ]
    assert phases == [Phase.AHEAD, Phase.OPEN, Phase.OPEN, Phase.OVER]


def test_a_notice_without_an_end_stands(tmp_path: Path) -> None:
    assert (
        _only(tmp_path, notice("2026-03-14 09:00")).phase(seconds(moment("2036-01-01 00:00"))) is Phase.OPEN
    )
