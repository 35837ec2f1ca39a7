"""What RFC 4287, RFC 5005, RSS 2.0 and JSON Feed 1.1 ask of a feed, as messages about what isn't so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM: Final = "{http://www.w3.org/2005/Atom}"
HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)\Z")
_RFC822: Final = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT)\Z")
_IRI: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")


def faults(address: str, content: bytes) -> list[str]:
    """What is wrong with the feed at *address*, by the rules of its kind."""
    kinds = {"atom": atom_faults, "rss": rss_faults, "json": json_faults}
    return list(kinds[address.rpartition(".")[2]](address, content))


def atom_faults(address: str, content: bytes) -> Iterator[str]:
    """RFC 4287 sections 4.1 and 4.2, and what RFC 5005 adds for archives."""
    feed = ET.fromstring(content)
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
    yield from _once(feed, "feed", *(f"{ATOM}{name}" for name in ("id", "title", "updated")))
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        yield "the feed has no author with a name"
    links = [(link.get("rel", "alternate"), link.get("href", "")) for link in feed.findall(f"{ATOM}link")]
    yield from _links(address, links)
    archive = feed.find(f"{HISTORY}archive") is not None
    if archive != any(rel == "current" for rel, _ in links):
        yield "an archive without the current feed, or the other way round"
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        yield from _entry(entry)
    for date in feed.iter():
        if date.tag in (f"{ATOM}updated", f"{ATOM}published") and not _RFC3339.match(date.text or ""):
            yield f"{date.text!r} is no RFC 3339 time"
    for text in (*feed.iter(f"{ATOM}title"), *feed.iter(f"{ATOM}content")):
        if text.get("type", "text") not in ("text", "html"):
            yield f"content of type {text.get('type')}"
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    yield from _series(feed, [entry.findtext(f"{ATOM}id") or "" for entry in entries], dates)
    if dates and feed.findtext(f"{ATOM}updated") != dates[0]:
        yield "the feed isn't as new as its newest entry"


def _entry(entry: ET.Element) -> Iterator[str]:
    name = entry.findtext(f"{ATOM}id") or "an entry without id"
    yield from _once(entry, name, *(f"{ATOM}{part}" for part in ("id", "title", "updated", "content")))
    if not [link for link in entry.findall(f"{ATOM}link") if _whole(link.get("href"))]:
        yield f"{name}: no link"
    published, updated = entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")
    if published and updated and published > updated:
        yield f"{name}: changed before it was published"


def rss_faults(address: str, content: bytes) -> Iterator[str]:
    """RSS 2.0, with what the RSS Advisory Board and the W3C's validator recommend beyond it."""
    rss = ET.fromstring(content)
    channel = rss.find("channel")
    if (rss.tag, rss.get("version")) != ("rss", "2.0") or channel is None:
        yield "no RSS 2.0"
        return
    needed = ("title", "link", "description", "language", "lastBuildDate", "ttl")
    yield from _once(channel, "channel", *needed)
    links = [(link.get("rel", ""), link.get("href", "")) for link in channel.findall(f"{ATOM}link")]
    yield from _links(address, [*links, ("alternate", channel.findtext("link") or "")])
    items = channel.findall("item")
    for item in items:
        guid = item.find("guid")
        name = guid.text if guid is not None and guid.text else "an item without guid"
        yield from _once(item, name, "title", "link", "guid", "pubDate", "description")
        if guid is not None and guid.get("isPermaLink") != "false":
            yield f"{name}: a guid that passes for an address"
        if not _whole(item.findtext("link")):
            yield f"{name}: no link"
    dates = [item.findtext("pubDate") or "" for item in items]
    for date in [channel.findtext("lastBuildDate") or "", *dates]:
        if not _RFC822.match(date):
            yield f"{date!r} is no RFC 822 time with a year of four digits and a zone"
            return
    yield from _series(
        rss,
        [item.findtext("guid") or "" for item in items],
        [parsedate_to_datetime(d).isoformat() for d in dates],
    )


def json_faults(address: str, content: bytes) -> Iterator[str]:
    """JSON Feed 1.1."""
    feed = json.loads(content)
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "no JSON Feed 1.1"
    yield from _keys(feed, "feed", {"title": str, "home_page_url": str, "feed_url": str, "language": str})
    yield from _links(address, [("self", feed["feed_url"]), ("alternate", feed["home_page_url"])])
    if not all(author.get("name") for author in feed["authors"]):
        yield "an author without name"
    known = {
        "version", "title", "home_page_url", "feed_url", "description", "authors", "language", "items",
    }  # fmt: skip
    yield from (f"feed: {key} is no key of JSON Feed" for key in feed.keys() - known)
    for item in feed["items"]:
        name = item.get("id", "an item without id")
        wanted = {"id": str, "url": str, "title": str, "content_html": str, "date_published": str}
        yield from _keys(item, name, wanted | {"tags": list})
        yield from (f"{name}: {key} is no key of JSON Feed" for key in item.keys() - wanted.keys() - {"tags"})
        if not _whole(item["url"]):
            yield f"{name}: no link"
        if not _RFC3339.match(item["date_published"]):
            yield f"{item['date_published']!r} is no RFC 3339 time"
    ids, dates = ([item[key] for item in feed["items"]] for key in ("id", "date_published"))
    yield from _series(None, ids, dates)


def _series(feed: ET.Element | None, ids: list[str], dates: list[str]) -> Iterator[str]:
    """Ids once each and IRIs; dates strictly falling."""
    if feed is not None and (name := feed.findtext(f"{ATOM}id")) is not None:
        ids = [*ids, name]
    yield from (f"id {name!r} is no IRI" for name in ids if not _IRI.match(name))
    yield from (f"id {name!r} {ids.count(name)} times" for name in dict.fromkeys(ids) if ids.count(name) > 1)
    moments = [datetime.fromisoformat(date) for date in dates if _RFC3339.match(date)]
    for before, after in pairwise(moments):
        if before - after < timedelta(seconds=1):
            yield f"{after:%Y-%m-%dT%H:%M:%SZ} follows {before:%Y-%m-%dT%H:%M:%SZ}"


def _once(element: ET.Element, name: str, *tags: str) -> Iterator[str]:
    for tag in tags:
        found = element.findall(tag)
        if len(found) != 1 or not (found[0].text or "").strip():
            yield f"{name}: {len(found)} of {tag.rpartition('}')[2]}, or an empty one"


def _keys(value: dict[str, Any], name: str, wanted: dict[str, type]) -> Iterator[str]:
    for key, kind in wanted.items():
        if not isinstance(value.get(key), kind) or value[key] == "":
            yield f"{name}: {key} is {value.get(key)!r}"


def _links(address: str, links: list[tuple[str, str]]) -> Iterator[str]:
    relations = [rel for rel, _ in links]
    yield from (
        f"{relations.count(rel)} links {rel}" for rel in ("self", "alternate") if relations.count(rel) != 1
    )
    yield from (f"link {rel} to {href!r}" for rel, href in links if not _whole(href))
    yield from (f"it is at {address}, not {href}" for rel, href in links if rel == "self" and href != address)


def _whole(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in ("https", "http") and bool(parts.netloc)
