"""Every link of every page leads somewhere: to an output, and where it names a place on it, to that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from publishing import SITE, demo, incident, notice, output, pages, project, publish, work

ADDRESS = "https://status.acme.example"


class _Page(HTMLParser):
    """What a page links to, and the places on it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and tag != "base":
                self.links.append(value or "")
            if name == "id":
                self.places.add(value or "")


def broken_links(files: Mapping[str, bytes], address: str) -> list[str]:
    """One message for each link that leads nowhere. *address*: of the site, for links written in full."""
    found = {name: _Page(text.decode()) for name, text in files.items() if name.endswith(".html")}
    problems = []
    for name, page in found.items():
        here = f"{address}/{name.removesuffix('index.html')}"
        for link in page.links:
            target = urljoin(here, link)
            if not link:
                problems.append(f"{name}: an empty link")
            if not link or not target.startswith(f"{address}/"):
                continue
            parts = urlsplit(target)
            file = unquote(parts.path).removeprefix(f"{urlsplit(address).path}/")
            file = f"{file}index.html" if file.endswith("/") or not file else file
            if file not in files:
                problems.append(f"{name}: {link} leads to {file}, which is not there")
            elif parts.fragment and parts.fragment not in found[file].places:
                problems.append(f"{name}: {link} leads to a place that {file} does not have")
    return problems


def _listed(files: Mapping[str, bytes], address: str) -> list[str]:
    """The outputs that the sitemap names."""
    tree = ET.fromstring(files["sitemap.xml"])
    places = [place.text or "" for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    return [f"{place.removeprefix(f'{address}/')}index.html" for place in places]


JANUARY = incident("2026-01-14 09:00 investigating", "2026-01-14 10:00 resolved")
MARCH = incident("2026-03-14 09:00 investigating", "2026-03-14 10:00 identified")
SITES = {
    "no incident": {},
    "one incident": {"a": MARCH},
    "two months": {"a": MARCH, "b": JANUARY},
    "everything": {
        "a": MARCH,
        "b": JANUARY,
        "c": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled"),
        "d": work("2026-04-14 11:00", "2026-04-14 13:00", "2026-03-10 11:00 scheduled"),
        "e": notice("2026-03-10 11:00"),
    },
    "many at once": {f"a{number}": MARCH for number in range(30)},
}


@pytest.mark.parametrize("files", SITES.values(), ids=SITES)
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/a/path"])
def test_all_links_of_a_site_lead_somewhere(tmp_path: Path, files: dict[str, str], address: str) -> None:
    publish(project(tmp_path, files, site=SITE.replace(ADDRESS, address)))
    assert broken_links(output(tmp_path), address) == []


def test_all_links_of_the_demo_lead_somewhere() -> None:
    assert broken_links(demo(), "https://status.bayat.example") == []


def test_all_pages_can_be_reached_from_the_front_page() -> None:
    files = demo()
    reached, ahead = set(), ["index.html"]
    while ahead:
        name = ahead.pop()
        if name in reached or name not in files:
            continue
        reached.add(name)
        if name.endswith(".html"):
            here = f"https://here/{name.removesuffix('index.html')}"
            for link in _Page(files[name].decode()).links:
                path = urlsplit(urljoin(here, link)).path[1:]
                ahead.append(f"{path}index.html" if path.endswith("/") or not path else path)
    alone = ["404.html", "embed/index.html"]
    assert [name for name in pages(files) if name not in reached] == alone


def test_the_sitemap_names_all_pages_but_those_for_errors_and_for_frames() -> None:
    files = demo()
    listed = _listed(files, "https://status.bayat.example")
    assert sorted(listed) == sorted(
        name for name in files if name.endswith("index.html") and name != "embed/index.html"
    )
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ('<a href="nowhere/">x</a>', "index.html: nowhere/ leads to nowhere/index.html, which is not there"),
        ('<img src="gone.png">', "index.html: gone.png leads to gone.png, which is not there"),
        ('<a href="#gone">x</a>', "index.html: #gone leads to a place that index.html does not have"),
        ('<a href="">x</a>', "index.html: an empty link"),
        (
            f'<a href="{ADDRESS}/status.txt">x</a>',
            f"index.html: {ADDRESS}/status.txt leads to status.txt, which is not there",
        ),
    ],
)
def test_the_checker_of_these_stories_sees_a_broken_link(page: str, problem: str) -> None:
    assert broken_links({"index.html": page.encode()}, ADDRESS) == [problem]
    assert broken_links({"index.html": re.sub(r'(href|src)="[^"]*"', "", page).encode()}, ADDRESS) == []
