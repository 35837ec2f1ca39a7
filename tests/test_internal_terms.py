"""The pages of causes, factors, triggers and services: definition, trend, company, what is open; and that no page grows for ever."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from clearbell.formats.postmortem import ActionStatus
from clearbell.internal.actions_page import actions_pages
from clearbell.internal.drill_pages import drill_pages
from clearbell.internal.lists import front_page
from clearbell.internal.paging import turning
from clearbell.internal.places import sheets
from clearbell.internal.reading_lists import reading_pages
from clearbell.internal.term_pages import term_pages
from internal_stories import FILES, NOW, archive

# Day, causes, factors, trigger, services, more of the front matter.
CASES: Final = (
    ("2025-02-03", "race", "t-missing-alert", "deploy", "checkout", ""),
    ("2025-11-20", "race", "t-missing-alert, h-workload", "deploy", "checkout", ""),
    ("2026-01-05", "code-defect", "h-workload", "", "website", ""),
    ("2026-04-02", "race", "", "deploy", "website", "near_miss: true\n"),
    ("2026-04-03", "", "t-missing-alert", "deploy", "checkout", ""),
)


def _files() -> dict[str, str]:
    files = {name: text for name, text in FILES.items() if not name.startswith("postmortems/")}
    for number, (day, causes, factors, trigger, services, more) in enumerate(CASES):
        files[f"postmortems/p{number}.md"] = (
            f"---\ntitle: Case {number}\nstatus: draft\nseverity: 3\nimported: wiki\nstarted: {day}T09:00Z\n"
            f"root_causes: [{causes}]\ncontributing_factors: [{factors}]\nservices: [{services}]\n"
            f"{f'trigger: {trigger}' if trigger else ''}\n{more}"
            f"actions: [{{id: a1, what: Mend {number}, addresses: [{causes}], due: 2026-04-2{number}}}]\n---\n"
        )
    return files


def _pages(folder: Path) -> Mapping[str, str]:
    return dict(term_pages(archive(folder, _files())))


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).strip()


def _table(page: str, kind: str, head: str = "") -> list[str]:
    """The rows of a table, with one blank between cells."""
    tables = re.findall(rf'<div class="kb-{kind}"[^>]*>\n(.*?)\n</div>', page, re.DOTALL)
    chosen = next((table for table in tables if f"<th>{head}" in table), "")
    return [_words(row) for row in re.findall(r"<tr><td>.*?</tr>", chosen)]


def test_an_index_says_of_how_many_it_counts_and_what_is_open(tmp_path: Path) -> None:
    page = _pages(tmp_path)["causes/index.md"]
    assert "4 of 5 postmortems name a root cause; the others don't record it." in page
    assert _table(page, "terms") == [
        "Code defect 4 2 Apr 2026 4 Our code did the wrong thing",
        "Race 3 2 Apr 2026 3",
        "Not determined 0 never 0 Investigated, and could not be established",
    ]
    assert re.findall(r"(?m)^## .*", _pages(tmp_path)["factors/index.md"]) == ["## Technical", "## Human"]


def test_a_page_counts_incidents_by_quarter_beside_all_and_leaves_near_misses_out(tmp_path: Path) -> None:
    page = _pages(tmp_path)["causes/race.md"]
    assert "3 of 4 postmortems with a recorded root cause, 1 near miss among them." in page
    assert _table(page, "numbers", "Quarter") == [
        "Q1 2025 1 1",
        "Q2 2025 0 0",
        "Q3 2025 0 0",
        "Q4 2025 1 1",
        "Q1 2026 0 1",
        "Q2 2026 0 1",
    ]
    assert "2 incidents in 6 quarters, at most 1 in one" in page


def test_a_page_says_what_occurs_with_it_here_and_in_all(tmp_path: Path) -> None:
    page = _pages(tmp_path)["causes/race.md"]
    assert _table(page, "beside", "Factors") == ["No alert 2 of 2 3 of 4", "Workload 1 of 2 2 of 4"]
    assert _table(page, "beside", "Triggers") == ["Deploy 2 of 2 3 of 3"]
    assert _table(page, "beside", "Services") == ["Checkout 2 of 2 3 of 4"]
    assert _table(page, "beside", "Causes") == []  # a wider word isn't company


def test_open_actions_are_those_that_answer_the_word_or_come_from_its_postmortems(tmp_path: Path) -> None:
    pages = _pages(tmp_path)
    assert "Not done yet: 3 actions meant to answer it." in pages["causes/race.md"]
    assert [row.split(" Kind")[0] for row in _table(pages["causes/race.md"], "actions")] == [
        "due today Mend 0",
        "due in 1 day Mend 1",
        "due in 3 days Mend 3",
    ]
    assert "Not done yet: 4 actions from these postmortems." in pages["triggers/deploy.md"]
    assert "Not done yet" not in pages["causes/unknown.md"]


def test_a_list_of_many_pages_has_few_links() -> None:
    said = [
        html.unescape(_words(turning(sheet, "years/2026.md")))
        for sheet in sheets("years/2026.md", range(50 * 200))
    ]
    assert said[0] == "Page 1 2 3 ... 50"
    assert said[3] == "Page 1 2 3 4 5 6 ... 50"
    assert said[24] == "Page 1 ... 23 24 25 26 27 ... 50"
    assert said[49] == "Page 1 ... 48 49 50"


def test_no_page_grows_beyond_300_kb_at_10_000_postmortems(tmp_path: Path) -> None:
    """Texts are as long as people write them, and the engine adds some 25 kB to a page."""
    found = archive(tmp_path)
    (one,) = found.postmortems
    long = "Something with a rather long title that says what happened to whom, and in which of our many services"
    action = replace(one.file.actions[0], what=long, success=long, addresses=("race", "t-missing-alert"))
    closed = replace(action, status=ActionStatus.DONE, closed=NOW.date(), id="a2")
    many = tuple(
        replace(
            one,
            id=f"p{number}-{'x' * 40}",
            day=NOW.date() - timedelta(days=number // 4),
            file=replace(
                one.file,
                title=f"{long} {number}",
                case_study=("new-engineers",) if number % 5 == 0 else (),
                actions=(replace(action, owner=f"team {number % 700}"), closed),
            ),
        )
        for number in range(10_000)
    )
    large = replace(found, postmortems=many)
    sizes = {
        path: len(text.encode())
        for maker in (term_pages, actions_pages, front_page, reading_pages, drill_pages)
        for path, text in maker(large)
    }
    assert {path: size for path, size in sizes.items() if size > 270_000} == {}
    assert len(sizes) > 500
