"""The page Measures: how long things take, and how well the clocks of the process were kept. Draws panels, decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from clearbell.internal import charts, places
from clearbell.internal.archive import Archive
from clearbell.internal.panel_parts import ROWS, chart, numbers, panel_text, share_words, to
from clearbell.internal.patterns.ages import AgeRow
from clearbell.internal.patterns.clocks import KeptRow
from clearbell.internal.patterns.durations import SpreadRow, in_time
from clearbell.internal.patterns.panel import Panel, percent, span
from clearbell.internal.patterns.panels import MEASURES
from clearbell.internal.patterns.scope import scope
from clearbell.internal.prose import escaped, front_matter
from clearbell.internal.statistics.outcome import Estimate

_DRAWN: Final = 16
_INTRO: Final = (
    "How long things take: each incident is a dot; the large dot is the median, the line through it where the true median "
    "may well lie, the ticks are quartiles. There is no mean and no trend of it: a single long incident moves it further "
    "than any improvement."
)


def measures_page(archive: Archive) -> Iterator[tuple[str, str]]:
    text = [
        front_matter("navigation", searched=False),
        "# Measures",
        _INTRO,
        escaped(str(scope(archive))),
    ]
    text += [drawn(maker(archive)) for maker in MEASURES]
    yield places.MEASURES, "\n\n".join(text) + "\n"


def drawn(panel: Panel[Any]) -> str:
    """A panel as Markdown."""
    if not panel.rows:
        return panel_text(panel, "", "")
    chart_of, numbers_of = _DRAWINGS[type(panel.rows[0])]
    return panel_text(panel, chart_of(panel.rows), numbers_of(panel.rows))


def _spreads(rows: Sequence[SpreadRow]) -> str:
    """Services that have a median; levels in any case."""
    shown = [row for row in rows if row.n and (row.median or not row.id.startswith("service-"))][:_DRAWN]
    scale = charts.minutes_scale(row.minutes[-1] for row in shown)
    return chart(
        (
            (
                _group(row),
                charts.dots(row.minutes, _quartiles(row), scale),
                f"{row.n:,} of {row.of:,}" + (f", median {_timed(row.median)}" if row.median else ""),
            )
            for row in shown
        ),
        charts.axis(scale),
    )


def _group(row: SpreadRow) -> str:
    return f'{to(row.find, row.title)} <span class="kb-more">{row.clock}</span>'


def _quartiles(row: SpreadRow) -> tuple[Estimate, Estimate, Estimate] | None:
    if row.lower is None or row.median is None or row.upper is None:
        return None
    return row.lower, row.median, row.upper


def _timed(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    low = in_time(estimate.low) if estimate.low is not None else "no bound"
    high = in_time(estimate.high) if estimate.high is not None else "no bound"
    return f"{in_time(estimate.value)} ({low} to {high})"


def _spread_numbers(rows: Sequence[SpreadRow]) -> str:
    shown = [
        (
            to(row.find, row.title),
            row.clock,
            f"{row.n:,} of {row.of:,}",
            in_time(row.minutes[0]) if row.minutes else "",
            _timed(row.lower),
            _timed(row.median),
            _timed(row.upper),
            in_time(row.minutes[-1]) if row.minutes else "",
        )
        for row in rows[:ROWS]
    ]
    heads = ("What", "Clock", "Recorded", "Shortest", "Lower quartile", "Median", "Upper quartile", "Longest")
    return numbers(heads, shown, more=len(rows) - len(shown))


def _kept(rows: Sequence[KeptRow]) -> str:
    scale = charts.share_scale([Estimate(1.0, 0.0, 1.0)])
    return chart(
        (
            (
                to(row.find, row.title)
                if row.quarter == "all"
                else f'<span class="kb-narrower">{row.quarter}</span>',
                charts.interval(
                    row.share or Estimate(row.kept / row.of, row.kept / row.of, row.kept / row.of), scale
                ),
                share_words(row.kept, row.of, row.share),
            )
            for row in rows
        ),
        charts.axis(scale),
    )


def _kept_numbers(rows: Sequence[KeptRow]) -> str:
    shown = [
        (
            to(row.find, row.title),
            row.quarter,
            f"{row.kept:,}",
            f"{row.of:,}",
            share_words(row.kept, row.of, row.share),
        )
        for row in rows
    ]
    return numbers(("Clock", "Quarter", "Kept", "Of", "Share"), shown)


def _ages(rows: Sequence[AgeRow]) -> str:
    scale = charts.days_scale(rows[-1].age)
    curve = charts.steps([(row.age, row.open) for row in rows], scale)
    return chart(
        [(to("actions/", "Still open"), curve, "all at the top, none at the bottom")], charts.axis(scale)
    )


def _age_numbers(rows: Sequence[AgeRow]) -> str:
    shown = [
        (
            f"{row.age:,} days",
            f"{row.at_risk:,}",
            f"{row.closed:,}",
            percent(row.open.value)
            + (
                f" ({span(row.open.low, row.open.high)})"
                if row.open.low is not None and row.open.high is not None
                else ""
            ),
        )
        for row in rows[:ROWS]
    ]
    return numbers(
        ("Age", "Open until then", "Done that day", "Stay open longer"), shown, more=len(rows) - len(shown)
    )


_DRAWINGS: Final[dict[type, tuple[Callable[[Sequence[Any]], str], Callable[[Sequence[Any]], str]]]] = {
    SpreadRow: (_spreads, _spread_numbers),
    KeptRow: (_kept, _kept_numbers),
    AgeRow: (_ages, _age_numbers),
}
