"""How a measured length of time spreads: quartiles with intervals that assume no shape of the distribution.

Gives no mean as a measure: one long case can hold most of all minutes. The mean is there to be compared with what
others publish, beside the share of the longest case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clearbell.internal.statistics.outcome import TAIL, Estimate, Refusal


@dataclass(frozen=True, slots=True)
class Spread:
    """All in the unit that came in. `longest_share`: how much of the sum the longest case holds, 0 to 1."""

    n: int
    shortest: float
    lower: Estimate
    median: Estimate
    upper: Estimate
    longest: float
    mean: float
    longest_share: float


def spread(values: Sequence[float]) -> Spread | Refusal:
    """Quartiles, the ends, and how far the longest one outweighs the rest."""
    if not values:
        return Refusal("There is nothing to measure.")
    ordered, whole = sorted(values), sum(values)
    lower, median, upper = (quantile(ordered, part) for part in (0.25, 0.5, 0.75))
    return Spread(
        len(ordered),
        ordered[0],
        lower,
        median,
        upper,
        ordered[-1],
        whole / len(ordered),
        ordered[-1] / whole if whole else 1 / len(ordered),
    )


def quantile(ordered: Sequence[float], part: float) -> Estimate:
    """The value below which *part* of the *ordered* ones lie, and two of them that enclose the true one.

    The order statistics of Conover (1999), chapter 3.2. A bound exists for the median from 6 values on, for quartiles
    from 13, for the upper one of a 90 % quantile from 36.
    """
    import numpy as np  # noqa: PLC0415 - a command that computes nothing must not wait for it
    from scipy.special import bdtr  # noqa: PLC0415 - as above

    n = len(ordered)
    place = (n - 1) * part
    below = int(place)
    above = ordered[min(below + 1, n - 1)]
    value = ordered[below] + (above - ordered[below]) * (place - below)
    fewer = bdtr(np.arange(n, dtype=float), n, part)  # the probability of so many below it or fewer
    low, high = int(np.searchsorted(fewer, TAIL)) - 1, int(np.searchsorted(fewer, 1 - TAIL))
    return Estimate(value, ordered[low] if low >= 0 else None, ordered[high] if high < n else None)
