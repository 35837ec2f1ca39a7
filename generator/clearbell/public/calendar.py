"""`/maintenance.ics` and one per component: planned work as a calendar that people subscribe to (RFC 5545).

An event keeps its UID whatever is edited, so a calendar moves it instead of showing two; cancelled work stays, marked
as such, because a calendar keeps what merely disappears. Nothing here depends on when it is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Final

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import Maintenance, MaintenanceStatus
from clearbell.public.api.bodies import plain_text
from clearbell.public.content_lines import document, text, utc
from clearbell.public.entries import window_start
from clearbell.public.item_page import window
from clearbell.public.output import Output
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Phase, Summary

# What stands in a calendar without events, for it may not be empty (RFC 5545, section 3.6).
_NOTHING: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZNAME:UTC",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_files(shell: Shell, site: Site, keyed: Callable[[tuple[Summary, ...]], str]) -> Iterator[Output]:
    """*keyed*: the digests of some items."""
    shown = _shown(site)
    name = shell.settings.name
    yield Output(urls.calendar().file, keyed(shown), partial(_calendar, shell, site, name, shown))
    for view in site.components:
        component = view.component
        own = tuple(summary for summary in shown if component.id in summary.components)
        title = f"{component.name}, {name}"
        yield Output(
            urls.calendar(component.id).file, keyed(own), partial(_calendar, shell, site, title, own)
        )


def _shown(site: Site) -> tuple[Summary, ...]:
    """What is ahead or under way, and windows of the last 90 days."""
    since = window_start(site.now)
    return tuple(
        summary
        for summary in site.summaries
        if summary.planned_end is not None
        and (summary.planned_end >= since or summary.phase(site.now) is Phase.OPEN)
    )


def _calendar(shell: Shell, site: Site, name: str, shown: tuple[Summary, ...]) -> bytes:
    title = text(shell.words("calendar", name=name))
    items = [(site.items[summary.id], summary) for summary in shown]
    events = [_event(shell, item, summary) for item, summary in items if isinstance(item, Maintenance)]
    return document(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Clearbell//Planned work//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"NAME:{title}",
            f"X-WR-CALNAME:{title}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            *(chain.from_iterable(events) if events else _NOTHING),
            "END:VCALENDAR",
        ]
    )


def _event(shell: Shell, item: Maintenance, summary: Summary) -> list[str]:
    """SEQUENCE is the number of updates after the first: it rises with each, so with a move or a cancellation too.

    It falls only where an update is taken away again, and stays where a window is changed without an update.
    """
    newest = item.updates[-1]
    cancelled = newest.status is MaintenanceStatus.CANCELLED
    return [
        "BEGIN:VEVENT",
        f"SUMMARY:{text(item.title)}",
        f"DTSTART:{utc(item.start)}",
        f"DTEND:{utc(item.end)}",
        f"DTSTAMP:{utc(newest.at)}",
        f"UID:{item.id}@{shell.settings.id}",
        f"SEQUENCE:{len(item.updates) - 1}",
        f"CATEGORIES:{text(shell.words('kind.maintenance'))}",
        f"CREATED:{utc(item.updates[0].at)}",
        f"DESCRIPTION:{text(_description(shell, item, summary))}",
        f"LAST-MODIFIED:{utc(newest.at)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        f"URL:{shell.settings.url}/{urls.item(item.id).path}",
        "END:VEVENT",
    ]


def _description(shell: Shell, item: Maintenance, summary: Summary) -> str:
    """What was last said, when it is where the organisation lives, and which parts it touches."""
    words, times, names = shell.words, shell.times, shell.settings.names
    newest = item.updates[-1]
    when = (
        f"{plain(window(item.start, item.end, words, times))}. {words('footer.zone', zone=times.zone_name())}"
    )
    parts = ", ".join(names[name] for name in summary.components)
    said = f"{words(f'status.{newest.status}')}: {plain_text(newest.message)}"
    return "\n\n".join(part for part in (said, when, parts) if part)
