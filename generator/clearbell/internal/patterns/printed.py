"""Every panel's numbers for a terminal and for programs. The JSON holds all rows, the text the first of each panel.

The form of the JSON is documented in docs/engineer.md; keys are never renamed, only added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from textwrap import fill, shorten
from typing import Any, Final

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.ages import AgeRow
from clearbell.internal.patterns.clocks import KeptRow
from clearbell.internal.patterns.durations import SpreadRow, in_time
from clearbell.internal.patterns.panel import Panel, chance, percent, span
from clearbell.internal.patterns.panels import MEASURES, PATTERNS
from clearbell.internal.patterns.periods import RateRow
from clearbell.internal.patterns.ranking import TermRow
from clearbell.internal.patterns.recurrence import RecurrenceRow
from clearbell.internal.patterns.scope import scope
from clearbell.internal.patterns.together import PairRow
from clearbell.internal.patterns.trends import TrendRow
from clearbell.internal.statistics.outcome import Estimate

_WIDTH: Final = 80
_ROWS: Final = 10


def as_json(archive: Archive) -> str:
    """All panels as one JSON object."""
    panels = [plain(maker(archive)) for maker in (*PATTERNS, *MEASURES)]
    whole = {
        "site": archive.settings.name,
        "at": f"{archive.now:%Y-%m-%dT%H:%M:%SZ}",
        "scope": plain(scope(archive)),
        "panels": panels,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False)


def as_text(archive: Archive) -> str:
    """All panels in plain lines of 80 columns."""
    parts = [fill(str(scope(archive)), _WIDTH)]
    parts += ["\n".join(_panel(maker(archive))) for maker in (*PATTERNS, *MEASURES)]
    return "\n\n".join(parts)


def plain(value: Any) -> Any:
    """Dataclasses as objects, days as text, numbers to six digits."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return str(value) if isinstance(value, str) else value


def _panel(panel: Panel[Any]) -> Iterable[str]:
    yield panel.title.upper()
    yield fill(panel.answer, _WIDTH)
    if panel.refusal is not None:
        yield fill(panel.refusal, _WIDTH)
    shown = [row for row in panel.rows if _worth(row)][:_ROWS]
    for row in shown:
        yield from _line(row)
    if left := len(panel.rows) - len(shown):
        yield f"  and {left:,} more in --format json"
    yield fill(str(panel.basis), _WIDTH)


def _worth(row: object) -> bool:
    """Of pairs, those that were found; they are few, and all others many."""
    return row.found if isinstance(row, PairRow) else True


def _line(row: object) -> Sequence[str]:
    """What it is, and its numbers beside it, or below where both don't fit."""
    what, number = _said(row)
    beside = f"  {what:<36}  {number}"
    if len(what) <= 36 and len(beside) <= _WIDTH:
        return [beside]
    return [f"  {shorten(what, _WIDTH - 2, placeholder=' ...')}", f"      {number}"]


def _said(row: object) -> tuple[str, str]:
    return _WORDS[type(row)](row)


def _of_term(row: TermRow) -> tuple[str, str]:
    return row.title, f"{row.incidents}" + _part(row.share) + (", tied" if row.tied else "")


def _of_pair(row: PairRow) -> tuple[str, str]:
    number = f"{row.both}, {row.expected:.1f} expected, q {chance(row.q or 0)}"
    return f"{row.first_title} with {row.second_title}", number


def _of_recurrence(row: RecurrenceRow) -> tuple[str, str]:
    number = f"{row.before} before, {row.after} after, q {chance(row.q)}: {row.verdict}"
    return f"{row.what} ({row.postmortem} {row.action})", number


_WORDS: Final[dict[type, Callable[[Any], tuple[str, str]]]] = {
    TermRow: _of_term,
    PairRow: _of_pair,
    RecurrenceRow: _of_recurrence,
    RateRow: lambda row: (row.title, f"{row.before} then {row.after}" + _factor(row.ratio)),
    TrendRow: lambda row: (row.title, " ".join(map(str, row.counts.values())) + _factor(row.factor)),
    SpreadRow: lambda row: (f"{row.title}, {row.clock}", f"{row.n} of {row.of}" + _typical(row.median)),
    KeptRow: lambda row: (f"{row.title}, {row.quarter}", f"{row.kept} of {row.of}" + _part(row.share)),
    AgeRow: lambda row: (f"after {row.age} days", f"{percent(row.open.value)} still open"),
}


def _part(share: Estimate | None) -> str:
    if share is None or share.low is None or share.high is None:
        return ""
    return f", {percent(share.value)} ({span(share.low, share.high)})"


def _factor(ratio: Estimate | None) -> str:
    if ratio is None:
        return ""
    high = f"{ratio.high:.2f}" if ratio.high is not None else "no bound"
    return f", {ratio.value:.2f} times ({ratio.low or 0:.2f} to {high})"


def _typical(median: Estimate | None) -> str:
    if median is None:
        return ""
    ends = [in_time(end) if end is not None else "no bound" for end in (median.low, median.high)]
    return f", median {in_time(median.value)} ({' to '.join(ends)})"
