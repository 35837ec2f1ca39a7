"""The pages of actions: every state, owner, category and kind has its list, and what is closed never crowds out what is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from clearbell.internal.actions_page import actions_pages
from clearbell.internal.slugs import slugs
from internal_stories import FILES, archive

TODAY: Final = "2026-04-20"
ACTIONS: Final = (
    ("late", "payments", "technical", "prevent", "status: open, due: 2026-04-01"),
    ("soon", "payments", "process", "detect", "status: in-progress, due: 2026-04-30"),
    ("later", "Search team", "training", "mitigate", "status: open, due: 2026-09-01"),
    ("done", "search-team", "technical", "prevent", "status: done, due: 2026-03-01, closed: 2026-03-02"),
    (
        "seen",
        "payments",
        "technical",
        "prevent",
        "status: verified, closed: 2026-02-02, verified: 2026-03-02",
    ),
    ("no", "payments", "automation", "prevent", "status: declined, closed: 2026-02-02"),
    ("bare", "", "", "", "status: open"),
)


def _pages(folder: Path, actions: tuple[tuple[str, ...], ...] = ACTIONS) -> Mapping[str, str]:
    files = {name: text for name, text in FILES.items() if not name.startswith("postmortems/")}
    lines = "".join(
        f"  - {{id: a{number}, what: Do {what}, owner: {owner}, category: {category}, kind: {kind}, {rest}}}\n"
        for number, (what, owner, category, kind, rest) in enumerate(actions)
    )
    files["postmortems/one.md"] = (
        f"---\ntitle: One\nstatus: draft\nseverity: 3\nimported: wiki\nstarted: 2026-01-01T09:00Z\nactions:\n{lines}---\n"
    )
    return dict(actions_pages(archive(folder, files)))


def _listed(page: str) -> list[str]:
    return re.findall(r"Do (\w+)", re.sub(r"<[^>]*>", " ", page))


def _rows(page: str, head: str) -> list[str]:
    table = next(part for part in page.split("<table>") if part.partition("<th>")[2].startswith(head))
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row)).strip()
        for row in re.findall(r"<tr><td>.*?</tr>", table)
    ]


def test_every_state_has_its_list(tmp_path: Path) -> None:
    pages = _pages(tmp_path)
    assert {name: _listed(pages[f"actions/{name}.md"]) for name in ("late", "due-soon", "open", "done", "verified", "declined")} == {
        "late": ["late"],
        "due-soon": ["soon"],
        "open": ["later", "bare"],
        "done": ["done"],
        "verified": ["seen"],
        "declined": ["no"],
    }  # fmt: skip


def test_all_are_in_one_list_too_what_presses_first(tmp_path: Path) -> None:
    pages = _pages(tmp_path)
    assert _listed(pages["actions/all.md"]) == ["late", "soon", "later", "bare", "done", "seen", "no"]
    assert "7 actions: 1 late, 1 due soon, 2 open, 1 done, 1 verified, 1 declined." in pages["actions/all.md"]
    assert 'href="../actions/all/"' in pages["actions.md"]


def test_the_overview_counts_by_owner_category_and_kind_and_shows_what_presses(tmp_path: Path) -> None:
    page = _pages(tmp_path)["actions.md"]
    assert "7 corrective actions from postmortems and drills, as they stand on 20 Apr 2026." in page
    assert _listed(page.partition("## By owner")[0]) == ["late", "soon"]
    assert _rows(page, "Owner") == [
        "payments 1 1 0 0 1 1",
        "Search team 0 0 1 0 0 0",
        "not recorded 0 0 1 0 0 0",
        "search-team 0 0 0 1 0 0",
    ]
    assert _rows(page, "Category") == [
        "Technical 1 0 0 1 1 0",
        "Process 0 1 0 0 0 0",
        "Training 0 0 1 0 0 0",
        "Automation 0 0 0 0 0 1",
        "Category not recorded 0 0 1 0 0 0",
    ]
    assert _rows(page, "Kind")[0] == "Prevent 1 0 0 1 1 1"
    assert re.findall(r"(?m)^## .*", page)[-2:] == ["## Age of actions", "## Did it come back?"]


def test_owners_with_almost_the_same_name_have_a_list_each(tmp_path: Path) -> None:
    pages = _pages(tmp_path)
    assert _listed(pages["actions/owners/search-team.md"]) == ["later"]
    assert _listed(pages["actions/owners/search-team-2.md"]) == ["done"]
    assert slugs(["Ops & co.", "ops co", "???", "x" * 99]) == {
        "???": "unnamed",
        "Ops & co.": "ops-co",
        "ops co": "ops-co-2",
        "x" * 99: "x" * 60,
    }


def test_an_owner_sees_all_that_is_open_and_the_newest_of_what_is_closed(tmp_path: Path) -> None:
    closed = tuple(
        (
            f"c{number}",
            "payments",
            "technical",
            "prevent",
            f"status: done, closed: 2026-01-{1 + number % 28:02}",
        )
        for number in range(60)
    )
    opened = tuple((f"o{number}", "payments", "technical", "prevent", "status: open") for number in range(60))
    pages = _pages(tmp_path, (*closed, *opened))
    first, second = pages["actions/owners/payments.md"], pages["actions/owners/payments/page/2.md"]
    assert (
        "120 actions: 60 open, 60 done. What isn't done comes first. Of what is closed, the newest 50 are here."
        in first
    )
    names = [*_listed(first), *_listed(second)]
    assert (len(names), sum(name.startswith("o") for name in names[:60])) == (110, 60)
    assert "# Actions&#58; payments, page 2 of 2" in second


def test_without_any_action_the_pages_say_so(tmp_path: Path) -> None:
    pages = _pages(tmp_path, ())
    assert "0 corrective actions" in pages["actions.md"]
    assert "No action yet." in pages["actions/owners/index.md"]
