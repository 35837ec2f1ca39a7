"""The Atom feed of whole incidents, one entry each, written with feedgen; `updated` moves, `published` and id stay."""

from __future__ import annotations

from clearbell.public.entries import Entry, feed_id
from clearbell.public.feeds import Feed
from clearbell.public.shell import Shell
from clearbell.summary import moment
from clearbell.urls import Address


def incident_feed(shell: Shell, feed: Feed, entries: list[Entry], here: Address) -> bytes:
    """An Atom document. Whatever feedgen would take from the clock is set from the content."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - brings lxml; only when this feed is made anew

    base = shell.settings.url
    document = FeedGenerator()
    document.id(feed_id(shell, feed.name))
    document.title(feed.title)
    document.author(name=shell.settings.name)
    document.link(href=f"{base}/{here.path}", rel="self")
    document.link(href=f"{base}/{feed.page.path}", rel="alternate")
    if shell.settings.hub:
        document.link(href=shell.settings.hub, rel="hub")
    document.language(shell.settings.language)
    document.generator("Clearbell")  # feedgen's own line carries a version
    document.updated(moment(feed.updated))
    for each in entries:
        entry = document.add_entry(order="append")
        entry.id(each.id)
        entry.title(each.title)
        entry.link(href=each.url, rel="alternate")
        entry.published(moment(each.at if each.published is None else each.published))
        entry.updated(moment(each.at))
        entry.content(each.html, type="html")
    written: bytes = document.atom_str()
    return written + b"\n"
