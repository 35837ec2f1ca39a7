"""Every address of the public site: where a page is linked and which file it is, from one function each.

A page says where it lies, and links are written relative to it, so that a site works at any address.
"""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """`path` is what links and the sitemap say (no leading slash), `file` the output behind it."""

    path: str
    file: str

    @property
    def root(self) -> str:
        """The way from this page up to the front page, as links begin."""
        return "../" * self.path.count("/")


def _page(path: str) -> Address:
    return Address(path, f"{path}index.html")


def _file(path: str) -> Address:
    return Address(path, path)


def front() -> Address:
    return _page("")


def item(name: str) -> Address:
    """The page of an incident, planned work or a notice."""
    return _page(f"incidents/{name}/")


def item_file(name: str) -> str:
    """The file of that page alone, for a look through ten thousand of them."""
    return f"incidents/{name}/index.html"


def history() -> Address:
    return _page("history/")


def month(year: int, number: int) -> Address:
    return _page(f"history/{year:04}-{number:02}/")


def component(name: str) -> Address:
    return _page(f"components/{name}/")


def subscribe() -> Address:
    return _page("subscribe/")


def feed(kind: str, component: str | None = None) -> Address:
    """The history as atom, rss or json; Statuspage's own addresses, so that subscribers survive a move."""
    return _file(f"components/{component}/history.{kind}" if component else f"history.{kind}")


def archive(year: int, number: int) -> Address:
    """A month of the Atom history that is over for good (RFC 5005, section 4)."""
    return _file(f"history/{year:04}-{number:02}.atom")


def calendar(component: str | None = None) -> Address:
    """Planned work, of one component or of all."""
    return _file(f"components/{component}/maintenance.ics" if component else "maintenance.ics")


def api(name: str) -> Address:
    """A file of the API, at Statuspage's own address, so that programs survive a move."""
    return _file(f"api/v2/{name}.json")


def badge(component: str | None = None) -> Address:
    """A picture of the state, of one component or of the whole."""
    return _file(f"components/{component}/badge.svg" if component else "badge.svg")


def embed() -> Address:
    """The state in one sentence, for a frame on another site."""
    return _page("embed/")


def indexnow(key: str) -> Address:
    """The file that shows search engines whose site it is."""
    return _file(f"{key}.txt")


INCIDENTS_FEED = _file("incidents.atom")
NOT_FOUND = _file("404.html")
STATUS_TEXT = _file("status.txt")
SITEMAP = _file("sitemap.xml")
ROBOTS = _file("robots.txt")
NO_JEKYLL = _file(".nojekyll")
BUILD = _file("build.json")
METRICS = _file("metrics")
HEADERS = _file("_headers")
BANNER = _file("embed/banner.js")
