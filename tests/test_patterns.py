"""What the panels say of small archives: what is counted, what is tied, what is refused, and what is left open."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from clearbell.internal.patterns.ages import action_ages
from clearbell.internal.patterns.clocks import clocks_kept
from clearbell.internal.patterns.durations import time_to_acknowledge, time_to_resolve
from clearbell.internal.patterns.panels import MEASURES, PATTERNS
from clearbell.internal.patterns.periods import period_comparison
from clearbell.internal.patterns.ranking import (
    cause_ranking,
    factor_ranking,
    kind_ranking,
    near_miss_ranking,
)
from clearbell.internal.patterns.recurrence import action_recurrence
from clearbell.internal.patterns.scope import scope
from clearbell.internal.patterns.together import cause_service_map, factors_together
from clearbell.internal.patterns.trends import trends, whole_periods
from internal_stories import FILES, SITE, archive
from pattern_stories import BARE, many, postmortem, said

CAUSES = (
    "version: 1\nroot_causes:\n  - {id: code, title: Code}\n  - {id: race, title: Race, parent: code}\n"
    "  - {id: power, title: Power}\n  - {id: disk, title: Disk}\n"
)
FACTORS = "version: 1\ncontributing_factors:\n" + "".join(
    f"  - {{id: {name}, kind: {kind}, title: {name.capitalize()}}}\n"
    for name, kind in (
        ("alert", "technical"),
        ("test", "technical"),
        ("review", "process"),
        ("load", "human"),
    )
)


def test_a_ranking_says_who_leads_and_who_is_tied(tmp_path: Path) -> None:
    texts = [postmortem(root_causes=["code"])] * 15 + [postmortem(root_causes=["power"])] * 5
    texts += [postmortem(root_causes=["disk", "power"])] * 4
    found = cause_ranking(many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": CAUSES}))
    assert said(found.rows, "id", "incidents", "labels", "tied", "find") == [
        ("code", 15, 15, True, "find/?cause=code"),
        ("power", 9, 9, True, "find/?cause=power"),
        ("disk", 4, 4, None, "find/?cause=disk"),
    ]
    assert found.answer == "Code: 15 of 24, 43 to 79 %; not distinguishable from Power."
    assert str(found.basis) == "24 of 24 incidents with a postmortem record a root cause, 28 labels in all."
    assert found.refusal is None


def test_a_narrower_cause_counts_for_the_wider_one_and_an_incident_once(tmp_path: Path) -> None:
    texts = [postmortem(root_causes=["race", "code"])] * 3 + [postmortem(root_causes=["race", "race"])]
    found = cause_ranking(many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": CAUSES}))
    assert said(found.rows, "id", "group", "incidents", "labels") == [
        ("code", "", 4, 8),
        ("race", "code", 4, 5),
    ]


def test_not_recorded_is_not_counted_and_not_known_is_no_rival(tmp_path: Path) -> None:
    texts = [postmortem()] * 8 + [postmortem(root_causes=["unknown"])] * 12
    texts += [postmortem(root_causes=["power"])] * 8
    found = cause_ranking(many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": CAUSES}))
    assert str(found.basis) == (
        "20 of 28 incidents with a postmortem record a root cause, 20 labels in all; 8 don't."
    )
    assert said(found.rows, "id", "incidents", "tied") == [("power", 8, None), ("unknown", 12, None)]
    assert found.answer == "Power: 8 of 20, 22 to 61 %."


def test_where_nothing_is_known_that_is_said(tmp_path: Path) -> None:
    found = cause_ranking(many(tmp_path / "unknown", [postmortem(root_causes=["unknown"])] * 20))
    assert found.answer == "It could not be established in any of them."
    nothing = cause_ranking(many(tmp_path / "none", [postmortem()]))
    assert (nothing.answer, nothing.rows) == ("Nothing records a root cause.", ())


@pytest.mark.parametrize(("n", "shares"), [(9, False), (10, True)])
def test_few_cases_have_counts_and_no_percentage(tmp_path: Path, n: int, shares: bool) -> None:
    found = cause_ranking(many(tmp_path, [postmortem(root_causes=["race"])] * n))
    assert [row.share is not None for row in found.rows] == [shares, shares]
    assert found.refusal == f"No ranking: it needs 20 cases that record a root cause, and there are {n}."
    assert found.answer == f"Most often Code defect: {n} of {n}."


def test_factors_are_tied_within_their_kind(tmp_path: Path) -> None:
    texts = [postmortem(contributing_factors=["alert", "test"])] * 10
    texts += [postmortem(contributing_factors=["review"])] * 9 + [
        postmortem(contributing_factors=["load"])
    ] * 3
    found = many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": FACTORS})
    assert said(factor_ranking(found).rows, "id", "group", "incidents", "tied") == [
        ("alert", "technical", 10, True),
        ("test", "technical", 10, None),
        ("review", "process", 9, None),
        ("load", "human", 3, None),
    ]
    assert said(kind_ranking(found).rows, "id", "incidents", "labels") == [
        ("technical", 10, 20),
        ("process", 9, 9),
        ("human", 3, 3),
    ]


def test_near_misses_and_drills_stand_apart(tmp_path: Path) -> None:
    texts = [postmortem(contributing_factors=["t-missing-alert"])] * 3
    texts += [postmortem(contributing_factors=["h-workload"], near_miss="true")] * 2
    found = many(tmp_path, texts, {**BARE, "drills/one.md": FILES["drills/card-company.md"]})
    assert said(factor_ranking(found).rows, "id", "incidents") == [("t-missing-alert", 3)]
    assert said(near_miss_ranking(found).rows, "id", "incidents", "find") == [
        ("h-workload", 2, "find/?factor=h-workload&nearmiss=1")
    ]
    assert str(scope(found)) == (
        "Counted: 3 incidents with a postmortem (3 imported). Not counted: 2 near misses, which searches show as well, and "
        "1 drill. Vocabulary version not recorded (3)."
    )


def test_what_must_have_a_postmortem_and_has_none_is_said(tmp_path: Path) -> None:
    files = dict(FILES)
    files["incidents/2026-03-15-again.yml"] = FILES["incidents/2026-03-14-cannot-pay.yml"]
    mild = FILES["incidents/2026-03-14-cannot-pay.yml"].replace("severity: 2", "severity: 3")
    files["incidents/2026-03-16-mild.yml"] = mild
    files["incidents/2026-03-17-worse.yml"] = mild.replace(
        "    message: The last", "    severity: 1\n    message: The last"
    )
    files["incidents/2026-03-18-open.yml"] = FILES["incidents/2026-03-14-cannot-pay.yml"].partition(
        "  - at: 2026-03-14 09:58Z"
    )[0]
    found = archive(tmp_path, files)
    assert (found.coverage.written, found.coverage.required) == (1, 3)
    assert "Of 3 incidents that must have a postmortem, 1 has one." in str(scope(found))


def test_two_factors_that_come_together_are_named_with_their_incidents(tmp_path: Path) -> None:
    texts = [postmortem(contributing_factors=["alert", "review"])] * 8
    texts += [postmortem(contributing_factors=["test"])] * 12 + [
        postmortem(contributing_factors=["load"])
    ] * 8
    texts += [postmortem()] * 30
    found = factors_together(many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": FACTORS}))
    assert (found.method.tests, found.basis.n) == (6, 28)
    assert found.answer == (
        "More often together than chance would have it: Alert with Review (8 where 2.3 would be expected, q under 0.001)."
    )
    row = found.rows[0]
    assert (row.cases, row.find) == (tuple(f"p00{number}" for number in range(7, -1, -1)), "")
    assert row.odds_ratio is not None
    assert row.odds_ratio.high is None


def test_pairs_are_refused_where_nothing_is_frequent(tmp_path: Path) -> None:
    found = factors_together(
        many(tmp_path, [postmortem(contributing_factors=["t-missing-alert", "h-workload"])] * 4)
    )
    assert (found.answer, found.rows, found.method.tests) == ("Nothing to say yet.", (), 0)
    assert found.refusal == (
        "Nothing is tested: a pair needs two words that 5 incidents or more record, and 1 incident with both to be expected "
        "by chance."
    )


def test_a_map_marks_more_and_less_and_counts_everything(tmp_path: Path) -> None:
    texts = [postmortem(root_causes=["code"], services=["website"])] * 12
    texts += [postmortem(root_causes=["power"], services=["checkout"])] * 12
    texts += [postmortem(root_causes=["disk"], services=["checkout"]), postmortem(root_causes=["disk"])]
    found = cause_service_map(many(tmp_path, texts, {"site.yml": SITE, "taxonomy.yml": CAUSES}))
    assert said(found.rows, "first", "second", "both", "found", "find") == [
        ("code", "checkout", 0, True, "find/?cause=code&service=checkout"),
        ("code", "website", 12, True, "find/?cause=code&service=website"),
        ("power", "checkout", 12, True, "find/?cause=power&service=checkout"),
        ("power", "website", 0, True, "find/?cause=power&service=website"),
        ("disk", "checkout", 1, False, "find/?cause=disk&service=checkout"),
    ]
    assert found.rows[-1].q is None
    assert (found.method.tests, str(found.basis)) == (
        4,
        "25 of 26 incidents with a postmortem record both a root cause and a service; 1 doesn't.",
    )


def test_a_year_is_compared_with_the_days_before_that_have_records(tmp_path: Path) -> None:
    """The stories' day is 20 April 2026."""
    texts = [postmortem(f"2024-{month:02}-10") for month in range(6, 13)]
    texts += [postmortem(f"2025-{month:02}-11") for month in (1, 2, 3)] + [postmortem("2025-09-01")]
    found = period_comparison(many(tmp_path, texts))
    assert said(found.rows, "id", "before", "after", "found") == [("all", 10, 1, True)]
    assert (
        found.answer
        == "All incidents: 10 before, 1 after. Changed: All incidents less often (10 before, 1 after)."
    )
    assert found.note == "Before: 315 days until 2025-04-20. After: 365 days until 2026-04-20."


