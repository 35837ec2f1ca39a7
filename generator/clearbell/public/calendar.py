"""`/maintenance.ics` and one per component: planned work as a calendar that people subscribe to (RFC 5545).

An event keeps its UID whatever is edited, so a calendar moves it instead of showing two; cancelled work stays, marked
as such, because a calendar keeps what merely disappears. Nothing here depends on when it is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import Maintenance, MaintenanceStatus
from clearbell.public.api.bodies import plain_text
from clearbell.public.entries import window_start
from clearbell.public.item_page import window
from clearbell.public.output import Output
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Phase, Summary

if TYPE_CHECKING:
    from icalendar import Event

_REFRESH: Final = timedelta(hours=1)


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
    from icalendar import Calendar, Timezone, vText  # noqa: PLC0415 - takes longer to load than a small site to build

    title = vText(
        shell.words("calendar", name=name)
    )  # as it is no property of RFC 5545, its commas stay bare else
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Clearbell//Planned work//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for summary in shown:
        item = site.items[summary.id]
        if isinstance(item, Maintenance):
            calendar.add_component(_event(shell, item, summary))
    if not shown:  # RFC 5545, section 3.6: something has to be in it
        calendar.add_component(Timezone.from_tzid("UTC"))
    return bytes(calendar.to_ical())


def _event(shell: Shell, item: Maintenance, summary: Summary) -> Event:
    """SEQUENCE is the number of updates after the first: it rises with each, so with a move or a cancellation too.

    It falls only where an update is taken away again.
    """
    from icalendar import Event  # noqa: PLC0415 - as above

    newest = item.updates[-1]
    cancelled = newest.status is MaintenanceStatus.CANCELLED
    event = Event()
    event.add("uid", f"{item.id}@{shell.settings.id}")
    event.add("sequence", len(item.updates) - 1)
    event.add("dtstamp", newest.at)
    event.add("created", item.updates[0].at)
    event.add("last-modified", newest.at)
    event.add("dtstart", item.start)
    event.add("dtend", item.end)
    event.add("summary", item.title)
    event.add("description", _description(shell, item, summary))
    event.add("url", f"{shell.settings.url}/{urls.item(item.id).path}")
    event.add("categories", [shell.words("kind.maintenance")])
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _description(shell: Shell, item: Maintenance, summary: Summary) -> str:
    """What was last said, when it is where the organisation lives, and which parts it touches."""
    words, times, names = shell.words, shell.times, shell.settings.names
    newest = item.updates[-1]
    when = f"{plain(window(item, words, times))}. {words('footer.zone', zone=times.zone_name())}"
    parts = ", ".join(names[name] for name in summary.components)
    said = f"{words(f'status.{newest.status}')}: {plain_text(newest.message)}"
    return "\n\n".join(part for part in (said, when, parts) if part)
