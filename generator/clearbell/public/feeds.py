"""Entries as Atom (RFC 4287, archives by RFC 5005), RSS 2.0 and JSON Feed 1.1.

Put together from strings: a feed library takes five times as long, and longer to load than a small site to build.
Nothing here depends on when it is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any, Final

from clearbell.public.entries import Entry, feed_id
from clearbell.public.shell import Shell
from clearbell.summary import moment
from clearbell.times import whole_iso
from clearbell.urls import Address
from clearbell.values import value

_NONE: Final[Mapping[str, Address]] = MappingProxyType({})
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTES: Final = 15  # how often a reader may well ask; hosts keep a file about as long
_LIKE_HTML: Final = re.compile(r"<[a-zA-Z/!?]|&#?\w+;")
# The XML helpers of the standard library load its HTTP client, which takes 18 ms.
_text: Final = partial(escape, quote=False)


@value
class Feed:
    """What a feed says of itself. `name` makes its id; `page` is what it is about; `updated` in seconds."""

    name: str
    title: str
    page: Address
    updated: int


def atom(
    shell: Shell,
    feed: Feed,
    entries: Iterable[bytes],
    here: Address,
    links: Mapping[str, Address] = _NONE,
) -> bytes:
    """An Atom document of what `atom_entry` gave. *links*: by their relation; an archive has one to the `current` feed."""
    base = shell.settings.url
    everywhere = {"self": here, "alternate": feed.page, **links}
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" '
            f'xml:lang="{escape(shell.settings.language)}">'
        ),
        f"<id>{feed_id(shell, feed.name)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{whole_iso(feed.updated)}</updated>",
        f"<author><name>{_text(shell.settings.name)}</name></author>",
        *(f'<link rel="{rel}" href="{escape(f"{base}/{to.path}")}"/>' for rel, to in everywhere.items()),
    ]
    if "current" in links:
        head.append("<fh:archive/>")
    elif shell.settings.hub:
        head.append(f'<link rel="hub" href="{escape(shell.settings.hub)}"/>')
    return b"\n".join(["\n".join(head).encode(), *entries, b"</feed>\n"])


def atom_body(entry: Entry) -> bytes:
    """All of an Atom entry but its dates, which are known when its neighbours are."""
    return (
        f"<entry><id>{entry.id}</id><title>{_text(entry.title)}</title>"
        f'<link href="{escape(entry.url)}"/><content type="html">{_text(entry.html)}</content>'
    ).encode()


def atom_entry(body: bytes, at: int, published: int | None = None) -> bytes:
    """The whole of it."""
    updated = whole_iso(at)
    first = updated if published is None else whole_iso(published)
    return b"%b<published>%b</published><updated>%b</updated></entry>" % (
        body,
        first.encode(),
        updated.encode(),
    )


def atom_entries(entries: Iterable[Entry]) -> list[bytes]:
    """As `atom` takes them."""
    return [atom_entry(atom_body(entry), entry.at, entry.published) for entry in entries]


def rss(shell: Shell, feed: Feed, entries: list[Entry], here: Address) -> bytes:
    """An RSS 2.0 document."""
    base = shell.settings.url
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
        f"<title>{_ambiguous(feed.title)}</title>",
        f"<link>{_text(f'{base}/{feed.page.path}')}</link>",
        f"<description>{_ambiguous(_about(shell))}</description>",
        f"<language>{_text(shell.settings.language.lower())}</language>",
        f"<lastBuildDate>{_rfc822(feed.updated)}</lastBuildDate>",
        f"<ttl>{_MINUTES}</ttl>",
        f'<atom:link rel="self" type="application/rss+xml" href="{escape(f"{base}/{here.path}")}"/>',
        *([f'<atom:link rel="hub" href="{escape(shell.settings.hub)}"/>'] if shell.settings.hub else []),
        *(_rss_item(entry) for entry in entries),
        "</channel></rss>\n",
    ]
    return "\n".join(lines).encode()


def json_feed(shell: Shell, feed: Feed, entries: list[Entry], here: Address) -> bytes:
    """A JSON Feed 1.1 document."""
    base = shell.settings.url
    names = shell.settings.names
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{base}/{feed.page.path}",
        "feed_url": f"{base}/{here.path}",
        "description": _about(shell),
        "authors": [{"name": shell.settings.name, "url": f"{base}/"}],
        "language": shell.settings.language,
    }
    if shell.settings.hub:
        document["hubs"] = [{"type": "WebSub", "url": shell.settings.hub}]
    items = (
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.html,
            "date_published": whole_iso(entry.at),
            "tags": [names[name] for name in entry.components],
        }
        for entry in entries
    )
    lines = ",\n".join(
        json.dumps(item, ensure_ascii=False) for item in items
    )  # with `indent`, in six times the time
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "items": [\n{lines}\n ]\n}}\n'.encode()


def _about(shell: Shell) -> str:
    return shell.settings.description or shell.words("description", name=shell.settings.name)


def _rss_item(entry: Entry) -> str:
    return (
        f"<item><title>{_ambiguous(entry.title)}</title><link>{_text(entry.url)}</link>"
        f'<guid isPermaLink="false">{entry.id}</guid><pubDate>{_rfc822(entry.at)}</pubDate>'
        f"<description>{_text(entry.html)}</description></item>"
    )


def _ambiguous(text: str) -> str:
    """Text where RSS doesn't say whether it is HTML. What looks like it reads right as HTML, so that no reader runs it."""
    return _text(_text(text) if _LIKE_HTML.search(text) else text)


def _rfc822(at: int) -> str:
    day = moment(at)
    month = _MONTHS[day.month - 1]
    return f"{_DAYS[day.weekday()]}, {day.day:02} {month} {day.year:04} {day:%H:%M:%S} +0000"