def test_a_short_archive_is_compared_with_nothing(tmp_path: Path) -> None:
    found = period_comparison(
        many(tmp_path, [postmortem("2025-03-01"), postmortem("2026-03-01"), postmortem()])
    )
    assert found.refusal == (
        "No comparison: before the last twelve months there are 51 days of records, and it needs 90."
    )
    assert (found.rows, found.basis.not_recorded) == ((), 1)


def test_causes_are_not_compared_across_a_change_of_the_vocabulary(tmp_path: Path) -> None:
    def labelled(version: int, *days: str) -> list[str]:
        return [postmortem(day, root_causes=["race"], taxonomy_version=version) for day in days]

    texts = labelled(1, "2024-05-01", "2024-08-01", "2024-11-01") + labelled(2, "2025-08-01", "2026-02-01")
    found = many(tmp_path, texts)
    compared = period_comparison(found)
    assert [row.id for row in compared.rows] == ["all"]
    assert compared.note.endswith(" The vocabulary changed by 2025-08-01; causes aren't compared across it.")
    (cause,) = (row for row in trends(found).rows if row.id == "cause-code-defect")
    assert cause.why_not == "The vocabulary changed within these periods."
    assert cause.counts["2024 Q2"] == 1


def test_only_whole_periods_count() -> None:
    def names(first: date, today: date) -> list[str]:
        return list(whole_periods(first, today))

    assert names(date(2025, 8, 3), date(2026, 4, 1)) == ["2025 Q3", "2025 Q4", "2026 Q1"]
    assert names(date(2025, 8, 3), date(2026, 3, 31)) == ["2025 Q3", "2025 Q4"]
    assert names(date(2020, 5, 1), date(2026, 1, 1)) == [str(year) for year in range(2020, 2026)]
    assert len(names(date(2020, 5, 1), date(2025, 12, 31))) == 12
    assert names(date(2026, 4, 1), date(2026, 4, 20)) == []


