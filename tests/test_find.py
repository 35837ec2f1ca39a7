"""Find in a real browser: the same order as in a terminal, by key alone, narrow and wide, with hostile titles, without script."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browsing import HOST, Window, started, window
from clearbell.internal.archive import present, read_archive
from clearbell.internal.build import build
from clearbell.internal.find.facets import facets
from clearbell.internal.find.query import Query, Sort
from clearbell.internal.find.ranking import rank
from internal_stories import CHECKOUT, FILES, site
from test_search import ARCHIVE

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
HOSTILE = "</script><img src=x onerror=window.pwned=1>\"'&lt;b&gt; payment"
# Of Material's own, on every page: exceptions with a name each, so that another one is noticed.
MATERIALS_OWN: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as opened:
        yield opened


def _built(root: Path, out: Path) -> dict[str, bytes]:
    build(root, out)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Four postmortems, one of them with a title that wants to be a script."""
    root = tmp_path_factory.mktemp("small")
    hostile = FILES["postmortems/sent-twice.md"].replace(
        "title: Payments were sent twice", f"title: {json.dumps(HOSTILE)}"
    )
    site(root, {**FILES, **ARCHIVE, "postmortems/sent-twice.md": hostile})
    return _built(root, root / "site")


@pytest.fixture(scope="module", params=["demo", "generated"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, bytes]]:
    """The demo, and a generated archive with more of everything."""
    folder = tmp_path_factory.mktemp("archive")
    if request.param == "demo":
        (folder / "site").mkdir()
        (folder / "site" / "content").symlink_to(CHECKOUT / "content")
    else:
        corpus = CHECKOUT / "bench" / "kb_corpus.py"
        subprocess.run([sys.executable, corpus, str(folder / "site"), "60"], check=True)
    return folder / "site", _built(folder / "site", folder / "out")


