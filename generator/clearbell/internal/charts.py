"""Numbers as small drawings of one row each: intervals, dots, bars. They stretch to any width and take colours from the page.

Says nothing in words: the numbers stand beside each drawing, so a drawing is hidden from who listens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import Final

from clearbell.internal.statistics.outcome import Estimate

_WIDTH: Final = 1000
_COLUMNS: Final = 100  # places for dots: more could not be told apart
_LAST_WORD: Final = 200  # left of the end, the last word of an axis has the room
_STACK: Final = 4  # dots above each other in one place
_MINUTES: Final = (
    (1, "1 min"),
    (10, "10 min"),
    (60, "1 h"),
    (600, "10 h"),
    (2880, "2 days"),
    (20160, "2 weeks"),
    (129600, "3 months"),
    (1051200, "2 years"),
)
_RATIOS: Final = (1 / 64, 1 / 16, 1 / 4, 1, 4, 16, 64)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, by logarithms or not; what lies beyond is drawn at the end. `ticks`: values and their words."""

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> int:
        """Where it lies, from 0 to 1000."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            part = log(value / self.low) / log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return round(part * _WIDTH)


def share_scale(shares: Iterable[Estimate]) -> Scale:
    """From zero to the quarter above the highest end."""
    highest = max((share.high or share.value for share in shares), default=1.0)
    quarters = max(1, ceil(highest * 4 - 1e-9))
    return Scale(
        0, quarters / 4, logarithmic=False, ticks=tuple((q / 4, f"{25 * q} %") for q in range(quarters + 1))
    )


def ratio_scale(ratios: Iterable[Estimate]) -> Scale:
    """As far below 1 as above it."""
    ends = [end for ratio in ratios for end in (ratio.low, ratio.high, ratio.value) if end]
    reach = max([4.0, *(max(end, 1 / end) for end in ends)])
    high = next((end for end in _RATIOS if end >= reach), _RATIOS[-1])
    ticks = tuple(
        (end, f"{end:.0f}" if end >= 1 else f"1/{1 / end:.0f}") for end in _RATIOS if 1 / high <= end <= high
    )
    return Scale(1 / high, high, logarithmic=True, ticks=ticks)


def minutes_scale(minutes: Iterable[float]) -> Scale:
    """From a minute to the next mark above the longest."""
    longest = max(minutes, default=60)
    count = next((n for n, (mark, _) in enumerate(_MINUTES) if mark >= longest), len(_MINUTES) - 1)
    ticks = _MINUTES[: max(count, 2) + 1]
    return Scale(1, ticks[-1][0], logarithmic=True, ticks=tuple((float(mark), word) for mark, word in ticks))


def days_scale(days: float) -> Scale:
    """From zero to the last day, in steps that are easy to count by."""
    step = next(step for step in (1, 7, 30, 90, 180, 365, 1825, 36500) if days <= step * 6 or step == 36500)
    count = max(1, ceil(days / step))
    ticks = tuple(
        (float(n * step), f"{n * step} days" if n == count else str(n * step)) for n in range(count + 1)
    )
    return Scale(0, count * step, logarithmic=False, ticks=ticks)


def axis(scale: Scale) -> str:
    """The words below the drawings."""
    words = []
    for value, word in scale.ticks:
        place = scale.at(value)
        if _WIDTH - _LAST_WORD < place < _WIDTH:
            continue
        kind = ' class="kb-first"' if place == 0 else ' class="kb-last"' if place == _WIDTH else ""
        words.append(f'<span{kind} style="left:{place / 10:.1f}%">{word}</span>')
    return f'<div class="kb-axis" aria-hidden="true">{"".join(words)}</div>'


def interval(estimate: Estimate | None, scale: Scale) -> str:
    """A dot for the value, a line through it for its interval."""
    marks = _grid(scale, 24)
    if estimate is not None:
        low = scale.low if estimate.low is None else estimate.low
        high = scale.high if estimate.high is None else estimate.high
        marks += _path("kb-unsure", f"M{scale.at(low)} 12H{scale.at(high)}")
        marks += _path("kb-dot", _point(scale.at(estimate.value), 12))
    return _svg(marks, 24)


def bar(count: float, most: float) -> str:
    """A bar from zero."""
    width = round(count / most * _WIDTH) if most else 0
    return _svg(f'<rect class="kb-amount" x="0" y="5" width="{width}" height="14"/>', 24)


def columns(counts: Sequence[int], most: int) -> str:
    """A column for each period, from zero."""
    wide = _WIDTH / max(len(counts), 1)
    drawn = "".join(
        f'<rect class="kb-amount" x="{place * wide + wide * 0.1:.0f}" y="{40 - height}" width="{wide * 0.8:.0f}" height="{height}"/>'
        for place, count in enumerate(counts)
        if (height := round(count / most * 38) if most else 0)
    )
    return _svg(f'{drawn}<path class="kb-base" d="M0 40H{_WIDTH}"/>', 41)


def dots(
    minutes: Sequence[float], quartiles: tuple[Estimate, Estimate, Estimate] | None, scale: Scale
) -> str:
    """Every case as a dot, stacked where many are alike; below them the median with its interval, and the quartiles as ticks."""
    width = _WIDTH // _COLUMNS
    seen = Counter(scale.at(value) // width for value in minutes)
    points = "".join(
        _point(place * width, 37) + "m0-9h0" * (min(count, _STACK) - 1)
        for place, count in sorted(seen.items())
    )
    marks = _grid(scale, 60) + _path("kb-case", points)
    if quartiles is not None:
        lower, median, upper = quartiles
        low = scale.low if median.low is None else median.low
        high = scale.high if median.high is None else median.high
        marks += _path("kb-unsure", f"M{scale.at(low)} 52H{scale.at(high)}")
        marks += _path("kb-quartile", "".join(f"M{scale.at(each.value)} 46V58" for each in (lower, upper)))
        marks += _path("kb-dot", _point(scale.at(median.value), 52))
    return _svg(marks, 60)


def steps(points: Sequence[tuple[float, Estimate]], scale: Scale) -> str:
    """A curve that falls in steps from 1, at the top, to 0, and where it may lie."""
    line, low, high = "M0 0", "M0 0", "M0 0"
    for at, share in points:
        x = scale.at(at)
        line += f"H{x}V{_below(share.value)}"
        low += f"H{x}V{_below(share.low if share.low is not None else share.value)}"
        high += f"H{x}V{_below(share.high if share.high is not None else share.value)}"
    marks = _grid(scale, 120) + _path("kb-unsure kb-thin", low) + _path("kb-unsure kb-thin", high)
    return _svg(marks + _path("kb-line-drawn", line) + f'<path class="kb-base" d="M0 120H{_WIDTH}"/>', 121)


def _below(share: float) -> int:
    return round((1 - share) * 120)


def _grid(scale: Scale, height: int) -> str:
    return _path("kb-grid", "".join(f"M{scale.at(value)} 0V{height}" for value, _ in scale.ticks))


def _point(x: int, y: int) -> str:
    """A line of no length: with round ends it is a dot that no stretching makes oval."""
    return f"M{x} {y}h0"


def _path(kind: str, way: str) -> str:
    return f'<path class="{kind}" d="{way}"/>' if way else ""


def _svg(marks: str, height: int) -> str:
    return (
        f'<svg class="kb-row-{height}" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{marks}</svg>'
    )
