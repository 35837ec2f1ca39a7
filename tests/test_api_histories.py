"""Whatever happened: the API says of the parts and of the whole what Site says, and nothing better than the truth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clearbell.site import Site
from publishing import incident, understood, work
from statuspage import RANKS, Api, Group, Incident, Maintenance, understood_by_client, written

BEGIN = datetime(2026, 3, 14, tzinfo=UTC)
SITE = """\
name: Acme
url: https://status.acme.example
id: acme-status
timezone: America/St_Johns
components:
  - {id: website, name: website}
  - id: paying
    name: Paying
    components: [{id: checkout, name: checkout}, {id: refunds, name: refunds}]
  - {id: fax, name: fax, retired: 2026-03-01}
"""
PARTS = ["website", "checkout", "refunds", "fax"]
parts = some.sampled_from(PARTS)
said = some.dictionaries(
    parts, some.sampled_from(["operational", "degraded_performance", "partial_outage", "major_outage"])
)
minutes = some.integers(0, 180)


@some.composite
def _lines(draw: Any, states: list[str], ends: list[str], *, touching: bool) -> list[str]:
    """Updates of one file, all of the past, in any states, with an end or without one."""
    told = draw(some.lists(some.sampled_from(states), min_size=1, max_size=4))
    told += draw(some.sampled_from([[], *([end] for end in ends)]))
    at, lines = BEGIN, []
    for status in told:
        at += timedelta(minutes=1 + draw(minutes))
        changes = draw(said) if touching else {}
        lines.append(
            f"{at:%Y-%m-%d %H:%M} {status} {' '.join(f'{name}={state}' for name, state in changes.items())}"
        )
    return lines


@some.composite
def _incidents(draw: Any) -> str:
    states = ["investigating", "identified", "monitoring", "resolved"]
    lines = draw(_lines(states, ["resolved"], touching=True))
    first = ", ".join(f"{name}: {state}" for name, state in draw(said).items())
    return incident(*lines, severity=draw(some.integers(1, 4)), components=first)


@some.composite
def _works(draw: Any) -> str:
    lines = draw(
        _lines(["scheduled", "in_progress", "verifying"], ["completed", "cancelled"], touching=False)
    )
    start = BEGIN + timedelta(hours=draw(some.integers(0, 30)))
    end = start + timedelta(minutes=30 + draw(minutes))
    touched = draw(some.lists(parts, unique=True))
    return work(
        f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", *lines, components=f"[{', '.join(touched)}]"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("histories")


@given(some.lists(_incidents(), max_size=4), some.lists(_works(), max_size=3), some.integers(16, 40))
@settings(deadline=None)
def test_the_api_agrees_with_the_site_and_with_itself(
    folder: Any, incidents: list[str], works: list[str], hours: int
) -> None:
    files = {f"i{number}": text for number, text in enumerate(incidents)}
    files |= {f"w{number}": text for number, text in enumerate(works)}
    site = understood(folder, files, BEGIN + timedelta(hours=hours), site=SITE)
    assert len(site.summaries) == len(files)
    api = understood_by_client(written(site))
    _parts_are_as_the_site_says(api, site)
    _the_indicator_hides_nothing(api, site)
    _lists_agree(api)
    for planned in api.maintenances.scheduled_maintenances:
        _a_record_is_in_order(planned, api)
    for each in api.incidents.incidents:
        _a_record_is_in_order(each, api)
    for each in api.unresolved.incidents:
        _no_part_is_better_than_an_open_incident_says(each)


def _parts_are_as_the_site_says(api: Api, site: Site) -> None:
    listed = api.components.components
    leaves = {each.name: each for each in listed if not each.group}
    assert {name: each.status for name, each in leaves.items()} == {
        view.component.id: str(view.state) for view in site.components if view.component.id != "fax"
    }
    (group,) = (each for each in listed if isinstance(each, Group))
    inside = [leaves["checkout"], leaves["refunds"]]
    assert group.components == tuple(each.id for each in inside)
    assert {each.group_id for each in inside} == {group.id}
    assert group.status == max((each.status for each in inside), key=RANKS.index)
    assert [each.position for each in listed] == sorted(each.position for each in listed)
    for record in (*api.incidents.incidents, *api.maintenances.scheduled_maintenances):
        assert {each.name: each for each in record.components if each.name != "fax"}.items() <= leaves.items()


def _the_indicator_hides_nothing(api: Api, site: Site) -> None:
    states = {each.status for each in api.components.components}
    indicator = api.status.status.indicator
    assert (indicator in ("none", "maintenance")) == (
        not site.open and states <= {"operational", "under_maintenance"}
    )
    assert (indicator == "none") == (not site.open and states == {"operational"})
    if "major_outage" in states:
        assert indicator in ("major", "critical")


def _lists_agree(api: Api) -> None:
    def ids(records: Any, *statuses: str) -> set[str]:
        return {record.id for record in records if not statuses or record.status in statuses}

    every, works = api.incidents.incidents, api.maintenances.scheduled_maintenances
    assert api.unresolved.incidents == api.summary.incidents
    assert ids(api.unresolved.incidents) == ids(every, "investigating", "identified", "monitoring")
    assert ids(api.upcoming.scheduled_maintenances) == ids(works, "scheduled")
    assert ids(api.active.scheduled_maintenances) == ids(works, "in_progress", "verifying")
    assert ids(api.summary.scheduled_maintenances) == ids(works, "scheduled", "in_progress", "verifying")
    assert {record.id for record in (*every, *works) if record.resolved_at is None} == ids(
        (*api.unresolved.incidents, *api.summary.scheduled_maintenances)
    )


def _a_record_is_in_order(record: Incident | Maintenance, api: Api) -> None:
    told = record.incident_updates
    times = [update.display_at for update in told]
    assert times == sorted(times, reverse=True)
    assert record.created_at == times[-1]
    assert times[0] <= record.updated_at <= api.summary.page.updated_at
    if isinstance(record, Incident):
        assert (record.status, record.updated_at) == (told[0].status, times[0])
    before = {part.name: "operational" for part in record.components}
    for update in reversed(told):
        changes = {each.name: each for each in update.affected_components or ()}
        assert {name: each.old_status for name, each in changes.items()}.items() <= before.items()
        assert {each.code for each in changes.values()} <= {part.id for part in record.components}
        before |= {name: each.new_status for name, each in changes.items()}
    assert {each.name for each in told[0].affected_components or ()} == {
        part.name for part in record.components
    }


def _no_part_is_better_than_an_open_incident_says(record: Incident) -> None:
    last = {each.code: each.new_status for each in record.incident_updates[0].affected_components or ()}
    for part in record.components:
        assert RANKS.index(part.status) >= RANKS.index(last[part.id])


@given(some.lists(_incidents(), min_size=1, max_size=3), some.randoms())
@settings(deadline=None, max_examples=20)
def test_the_order_in_which_files_are_found_changes_no_byte(
    folder: Any, incidents: list[str], random: Any
) -> None:
    files = {f"i{number}": text for number, text in enumerate(incidents)}
    site = understood(folder, files, BEGIN + timedelta(days=2), site=SITE)
    names = list(site.summaries)
    random.shuffle(names)
    again = Site.of(site.settings, names, site.now, site.items)
    assert written(again) == written(site)
