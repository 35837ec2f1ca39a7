"""What feeds are made of: one entry per update, newest first, with an id that is for good.

An id comes from the site's, the item's and the update's own ids, so that neither a new title, a corrected text, another
order in the file nor a move to another address makes a second entry of it. Knows no feed format.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import (
    ComponentState,
    IncidentStatus,
    Item,
    Maintenance,
    MaintenanceStatus,
    Notice,
    Update,
)
from clearbell.public.item_page import window
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary, seconds

WINDOW: Final = 90 * 86_400  # seconds that a feed reaches back (reliability promise: all of 90 days ...)
_OVER: Final = (
    IncidentStatus.RESOLVED,
    IncidentStatus.POSTMORTEM,
    MaintenanceStatus.COMPLETED,
    MaintenanceStatus.CANCELLED,
)
AT_LEAST: Final = 50  # ... and at least so many entries


@dataclass(frozen=True, slots=True)
class Entry:
    """One message to customers as a feed carries it. `at` is in seconds; no two entries of a site share it."""

    id: str
    item: str
    at: int
    title: str
    html: str
    url: str
    components: tuple[str, ...]


def feed_id(shell: Shell, name: str) -> str:
    """The id of a feed or entry: RFC 9562, version 5, from names that never change."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"clearbell/{shell.settings.id}/{name}").urn


class Entries:
    """The entries of a site; each item is read and rendered once, whatever number of feeds carry it."""

    def __init__(self, shell: Shell, site: Site) -> None:
        self._shell, self._site = shell, site
        self._known: dict[str, list[Entry]] = {}
        self._latest = sorted(site.summaries, key=lambda summary: (-summary.last_update, summary.id))

    def newest(self, component: str | None = None) -> list[Entry]:
        """Those of the last 90 days, or the newest 50 where that is more; of one component, or all."""
        since = window_start(self._site.now)
        found: list[Entry] = []
        for summary in self._latest:
            if component is not None and component not in summary.components:
                continue
            last = summary.last_update
            if last < since and sum(entry.at >= last for entry in found) >= AT_LEAST:
                break
            found += self._of(summary)
        found.sort(key=_order)
        recent = [entry for entry in found if entry.at >= since]
        return spread(recent if len(recent) >= AT_LEAST else found[:AT_LEAST])

    def between(self, start: int, end: int) -> list[Entry]:
        """Those from *start* to before *end*."""
        summaries = touching(self._site, start, end)
        found = [entry for s in summaries for entry in self._of(s) if start <= entry.at < end]
        return spread(sorted(found, key=_order))

    def _of(self, summary: Summary) -> list[Entry]:
        if summary.id not in self._known:
            item = self._site.items[summary.id]
            self._known[summary.id] = list(_of_item(self._shell, summary, item, self._site.now))
        return self._known[summary.id]


def window_start(now: int) -> int:
    """90 days back, to the midnight before (UTC): so a feed without news is made anew once a day, not each minute."""
    return (now - WINDOW) // 86_400 * 86_400


def touching(site: Site, start: int, end: int) -> Iterator[Summary]:
    """The items that may have an update from *start* to before *end*."""
    return (s for s in site.summaries if s.first_update < end and s.last_update >= start)


def spread(entries: list[Entry]) -> list[Entry]:
    """Entries of the same second get a second of their own: readers take equal dates for one entry, or for disorder."""
    out: list[Entry] = []
    for entry in reversed(entries):
        at = max(entry.at, out[-1].at + 1) if out else entry.at
        out.append(entry if at == entry.at else replace(entry, at=at))
    out.reverse()
    return out


def _order(entry: Entry) -> tuple[int, str]:
    return (-entry.at, entry.id)


def _of_item(shell: Shell, summary: Summary, item: Item, now: int) -> Iterator[Entry]:
    url = f"{shell.settings.url}/{urls.item(item.id).path}"
    if isinstance(item, Notice):
        name = feed_id(shell, f"{item.id}/notice")
        title = f"{item.title}: {shell.words('kind.notice')}"
        yield Entry(name, item.id, summary.start, title, str(rendered(item.message)), url, item.components)
        return
    states: dict[str, ComponentState] = dict(item.components)
    for index, update in enumerate(item.updates):
        states.update(update.components)
        if seconds(update.at) > now:
            return  # a clock that ran ahead: its time will come
        html = _html(shell, item, update, states, announcing=index == 0)
        name = feed_id(shell, f"{item.id}/{update.id}")
        title = f"{item.title}: {shell.words(f'status.{update.status}')}"
        anchor = f"{url}#{update.id}"
        yield Entry(name, item.id, seconds(update.at), title, html, anchor, summary.components)


def _html(
    shell: Shell, item: Item, update: Update, states: dict[str, ComponentState], *, announcing: bool
) -> str:
    """The update's text, then what stands around it on the page: the window, what to do, which parts, the next update."""
    words, times, names = shell.words, shell.times, shell.settings.names
    parts = [rendered(update.message)]
    if announcing and isinstance(item, Maintenance):
        parts.append(_paragraph(plain(window(item, words, times))))
    if update.workaround:
        parts.append(
            Markup("<p><strong>{}</strong></p>{}").format(words("what_now"), rendered(update.workaround))
        )
    told = [
        words("affected", component=names[name], state=words(f"state_in_sentence.{state}"))
        for name, state in states.items()
        if update.status not in _OVER
    ]
    if told:
        parts.append(_paragraph("; ".join(told)))
    if update.next_update:
        by = seconds(update.next_update)
        parts.append(_paragraph(words("next_update", time=times.in_sentence(by), utc=times.utc(by))))
    return str(Markup("").join(parts))


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)