def _found(page: Page) -> list[str]:
    """Everything that is found, in order, after asking for more until there is no more."""
    page.wait_for_function("document.querySelector('#kb-find').dataset.found !== undefined")
    more = page.locator(".kb-more-found")
    while more.is_visible():
        before = page.locator(".kb-found > li").count()
        more.click()
        page.wait_for_function(f"document.querySelectorAll('.kb-found > li').length > {before}")
    links = page.locator(".kb-found > li > a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return [str(link).removeprefix("../postmortems/").rstrip("/") for link in links]


QUERIES = (
    Query("connection pool"),
    Query("certifcate"),
    Query("timeouts retry queue"),
    Query("lock zzzzzz"),
    Query("re"),
    Query("a"),
    Query("2026"),
    Query("in the pool of connections from a replica with one certificate"),
    Query("queue", {"severity": ("1", "2")}),
    Query("queue", {"cause": ("code-defect", "dependency-failure")}, Sort.DURATION),
    Query("", {"factor": ("t-missing-limits",), "severity": ("2", "3")}),
    Query("", {"service": ("checkout",), "open": ("1",)}, Sort.SEVERITY),
    Query("deploy", {}, Sort.DATE),
    Query("bay-4031 checkout"),
)


def test_browser_and_terminal_find_the_same_in_the_same_order(
    archive: tuple[Path, dict[str, bytes]], browser: Browser
) -> None:
    root, files = archive
    read, _ = read_archive(root, present(root))
    assert read is not None
    by_facet = facets(read)
    some = 0
    with window(browser, files) as opened:
        for query in QUERIES:
            numbers = rank(query, read.texts, by_facet, read.postmortems).numbers
            some += bool(numbers)
            page = opened.open(query.address.replace("find/", "find/index.html"))
            page.goto(HOST + query.address)
            assert _found(page) == [read.postmortems[number].id for number in numbers], query
            assert opened.said == []
    assert some > len(QUERIES) / 2


def test_it_works_by_key_alone_from_any_page(small: dict[str, bytes], browser: Browser) -> None:
    with window(browser, small) as opened:
        page = opened.open("causes/index.html")
        page.keyboard.press("/")
        page.keyboard.type("conection lock")
        page.keyboard.press("Enter")
        page.wait_for_url("**/find/?q=conection+lock")
        assert _found(page) == ["2025-01-01-pool", "2025-02-01-lock"]
        expect(page.get_by_role("status")).to_have_text(
            "2 postmortems. Nothing has “conection”; this is for “connection”."
        )
        page.keyboard.press("/")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url("**/postmortems/2025-01-01-pool/")
        page.go_back()
        page.wait_for_url("**/find/?q=conection+lock")
        assert opened.said == []


def test_typing_searches_at_once_and_the_address_follows(small: dict[str, bytes], browser: Browser) -> None:
    with window(browser, small) as opened:
        page = opened.open("find/index.html")
        assert len(_found(page)) == 4
        page.get_by_role("searchbox").fill("certificate")
        expect(page.get_by_role("status")).to_have_text("1 postmortem.")
        assert page.url == f"{HOST}find/?q=certificate"
        expect(page.locator(".kb-found mark").first).to_have_text("certificate")


def test_facets_count_what_is_there_and_any_of_one_and_each_of_all_counts(
    small: dict[str, bytes], browser: Browser
) -> None:
    with window(browser, small, viewport={"width": 1300, "height": 900}) as opened:
        page = opened.open("find/index.html")
        _found(page)
        assert _facet(page, "Severity") == {"Sev1 Critical": "1", "Sev2 High": "2", "Sev3 Medium": "1"}
        page.get_by_label("Sev1 Critical").check()
        page.get_by_label("Sev3 Medium").check()
        expect(page.get_by_role("status")).to_contain_text("2 postmortems.")
        assert page.url == f"{HOST}find/?severity=1&severity=3"
        assert _facet(page, "Severity") == {"Sev1 Critical": "1", "Sev2 High": "2", "Sev3 Medium": "1"}
        assert _facet(page, "Root cause") == {"Code defect": "2", "Race": "1"}
        page.get_by_label("Race", exact=False).check()
        expect(page.get_by_role("status")).to_contain_text("1 postmortem.")
        page.get_by_role("button", name="Without Severity: Sev1 Critical").click()
        assert page.url == f"{HOST}find/?severity=3&cause=race"
        page.go_back()
        page.go_back()
        expect(page.get_by_role("status")).to_contain_text("2 postmortems.")
        page.get_by_label("Order").select_option("severity")
        page.wait_for_url("**/find/?severity=1&severity=3&sort=severity")
        assert _found(page) == ["2025-02-01-lock", "2025-01-01-pool"]


def _facet(page: Page, title: str) -> dict[str, str]:
    items = page.locator(".kb-facet", has=page.locator(f"summary:text-is('{title}')")).locator("li:visible")
    pairs = items.evaluate_all(
        "all => all.map(li => [...li.querySelectorAll('span')].map(s => s.textContent))"
    )
    return dict(pairs)


def test_what_does_not_exist_finds_nothing_and_says_so(small: dict[str, bytes], browser: Browser) -> None:
    with window(browser, small) as opened:
        page = opened.open("find/index.html")
        page.goto(f"{HOST}find/?cause=nowhere&sort=upwards&q=zebra")
        assert _found(page) == []
        expect(page.get_by_role("status")).to_contain_text(
            "0 postmortems. Nothing has “zebra” or anything like it."
        )
        page.get_by_role("button", name="Without Root cause: nowhere").click()
        assert page.url == f"{HOST}find/?q=zebra"


def test_hostile_titles_and_addresses_stay_text(small: dict[str, bytes], browser: Browser) -> None:
    with window(browser, small) as opened:
        page = opened.open("find/index.html")
        page.goto(f"{HOST}find/?q=payment&cause=%3Cimg%20src=x%20onerror=window.pwned=2%3E&__proto__=1")
        _found(page)
        page.goto(f"{HOST}find/?q=payment")
        assert _found(page) == ["sent-twice"]
        assert page.locator(".kb-found > li > a").text_content() == HOSTILE
        assert page.evaluate("window.pwned") is None
        assert [asked for asked in opened.asked if not asked.startswith(HOST)] == []
        assert opened.said == []


def test_without_a_script_other_ways_are_named(small: dict[str, bytes], browser: Browser) -> None:
    with window(browser, small, java_script_enabled=False) as opened:
        page = opened.open("find/index.html")
        assert page.locator("noscript").inner_text() == (
            "Searching needs a script, and none runs here. All 4 postmortems are listed by root cause, "
            "contributing factor, service and date."
        )
        assert not page.locator("#kb-find").is_visible()
        page.get_by_role("searchbox").fill("pool")
        page.keyboard.press("Enter")
        page.wait_for_url("**/find/?q=pool")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1300])
def test_it_is_fit_for_everybody_on_a_phone_and_on_a_desk(
    width: int, scheme: Any, small: dict[str, bytes], browser: Browser
) -> None:
    with window(browser, small, viewport={"width": width, "height": 800}, color_scheme=scheme) as opened:
        page = opened.open("find/index.html")
        page.goto(f"{HOST}find/?q=connection&severity=3")
        assert _found(page) == ["2025-01-01-pool"]
        if width == 320:
            page.get_by_text("Narrow down").click()
        page.get_by_text("Year", exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _violations(opened) == []


def _violations(opened: Window) -> list[str]:
    found = Axe().run(opened.page, options=AXE).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
        if rule["id"] not in MATERIALS_OWN
    ]
