"""Which files the API has, what each holds in which order, and what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from heapq import nsmallest
from typing import Final

from clearbell import urls
from clearbell.model import Incident, Maintenance
from clearbell.public.api.components import Components
from clearbell.public.api.incidents import changed, incident, maintenance
from clearbell.public.api.indicator import status
from clearbell.public.api.words import Object, encoded, page_id, stamp, zone_name
from clearbell.public.output import ITEMS, Output
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import Summary

_NEWEST: Final = 50


def api_files(shell: Shell, site: Site, keyed: Callable[[tuple[Summary, ...]], str]) -> Iterator[Output]:
    """*keyed*: the digests of some items. Only items of these files are read in full."""
    api = _Api(shell, site)
    incidents, works = api.newest("incident"), api.newest("maintenance")
    company = f"{api.page} {api.components} {api.status}"

    def output(
        name: str, lists: Callable[[], Object], shown: tuple[Summary, ...] = (), shares: str = ""
    ) -> Output:
        return Output(urls.api(name).file, f"{company} {keyed(shown)}", partial(api.document, lists), shares)

    yield output("summary", api.summary, (*site.open, *site.under_way, *site.ahead))
    yield output("status", lambda: {"status": api.status})
    yield output("components", lambda: {"components": api.components.listed})
    yield output("incidents", lambda: api.incidents(incidents), incidents, ITEMS)
    yield output("incidents/unresolved", lambda: api.incidents(api.unresolved()), site.open)
    yield output("scheduled-maintenances", lambda: api.works(works), works)
    yield output("scheduled-maintenances/upcoming", lambda: api.planned(site.ahead), site.ahead)
    yield output("scheduled-maintenances/active", lambda: api.planned(site.under_way), site.under_way)


class _Api:
    """What the files are put together from."""

    def __init__(self, shell: Shell, site: Site) -> None:
        self._shell, self._site = shell, site
        self.components = Components.of(shell, site)
        self.status = status(site)
        newest = max((changed(summary, site.now) for summary in site.summaries), default=0)
        self.page: Object = {
            "id": page_id(shell),
            "name": site.settings.name,
            "url": site.settings.url,
            "time_zone": zone_name(shell),
            "updated_at": stamp(shell, newest),
        }

    def document(self, lists: Callable[[], Object]) -> bytes:
        return encoded({"page": self.page} | lists())

    def summary(self) -> Object:
        return {
            "components": self.components.listed,
            **self.incidents(self.unresolved()),
            **self.planned((*self._site.under_way, *self._site.ahead)),
            "status": self.status,
        }

    def incidents(self, summaries: Iterable[Summary]) -> Object:
        found = ((summary, self._site.items[summary.id]) for summary in summaries)
        return {
            "incidents": [
                incident(self._shell, self.components, summary, item)
                for summary, item in found
                if isinstance(item, Incident)
            ]
        }

    def works(self, summaries: Iterable[Summary]) -> Object:
        found = ((summary, self._site.items[summary.id]) for summary in summaries)
        return {
            "scheduled_maintenances": [
                maintenance(self._shell, self.components, summary, item, self._site.now)
                for summary, item in found
                if isinstance(item, Maintenance)
            ]
        }

    def planned(self, summaries: Iterable[Summary]) -> Object:
        """What begins first, first; of two that begin together the one announced last."""
        newest = sorted(summaries, key=_created)
        return self.works(sorted(newest, key=self._begins))

    def unresolved(self) -> list[Summary]:
        """Where something was said last, first."""
        return sorted(sorted(self._site.open, key=_created), key=lambda summary: -summary.last_update)

    def newest(self, kind: str) -> tuple[Summary, ...]:
        """What was announced last, first."""
        summaries = (summary for summary in self._site.summaries if summary.kind == kind)
        return tuple(nsmallest(_NEWEST, summaries, key=_created))

    def _begins(self, summary: Summary) -> int:
        item = self._site.items[summary.id]
        return int(item.start.timestamp()) if isinstance(item, Maintenance) else summary.start


def _created(summary: Summary) -> tuple[int, str]:
    return (-summary.first_update, summary.id)
