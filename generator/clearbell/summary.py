"""One incident, planned work or notice boiled down to what lists, bars and uptime need of it.

A summary is small and plain enough to be kept for ten thousand files: times are whole seconds since 1970, UTC.
What it says never depends on the present; `phase` tells what it means at a given time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from clearbell.model import ComponentState, Incident, IncidentStatus, Item, Maintenance, MaintenanceStatus

_OVER: Final = (IncidentStatus.RESOLVED, IncidentStatus.POSTMORTEM)


class Phase(StrEnum):
    """What a summary is at a time: for incidents open or over, for the others all four."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


# Looked up ten thousand times; each look into an enumeration takes as long as all else that `phase` does.
_AHEAD: Final = Phase.AHEAD
_OPEN: Final = Phase.OPEN
_PAST: Final = Phase.OVER


class Span(NamedTuple):
    """A component was in a state from `start` to `end`; None while that lasts."""

    component: str
    state: str
    start: int
    end: int | None


class Summary(NamedTuple):
    """`end` is None while an incident is open, planned work isn't reported finished, a notice has no last day.

    `planned_end` is that of the announced window; `told` says whether planned work was reported as begun.
    """

    id: str
    kind: str
    title: str
    severity: int
    start: int
    end: int | None
    planned_end: int | None
    told: bool
    status: str
    first_update: int
    last_update: int
    components: tuple[str, ...]
    spans: tuple[Span, ...]

    def phase(self, now: int) -> Phase:
        """What this is at *now*. Planned work nobody reports on begins and ends by its window."""
        if self.kind == "incident":
            return _OPEN if self.end is None else _PAST
        if self.status == MaintenanceStatus.CANCELLED:
            return Phase.CANCELLED
        if self.status == MaintenanceStatus.COMPLETED:
            return _PAST  # also where it was done before its window began
        if now < self.start:
            return _AHEAD
        end = self.planned_end if self.end is None and not self.told else self.end
        return _OPEN if end is None or now < end else _PAST

    def until(self, now: int) -> int:
        """When it was over, or *now* where it isn't yet."""
        end = self.planned_end if self.end is None else self.end
        return now if end is None or self.phase(now) is _OPEN else end

    def lasting(self, now: int) -> list[Span]:
        """The spans that count at *now*. What an open incident said last counts even where its clock runs ahead."""
        if self.kind == "incident":
            return [span for span in self.spans if span.end is None]
        return [span for span in self.spans if span.start <= now and (span.end is None or now < span.end)]

    @property
    def worst(self) -> ComponentState:
        """The worst state it ever gave a component."""
        return max(
            (ComponentState(span.state) for span in self.spans), default=ComponentState.OPERATIONAL, key=_rank
        )


def summarise(item: Item) -> Summary:
    """The summary of one item."""
    if isinstance(item, Incident):
        return _incident(item)
    if isinstance(item, Maintenance):
        return _maintenance(item)
    start, until = seconds(item.start), seconds(item.until) if item.until else None
    return Summary(
        item.id, "notice", item.title, 0, start, until, None, True, "", start, start, item.components, ()
    )


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, UTC."""
    return int(moment.timestamp())


def moment(at: int) -> datetime:
    """The time behind whole seconds since 1970."""
    return datetime.fromtimestamp(at, UTC)


def _rank(state: ComponentState) -> int:
    return state.rank


def _incident(item: Incident) -> Summary:
    spans, named = _Spans(), dict.fromkeys(item.components)
    said = dict(item.components)
    start = seconds(item.began)
    spans.set_all(said, start)
    end: int | None = None
    for update in item.updates:
        at = seconds(update.at)
        said.update(update.components)
        named.update(dict.fromkeys(update.components))
        if update.status in _OVER:
            end = at if end is None else end
            spans.clear(at)
        else:
            end = None  # opened again: what was last said of the components counts again
            spans.set_all(said, at)
    last = item.updates[-1]
    return Summary(
        item.id, "incident", item.title, item.severity, start, end, None, True,
        str(last.status), seconds(item.updates[0].at), seconds(last.at), tuple(named), spans.closed(),
    )  # fmt: skip


def _maintenance(item: Maintenance) -> Summary:
    spans, named = _Spans(), dict.fromkeys(item.components)
    said = dict(item.components)
    for update in item.updates:
        named.update(dict.fromkeys(update.components))
    begun = next((u for u in item.updates if u.status not in (MaintenanceStatus.SCHEDULED, *_FINAL)), None)
    final = next((u for u in item.updates if u.status in _FINAL), None)
    start = min(seconds(item.start), seconds(begun.at)) if begun else seconds(item.start)
    planned_end = seconds(item.end)
    end = seconds(final.at) if final else None
    last = item.updates[-1]
    if last.status is MaintenanceStatus.CANCELLED and (end is None or end <= start):
        return Summary(
            item.id, "maintenance", item.title, 0, start, end, planned_end, False,
            str(last.status), seconds(item.updates[0].at), seconds(last.at), tuple(named), (),
        )  # fmt: skip
    spans.set_all(said, start)
    for update in item.updates:
        said.update(update.components)
        if update.components and seconds(update.at) > start:
            spans.set_all(said, seconds(update.at))
    spans.clear(end if end is not None else planned_end if not begun else None)
    return Summary(
        item.id, "maintenance", item.title, 0, start, end, planned_end, begun is not None,
        str(last.status), seconds(item.updates[0].at), seconds(last.at), tuple(named), spans.closed(),
    )  # fmt: skip


_FINAL: Final = (MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED)


class _Spans:
    """Collects spans while states change."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[ComponentState, int]] = {}
        self._done: list[Span] = []

    def set_all(self, states: Mapping[str, ComponentState], at: int) -> None:
        for component, state in states.items():
            before = self._open.get(component)
            if before is None or before[0] is not state:
                self._finish(component, at)
                if state is not ComponentState.OPERATIONAL:
                    self._open[component] = (state, at)

    def clear(self, at: int | None) -> None:
        if at is not None:
            for component in list(self._open):
                self._finish(component, at)

    def closed(self) -> tuple[Span, ...]:
        still = (Span(component, str(state), start, None) for component, (state, start) in self._open.items())
        return (*self._done, *still)

    def _finish(self, component: str, at: int) -> None:
        if component in self._open:
            state, start = self._open.pop(component)
            if at > start:
                self._done.append(Span(component, str(state), start, at))
