"""Which feeds there are, at which addresses, and what each depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from clearbell import urls
from clearbell.public.entries import Entries, Entry, touching, window_start
from clearbell.public.feeds import Feed, atom, incidents, json_feed, rss
from clearbell.public.output import Output
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary, moment
from clearbell.urls import Address

_KINDS: Final[dict[str, Callable[[Shell, Feed, list[Entry], Address], bytes]]] = {
    "rss": rss,
    "json": json_feed,
}


def feed_files(shell: Shell, site: Site, keyed: Callable[[tuple[Summary, ...]], str]) -> Iterator[Output]:
    """*keyed*: the digests of some items."""
    entries = Entries(shell, site)
    ahead = any(summary.last_update > site.now for summary in site.summaries)
    clock = f"{window_start(site.now)} {site.now if ahead else ''}"
    months = _months(site)
    everything = f"{clock} {keyed(site.summaries)}"
    older = urls.archive(*months[-1]) if months else None
    history = urls.feed("atom")
    yield Output(history.file, f"{everything} {months[-1:]}", partial(_living, shell, site, entries, older))
    yield Output(urls.INCIDENTS_FEED.file, everything, partial(incidents, shell, site))
    for kind in _KINDS:
        yield Output(urls.feed(kind).file, everything, partial(_other, shell, site, entries, kind, None))
    for view in site.components:
        key = f"{clock} {keyed(view.summaries)}"
        name = view.component.id
        for kind in ("atom", *_KINDS):
            yield Output(urls.feed(kind, name).file, key, partial(_other, shell, site, entries, kind, name))
    for index, month in enumerate(months):
        start, end = _bounds(*month)
        before = months[index - 1] if index else None
        key = f"{before} {keyed(tuple(touching(site, start, end)))}"
        yield Output(urls.archive(*month).file, key, partial(_archive, shell, entries, month, before))


def _living(shell: Shell, site: Site, entries: Entries, older: Address | None) -> bytes:
    found = entries.newest()
    return atom(shell, _feed(shell, site, found, None), found, urls.feed("atom"), older=older)


def _other(shell: Shell, site: Site, entries: Entries, kind: str, component: str | None) -> bytes:
    found = entries.newest(component)
    write = _KINDS.get(kind, atom)
    return write(shell, _feed(shell, site, found, component), found, urls.feed(kind, component))


def _archive(shell: Shell, entries: Entries, month: tuple[int, int], before: tuple[int, int] | None) -> bytes:
    start, end = _bounds(*month)
    found = entries.between(start, end)
    title = shell.words("title.page", page=shell.times.month(*month), name=shell.settings.name)
    feed = Feed("history", title, urls.month(*month), found[0].at if found else end - 1)
    older = urls.archive(*before) if before else None
    return atom(shell, feed, found, urls.archive(*month), older=older, current=urls.feed("atom"))


def _feed(shell: Shell, site: Site, entries: list[Entry], component: str | None) -> Feed:
    updated = entries[0].at if entries else window_start(site.now)  # one that stays for a day
    words, name = shell.words, shell.settings.name
    if component is None:
        return Feed("history", words("title.status", name=name), urls.front(), updated)
    title = words("title.page", page=shell.settings.names[component], name=name)
    return Feed(f"components/{component}", title, urls.component(component), updated)


def _months(site: Site) -> list[tuple[int, int]]:
    """The months (UTC) that are over and may hold updates, oldest first."""
    if not site.summaries:
        return []
    first = moment(min(summary.first_update for summary in site.summaries))
    year, month = first.year, first.month
    now = moment(site.now)
    months = []
    while (year, month) < (now.year, now.month):
        if any(touching(site, *_bounds(year, month))):
            months.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months


def _bounds(year: int, month: int) -> tuple[int, int]:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    start, end = datetime(year, month, 1, tzinfo=UTC), datetime(*after, 1, tzinfo=UTC)
    return int(start.timestamp()), int(end.timestamp())
