"""The API's shape, held by a schema and by a strict client; both are held to what Statuspage itself was seen to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from publishing import CHECKOUT, SITE, demo, incident, notice, understood, work
from statuspage import FILES, decoded, understood_by_client, written

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "statuspage_v2.schema.json").read_text("utf-8"))
CAPTURES = CHECKOUT.parent / "shared" / "samples" / "statuspage-api"
KINDS = {
    "summary": "SummaryFile",
    "status": "StatusFile",
    "components": "ComponentsFile",
    "components-with-problem": "ComponentsFile",
    "components-problems": "ComponentsFile",
    "incidents": "IncidentsFile",
}


def _faults(kind: str, document: object, schema: dict[str, Any] = SCHEMA) -> list[str]:
    validator = Draft7Validator({**schema, "$ref": f"#/$defs/{kind}"})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def test_the_demonstration_is_read_by_the_schema_and_by_a_strict_client() -> None:
    built = {name: demo()[f"api/v2/{name}.json"] for name in FILES}
    faults = {name: _faults(kind.__name__, json.loads(built[name])) for name, kind in FILES.items()}
    assert faults == {name: [] for name in FILES}
    api = understood_by_client(built)
    assert len(api.incidents.incidents) > 20
    assert sorted(name for name in demo() if name.startswith("api/")) == sorted(
        f"api/v2/{name}.json" for name in FILES
    )


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Europe/London", "America/St_Johns"])
def test_every_zone_and_an_empty_history_have_the_same_shape(tmp_path: Path, zone: str) -> None:
    place = SITE.replace("Europe/Amsterdam", zone)
    stories = {
        "it": incident("2026-03-14 09:20 investigating"),
        "work": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-01 09:00 scheduled"),
        "open": notice("2026-03-14 09:00"),
    }
    for files in ({}, stories):
        api = written(understood(tmp_path, files, site=place))
        faults = {name: _faults(kind.__name__, json.loads(api[name])) for name, kind in FILES.items()}
        assert faults == {name: [] for name in FILES}
        understood_by_client(api)


def test_files_are_as_short_as_json_gets_with_letters_as_they_are(tmp_path: Path) -> None:
    story = incident("2026-03-14 09:20 investigating", title="Überweisungen 決済 🙂 </script>")
    files = written(understood(tmp_path, {"it": story}))
    for content in files.values():
        document = json.loads(content)
        assert content.decode() == json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    assert '"name":"Überweisungen 決済 🙂 </script>"' in files["incidents"].decode()


def _captured() -> Iterator[tuple[str, Any]]:
    if CAPTURES.is_dir():
        for path in sorted(CAPTURES.glob("*/*.json")):
            kind = KINDS.get(path.name.split(".")[-2])
            if kind is not None:  # a single incident's file has a shape of its own
                yield path.name, (kind, json.loads(path.read_text("utf-8")))


def test_the_schema_accepts_what_statuspage_sends() -> None:
    faults = {name: _faults(kind, document) for name, (kind, document) in _captured() if "2019" not in name}
    assert faults == {name: [] for name in faults}


def test_what_statuspage_sent_in_2019_lacks_three_fields_and_nothing_else() -> None:
    older = deepcopy(SCHEMA)
    for later in ("started_at", "components", "reminder_intervals"):
        older["$defs"]["incident"]["required"].remove(later)
    for later in ("code", "old_status", "new_status"):  # of changes to components by then deleted
        older["$defs"]["affected"]["required"].remove(later)
    captured = [document for name, (_, document) in _captured() if "2019" in name]
    assert [_faults("IncidentsFile", document, older) for document in captured] == [[] for _ in captured]


def test_the_strict_client_reads_what_statuspage_sends() -> None:
    kinds = {kind.__name__: kind for kind in FILES.values()}
    for name, (kind, document) in _captured():
        if "2019" not in name:
            decoded(kinds[kind], document, name)


SUMMARY = json.loads(demo()["api/v2/summary.json"])
INCIDENT = SUMMARY["incidents"][0]


def _with(change: dict[str, Any]) -> dict[str, Any]:
    return {**SUMMARY, "incidents": [{**INCIDENT, **change}]}


@pytest.mark.parametrize(
    "change",
    [
        {"severity": 2},
        {"resolved_at": ""},
        {"created_at": None},
        {"name": 7},
        {"status": "closed"},
        {"impact": "maintenance"},
        {"components": None},
        {"reminder_intervals": []},
        {"incident_updates": [{**INCIDENT["incident_updates"][0], "deliver_notifications": 1}]},
        {"incident_updates": [{**INCIDENT["incident_updates"][0], "affected_components": [{"code": "x"}]}]},
    ],
    ids=str,
)
def test_schema_and_client_both_refuse_another_shape(change: dict[str, Any]) -> None:
    assert _faults("SummaryFile", _with(change))
    with pytest.raises((TypeError, ValueError)):
        decoded(FILES["summary"], _with(change), "summary")


@pytest.mark.parametrize(
    "change",
    [
        {"created_at": "2026-03-14T09:20:00Z"},
        {"page_id": "bayat"},
        {"shortlink": "incidents/it/"},
        {"incident_updates": [{**INCIDENT["incident_updates"][0], "affected_components": []}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_only_looks_right(change: dict[str, Any]) -> None:
    assert _faults("SummaryFile", _with(change))


def test_the_client_refuses_fields_in_another_order() -> None:
    turned = dict(reversed(list(INCIDENT.items())))
    with pytest.raises(TypeError, match="expected"):
        decoded(FILES["summary"], {**SUMMARY, "incidents": [turned]}, "summary")
    assert _faults("SummaryFile", {**SUMMARY, "incidents": [turned]}) == []


def test_times_are_those_of_the_page_zone(tmp_path: Path) -> None:
    story = {"it": incident("2026-03-14 09:20 investigating", "2026-07-14 09:20 resolved")}
    now = datetime.fromisoformat("2026-08-01T00:00:00Z")
    said = {}
    for zone in ("Europe/Amsterdam", "Europe/London", "America/New_York", "UTC", "Etc/UTC"):
        place = SITE.replace("Europe/Amsterdam", zone)
        document = json.loads(written(understood(tmp_path, story, now, site=place))["incidents"])
        (only,) = document["incidents"]
        said[document["page"]["time_zone"], zone] = (only["created_at"], only["resolved_at"])
    assert said == {
        ("Europe/Amsterdam", "Europe/Amsterdam"): (
            "2026-03-14T10:20:00.000+01:00",
            "2026-07-14T11:20:00.000+02:00",
        ),
        ("Europe/London", "Europe/London"): (
            "2026-03-14T09:20:00.000+00:00",
            "2026-07-14T10:20:00.000+01:00",
        ),
        ("America/New_York", "America/New_York"): (
            "2026-03-14T05:20:00.000-04:00",
            "2026-07-14T05:20:00.000-04:00",
        ),
        ("Etc/UTC", "UTC"): ("2026-03-14T09:20:00.000Z", "2026-07-14T09:20:00.000Z"),
        ("Etc/UTC", "Etc/UTC"): ("2026-03-14T09:20:00.000Z", "2026-07-14T09:20:00.000Z"),
    }
