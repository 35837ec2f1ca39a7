"""`make bench` measures what it says: its sites are the promised ones and good content, its table has every figure. No timing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
SCENARIOS = [
    "floor",
    "cold build",
    "nothing changed",
    "an hour later",
    "one changed",
    "check of one file",
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    _run("corpus.py", str(tmp_path / "site"), "30")
    return tmp_path / "site"


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, BENCH / arguments[0], *arguments[1:]], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _contents(site: Path) -> dict[str, str]:
    incidents = (site / "content" / "incidents").iterdir()
    return {path.name: path.read_text(encoding="utf-8") for path in incidents}


def test_the_same_number_makes_the_same_incidents(site: Path, tmp_path: Path) -> None:
    _run("corpus.py", str(tmp_path / "again"), "30")
    assert _contents(site) == _contents(tmp_path / "again")


def test_incidents_are_as_large_as_the_targets_say(site: Path) -> None:
    texts = list(_contents(site).values())
    assert len(texts) == 30
    assert 2_400 < sum(map(len, texts)) / 30 < 2_700
    assert sorted({text.count("  - id: u") for text in texts}) == [1, 4]  # the newest is still open
    for text in texts:
        messages = re.findall(r"    message: \|\n((?:      .*\n)+)", text)
        assert {len(message.split()) for message in messages} == {60}


def test_incidents_lie_ten_years_apart_from_first_to_last(site: Path) -> None:
    names = sorted(_contents(site))
    assert (names[0][:4], names[-1][:4]) == ("2017", "2026")


def test_check_finds_nothing_in_them(site: Path) -> None:
    command = [sys.executable, "-m", "clearbell", "-C", str(site), "check", "--now", "2026-11-20T10:00:00Z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_scenario_of_every_size_has_its_figures() -> None:
    told = json.loads(_run("run.py", "--sizes", "2", "4", "--rounds", "1", "--json"))
    rows: list[dict[str, Any]] = told["rows"]
    assert [(row["incidents"], row["what"]) for row in rows] == [
        (size, what) for size in (2, 4) for what in SCENARIOS
    ]
    for row in rows:
        assert min(row["wall"], row["cpu"], row["peak"], row["ratio"]) > 0
    wrote = {(row["incidents"], row["what"]): row["files"] for row in rows}
    assert wrote[4, "floor"] == 4
    assert wrote[4, "cold build"] > wrote[2, "cold build"] > 20
    assert wrote[4, "nothing changed"] == wrote[4, "check of one file"] == 0
    assert 0 < wrote[4, "one changed"] < wrote[4, "cold build"]
    assert [(power["from"], power["to"]) for power in told["growth"]] == [(2, 4)]


def test_the_table_says_of_each_target_whether_it_was_met() -> None:
    table = _run("run.py", "--sizes", "10", "--rounds", "1")
    (cold,) = [line for line in table.splitlines() if "10  cold build" in line]
    assert re.fullmatch(
        r" +10  cold build +(\d+\.\d\d +){2}\d+ +\d+ +\d+\.\d +\d+\.\d\d  0\.2 s (yes|NO)", cold
    )


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    _run("kb_corpus.py", str(tmp_path / "kb"), "30")
    return tmp_path / "kb"


def test_postmortems_are_as_long_as_the_targets_say_and_always_the_same(
    knowledge: Path, tmp_path: Path
) -> None:
    folder = knowledge / "content" / "postmortems"
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    bodies = [text.split("\n---\n", 1)[1] for text in texts.values()]
    assert len(texts) == 30
    assert 780 <= sum(len(body.split()) for body in bodies) / 30 <= 820
    _run("kb_corpus.py", str(tmp_path / "again"), "30")
    again = tmp_path / "again" / "content" / "postmortems"
    assert texts == {path.name: path.read_text(encoding="utf-8") for path in again.iterdir()}


def test_check_finds_no_error_in_them(knowledge: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "clearbell",
        "-C",
        str(knowledge),
        "check",
        "--now",
        "2026-11-20T10:00:00Z",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_build_of_the_knowledge_base_has_its_figures_beside_plain_mkdocs() -> None:
    told = json.loads(_run("kb.py", "--sizes", "3", "--rounds", "1", "--no-search", "--json"))
    assert [(row["postmortems"], row["what"]) for row in told["builds"]] == [
        (3, "cold"),
        (3, "nothing changed"),
        (3, "one changed"),
        (3, "plain MkDocs, cold"),
    ]
    assert all(min(row["wall"], row["cpu"], row["megabytes"]) > 0 for row in told["builds"])


@pytest.mark.browser
def test_a_first_search_over_a_slow_line_has_its_figures() -> None:
    told = json.loads(_run("kb.py", "--sizes", "3", "--rounds", "1", "--no-plain", "--json"))
    assert [row["query"] for row in told["searches"]] == ["connection pool", "certifcate", "timeout retry"]
    assert all(row["found"] > 0 for row in told["searches"])
    assert all(row["seconds"] > 0.04 for row in told["searches"])
    assert all(50 < row["kilobytes"] < 250 for row in told["searches"])
