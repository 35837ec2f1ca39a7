"""An incident's times as a bar, drawn to scale, and as a table that says the same. Knows times and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from clearbell.internal.prose import NOT_RECORDED, day, length, table
from clearbell.internal.records import STEPS

_WIDTH: Final = 1000
_LEAST: Final = 4  # a step that took no time is seen, too


def time_bar(times: Mapping[str, datetime]) -> str:
    """The bar and its table; *times* in the order of the steps."""
    if not times:
        return ""
    recorded = list(times.items())
    drawn = _svg(recorded) if recorded[-1][1] > recorded[0][1] else ""
    return "\n\n".join(part for part in (drawn, _table(times)) if part)


def _svg(recorded: list[tuple[str, datetime]]) -> str:
    first, last = recorded[0][1], recorded[-1][1]
    whole = (last - first).total_seconds()
    rects = []
    for (_, begin), (step, end) in pairwise(recorded):
        left = (begin - first).total_seconds() / whole * _WIDTH
        width = max(_LEAST, (end - begin).total_seconds() / whole * _WIDTH)
        rects.append(f'<rect class="kb-{step}" x="{left:.0f}" y="0" width="{width:.0f}" height="20"/>')
    steps = ", ".join(f"{step} after {length(at - first)}" for step, at in recorded[1:])
    label = f"{recorded[0][0].capitalize()}, then {steps}"
    return (
        f'<div class="kb-bar"><svg viewBox="0 0 {_WIDTH} 20" preserveAspectRatio="none" role="img" '
        f'aria-label="{label}">{"".join(rects)}</svg></div>'
    )


def _table(times: Mapping[str, datetime]) -> str:
    first = next(iter(times.values()))
    rows = []
    before: datetime | None = None
    for step in STEPS:
        at = times.get(step)
        key = f'<span class="kb-key kb-{step}"></span>{step.capitalize()}'
        if at is None:
            rows.append((key, NOT_RECORDED, "", ""))
            continue
        after = f"+ {length(at - first)}" if at != first else ""
        took = length(at - before) if before is not None else ""
        rows.append((key, _moment(at, first if before else None), after, took))
        before = at
    return table(
        ("Step", "Time (UTC)", "After the start", "Since the step before"), rows, "times", searched=False
    )


def _moment(at: datetime, first: datetime | None) -> str:
    """The clock; with the day where it is another one than that of *first*."""
    at = at.astimezone(UTC)
    if first is not None and at.date() == first.astimezone(UTC).date():
        return f"{at:%H:%M}"
    return f"{day(at.date())}, {at:%H:%M}"
