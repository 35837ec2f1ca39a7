"""What state the API says that incidents, planned work, components and the whole are in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from publishing import SITE, incident, moment, updates, work
from statuspage import Api, client

WORK = ("2026-03-14 12:00", "2026-03-14 13:00")


@pytest.mark.parametrize(
    ("lines", "clock", "status", "updated", "resolved"),
    [
        (["2026-03-01 09:00 scheduled"], "11:59", "scheduled", "2026-03-01 09:00", None),
        (["2026-03-01 09:00 scheduled"], "12:00", "in_progress", "2026-03-14 12:00", None),
        (["2026-03-01 09:00 scheduled"], "13:00", "completed", "2026-03-14 13:00", "2026-03-14 13:00"),
        (["2026-03-14 11:50 in_progress"], "11:55", "in_progress", "2026-03-14 11:50", None),
        (["2026-03-14 12:10 verifying"], "13:30", "verifying", "2026-03-14 12:10", None),
        (["2026-03-14 12:10 scheduled"], "12:20", "in_progress", "2026-03-14 12:10", None),
        (["2026-03-14 11:00 completed"], "11:30", "completed", "2026-03-14 11:00", "2026-03-14 11:00"),
        (["2026-03-14 12:40 completed"], "12:50", "completed", "2026-03-14 12:40", "2026-03-14 12:40"),
        (["2026-03-14 09:00 cancelled"], "12:30", "completed", "2026-03-14 09:00", "2026-03-14 09:00"),
    ],
)
def test_work_has_the_status_of_its_window(
    tmp_path: Path, lines: list[str], clock: str, status: str, updated: str, resolved: str | None
) -> None:
    api = client(tmp_path, {"it": work(*WORK, *lines)}, moment(f"2026-03-14 {clock}"))
    (only,) = api.maintenances.scheduled_maintenances
    assert (only.status, only.monitoring_at) == (status, None)
    assert only.updated_at == api.summary.page.updated_at == moment(updated)
    assert only.resolved_at == (moment(resolved) if resolved else None)
    assert only.started_at == only.created_at == only.incident_updates[-1].created_at
    assert (only.scheduled_for, only.scheduled_until) == (moment(WORK[0]), moment(WORK[1]))
    open_now = status in ("in_progress", "verifying")
    assert (api.active.scheduled_maintenances == (only,)) == open_now
    assert (api.upcoming.scheduled_maintenances == (only,)) == (status == "scheduled")
    assert api.summary.status.indicator == ("maintenance" if open_now else "none")
    assert {component.status for component in only.components} == {
        "under_maintenance" if open_now else "operational"
    }


def _changes(api: Api) -> list[list[tuple[str, str, str]]]:
    """Oldest first."""
    records = [*api.incidents.incidents, *api.maintenances.scheduled_maintenances]
    return [
        [(each.name, each.old_status, each.new_status) for each in update.affected_components or ()]
        for update in reversed(records[0].incident_updates)
    ]


def test_every_update_says_what_became_of_the_parts(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 08:00 investigating",
        "2026-03-14 08:30 identified search=degraded_performance",
        "2026-03-14 09:00 monitoring checkout=operational",
        "2026-03-14 09:30 resolved",
        "2026-03-14 10:00 investigating checkout=major_outage",
    )
    api = client(tmp_path, {"it": story})
    works, slow, part, down = "operational", "degraded_performance", "partial_outage", "major_outage"
    assert _changes(api) == [
        [("Checkout", works, part)],
        [("Checkout", part, part), ("Search", works, slow)],
        [("Checkout", part, works), ("Search", slow, slow)],
        [("Checkout", works, works), ("Search", slow, works)],
        [("Checkout", works, down), ("Search", works, slow)],
    ]
    (only,) = api.unresolved.incidents
    assert (only.status, only.resolved_at) == ("investigating", None)
    assert only.monitoring_at == moment("2026-03-14 09:00")


def test_updates_of_one_minute_each_say_what_they_changed(tmp_path: Path) -> None:
    story = """\
