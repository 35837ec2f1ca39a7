"""What feeds are made of: one entry per update, newest first, with an id that is for good.

An id comes from the site's, the item's and the update's own ids, so that neither a new title, a corrected text, another
order in the file nor a move to another address makes a second entry of it. Knows no feed format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Final, NamedTuple

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import (
    ComponentState,
    IncidentStatus,
    Item,
    MaintenanceStatus,
    Notice,
    Update,
)
from clearbell.public.item_page import window
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Phase, Summary, seconds

WINDOW: Final = 90 * 86_400  # seconds that a feed reaches back (reliability promise: all of 90 days ...)
AT_LEAST: Final = 50  # ... and at least so many entries
_OIDS: Final = bytes.fromhex("6ba7b8129dad11d180b400c04fd430c8")
_OVER: Final = (
    IncidentStatus.RESOLVED,
    IncidentStatus.POSTMORTEM,
    MaintenanceStatus.COMPLETED,
    MaintenanceStatus.CANCELLED,
)


class Entry(NamedTuple):
    """One message to customers as a feed carries it, or a whole incident, which was `published` before it changed.

    `at` is in seconds; no two entries of a feed share it.
    """

    id: str
    item: str
    at: int
    title: str
    html: str
    url: str
    components: tuple[str, ...]
    published: int | None = None


def feed_id(shell: Shell, name: str) -> str:
    """The id of a feed or entry, from names that never change: RFC 9562, version 5, in the name space of OIDs."""
    # As `uuid.uuid5` has it in four times the time; a long history has tens of thousands.
    named = _OIDS + f"clearbell/{shell.settings.id}/{name}".encode()
    digits = hashlib.sha1(named, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


class Entries:
    """The entries of a site; each item is read and rendered once, whatever number of feeds carry it."""

    def __init__(self, shell: Shell, site: Site, known: Mapping[str, Sequence[Entry]]) -> None:
        self._shell, self._site = shell, site
        self._known = dict(known)

    @cached_property
    def _latest(self) -> list[Summary]:
        """Those first that were last spoken of."""
        return sorted(self._site.summaries, key=lambda summary: (-summary.last_update, summary.id))

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
        ordered = in_order(found)
        recent = [entry for entry in ordered if entry.at >= since]
        return spread(recent if len(recent) >= AT_LEAST else ordered[-AT_LEAST:], self._site.now)

    def incidents(self) -> list[Entry]:
        """One for each incident and piece of planned work, those first that were last spoken of.

        What goes on is among them however long nothing was said of it.
        """
        now = self._site.now
        spoken = [s for s in self._latest if s.kind != "notice" and s.first_update <= now]
        carried = spoken[:AT_LEAST] + [s for s in spoken[AT_LEAST:] if s.phase(now) is Phase.OPEN]
        return spread(in_order(_whole(self._shell, s, self._site.items[s.id], now) for s in carried), now)

    def _of(self, summary: Summary) -> Sequence[Entry]:
        if summary.id not in self._known:
            item = self._site.items[summary.id]
            self._known[summary.id] = list(entries_of(self._shell, summary, item, self._site.now))
        return self._known[summary.id]


def window_start(now: int) -> int:
    """90 days back, to the midnight before (UTC): so a feed without news is made anew once a day, not each minute."""
    return (now - WINDOW) // 86_400 * 86_400


def in_window(summary: Summary, now: int) -> bool:
    """Whether feeds carry all that was said of it, and nothing of it is still to come."""
    return window_start(now) <= summary.last_update <= now


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Oldest first. Those of an item come in its own order, which stands where times are the same."""
    return sorted(entries, key=lambda entry: (entry.at, entry.item))


def spread(entries: Sequence[Entry], now: int) -> list[Entry]:
    """Newest first, from oldest first, and no two of the same second."""
    times = apart([entry.at for entry in entries], now)
    moved = [e if e.at == at else e._replace(at=at) for e, at in zip(entries, times, strict=True)]
    return moved[::-1]


def apart(times: Sequence[int], now: int) -> list[int]:
    """Rising times, each a second of its own: readers take equal dates for one entry, or for disorder.

    Those already published keep theirs when another of the same second follows; only before *now* all make room.
    """
    out: list[int] = []
    for at in times:
        out.append(max(at, out[-1] + 1) if out else at)
    for index in range(len(out) - 1, -1, -1):
        latest = now - (len(out) - 1 - index)
        if out[index] <= latest:
            break
        out[index] = latest
    return out


def entries_of(shell: Shell, summary: Summary, item: Item, now: int) -> Iterator[Entry]:
    """An item's entries as far as their time has come, oldest first."""
    url = f"{shell.settings.url}/{urls.item(item.id).path}"
    if isinstance(item, Notice):
        name = feed_id(shell, f"{item.id}/notice")
        title = f"{item.title}: {shell.words('kind.notice')}"
        yield Entry(name, item.id, summary.start, title, str(rendered(item.message)), url, item.components)
        return
    states: dict[str, ComponentState] = dict(item.components)
    affected = ""
    for index, update in enumerate(item.updates):
        at = seconds(update.at)
        if at > now:
            return  # a clock that ran ahead: its time will come
        if index == 0 or update.components:
            states.update(update.components)
            affected = _affected(shell, states)
        html = _html(shell, update, affected)
        name = feed_id(shell, f"{item.id}/{update.id}")
        title = f"{item.title}: {shell.words(f'status.{update.status}')}"
        yield Entry(name, item.id, at, title, html, f"{url}#{update.id}", summary.components)


def _html(shell: Shell, update: Update, affected: str) -> str:
    """The update's text, then what stands around it on the page: the window, what to do, which parts, the next update."""
    words, times = shell.words, shell.times
    parts = [str(rendered(update.message))]
    if update.window:
        parts.append(_paragraph(plain(window(*update.window, words, times))))
    if update.workaround:
        parts += [f"<p><strong>{escape(words('what_now'))}</strong></p>", str(rendered(update.workaround))]
    if update.status not in _OVER:
        parts.append(affected)
    if update.next_update:
        by = seconds(update.next_update)
        parts.append(_paragraph(words("next_update", time=times.in_sentence(by), utc=times.utc(by))))
    return "".join(parts)


def _affected(shell: Shell, states: Mapping[str, ComponentState]) -> str:
    """Which parts, and how they do."""
    words, names = shell.words, shell.settings.names
    told = [
        words("affected", component=names[name], state=words(f"state_in_sentence.{state}"))
        for name, state in states.items()
    ]
    return _paragraph("; ".join(told)) if told else ""


def _whole(shell: Shell, summary: Summary, item: Item, now: int) -> Entry:
    """A whole incident or piece of planned work, with all its updates."""
    words, times = shell.words, shell.times
    updates = () if isinstance(item, Notice) else item.updates
    told = [(seconds(update.at), update) for update in updates if seconds(update.at) <= now]
    html = "".join(
        f"<p><strong>{escape(words(f'status.{update.status}'))}</strong>, "
        f"{escape(times.stamp(at))} ({escape(times.utc(at))})</p>{rendered(update.message)}"
        for at, update in reversed(told)
    )
    url = f"{shell.settings.url}/{urls.item(item.id).path}"
    name = feed_id(shell, item.id)
    return Entry(
        name, item.id, told[-1][0], item.title, html, url, summary.components, published=summary.first_update
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
