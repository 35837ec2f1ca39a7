"""The state on other sites: a page for a frame, and a line that shows only while something is wrong."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from browsing import HOST, window
from clearbell.public.embed import banner, embed_page
from clearbell.public.shell import Shell
from publishing import SITE, demo, incident, output, project, publish, understood, words, work

OPEN = incident("2026-03-14 09:00 investigating", "2026-03-14 09:40 identified")
NOW_WORK = work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled")
BREAKS = NOW_WORK.replace("[search]", "{search: major_outage}")
LATER = work("2026-03-15 11:00", "2026-03-15 13:00", "2026-03-10 11:00 scheduled")


def _framed(folder: Path, files: dict[str, str], site: str = SITE) -> bytes:
    shown = understood(folder, files, site=site)
    return embed_page(Shell.of(shown.settings), shown)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Working normally Acme Everything at Acme works normally"),
        ({"pay": OPEN}, "Partly not working Acme Some can't pay"),
        ({"later": LATER}, "Working normally Acme Everything at Acme works normally"),
        ({"now": NOW_WORK}, "Planned work Acme A new search machine"),
        (
            {
                "pay": OPEN,
                "now": BREAKS,
            },
            "Not working Acme A new search machine",
        ),
    ],
    ids=["all well", "trouble", "work ahead", "work under way", "work that breaks more than the trouble"],
)
def test_the_frame_says_how_it_is_and_how_fresh_that_is(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    page = _framed(tmp_path, files)
    assert words(page) == f"Acme status {said} This page was made 13:00 (12:00 UTC)."
    assert b'<a href="../" target="_top">' in page
    assert b'<meta name="robots" content="noindex">' in page


def test_the_frame_of_the_demonstration_says_that_it_is_one() -> None:
    assert "This is a demonstration" in words(demo()["embed/index.html"])


def test_both_are_small() -> None:
    assert len(gzip.compress(demo()["embed/index.html"], 9, mtime=0)) <= 2048
    assert len(banner()) <= 1200
    assert b"innerHTML" not in banner()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_frame_it_is_calm_without_barrier_and_its_link_leads_out(
    browser: Browser, tmp_path: Path, scheme: Any
) -> None:
    publish(project(tmp_path, {"pay": OPEN}))
    outer = b"""<!doctype html><html lang="en"><title>x</title><body><main><h1>Shop</h1>
        <iframe src="embed/" title="Status of Acme" width="300" height="160"></iframe></main>"""
    with window(browser, output(tmp_path) | {"shop.html": outer}, color_scheme=scheme) as opened:
        page = opened.open("shop.html")
        frame = page.frames[1]
        barriers = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert barriers.response["violations"] == []
        assert opened.said == []
        assert opened.asked == [f"{HOST}shop.html", f"{HOST}embed/"]
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        frame.get_by_role("link").click()
        page.wait_for_url(HOST)


SHOP = "https://shop.test/"
SCRIPT = f'<script async src="{HOST}embed/banner.js"></script>'


def _shop(browser: Browser, files: Mapping[str, bytes | None], html: str) -> tuple[Page, list[str]]:
    """Another site's page with the banner, after all that it asked for was answered, and what the browser complained of."""
    page, said = browser.new_page(), []

    def answer(route: Route) -> None:
        url = route.request.url
        content = files.get(url.removeprefix(HOST)) if url != SHOP else html.encode()
        if content is None:
            route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"})
            return
        kind = (
            "text/javascript" if url.endswith(".js") else "text/html" if url == SHOP else "application/json"
        )
        route.fulfill(body=content, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    page.route("**/*", answer)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(SHOP, wait_until="networkidle")
    return page, said


def _line(page: Page) -> tuple[str, str] | None:
    found = page.locator("#clearbell")
    return (found.inner_text(), found.get_attribute("href") or "") if found.count() else None


def _site(folder: Path, files: dict[str, str], site: str = SITE) -> dict[str, bytes]:
    publish(project(folder, files, site=site))
    return output(folder)


MARKUP = "<b>Some</b> can't pay & <script>alert(1)</script>"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, None),
        ({"later": LATER}, None),
        ({"over": incident("2026-03-14 09:00 investigating", "2026-03-14 09:40 resolved")}, None),
        ({"pay": OPEN}, "Acme: Some can't pay"),
        ({"now": NOW_WORK}, "Acme: A new search machine"),
        ({"pay": OPEN, "now": NOW_WORK}, "Acme: Some can't pay"),
        (
            {
                "pay": OPEN,
                "slow": incident("2026-03-14 11:00 identified", severity=4, title="Slow pictures"),
            },
            "Acme: Some can't pay",
        ),
        ({"pay": OPEN, "now": BREAKS}, "Acme: A new search machine"),
        ({"pay": OPEN.replace("partial", "major"), "now": BREAKS}, "Acme: Some can't pay"),
        (
            {
                "pay": incident("2026-03-14 09:00 identified", severity=1),
                "down": incident(
                    "2026-03-14 08:00 identified",
                    severity=3,
                    components="search: major_outage",
                    title="No search",
                ),
            },
            "Acme: No search",
        ),
        (
            {
                "pay": incident("2026-03-14 09:00 identified", components="", severity=2),
                "watched": incident(
                    "2026-03-14 11:00 monitoring", severity=1, components="", title="Watched"
                ),
            },
            "Acme: Some can't pay",
        ),
        (
            {
                "pay": OPEN,
                "newer": incident("2026-03-14 10:00 identified", title="Newer"),
                "lesser": incident("2026-03-14 11:00 identified", severity=3, title="Lesser"),
            },
            "Acme: Newer",
        ),
        (
            {"pay": OPEN.replace("Some can't pay", f"'{MARKUP.replace(chr(39), chr(39) * 2)}'")},
            f"Acme: {MARKUP}",
        ),
    ],
    ids=[
        "well",
        "work ahead",
        "solved",
        "trouble",
        "work",
        "trouble and work",
        "two troubles",
        "work breaks more",
        "work breaks as much",
        "what breaks counts first",
        "severity where no part is named",
        "the newer",
        "markup",
    ],
)
@pytest.mark.parametrize("place", ["head", "body"])
def test_the_banner_shows_the_worst_and_nothing_while_all_is_well(
    browser: Browser, tmp_path: Path, files: dict[str, str], line: str | None, place: str
) -> None:
    parts = {"head": "", "body": "", place: SCRIPT}
    html = f"<!doctype html><head>{parts['head']}<title>x</title><body><p>Shop</p>{parts['body']}"
    built = _site(tmp_path, files)
    page, said = _shop(browser, built, html)
    assert _line(page) == (None if line is None else (line, HOST))
    assert page.locator("body > :first-child").inner_text() == (line or "Shop")
    assert said == []
    headline = re.findall(r"<h1>(?:<a[^>]*>)?([^<]*)", built["index.html"].decode())[0]
    assert line is None or unescape(headline) == line.removeprefix("Acme: ")
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "answer",
    [None, b"", b"<!doctype html>", b"[]", b"null", json.dumps({"status": {"indicator": "major"}}).encode()],
    ids=["nothing", "empty", "a page", "a list", "null", "half of it"],
)
def test_the_banner_says_nothing_when_the_answer_is_none(browser: Browser, answer: bytes | None) -> None:
    html = f"<!doctype html><title>x</title><body><p>Shop</p>{SCRIPT}"
    page, said = _shop(browser, {"embed/banner.js": banner(), "api/v2/summary.json": answer}, html)
    assert (_line(page), said) == (None, [])
    page.close()


@pytest.mark.browser
def test_the_banner_can_be_read_in_light_and_dark(browser: Browser, tmp_path: Path) -> None:
    html = f'<!doctype html><html lang="en"><title>x</title><body><main><h1>Shop</h1></main>{SCRIPT}'
    page, _ = _shop(browser, _site(tmp_path, {"pay": OPEN}), html)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == []
    page.close()
