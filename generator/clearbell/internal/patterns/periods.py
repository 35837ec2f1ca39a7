"""The last twelve months beside the twelve before: is anything rarer, or more frequent, and by how much at most?

Counts with the days they were watched, so that a short archive isn't taken for a quiet one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import UNIT
from clearbell.internal.patterns.panel import Basis, Method, Panel
from clearbell.internal.patterns.timeline import Line, Timeline
from clearbell.internal.statistics.families import adjusted
from clearbell.internal.statistics.outcome import Estimate, Refusal
from clearbell.internal.statistics.rates import compare

_YEAR: Final = timedelta(days=365)
_SHORT: Final = 90  # days; with less there is no time before to speak of
_FOUND: Final = 0.05


@dataclass(frozen=True, slots=True)
class RateRow:
    """How often in each of two stretches of time. `ratio`: how many times as often per day in the later one."""

    id: str
    title: str
    before: int
    after: int
    ratio: Estimate | None
    p: float | None
    q: float | None
    found: bool
    find: str


def period_comparison(archive: Archive) -> Panel[RateRow]:
    timeline, today = Timeline.of(archive), archive.today
    turn = today - _YEAR
    start = max(turn - _YEAR, (timeline.first or today) - timedelta(days=1))
    exposed = max((turn - start).days, 0)
    rows: list[RateRow] = []
    refusal = None
    if exposed < _SHORT:
        refusal = f"No comparison: before the last twelve months there are {exposed} days of records, and it needs {_SHORT}."
    else:
        same = timeline.relabelled is None or timeline.relabelled <= start
        rows = [
            _rated(line, start, turn, today, exposed)
            for line in timeline.lines
            if (same or not line.of_cause) and any(start < day <= today for day in line.days)
        ]
        q_values = adjusted([row.p if row.p is not None else 1.0 for row in rows])
        rows = [replace(row, q=q, found=q < _FOUND) for row, q in zip(rows, q_values, strict=True)]
    n = sum(start < day <= today for day in timeline.days)
    method = Method(
        "95 % of the ratio of rates, exact, Clopper-Pearson",
        "exact binomial test of the two counts, given the days of each, two-sided",
        "Benjamini-Hochberg over all rows",
        len(rows),
    )
    note = f"Before: {exposed} days until {turn}. After: {_YEAR.days} days until {today}.{timeline.breaks(start)}"
    return Panel(
        "periods",
        "Two years compared",
        "Does it happen less often than a year ago?",
        _compared(rows),
        Basis(n, timeline.cases, UNIT, "lie within these two years", timeline.undated, "don't record a day"),
        method,
        tuple(rows),
        refusal,
        note,
    )


def _rated(line: Line, start: date, turn: date, today: date, exposed: int) -> RateRow:
    before = sum(start < day <= turn for day in line.days)
    after = sum(turn < day <= today for day in line.days)
    rates = compare(before, exposed, after, _YEAR.days)
    ratio, p = (None, None) if isinstance(rates, Refusal) else (rates.ratio, rates.p)
    return RateRow(line.id, line.title, before, after, ratio, p, None, found=False, find=line.find)


def _compared(rows: Sequence[RateRow]) -> str:
    if not rows:
        return "Nothing to say yet."
    found = [
        f"{row.title} {'more' if row.ratio is None or row.ratio.value > 1 else 'less'} often ({row.before} before, {row.after} after)"
        for row in rows
        if row.found
    ]
    whole = f"{rows[0].title}: {rows[0].before} before, {rows[0].after} after"
    return f"{whole}. Changed: {'; '.join(found)}." if found else f"{whole}; compatible with no difference."
