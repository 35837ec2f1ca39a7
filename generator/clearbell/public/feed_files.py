"""Which feeds there are, at which addresses, and what each depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from clearbell import urls
from clearbell.public.archives import Month, archive, archive_links, over
from clearbell.public.entries import Entries, Entry, window_start
from clearbell.public.feeds import Feed, atom, atom_entries, json_feed, rss
from clearbell.public.incident_feed import incident_feed
from clearbell.public.output import ENTRIES, ITEMS, Output
from clearbell.public.shelf import Shelf
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary
from clearbell.urls import Address

_KINDS: Final[dict[str, Callable[[Shell, Feed, list[Entry], Address], bytes]]] = {
    "rss": rss,
    "json": json_feed,
}
_NEVER: Final = 946_684_800  # 2000-01-01; readers take an older date for a mistake
_FRESH: Final = 600  # seconds; so long after an update its date may still have to make room for others


def feed_files(
    shell: Shell,
    site: Site,
    keyed: Callable[[tuple[Summary, ...]], str],
    shelf: Shelf,
    living: Mapping[str, Sequence[Entry]],
) -> Iterator[Output]:
    """*keyed*: the digests of some items. *shelf*: entries for archives, written while items were read. *living*: those
    of items that feeds carry now, as far as they are known.
    """
    entries = Entries(shell, site, living)
    months = over(site)
    newest = max(months, default=None)
    fresh = [summary for summary in site.summaries if summary.last_update > site.now - _FRESH]
    everything = f"{_clock(site, fresh)} {keyed(site.summaries)}"
    history = urls.feed("atom")
    yield Output(urls.INCIDENTS_FEED.file, everything, partial(_incidents, shell, entries), ITEMS)
    whole = partial(_whole, shell, entries, newest)
    yield Output(history.file, f"{everything} {newest}", whole, ENTRIES)
    for kind in _KINDS:
        other = partial(_other, shell, entries, kind, None)
        yield Output(urls.feed(kind).file, everything, other, ENTRIES)
    for view in site.components:
        name = view.component.id
        key = f"{_clock(site, [s for s in fresh if name in s.components])} {keyed(view.summaries)}"
        for kind in ("atom", *_KINDS):
            other = partial(_other, shell, entries, kind, name)
            yield Output(urls.feed(kind, name).file, key, other, ENTRIES)
    neighbours = zip([None, *months], [*months, None][1:], strict=False)
    for (month, summaries), (before, after) in zip(months.items(), neighbours, strict=False):
        key = f"{before} {after} {keyed(tuple(summaries))}"
        make = partial(archive, shell, site, shelf, month, summaries, before=before, after=after)
        yield Output(urls.archive(*month).file, key, make)


def _clock(site: Site, fresh: Sequence[Summary]) -> str:
    """What a feed depends on of the present: the day, and the minute while one of its items is new or ahead."""
    return f"{window_start(site.now)} {site.now if fresh else ''}"


def _whole(shell: Shell, entries: Entries, newest: Month | None) -> bytes:
    found = entries.newest()
    feed = _feed(shell, found, None)
    return atom(shell, feed, atom_entries(found), urls.feed("atom"), archive_links(before=newest))


def _incidents(shell: Shell, entries: Entries) -> bytes:
    found = entries.incidents()
    title = shell.words("title.page", page=shell.words("title.history"), name=shell.settings.name)
    feed = Feed("incidents", title, urls.history(), _updated(found))
    return incident_feed(shell, feed, found, urls.INCIDENTS_FEED)


def _other(shell: Shell, entries: Entries, kind: str, component: str | None) -> bytes:
    found = entries.newest(component)
    feed, here = _feed(shell, found, component), urls.feed(kind, component)
    if kind == "atom":
        return atom(shell, feed, atom_entries(found), here)
    return _KINDS[kind](shell, feed, found, here)


def _feed(shell: Shell, entries: list[Entry], component: str | None) -> Feed:
    words, name = shell.words, shell.settings.name
    if component is None:
        return Feed("history", words("title.status", name=name), urls.front(), _updated(entries))
    title = words("title.page", page=shell.settings.names[component], name=name)
    page = urls.component(component)
    return Feed(f"components/{component}", title, page, _updated(entries))


def _updated(entries: list[Entry]) -> int:
    """When something was last said; of an empty feed a time that never changes, for nothing did."""
    return entries[0].at if entries else _NEVER
