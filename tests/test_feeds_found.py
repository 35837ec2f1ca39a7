"""How people and programs come to the feeds: links in the head of each page, and the page that says how to subscribe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from browsing import started, window
from clearbell.wording import Words, languages
from publishing import NOW, SITE, demo, moment, output, pages, project, publish, words

BASE = "https://status.acme.example"
KINDS = {
    "application/atom+xml": "history.atom",
    "application/rss+xml": "history.rss",
    "application/feed+json": "history.json",
    "text/calendar": "maintenance.ics",
}


class _Head(HTMLParser):
    """The alternates of a page, and the addresses that it shows for copying."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "alternate":
            self.links.append((given["type"], given["href"], given.get("title", "")))


def _links(text: str) -> list[tuple[str, str, str]]:
    return _Head(text).links


def test_every_page_names_the_feeds_and_the_calendar() -> None:
    files = demo()
    for name, text in pages(files).items():
        found = [
            (kind, urljoin(f"https://status.bayat.example/{name}", href), title)
            for kind, href, title in _links(text)
        ]
        whole = [(kind, f"https://status.bayat.example/{file}") for kind, file in KINDS.items()]
        assert [each[:2] for each in found[-4:]] == whole, name
        own = name.startswith("components/")
        assert [title for _, _, title in found[-4:]] == ["Bayat" if own else ""] * 4, name
        assert len(found) == (8 if own else 4), name
        assert all(href.removeprefix("https://status.bayat.example/") in files for _, href, _ in found), name


def test_a_components_page_names_its_own_first() -> None:
    own = _links(demo()["components/checkout/index.html"].decode())[:4]
    assert own == [(kind, f"../../components/checkout/{file}", "Checkout") for kind, file in KINDS.items()]


def test_the_page_for_errors_is_served_anywhere_and_names_whole_addresses() -> None:
    links = _links(demo()["404.html"].decode())
    assert links[0] == ("application/atom+xml", "https://status.bayat.example/history.atom", "")


def _addresses(page: bytes) -> list[str]:
    return re.findall(r"<code>(.*?)</code>", page.decode())


MORE = f"{SITE}mirror: https://acme.example.net\nsupport: {{label: Help, url: https://help.acme.example}}\n"


@pytest.mark.parametrize("language", languages())
def test_each_way_has_its_address_as_plain_text(tmp_path: Path, language: str) -> None:
    root = project(tmp_path, site=f"{MORE}language: {language}\n")
    publish(root)
    built = output(root)
    found = _addresses(built["subscribe/index.html"])
    title = Words.of(language)("title.status", name="Acme")
    assert found == [
        f"{BASE}/",
        "https://acme.example.net",
        f"{BASE}/history.rss",
        f"{BASE}/maintenance.ics",
        f"{BASE}/history.atom",
        f"{BASE}/incidents.atom",
        f"/feed subscribe {BASE}/history.rss",
        f"{BASE}/history.rss",
        f"{BASE}/api/v2/summary.json",
        f"{BASE}/history.json",
        f"{BASE}/status.txt",
        f"{BASE}/metrics",
        f"&lt;script async src=&#34;{BASE}/embed/banner.js&#34;&gt;&lt;/script&gt;",
        f"&lt;iframe src=&#34;{BASE}/embed/&#34; title=&#34;{title}&#34;&gt;&lt;/iframe&gt;",
        f"&lt;a href=&#34;{BASE}/&#34;&gt;&lt;img src=&#34;{BASE}/badge.svg&#34; alt=&#34;{title}&#34;&gt;&lt;/a&gt;",
    ]
    for address in found:
        for file in re.findall(rf"{BASE}/([\w./]+)", address):
            assert file.removesuffix("/") + "/index.html" in built or file in built


def test_what_the_page_says_of_each_way(tmp_path: Path) -> None:
    publish(project(tmp_path, site=MORE))
    page = words(output(tmp_path)["subscribe/index.html"])
    order = [
        "On this page", "If this page can’t be reached", "Talk to us", "By e-mail", "In your calendar",  # noqa: RUF001 - our own words
        "In a feed reader", "In Slack", "In Microsoft Teams", "Only one part", "For programs",
    ]  # fmt: skip
    places = [page.index(f"{heading} ") for heading in order]
    assert places == sorted(places)
    for promise in (
        "once, with its time",
        "that may take a day",
        "Asking once a minute is enough",
        "JSON Feed",
    ):
        assert promise in page


def test_each_part_has_its_feed_and_calendar_there_until_it_is_retired(tmp_path: Path) -> None:
    site = SITE.replace("name: Search}", "name: Search, retired: 2026-03-20}")
    root = project(tmp_path, site=site)
    publish(root)
    parts = re.findall(
        r'<li><span>(.*?)</span><a href="(.*?)" aria-label="(.*?)">Feed</a>'
        r'<a href="(.*?)" aria-label="(.*?)">Calendar</a></li>',
        _page(root),
    )
    assert parts == [
        (
            name,
            f"../components/{name.lower()}/history.atom",
            f"Feed: {name}",
            f"../components/{name.lower()}/maintenance.ics",
            f"Calendar: {name}",
        )
        for name in ("Website", "Checkout", "Search")
    ]
    publish(root, moment("2026-03-20 12:00"))
    assert "<span>Search</span>" not in _page(root)
    publish(root, NOW)
    assert "<span>Search</span>" in _page(root)


def _page(root: Path) -> str:
    return output(root)["subscribe/index.html"].decode()


@pytest.mark.browser
def test_addresses_can_be_copied_where_there_is_a_script_and_selected_where_there_is_none() -> None:
    with started() as browser:
        with window(browser, demo(), permissions=["clipboard-read", "clipboard-write"]) as opened:
            page = opened.open("subscribe/index.html")
            buttons = page.get_by_role("button", name="Copy", exact=True)
            described = buttons.nth(3).evaluate(
                "b => document.getElementById(b.getAttribute('aria-describedby')).innerText"
            )
            assert described == "https://status.bayat.example/maintenance.ics"
            assert buttons.count() == len(_addresses(demo()["subscribe/index.html"]))
            buttons.nth(3).click()
            page.get_by_role("button", name="Copied").wait_for()
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied == "https://status.bayat.example/maintenance.ics"
            assert opened.said == []
        with window(browser, demo(), java_script_enabled=False) as opened:
            page = opened.open("subscribe/index.html")
            assert page.get_by_role("button").count() == 0
            assert page.get_by_text("https://status.bayat.example/maintenance.ics").is_visible()


def test_the_api_that_the_page_names_is_one() -> None:
    assert json.loads(demo()["api/v2/summary.json"])["page"]["name"] == "Bayat"
