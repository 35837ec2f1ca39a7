"""How well the clocks of the process were kept in the last year, for incidents that have a postmortem. Knows no page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from clearbell.clocks.clock import Clock, Clockwork
from clearbell.clocks.incidents import FIRST_UPDATE, NEXT_UPDATE, UPDATE_EVERY
from clearbell.formats.policy import Coverage
from clearbell.internal.records import Postmortem

_YEAR: Final = timedelta(days=365)
_RESPONSE: Final = "response"
_REVIEW: Final = "review"
_TITLES: Final = {
    _RESPONSE: "Somebody works on it",
    FIRST_UPDATE: "First public update",
    UPDATE_EVERY: "Next public update",
    NEXT_UPDATE: "Public update at the promised time",
    _REVIEW: "Review meeting",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of clock: how many were kept, of how many that are over. `typical`: the median of the times taken."""

    title: str
    kept: int
    of: int
    typical: timedelta | None = None


def kept(
    postmortems: Iterable[Postmortem], told: Callable[[str], Sequence[Clock]], by: Clockwork
) -> tuple[Kept, ...]:
    """Each kind of clock that was stopped or missed. *told*: the clocks of a public incident."""
    since = by.today - _YEAR
    recent = [each for each in postmortems if each.day and each.day >= since and each.file.imported is None]
    incidents = dict.fromkeys(each.file.incident for each in recent if each.file.incident)
    everything = [
        *(clock for name in incidents for clock in told(name)),
        *(clock for each in recent for clock in _own(each, by)),
    ]
    found = [clock for clock in everything if _over(clock, by.now)]
    taken = [time.total_seconds() for each in recent if (time := _taken(each, by)) is not None]
    lines = []
    for rule, title in _TITLES.items():
        late = [clock.late(by.now) for clock in found if clock.rule == rule]
        if late:
            typical = timedelta(seconds=median(taken)) if rule == _RESPONSE else None
            lines.append(Kept(title, late.count(False), len(late), typical))
    return tuple(lines)


def _over(clock: Clock, now: datetime) -> bool:
    return clock.late(now) or (clock.met is not None and clock.met <= now)


def _own(postmortem: Postmortem, by: Clockwork) -> Iterator[Clock]:
    """Those that only the postmortem knows of."""
    file = postmortem.file
    if file.detected is not None and file.acknowledged is not None:
        due = by.ends(file.severity, file.detected, by.process.levels[file.severity].respond_within)
        if due is not None:
            yield Clock(_RESPONSE, postmortem.id, due, file.acknowledged)
    if file.resolved is not None:
        due = by.ends(file.severity, file.resolved, by.process.review_within(file.severity))
        if due is not None:
            yield Clock(_REVIEW, postmortem.id, due, file.review.held or file.review.scheduled)


def _taken(postmortem: Postmortem, by: Clockwork) -> timedelta | None:
    """From detection until somebody works on it; working time where that is what counts."""
    detected, acknowledged = postmortem.file.detected, postmortem.file.acknowledged
    if detected is None or acknowledged is None:
        return None
    if by.process.levels[postmortem.file.severity].coverage is Coverage.BUSINESS_HOURS:
        return by.calendar.between(detected, acknowledged)
    return acknowledged - detected