title: Some can't pay
severity: 2
components: {checkout: partial_outage, search: degraded_performance}
updates:
  - {id: a, at: 2026-03-14 09:00Z, status: investigating, message: It fails.}
  - {id: b, at: 2026-03-14 09:00Z, status: identified, message: Search is well., components: {search: operational}}
  - {id: c, at: 2026-03-14 09:00Z, status: resolved, message: So is the rest.}
"""
    works, slow, part = "operational", "degraded_performance", "partial_outage"
    assert _changes(client(tmp_path, {"it": story})) == [
        [("Checkout", works, part), ("Search", works, slow)],
        [("Checkout", part, part), ("Search", slow, works)],
        [("Checkout", part, works), ("Search", works, works)],
    ]


def test_work_touches_its_parts_from_the_update_in_its_window_on(tmp_path: Path) -> None:
    story = work(
        "2026-03-14 09:00",
        "2026-03-14 10:00",
        "2026-03-01 09:00 scheduled",
        "2026-03-14 09:01 in_progress",
        "2026-03-14 09:45 completed",
    )
    assert _changes(client(tmp_path, {"it": story})) == [
        [("Search", "operational", "operational")],
        [("Search", "operational", "under_maintenance")],
        [("Search", "under_maintenance", "operational")],
    ]


def test_what_names_no_part_has_none_and_says_null(tmp_path: Path) -> None:
    api = client(tmp_path, {"it": incident("2026-03-14 09:00 investigating", components="", severity=3)})
    (only,) = api.incidents.incidents
    assert (only.components, only.incident_updates[0].affected_components) == ((), None)
    assert (api.summary.status.indicator, only.impact) == ("minor", "minor")


def test_solved_stays_when_it_was_solved_first(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 08:00 investigating",
        "2026-03-14 08:10 monitoring",
        "2026-03-14 08:20 monitoring",
        "2026-03-14 09:00 resolved",
        "2026-03-14 10:00 postmortem",
    )
    (only,) = client(tmp_path, {"it": story}).incidents.incidents
    assert only.status == only.incident_updates[0].status == "postmortem"
    assert (only.monitoring_at, only.resolved_at, only.updated_at) == (
        moment("2026-03-14 08:10"),
        moment("2026-03-14 09:00"),
        moment("2026-03-14 10:00"),
    )


def test_declared_before_the_first_update_it_started_then(tmp_path: Path) -> None:
    story = "confirmed: 2026-03-14 08:55Z\n" + incident("2026-03-14 09:20 investigating")
    (only,) = client(tmp_path, {"it": story}).incidents.incidents
    assert (only.started_at, only.created_at) == (moment("2026-03-14 08:55"), moment("2026-03-14 09:20"))


def _status(folder: Path, files: Mapping[str, str]) -> tuple[str, str]:
    status = client(folder, files).summary.status
    return status.indicator, status.description


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ("checkout: degraded_performance", ("minor", "Partially Degraded Service")),
        ("checkout: partial_outage, website: degraded_performance", ("minor", "Minor Service Outage")),
        ("checkout: major_outage", ("major", "Partial System Outage")),
        ("checkout: major_outage, search: major_outage", ("critical", "Major System Outage")),
        (
            "checkout: major_outage, search: major_outage, website: major_outage",
            ("critical", "Major System Outage"),
        ),
    ],
)
def test_the_whole_does_as_its_worst_part(tmp_path: Path, components: str, expected: tuple[str, str]) -> None:
    story = incident("2026-03-14 09:00 investigating", components=components)
    assert _status(tmp_path, {"it": story}) == expected


def test_half_of_the_parts_down_is_not_the_whole(tmp_path: Path) -> None:
    site = SITE.replace("name: Search}", "name: Search, retired: 2026-03-01}")
    story = incident("2026-03-14 09:00 investigating", components="checkout: major_outage")
    status = client(tmp_path, {"it": story}, site=site).summary.status
    assert (status.indicator, status.description) == ("major", "Partial System Outage")


@pytest.mark.parametrize(
    ("severity", "status", "expected"),
    [
        (1, "investigating", ("critical", "Major System Outage")),
        (2, "identified", ("major", "Partial System Outage")),
        (3, "investigating", ("minor", "Partially Degraded Service")),
        (4, "investigating", ("minor", "Partially Degraded Service")),
        (1, "monitoring", ("minor", "Partially Degraded Service")),
    ],
)
@pytest.mark.parametrize("components", ["", "checkout: operational"])
def test_an_open_incident_never_hides_behind_none(
    tmp_path: Path, severity: int, status: str, expected: tuple[str, str], components: str
) -> None:
    story = incident(f"2026-03-14 09:00 {status}", severity=severity, components=components)
    assert _status(tmp_path, {"it": story}) == expected


def test_trouble_of_a_retired_part_alone_shows_in_the_indicator(tmp_path: Path) -> None:
    site = SITE.replace("name: Search}", "name: Search, retired: 2026-03-01}")
    story = incident("2026-03-14 09:00 investigating", components="search: partial_outage")
    api = client(tmp_path, {"it": story}, site=site)
    assert api.summary.status.indicator == "minor"
    assert [component.name for component in api.components.components] == ["Website", "Checkout"]
    assert [component.name for component in api.unresolved.incidents[0].components] == ["Search"]


@pytest.mark.parametrize(("severity", "impact"), [(1, "critical"), (2, "major"), (3, "minor"), (4, "minor")])
@pytest.mark.parametrize("origin", ["", "imported: statuspage\n"])
def test_impact_comes_from_severity(tmp_path: Path, severity: int, impact: str, origin: str) -> None:
    story = origin + incident(
        "2026-03-14 08:00 investigating", "2026-03-14 09:00 resolved", severity=severity
    )
    (only,) = client(tmp_path, {"it": story}).incidents.incidents
    assert only.impact == impact


def test_an_empty_site_is_well_and_dated_1970(tmp_path: Path) -> None:
    api = client(tmp_path, {})
    assert api.summary.status.description == "All Systems Operational"
    assert {each.created_at for each in api.components.components} == {moment("1970-01-01 00:00")}
    assert api.summary.page.updated_at == moment("1970-01-01 00:00")


def test_a_part_changed_when_something_else_was_said_of_it(tmp_path: Path) -> None:
    api = client(
        tmp_path,
        {
            "old": incident("2026-02-01 09:00 investigating", "2026-02-01 10:00 resolved"),
            "ahead": work("2026-03-20 09:00", "2026-03-20 10:00", "2026-03-01 09:00 scheduled"),
        },
    )
    began = moment("2026-02-01 09:00")
    assert {each.created_at for each in api.components.components} == {began}
    assert {each.name: each.updated_at for each in api.components.components} == {
        "Website": began,
        "Checkout": moment("2026-02-01 10:00"),
        "Search": began,
    }


def test_a_group_whose_parts_are_all_retired_is_gone(tmp_path: Path) -> None:
    group = "  - {id: shop, name: Shop, retired: 2026-02-01, components: [{id: till, name: Till}]}\n"
    site = SITE.replace("  - {id: checkout", f"{group}  - {{id: checkout")
    story = incident("2026-01-10 09:00 resolved", components="till: major_outage")
    api = client(tmp_path, {"it": story}, site=site)
    assert [(each.name, each.position, each.group) for each in api.components.components] == [
        ("Website", 1, False),
        ("Checkout", 3, False),
        ("Search", 4, False),
    ]
    (part,) = api.incidents.incidents[0].components
    assert (part.name, part.group_id) == ("Till", None)


def test_two_updates_of_the_same_second_stay_in_order(tmp_path: Path) -> None:
    lines = updates("2026-03-14 09:00 investigating", "2026-03-14 09:00 identified checkout=major_outage")
    for number in (1, 2):
        lines = lines.replace("  - at:", f"  - id: n{number}\n    at:", 1)
    story = f"title: Two\nseverity: 2\ncomponents: {{checkout: partial_outage}}\n{lines}"
    api = client(tmp_path, {"it": story})
    (only,) = api.incidents.incidents
    assert [update.status for update in only.incident_updates] == ["identified", "investigating"]
    assert _changes(api) == [
        [("Checkout", "operational", "partial_outage")],
        [("Checkout", "partial_outage", "major_outage")],
    ]
