"""Postmortems by quarter of the year: counts, and a small drawing of them with the table behind it. Tests nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from clearbell.internal.charts import columns
from clearbell.internal.panel_parts import chart, numbers
from clearbell.internal.prose import count
from clearbell.internal.records import Postmortem

_SHOWN: Final = 12  # three years


def by_quarter(found: Sequence[Postmortem], all_: Sequence[Postmortem], today: date) -> str:
    """How many of *all_* are among *found*, each quarter up to the one of *today*; near misses are left out."""
    of, every = _counted(found), _counted(all_)
    if not of:
        return ""
    last = _quarter(today)
    first = max(min(every), last - _SHOWN + 1)
    shown = range(first, last + 1)
    counts = [of[quarter] for quarter in shown]
    drawn = columns(counts, max(counts))
    ends = f'<div class="kb-ends" aria-hidden="true"><span>{_name(first)}</span><span>{_name(last)} so far</span></div>'
    said = f"{count(sum(counts), 'incident')} in {count(len(shown), 'quarter')}, at most {max(counts)} in one"
    rows = [(_name(quarter), f"{of[quarter]:,}", f"{every[quarter]:,}") for quarter in shown]
    if before := sum(of[quarter] for quarter in of if quarter < first):
        rows.insert(0, ("before", f"{before:,}", f"{sum(every[it] for it in every if it < first):,}"))
    table = numbers(("Quarter", "Here", "All incidents with a postmortem"), rows)
    return (
        f"{chart([('By quarter', drawn, said)], ends)}\n"
        f'<details class="kb-behind"><summary>Numbers by quarter</summary>\n{table}\n</details>'
    )


def _counted(postmortems: Iterable[Postmortem]) -> Counter[int]:
    return Counter(_quarter(it.day) for it in postmortems if it.day is not None and not it.file.near_miss)


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _name(quarter: int) -> str:
    return f"Q{quarter % 4 + 1} {quarter // 4}"
