"""How well the clocks of the process were kept in incidents that have a postmortem: each that is over, and the last year. Knows no page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from clearbell.clocks.clock import Clock, Clockwork
from clearbell.clocks.incidents import FIRST_UPDATE, NEXT_UPDATE, UPDATE_EVERY
from clearbell.formats.policy import Coverage
from clearbell.internal.records import Postmortem

_YEAR: Final = timedelta(days=365)
_LOOKED_BACK: Final = timedelta(
    days=2 * 366
)  # what has a page of its own: eight quarters and the running one
_RESPONSE: Final = "response"
_REVIEW: Final = "review"
TITLES: Final = {
    _RESPONSE: "Somebody works on it",
    FIRST_UPDATE: "First public update",
    UPDATE_EVERY: "Next public update",
    NEXT_UPDATE: "Public update at the promised time",
    _REVIEW: "Review meeting",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A clock that was stopped or missed, on the day of its incident. `taken`: how long it took somebody to work on it."""

    rule: str
    day: date
    kept: bool
    taken: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of clock: how many were kept, of how many that are over. `typical`: the median of the times taken."""

    title: str
    kept: int
    of: int
    typical: timedelta | None = None


def judged(
    postmortems: Iterable[Postmortem], told: Callable[[str], Sequence[Clock]], by: Clockwork
) -> tuple[Judged, ...]:
    """Every clock that is over, of the last two years. *told*: the clocks of a public incident."""
    since = by.today - _LOOKED_BACK
    found: list[Judged] = []
    seen: set[str] = set()
    for each in postmortems:
        if each.day is None or each.day < since or each.file.imported is not None:
            continue
        clocks = list(_own(each, by))
        if each.file.incident is not None and each.file.incident not in seen:
            seen.add(each.file.incident)
            clocks += told(each.file.incident)
        found += [
            Judged(
                clock.rule,
                each.day,
                not clock.late(by.now),
                _taken(each, by) if clock.rule == _RESPONSE else None,
            )
            for clock in clocks
            if _over(clock, by.now)
        ]
    return tuple(found)


def kept(clocks: Iterable[Judged], today: date) -> tuple[Kept, ...]:
    """Each kind of clock in the last twelve months."""
    recent = [clock for clock in clocks if clock.day >= today - _YEAR]
    lines = []
    for rule, title in TITLES.items():
        of = [clock for clock in recent if clock.rule == rule]
        if of:
            taken = [clock.taken.total_seconds() for clock in of if clock.taken is not None]
            typical = timedelta(seconds=median(taken)) if taken else None
            lines.append(Kept(title, sum(clock.kept for clock in of), len(of), typical))
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
