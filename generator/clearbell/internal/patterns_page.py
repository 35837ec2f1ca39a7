"""The page Patterns: what keeps causing incidents. Draws the panels, decides nothing about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from clearbell.internal import charts, places
from clearbell.internal.archive import Archive
from clearbell.internal.panel_parts import (
    ROWS,
    chart,
    numbers,
    p_words,
    panel_text,
    ratio_words,
    share_words,
    to,
)
from clearbell.internal.patterns.panel import Panel
from clearbell.internal.patterns.panels import PATTERNS
from clearbell.internal.patterns.periods import RateRow
from clearbell.internal.patterns.ranking import TermRow
from clearbell.internal.patterns.recurrence import RecurrenceRow
from clearbell.internal.patterns.scope import scope
from clearbell.internal.patterns.together import PairRow
from clearbell.internal.patterns.trends import TrendRow
from clearbell.internal.prose import escaped, front_matter, link
from clearbell.internal.service_map import service_map

_DRAWN: Final = 25
_MULTIPLES: Final = 12
_INTRO: Final = (
    "What keeps causing incidents, and how sure that is. Counts come first; an interval says where the true share may "
    "well lie. That two things occur together doesn't say that one causes the other."
)
_PAGES: Final[dict[str, Callable[[str], str]]] = {
    "causes": places.cause,
    "factors": places.factor,
}


def patterns_page(archive: Archive) -> Iterator[tuple[str, str]]:
    text = [
        front_matter("navigation", searched=False),
        "# Patterns",
        _INTRO,
        escaped(str(scope(archive))),
    ]
    text += [drawn(maker(archive)) for maker in PATTERNS]
    yield places.PATTERNS, "\n\n".join(text) + "\n"


def drawn(panel: Panel[Any]) -> str:
    """A panel as Markdown."""
    if not panel.rows:
        return panel_text(panel, "", "")
    if panel.id == "cause-services":
        return panel_text(panel, service_map(panel), _pair_numbers(panel))
    chart_of, numbers_of = _DRAWINGS[type(panel.rows[0])]
    return panel_text(panel, chart_of(panel), numbers_of(panel))


def _ranking(panel: Panel[TermRow]) -> str:
    """With intervals where a ranking can be had, else plain bars of the counts."""
    rows = panel.rows[:_DRAWN]
    if panel.refusal is None:
        scale = charts.share_scale(row.share for row in rows if row.share)
        return chart(
            ((_term(panel, row), charts.interval(row.share, scale), _counted(panel, row)) for row in rows),
            charts.axis(scale),
        )
    most = max(row.incidents for row in rows)
    return chart((_term(panel, row), charts.bar(row.incidents, most), _counted(panel, row)) for row in rows)


def _term(panel: Panel[TermRow], row: TermRow) -> str:
    page = _PAGES.get(panel.id)
    inner = ' class="kb-narrower"' if row.group in {other.id for other in panel.rows} else ""
    named = link(places.PATTERNS, page(row.id), row.title) if page else to(row.find, row.title)
    return f"<span{inner}>{named}</span>"


def _counted(panel: Panel[TermRow], row: TermRow) -> str:
    return to(row.find, share_words(row.incidents, panel.basis.n, row.share))


def _ranking_numbers(panel: Panel[TermRow]) -> str:
    rows = [
        (
            _term(panel, row),
            escaped(row.group),
            to(row.find, f"{row.incidents:,}"),
            f"{row.labels:,}",
            share_words(row.incidents, panel.basis.n, row.share),
            {True: "yes", False: "no", None: ""}[row.tied],
        )
        for row in panel.rows[:ROWS]
    ]
    heads = ("What", "Group", "Incidents", "Labels", "Share of incidents", "Tied with the next")
    return numbers(heads, rows, more=len(panel.rows) - len(rows))


def _pairs(panel: Panel[PairRow]) -> str:
    found = [row for row in panel.rows if row.found][:_DRAWN]
    scale = charts.ratio_scale(row.odds_ratio for row in found if row.odds_ratio)
    return chart(
        (
            (
                f"{escaped(row.first_title)} and {escaped(row.second_title)}",
                charts.interval(row.odds_ratio, scale),
                f"odds {escaped(ratio_words(row.odds_ratio))}, q {p_words(row.q)}",
            )
            for row in found
        ),
        charts.axis(scale),
    )


def _pair_numbers(panel: Panel[PairRow]) -> str:
    """The surest first."""
    ordered = sorted(panel.rows, key=lambda row: (row.p is None, round(row.p or 0, 12), -row.both))
    shown = [
        (
            f"{escaped(row.first_title)} ({row.with_first:,})",
            f"{escaped(row.second_title)} ({row.with_second:,})",
            _both(row),
            f"{row.expected:.1f}",
            escaped(ratio_words(row.odds_ratio)) if row.odds_ratio else "",
            p_words(row.p),
            p_words(row.q),
        )
        for row in ordered[:ROWS]
    ]
    heads = ("One", "Other", "Both", "Expected", "Odds ratio", "p", "q")
    return numbers(heads, shown, more=len(ordered) - len(shown))


def _both(row: PairRow) -> str:
    if not row.cases:
        return to(row.find, f"{row.both:,}")
    named = ", ".join(link(places.PATTERNS, places.postmortem(name), name) for name in row.cases)
    return f"{row.both:,}: {named}" + (" and more" if row.both > len(row.cases) else "")


def _rates(panel: Panel[RateRow]) -> str:
    rows = panel.rows
    scale = charts.ratio_scale(row.ratio for row in rows if row.ratio)
    return chart(
        (
            (
                to(row.find, row.title),
                charts.interval(row.ratio, scale),
                f"{row.before:,} then {row.after:,}, {escaped(ratio_words(row.ratio))}",
            )
            for row in rows[:_DRAWN]
        ),
        charts.axis(scale),
    )


def _rate_numbers(panel: Panel[RateRow]) -> str:
    rows = panel.rows
    shown = [
        (
            to(row.find, row.title),
            f"{row.before:,}",
            f"{row.after:,}",
            escaped(ratio_words(row.ratio)),
            p_words(row.p),
            p_words(row.q),
        )
        for row in rows[:ROWS]
    ]
    return numbers(("What", "Before", "After", "Rate", "p", "q"), shown, more=len(rows) - len(shown))


def _trends(panel: Panel[TrendRow]) -> str:
    rows = panel.rows
    # Each row to a height of its own: beside all incidents, those of one cause would hardly be seen.
    periods = list(rows[0].counts)
    ends = f"<span>{periods[0]}</span><span>{periods[-1]}</span>" if periods else ""
    return chart(
        (
            (
                to(row.find, row.title),
                charts.columns(list(row.counts.values()), max(row.counts.values())),
                f"{sum(row.counts.values()):,}, at most {max(row.counts.values()):,} a period"
                + (f", {escaped(ratio_words(row.factor))}" if row.factor else ""),
            )
            for row in rows[:_MULTIPLES]
            if row.counts
        ),
        f'<div class="kb-ends" aria-hidden="true">{ends}</div>',
    )


def _trend_numbers(panel: Panel[TrendRow]) -> str:
    rows = panel.rows
    periods = list(rows[0].counts)
    if not periods:
        return ""
    shown = [
        (
            to(row.find, row.title),
            *(f"{row.counts[period]:,}" for period in periods),
            escaped(ratio_words(row.factor)) if row.factor else "",
            p_words(row.q),
        )
        for row in rows[:ROWS]
    ]
    heads = ["What", *(to(f"find/?year={period[:4]}", period) for period in periods), "Factor", "q"]
    return numbers(heads, shown, more=len(rows) - len(shown))


def _recurrence_numbers(panel: Panel[RecurrenceRow]) -> str:
    rows = panel.rows
    shown = [
        (
            f"{to(row.find, row.what)} ({escaped(row.action)}, {row.closed.isoformat()})",
            f"{row.before:,} in {row.days_before:,} days",
            f"{row.after:,} in {row.days_after:,} days",
            p_words(row.p),
            p_words(row.q),
            escaped(row.verdict),
            ", ".join(link(places.PATTERNS, places.postmortem(name), name) for name in row.again[:5]),
        )
        for row in rows[:ROWS]
    ]
    heads = ("Action", "Before", "After", "p", "q", "Verdict", "Came back as")
    return numbers(heads, shown, more=len(rows) - len(shown))


_DRAWINGS: Final[dict[type, tuple[Callable[[Panel[Any]], str], Callable[[Panel[Any]], str]]]] = {
    TermRow: (_ranking, _ranking_numbers),
    PairRow: (_pairs, _pair_numbers),
    RateRow: (_rates, _rate_numbers),
    TrendRow: (_trends, _trend_numbers),
    RecurrenceRow: (lambda _: "", _recurrence_numbers),
}
