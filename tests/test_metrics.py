"""Metrics for Prometheus, read back by the letter of its text format 0.0.4."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from clearbell import __version__
from clearbell.public.metrics import metrics
from publishing import NOW, SITE, demo, incident, notice, understood, work

_NAME: Final = "[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL: Final = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
_SAMPLE: Final = re.compile(rf"({_NAME})(?:\{{((?:{_LABEL},)*{_LABEL})\}})? (-?\d+(?:\.\d+)?)")
_HEAD: Final = re.compile(rf"# HELP ({_NAME}) ([^\n]+)\n# TYPE \1 gauge")
_ESCAPED: Final = re.compile(r"\\(.)")
Samples = dict[tuple[tuple[str, str], ...], float]


def strictly_read(content: bytes) -> dict[str, Samples]:
    """Families, each with its head, its samples in one place, and none of them twice."""
    text = content.decode()
    assert text.endswith("\n")
    assert "\r" not in text
    families: dict[str, Samples] = {}
    lines = iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        if line.startswith("# HELP"):
            head = _HEAD.fullmatch(f"{line}\n{next(lines)}")
            assert head, line
            assert head[1] not in families
            families[head[1]] = {}
            continue
        found = _SAMPLE.fullmatch(line)
        assert found, line
        assert found[1] == list(families)[-1], line
        pairs = re.findall(_LABEL, found[2] or "")
        labels = tuple(
            (name, _ESCAPED.sub(lambda each: {"n": "\n"}.get(each[1], each[1]), value))
            for name, value in pairs
        )
        assert len({name for name, _ in labels}) == len(labels)
        assert labels not in families[found[1]], line
        families[found[1]][labels] = float(found.groups()[-1])
    return families


def present_states(families: dict[str, Samples], name: str = "clearbell_component_state") -> dict[str, str]:
    """The one state of each component whose gauge is 1."""
    present: dict[str, str] = {}
    for labels, value in families[name].items():
        said = dict(labels)
        assert value in (0, 1)
        if value:
            assert said.get("component", "") not in present
            present[said.get("component", "")] = said["state"]
    return present


ONE = (
    SITE.partition("components:")[0] + "components:\n  - id: paying\n    name: Paying\n"
    "    components: [{id: checkout, name: 'The \"new\" \\checkout'}]\n"
)
FILES = {
    "pay": incident("2026-03-14 09:00 investigating", "2026-03-14 09:40 identified"),
    "over": incident("2026-03-13 09:00 investigating", "2026-03-13 09:40 resolved", severity=1),
    "now": work(
        "2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled", components="[checkout]"
    ),
    "later": work(
        "2026-03-15 11:00", "2026-03-15 13:00", "2026-03-10 11:00 scheduled", components="[checkout]"
    ),
}
WHOLE = f"""\
# HELP clearbell_state How the whole works.
# TYPE clearbell_state gauge
clearbell_state{{state="operational"}} 0
clearbell_state{{state="under_maintenance"}} 0
clearbell_state{{state="degraded_performance"}} 0
clearbell_state{{state="partial_outage"}} 1
clearbell_state{{state="major_outage"}} 0
# HELP clearbell_component_state How a component works.
# TYPE clearbell_component_state gauge
clearbell_component_state{{component="checkout",state="operational"}} 0
clearbell_component_state{{component="checkout",state="under_maintenance"}} 0
clearbell_component_state{{component="checkout",state="degraded_performance"}} 0
clearbell_component_state{{component="checkout",state="partial_outage"}} 1
clearbell_component_state{{component="checkout",state="major_outage"}} 0
# HELP clearbell_component_info What a component is called, and the group it stands in.
# TYPE clearbell_component_info gauge
clearbell_component_info{{component="checkout",name="The \\"new\\" \\\\checkout",group="Paying"}} 1
# HELP clearbell_incidents_open Incidents that are not solved yet.
# TYPE clearbell_incidents_open gauge
clearbell_incidents_open{{severity="1"}} 0
clearbell_incidents_open{{severity="2"}} 1
clearbell_incidents_open{{severity="3"}} 0
clearbell_incidents_open{{severity="4"}} 0
# HELP clearbell_maintenance Planned work that is under way, and that is still ahead.
# TYPE clearbell_maintenance gauge
clearbell_maintenance{{phase="under_way"}} 1
clearbell_maintenance{{phase="ahead"}} 1
# HELP clearbell_newest_update_timestamp_seconds When something was last said.
# TYPE clearbell_newest_update_timestamp_seconds gauge
clearbell_newest_update_timestamp_seconds 1773481200
# HELP clearbell_build_timestamp_seconds The moment that the site shows.
# TYPE clearbell_build_timestamp_seconds gauge
clearbell_build_timestamp_seconds 1773489600
# HELP clearbell_build_info What built the site.
# TYPE clearbell_build_info gauge
clearbell_build_info{{version="{__version__}"}} 1
"""


def test_a_small_site_in_full(tmp_path: Path) -> None:
    made = metrics(understood(tmp_path, FILES, site=ONE))
    assert made.decode().splitlines() == WHOLE.splitlines()
    families = strictly_read(made)
    (info,) = families["clearbell_component_info"]
    assert dict(info)["name"] == 'The "new" \\checkout'
    assert present_states(families) == {"checkout": "partial_outage"}


def test_a_site_that_never_said_anything_has_no_time_of_it_and_works(tmp_path: Path) -> None:
    families = strictly_read(metrics(understood(tmp_path, {})))
    assert families["clearbell_newest_update_timestamp_seconds"] == {}
    assert families["clearbell_build_timestamp_seconds"] == {(): NOW.timestamp()}
    assert present_states(families, "clearbell_state") == {"": "operational"}
    assert present_states(families) == dict.fromkeys(("website", "checkout", "search"), "operational")


def test_planned_work_is_a_state_of_the_whole_where_nothing_is_wrong_and_a_notice_is_none(
    tmp_path: Path,
) -> None:
    files = {"now": FILES["now"], "sundays": notice("2026-03-10 11:00")}
    families = strictly_read(metrics(understood(tmp_path, files, site=ONE)))
    assert present_states(families, "clearbell_state") == {"": "under_maintenance"}
    assert set(families["clearbell_incidents_open"].values()) == {0}


def test_the_official_client_reads_the_same() -> None:
    content = demo()["metrics"]
    theirs = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }
    ours = {
        (name, *sorted(dict(labels).items())): value
        for name, samples in strictly_read(content).items()
        for labels, value in samples.items()
    }
    assert theirs == ours
    assert theirs


def test_what_is_retired_has_no_state() -> None:
    families = strictly_read(demo()["metrics"])
    assert "fax-orders" not in present_states(families)
    assert present_states(families)["checkout"] == "partial_outage"
    assert present_states(families, "clearbell_state") == {"": "partial_outage"}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('{version="', "{version='"),
        ("clearbell_build_info{", "clearbell_other{"),
        ("# TYPE clearbell_build_info", "# TYPE clearbell_other"),
        ("# TYPE clearbell_build_info gauge\n", ""),
        ("# HELP clearbell_build_info", "# HELP clearbell_state"),
        ('\\"new\\"', '"new"'),
        ("\\\\checkout", "\\checkout"),
        (" 1773489600", " now"),
        ('severity="2"', 'severity="1"'),
        ('phase="ahead"} 1\n', 'phase="ahead"} 1\r\n'),
    ],
)
def test_the_strict_reader_of_these_stories_is_strict(good: str, bad: str) -> None:
    assert good in WHOLE
    with pytest.raises((AssertionError, IndexError)):
        strictly_read(WHOLE.replace(good, bad).encode())
