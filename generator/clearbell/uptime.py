"""How much of a time a component worked, and how each day went, from the spans that incidents declared.

The formula, printed beside every figure: time with a major outage counts whole, time with a partial outage counts
30 %, slowness and planned work count nothing; where incidents overlap, the worst counts, once. Atlassian's
Statuspage weighs the same way. Zones and their clock changes are the caller's: boundaries come as seconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from clearbell.model import ComponentState
from clearbell.summary import Span
from clearbell.values import value

_MAJOR, _PARTIAL, _WHOLE = 10, 3, 10  # tenths: whole numbers, so that nothing is lost in rounding
_OUTAGE = ComponentState.MAJOR_OUTAGE
_OUTAGES = (_OUTAGE, ComponentState.PARTIAL_OUTAGE)


@value
class Uptime:
    """Seconds of outage within `total` seconds."""

    major: int
    partial: int
    total: int

    @property
    def percent(self) -> float:
        """0 to 100; cut, not rounded, to two decimals: 100 only where there was no outage at all."""
        if not self.total:
            return 100.0
        whole = _WHOLE * self.total
        worked = whole - _MAJOR * self.major - _PARTIAL * self.partial
        return worked * 10_000 // whole / 100


def uptime(spans: Iterable[Span], start: int, end: int) -> Uptime:
    """The uptime from *start* to *end*; spans that still last reach to *end*."""
    major: list[tuple[int, int]] = []
    either: list[tuple[int, int]] = []
    for span in spans:
        if span.start >= end or (span.end is not None and span.end <= start):
            continue  # most, for each of many months is looked at with the spans of all
        if span.state in _OUTAGES:
            part = max(span.start, start), end if span.end is None else min(span.end, end)
            if part[0] < part[1]:
                either.append(part)
                if span.state == _OUTAGE:
                    major.append(part)
    whole = _union(major)
    return Uptime(whole, _union(either) - whole, max(0, end - start))


def worst_of_days(spans: Iterable[Span], boundaries: Sequence[int], now: int) -> list[ComponentState]:
    """The worst state on each day; day *i* lies between boundaries *i* and *i + 1*."""
    days = [ComponentState.OPERATIONAL] * (len(boundaries) - 1)
    for span in spans:
        end = now + 1 if span.end is None else span.end
        if end <= boundaries[0] or span.start >= boundaries[-1] or span.start > now:
            continue
        state = ComponentState(span.state)
        first = max(0, bisect_right(boundaries, span.start) - 1)
        for day in range(first, min(bisect_left(boundaries, min(end, now + 1)), len(days))):
            if state.rank > days[day].rank:
                days[day] = state
    return days


def _union(parts: list[tuple[int, int]]) -> int:
    """The length of all parts together, overlaps once."""
    total, reached = 0, None
    for start, end in sorted(parts):
        if reached is None or start > reached:
            total, reached = total + end - start, end
        elif end > reached:
            total, reached = total + end - reached, end
    return total
