"""The same numbers on the pages, in the terminal and as JSON: whole, for an archive in which most panels say something."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clearbell.internal.archive import Archive
from clearbell.internal.charts import days_scale, minutes_scale, ratio_scale, share_scale
from clearbell.internal.measures_page import measures_page
from clearbell.internal.patterns.durations import in_time
from clearbell.internal.patterns.panel import chance, percent
from clearbell.internal.patterns.printed import as_json, as_text
from clearbell.internal.patterns_page import patterns_page
from clearbell.internal.statistics.outcome import Estimate
from conftest import Clearbell
from internal_stories import SITE, site
from pattern_stories import BARE, EXPECTED, many, mixed, postmortem


@pytest.fixture
def shown(tmp_path: Path) -> Archive:
    return many(tmp_path, mixed())


def test_all_numbers_as_text(shown: Archive) -> None:
    text = as_text(shown)
    assert text.splitlines() == (EXPECTED / "patterns.txt").read_text("utf-8").splitlines()
    assert max(map(len, text.splitlines())) <= 80


def test_all_numbers_as_json(shown: Archive) -> None:
    text = as_json(shown)
    assert text.splitlines() == (EXPECTED / "patterns.json").read_text("utf-8").splitlines()
    panels = json.loads(text)["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) == 18


def test_the_pages_whole(shown: Archive) -> None:
    made = dict((*patterns_page(shown), *measures_page(shown)))
    assert sorted(made) == ["measures.md", "patterns.md"]
    for path, text in made.items():
        assert text.splitlines() == (EXPECTED / path).read_text("utf-8").splitlines()


def test_the_command_prints_both(tmp_path: Path, clearbell: Clearbell) -> None:
    many(tmp_path, mixed())
    text = clearbell("-C", str(tmp_path), "patterns", "--now", "2026-04-20 09:00Z")
    assert (text.code, text.out) == (0, (EXPECTED / "patterns.txt").read_text("utf-8"))
    numbers = clearbell("-C", str(tmp_path), "patterns", "--now", "2026-04-20 09:00Z", "--format", "json")
    assert (numbers.code, numbers.out) == (0, (EXPECTED / "patterns.json").read_text("utf-8"))


def test_the_command_refuses_content_that_is_not_right(tmp_path: Path, clearbell: Clearbell) -> None:
    site(tmp_path, {**BARE, "postmortems/one.md": postmortem(trigger="moon")})
    said = clearbell("-C", str(tmp_path), "patterns")
    assert said.code == 1
    assert "expected a trigger of taxonomy.yml\n  found    `moon`" in said.err


def test_without_scipy_the_cure_is_named(
    tmp_path: Path, clearbell: Clearbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearbell.commands.patterns.find_spec", lambda _: None)
    said = clearbell("-C", str(site(tmp_path, BARE)), "patterns")
    assert (said.code, said.err) == (1, "Patterns need SciPy: pip install 'clearbell[kb]'.\n")


def test_every_link_of_a_page_leads_to_a_page_or_a_search(shown: Archive) -> None:
    links = {
        link
        for _, text in (*patterns_page(shown), *measures_page(shown))
        for link in re.findall(r'href="([^"]+)"', text)
    }
    known = r"\.\./(find/(\?[a-z]+=[\w-]+(&amp;[a-z]+=[\w-]+)*)?|(causes|factors|services|postmortems)/([\w-]+/|#\w+)|process/|actions/)"
    assert {link for link in links if not re.fullmatch(known, link)} == set()
    assert "../find/?cause=race&amp;service=checkout" in links


def test_words_that_nobody_listed_and_titles_that_mean_something_do_no_harm(tmp_path: Path) -> None:
    """Without a taxonomy.yml any id will do, and there may be hundreds."""
    started = datetime(2024, 1, 1, 10, tzinfo=UTC)
    texts = [
        postmortem(
            f"{started + timedelta(number):%Y-%m-%d}",
            root_causes=[f"c{number % 150}"],
            contributing_factors=[f"f{number % 120}", f"f{number % 7}"],
            services=["checkout"],
            actions="[{id: a1, what: '<script>alert(1)</script> *b*', status: done, closed: 2025-12-01, addresses: [f1]}]",
        )
        for number in range(600)
    ]
    found = many(tmp_path, texts, {"site.yml": SITE})
    made = dict((*patterns_page(found), *measures_page(found)))
    assert "<script" not in "".join(made.values())
    assert max(len(text) for text in made.values()) < 250_000


def test_scales_reach_as_far_as_they_must() -> None:
    assert share_scale([Estimate(0.2, 0.1, 0.37)]).ticks == ((0.0, "0 %"), (0.25, "25 %"), (0.5, "50 %"))
    assert ratio_scale([Estimate(2.0, 0.5, 9.0)]).ticks[0] == (1 / 16, "1/16")
    assert ratio_scale([]).ticks == ((0.25, "1/4"), (1, "1"), (4, "4"))
    assert minutes_scale([61]).ticks[-1] == (600.0, "10 h")
    assert minutes_scale([]).at(0) == 0
    assert [minutes_scale([5]).at(value) for value in (0, 1, 60, 1e9)] == [0, 0, 1000, 1000]
    assert days_scale(200).ticks[-1] == (270.0, "270 days")
    assert days_scale(0).ticks == ((0.0, "0"), (1.0, "1 days"))


def test_numbers_are_as_exact_as_they_are_worth() -> None:
    assert [percent(part) for part in (0, 0.004, 0.35, 0.999, 1)] == [
        "0 %",
        "under 1 %",
        "35 %",
        "over 99 %",
        "100 %",
    ]
    assert [chance(p) for p in (0.0004, 0.0312, 0.2378, 1)] == ["under 0.001", "0.031", "0.24", "1.00"]
    assert [in_time(minutes) for minutes in (0, 38, 104, 120, 1397, 40414)] == [
        "0 min",
        "38 min",
        "1 h 44 min",
        "2 h",
        "23 h",
        "28 days",
    ]
