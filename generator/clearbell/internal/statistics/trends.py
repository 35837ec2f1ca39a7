"""Whether counts grow or shrink over a row of periods, as a factor per period with its interval. Foretells nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING, Final

from clearbell.internal.statistics.outcome import TAIL, Estimate, Refusal

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Numbers = NDArray[float64]

PERIODS: Final = 6
CASES: Final = 20
_STEEP: Final = 10.0  # 22,000 times as many in the next period


@dataclass(frozen=True, slots=True)
class Trend:
    """`factor`: by what counts are multiplied from one period to the next. `p` is two-sided.

    `dispersion`: how much more counts scatter than chance would have it (1 is as chance has it); `widened`: more than
    it explains, and the interval is wider for that.
    """

    factor: Estimate
    p: float
    dispersion: float
    widened: bool


def trend(counts: Sequence[int]) -> Trend | Refusal:
    """Poisson regression of *counts* of equally long periods on their number.

    Where Pearson's statistic shows more scatter than Poisson's distribution has (p < 0.05), the standard error grows
    with it and Student's distribution takes the place of the normal one (McCullagh, Nelder 1989, chapter 6).
    """
    import numpy as np  # noqa: PLC0415 - a command that computes nothing must not wait for it
    from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit  # noqa: PLC0415 - as above

    whole, n = sum(counts), len(counts)
    if n < PERIODS:
        return Refusal(f"A trend needs {PERIODS} whole periods, and there are {n}.")
    if whole < CASES:
        return Refusal(f"A trend needs {CASES} incidents in these periods, and there are {whole}.")
    at, found = np.arange(n, dtype=np.float64) - (n - 1) / 2, np.array(counts, dtype=np.float64)
    slope = _slope(at, float(found @ at / whole))
    if slope is None:
        return Refusal("All incidents lie at one end of the periods; no factor fits them.")
    weights = _parts(at, slope)
    fitted = whole * weights
    error = 1 / sqrt(whole * float(weights @ (at - float(weights @ at)) ** 2))
    scatter = float(((found - fitted) ** 2 / fitted).sum())
    dispersion = scatter / (n - 2)
    widened = bool(chdtrc(n - 2, scatter) < 0.05)
    if widened:
        error *= sqrt(dispersion)
        p, reach = 2 * float(stdtr(n - 2, -abs(slope) / error)), float(stdtrit(n - 2, 1 - TAIL))
    else:
        p, reach = 2 * float(ndtr(-abs(slope) / error)), float(ndtri(1 - TAIL))
    return Trend(
        Estimate(exp(slope), exp(slope - reach * error), exp(slope + reach * error)), p, dispersion, widened
    )


def _slope(at: Numbers, mean: float) -> float | None:
    """By Newton's method. The level follows from it, as fitted counts add up to all counts; None where nothing fits."""
    slope = 0.0
    for _ in range(100):
        weights = _parts(at, slope)
        middle = float(weights @ at)
        step = (mean - middle) / float(weights @ (at - middle) ** 2)
        slope += max(-1.0, min(1.0, step))
        if abs(step) < 1e-12:
            return slope
        if abs(slope) > _STEEP:
            break
    return None


def _parts(at: Numbers, slope: float) -> Numbers:
    """The share of all counts that each period has at this slope."""
    import numpy as np  # noqa: PLC0415 - as above

    parts: Numbers = np.exp(slope * at)
    parts /= parts.sum()
    return parts