def _action(status: str = "done", closed: str | None = "2025-10-01", addresses: str = "race") -> str:
    day = f", closed: {closed}" if closed else ""
    return f"[{{id: a1, what: Lock it, status: {status}, addresses: [{addresses}]{day}}}]"


def _matching(*days: str) -> list[str]:
    return [postmortem(day, root_causes=["race"], services=["checkout"]) for day in days]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (7, (), "rarer since"),
        (3, (), "too early to say"),
        (3, ("2025-10-01", "2025-12-01"), "came back; no difference shown"),
    ],
)
def test_an_action_is_judged_by_what_came_after_it(
    tmp_path: Path, before: int, after: tuple[str, ...], verdict: str
) -> None:
    first = date(2025, 3, 5)
    texts = _matching(*((first + timedelta(days=20 * n)).isoformat() for n in range(before - 1)), *after)
    texts += [postmortem("2025-09-01", root_causes=["race"], services=["checkout"], actions=_action())]
    texts += [
        postmortem("2026-01-01", root_causes=["race"], services=["website"]),
        postmortem("2026-01-02", services=["checkout"]),
    ]
    found = action_recurrence(many(tmp_path, texts))
    (row,) = found.rows
    late = [day for day in after if day > "2025-10-01"]
    assert (row.verdict, row.before, row.after) == (verdict, before + len(after) - len(late), len(late))
    assert (row.days_before, row.days_after) == (211, 201)
    assert (row.addresses, row.services, len(row.again)) == (("race",), ("checkout",), len(late))


def test_an_action_for_a_wider_cause_is_met_by_the_narrower_one(tmp_path: Path) -> None:
    texts = _matching("2025-03-01", "2026-02-01")
    texts += [postmortem("2025-05-01", services=["checkout"], actions=_action(addresses="code-defect"))]
    (row,) = action_recurrence(many(tmp_path, texts)).rows
    assert (row.before, row.after, row.again) == (1, 1, ("p001",))


