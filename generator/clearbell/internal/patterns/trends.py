"""Counts by quarter or year, and whether they grow or shrink. Only whole periods; nothing is foretold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import UNIT
from clearbell.internal.patterns.panel import Basis, Method, Panel
from clearbell.internal.patterns.timeline import Line, Timeline
from clearbell.internal.statistics.families import adjusted
from clearbell.internal.statistics.outcome import Estimate, Refusal
from clearbell.internal.statistics.trends import PERIODS, trend

_SHOWN: Final = 12  # as many as fit beside each other
_FOUND: Final = 0.05


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Counts of each whole period; `factor`: by what they are multiplied from one to the next, None where it can't be said.

    `dispersion` above 1: they scatter more than chance has it. `why_not`: what a trend would need.
    """

    id: str
    title: str
    counts: dict[str, int]
    factor: Estimate | None
    p: float | None
    q: float | None
    dispersion: float | None
    found: bool
    why_not: str
    find: str


def trends(archive: Archive) -> Panel[TrendRow]:
    timeline = Timeline.of(archive)
    periods = whole_periods(timeline.first or archive.today, archive.today)
    begun = next(iter(periods.values()))[0] if periods else archive.today
    broken = timeline.relabelled is not None and timeline.relabelled > begun
    rows = []
    for line in timeline.lines:
        counts = {
            name: sum(first <= day < after for day in line.days) for name, (first, after) in periods.items()
        }
        if line.id == "all" or any(counts.values()):
            rows.append(_followed(line, counts, broken=broken and line.of_cause))
    q_values = iter(adjusted([row.p for row in rows if row.p is not None]))
    rows = [
        replace(row, q=(q := next(q_values)), found=q < _FOUND) if row.p is not None else row for row in rows
    ]
    method = Method(
        "95 % of the factor per period, Wald, widened where counts scatter more than chance has it",
        "Poisson regression on the number of the period, two-sided",
        "Benjamini-Hochberg over all rows that have a factor",
        sum(row.p is not None for row in rows),
    )
    return Panel(
        "trends",
        "Over time",
        "Do incidents become more, or fewer?",
        _followed_up(rows),
        Basis(
            sum(rows[0].counts.values()),
            timeline.cases,
            UNIT,
            "lie within these periods",
            timeline.undated,
            "don't record a day",
        ),
        method,
        tuple(rows),
        f"No trend: {rows[0].why_not[0].lower()}{rows[0].why_not[1:]}" if rows[0].why_not else None,
        f"Only whole periods count; records may have begun within the first.{timeline.breaks(begun)}",
    )


def whole_periods(first: date, today: date) -> dict[str, tuple[date, date]]:
    """Years where there are six or more, else quarters, the last twelve: each with its first day and the one after it."""
    years = {str(year): (date(year, 1, 1), date(year + 1, 1, 1)) for year in range(first.year, today.year)}
    if len(years) >= PERIODS:
        return dict(list(years.items())[-_SHOWN:])
    quarters = {}
    year, quarter = first.year, (first.month - 1) // 3
    while (after := _begins(year, quarter + 1)) <= today:
        quarters[f"{year} Q{quarter + 1}"] = (_begins(year, quarter), after)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)
    return dict(list(quarters.items())[-_SHOWN:])


def _begins(year: int, quarter: int) -> date:
    return date(year + quarter // 4, quarter % 4 * 3 + 1, 1)


def _followed(line: Line, counts: dict[str, int], *, broken: bool) -> TrendRow:
    outcome = trend(list(counts.values()))
    if broken:
        outcome = Refusal("The vocabulary changed within these periods.")
    if isinstance(outcome, Refusal):
        return TrendRow(
            line.id, line.title, counts, None, None, None, None, found=False, why_not=outcome.reason, find=line.find
        )  # fmt: skip
    return TrendRow(
        line.id,
        line.title,
        counts,
        outcome.factor,
        outcome.p,
        None,
        outcome.dispersion,
        found=False,
        why_not="",
        find=line.find,
    )


def _followed_up(rows: Sequence[TrendRow]) -> str:
    if not any(row.factor is not None for row in rows):
        return "Nothing to say yet."
    found = [
        f"{row.title} become {'more' if row.factor.value > 1 else 'fewer'}: {row.factor.value:.2f} times as many each period, "
        f"{row.factor.low or 0:.2f} to {row.factor.high or 0:.2f}"
        for row in rows
        if row.found and row.factor is not None
    ]
    return f"{'; '.join(found)}." if found else "Compatible with no change."
