"""Entries as Atom (RFC 4287, archives by RFC 5005), RSS 2.0 and JSON Feed 1.1, and one Atom feed of whole incidents.

Documents of many entries are put together from strings, which takes a fifth of feedgen's time; feedgen writes the
feed of incidents. Nothing here depends on when it is built.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import Notice
from clearbell.public.entries import Entry, feed_id
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary, moment, seconds
from clearbell.urls import Address

_INCIDENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. `name` makes its id; `page` is what it is about; `updated` in seconds."""

    name: str
    title: str
    page: Address
    updated: int


def atom(
    shell: Shell,
    feed: Feed,
    entries: list[Entry],
    here: Address,
    *,
    older: Address | None = None,
    current: Address | None = None,
) -> bytes:
    """An Atom document. *older*: the archive that goes on from it; *current*: the living feed, when this is an archive."""
    base = shell.settings.url
    links = [("self", f"{base}/{here.path}"), ("alternate", f"{base}/{feed.page.path}")]
    if current:
        links.append(("current", f"{base}/{current.path}"))
    if older:
        links.append(("prev-archive", f"{base}/{older.path}"))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" '
            f"xml:lang={quoteattr(shell.settings.language)}>"
        ),
        f"<id>{feed_id(shell, feed.name)}</id>",
        f"<title>{escape(feed.title)}</title>",
        f"<updated>{_rfc3339(feed.updated)}</updated>",
        f"<author><name>{escape(shell.settings.name)}</name></author>",
        *(f'<link rel="{rel}" href={quoteattr(href)}/>' for rel, href in links),
        *(["<fh:archive/>"] if current else []),
        *(_atom_entry(entry) for entry in entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def rss(shell: Shell, feed: Feed, entries: list[Entry], here: Address) -> bytes:
    """An RSS 2.0 document."""
    base = shell.settings.url
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
        f"<title>{escape(feed.title)}</title>",
        f"<link>{escape(f'{base}/{feed.page.path}')}</link>",
        f"<description>{escape(_about(shell))}</description>",
        f"<language>{escape(shell.settings.language.lower())}</language>",
        f"<lastBuildDate>{_rfc822(feed.updated)}</lastBuildDate>",
        "<ttl>15</ttl>",
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(f"{base}/{here.path}")}/>',
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
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_html": str(entry.html),
                "date_published": _rfc3339(entry.at),
                "tags": [names[name] for name in entry.components],
            }
            for entry in entries
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def incidents(shell: Shell, site: Site) -> bytes:
    """One entry per incident and planned work: `published` stays, `updated` moves with each update."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - brings lxml; only when this feed is made anew

    base, words = shell.settings.url, shell.words
    summaries = sorted(
        (s for s in site.summaries if s.kind != "notice" and s.first_update <= site.now),
        key=lambda s: (-s.first_update, s.id),
    )[:_INCIDENTS]
    feed = FeedGenerator()
    feed.id(feed_id(shell, "incidents"))
    feed.title(words("title.status", name=shell.settings.name))
    feed.author(name=shell.settings.name)
    feed.link(href=f"{base}/{urls.INCIDENTS_FEED.path}", rel="self")
    feed.link(href=f"{base}/{urls.history().path}", rel="alternate")
    feed.language(shell.settings.language)
    feed.generator("Clearbell")
    feed.updated(moment(max((_last(s, site) for s in summaries), default=site.now)))
    for summary in summaries:
        _incident(feed.add_entry(order="append"), shell, site, summary)
    document: bytes = feed.atom_str(pretty=True)
    return document


def _incident(entry: Any, shell: Shell, site: Site, summary: Summary) -> None:
    item = site.items[summary.id]
    if isinstance(item, Notice):
        return
    times, words = shell.times, shell.words
    url = f"{shell.settings.url}/{urls.item(summary.id).path}"
    told = [update for update in reversed(item.updates) if seconds(update.at) <= site.now]
    entry.id(feed_id(shell, summary.id))
    entry.title(summary.title)
    entry.link(href=url, rel="alternate")
    entry.published(moment(summary.first_update))
    entry.updated(moment(seconds(told[0].at)))
    entry.content(
        "".join(
            f"<p><strong>{escape(words(f'status.{update.status}'))}</strong>, "
            f"{escape(times.stamp(seconds(update.at)))} ({escape(times.utc(seconds(update.at)))})</p>"
            f"{rendered(update.message)}"
            for update in told
        ),
        type="html",
    )
    entry.summary(plain(rendered(told[0].message)))


def _last(summary: Summary, site: Site) -> int:
    return min(summary.last_update, site.now)


def _about(shell: Shell) -> str:
    return shell.settings.description or shell.words("description", name=shell.settings.name)


def _atom_entry(entry: Entry) -> str:
    at = _rfc3339(entry.at)
    return (
        f"<entry><id>{entry.id}</id><title>{escape(entry.title)}</title>"
        f"<published>{at}</published><updated>{at}</updated>"
        f"<link href={quoteattr(entry.url)}/>"
        f'<content type="html">{escape(entry.html)}</content></entry>'
    )


def _rss_item(entry: Entry) -> str:
    return (
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f'<guid isPermaLink="false">{entry.id}</guid><pubDate>{_rfc822(entry.at)}</pubDate>'
        f"<description>{escape(entry.html)}</description></item>"
    )


def _rfc3339(at: int) -> str:
    return f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"


def _rfc822(at: int) -> str:
    return format_datetime(moment(at))
