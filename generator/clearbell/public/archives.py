"""The months of the Atom history that are over (RFC 5005, section 4), so that no update is ever lost to a reader.

Their entries are written while items are read, by whichever process does that; a month is then put together from them.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Final, NamedTuple

from clearbell import urls
from clearbell.model import Item
from clearbell.public.entries import Entry, apart, entries_of
from clearbell.public.feeds import Feed, atom, atom_body, atom_entry
from clearbell.public.shelf import Shelf
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary, moment
from clearbell.urls import Address

_DAY: Final = 86_400


class Month(NamedTuple):
    """A month in UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, at: int) -> Month:
        """The one around a time."""
        return _month(at // _DAY)

    @property
    def after(self) -> Month:
        """The next one."""
        return Month(self.year, self.number + 1) if self.number < 12 else Month(self.year + 1, 1)

    @property
    def start(self) -> int:
        """Its first second."""
        return int(datetime(self.year, self.number, 1, tzinfo=UTC).timestamp())


@cache  # ten thousand updates fall on some thousand days
def _month(days: int) -> Month:
    day = moment(days * _DAY)
    return Month(day.year, day.month)


def over(site: Site) -> dict[Month, list[Summary]]:
    """The months that are over and the items that may have an update in them, oldest first."""
    months: dict[Month, list[Summary]] = {}
    present = Month.of(site.now)
    for summary in site.summaries:
        month, last = _month(summary.first_update // _DAY), _month(summary.last_update // _DAY)
        if month == last:  # nearly always
            if month < present:
                months.setdefault(month, []).append(summary)
            continue
        while month <= last and month < present:
            months.setdefault(month, []).append(summary)
            month = month.after
    return dict(sorted(months.items()))


def put_aside(
    shell: Shell, both: Iterable[tuple[Item | None, Summary | None]], now: int
) -> list[bytes | None]:
    """The entries of some items in months that are over, for the shelf; None for those that have none."""
    end = Month.of(now).start
    told = [
        list(entries_of(shell, summary, item, end - 1))
        if item and summary and summary.first_update < end
        else None
        for item, summary in both
    ]
    return [None if entries is None else pickle.dumps(_ready(entries)) for entries in told]


def archive(
    shell: Shell,
    site: Site,
    shelf: Shelf,
    month: Month,
    summaries: Iterable[Summary],
    *,
    before: Month | None,
    after: Month | None,
) -> bytes:
    """One month, which leads to those *before* and *after* it that there is something of."""
    found = []
    for summary in sorted(summaries, key=lambda summary: summary.id):
        found += [each for each in _entries(shell, site, shelf, summary) if Month.of(each[0]) == month]
    found.sort(key=lambda entry: entry[0])
    times = apart([at for at, _ in found], site.now)
    entries = [atom_entry(body, at) for at, (_, body) in zip(times, found, strict=True)]
    name = shell.words("title.page", page=shell.times.month(*month), name=shell.settings.name)
    updated = times[-1] if times else month.after.start - 1
    return atom(
        shell,
        Feed("history", name, urls.month(*month), updated),
        reversed(entries),
        urls.archive(*month),
        links=archive_links(before=before, after=after) | {"current": urls.feed("atom")},
    )


def archive_links(*, before: Month | None = None, after: Month | None = None) -> dict[str, Address]:
    """The ways into the past and back."""
    ways = {"prev-archive": before, "next-archive": after}
    return {way: urls.archive(*month) for way, month in ways.items() if month}


def _entries(shell: Shell, site: Site, shelf: Shelf, summary: Summary) -> list[tuple[int, bytes]]:
    kept = shelf.get(summary.id)
    if kept is None:
        return _ready(entries_of(shell, summary, site.items[summary.id], site.now))
    entries: list[tuple[int, bytes]] = pickle.loads(kept)  # noqa: S301 - this very build wrote it
    return entries


def _ready(entries: Iterable[Entry]) -> list[tuple[int, bytes]]:
    return [(entry.at, atom_body(entry)) for entry in entries]