def test_an_action_that_answers_nothing_can_not_be_followed(tmp_path: Path) -> None:
    texts = [
        postmortem("2025-09-01", services=["checkout"], actions=_action(addresses="")),
        postmortem("2025-09-01", services=["checkout"], actions=_action(status="open", closed=None)),
        postmortem("2025-09-01", actions=_action()),
    ]
    found = action_recurrence(many(tmp_path, texts))
    assert (found.rows, found.answer) == ((), "Nothing to say yet.")
    assert found.refusal == "Nothing to follow: no action says that it is done, when, and what it answers."
    assert str(found.basis) == (
        "0 of 2 actions of postmortems that are done can be followed; 2 don't record when they were closed, what they answer, "
        "or a service."
    )


def _lasting(minutes: int, **said_: object) -> str:
    return postmortem(
        "2026-03-02", resolved=f"2026-03-02T{10 + minutes // 60:02}:{minutes % 60:02}Z", **said_
    )


@pytest.mark.parametrize(("n", "median"), [(5, False), (6, True)])
def test_a_median_needs_six(tmp_path: Path, n: int, median: bool) -> None:
    found = time_to_resolve(many(tmp_path, [_lasting(10 * (number + 1)) for number in range(n)]))
    assert (found.rows[0].median is not None, found.refusal is None) == (median, median)
    assert found.rows[0].minutes == tuple(10.0 * (number + 1) for number in range(n))
    if not median:
        assert found.refusal == "No median: it needs 6 incidents, and there are 5."


def test_working_hours_are_a_row_of_their_own(tmp_path: Path) -> None:
    """Detected on Friday at 16:00 in Amsterdam, taken up on Monday at ten: 66 hours by the wall, two at work."""
    times = {"detected": "2026-03-13T15:00Z", "acknowledged": "2026-03-16T09:00Z"}
    texts = [postmortem(severity=3, **times), postmortem(severity=1, **times), postmortem(severity=1)]
    found = time_to_acknowledge(many(tmp_path, texts))
    assert said(found.rows, "id", "clock", "n", "of", "minutes") == [
        ("all", "wall clock", 2, 3, (3960.0, 3960.0)),
        ("sev1", "wall clock", 1, 2, (3960.0,)),
        ("sev3", "wall clock", 1, 1, (3960.0,)),
        ("sev3-working", "working hours", 1, 1, (120.0,)),
    ]


def test_clocks_are_counted_by_the_quarter_of_their_incident(tmp_path: Path) -> None:
    found = clocks_kept(archive(tmp_path))
    assert said(found.rows, "id", "quarter", "kept", "of", "share") == [
        ("response", "all", 1, 1, None),
        ("response", "2026 Q1", 1, 1, None),
        ("update-every", "all", 1, 1, None),
        ("update-every", "2026 Q1", 1, 1, None),
        ("review", "all", 1, 1, None),
        ("review", "2026 Q1", 1, 1, None),
    ]
    assert (found.answer, found.refusal) == (
        "3 of 3 clocks were kept.",
        "No percentages: a kind of clock needs 10 that are over.",
    )


def test_open_actions_count_for_as_long_as_they_were_watched(tmp_path: Path) -> None:
    """The incident ended on 14 March; it is 20 April. The drill of 10 February has no actions."""
    actions = [
        "{id: a1, what: Lock it, status: done, closed: 2026-03-24}",
        "{id: a2, what: Lock it, status: declined, closed: 2026-03-20}",
        "{id: a3, what: Lock it, status: open}",
        "{id: a4, what: Lock it, status: done}",
    ]
    text = postmortem("2026-03-14", resolved="2026-03-14T12:00Z", actions=f"[{', '.join(actions)}]")
    found = action_ages(many(tmp_path, [text]))
    assert said(found.rows, "age", "at_risk", "closed") == [(10, 2, 1)]
    assert found.answer == "Half of them are done within 10 days; 1 of 3 are done."
    assert str(found.basis) == "3 of 4 corrective actions record the days to count from and to; 1 doesn't."


def test_an_empty_archive_refuses_everything_in_words(tmp_path: Path) -> None:
    found = archive(tmp_path, BARE)
    for maker in (*PATTERNS, *MEASURES):
        panel = maker(found)
        assert panel.refusal, panel.id
        assert panel.answer.startswith("Nothing"), panel.id
        assert str(panel.basis).startswith("0 of 0 "), panel.id
