"""The share of cases that have something, with Wilson's interval. Takes counts only: a percentage can't say how sure it is."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Final

from clearbell.internal.statistics.outcome import TAIL, Estimate, Refusal

LEAST: Final = 10  # below it a percentage looks more exact than it is: 3 of 9 may be 12 % or 65 %
_Z: Final = NormalDist().inv_cdf(1 - TAIL)


def share(count: float, of: float | None, least: int = LEAST) -> Estimate | Refusal:
    """*count* of *of* cases as a share from 0 to 1, with the score interval of Wilson (1927).

    It keeps its level for small counts and never leaves 0 to 1 (Brown, Cai, DasGupta 2001).
    """
    if of is None or count != int(count) or of != int(of):
        return Refusal("A share needs whole counts: a percentage alone has no interval.")
    if not 0 <= count <= of:
        return Refusal(f"{count:g} of {of:g} is no share.")
    if of < max(least, 1):
        return Refusal(f"A percentage needs {max(least, 1)} cases, and there are {of:g}.")
    part, spread = count / of, _Z * _Z / of
    middle = (part + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(part * (1 - part) / of + spread / (4 * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return Estimate(part, low, high)


def distinguishable(one: Estimate, other: Estimate) -> bool:
    """Whether two shares' intervals leave no room for a tie."""
    return not (
        one.low is None
        or one.high is None
        or other.low is None
        or other.high is None
        or (one.low <= other.high and other.low <= one.high)
    )
