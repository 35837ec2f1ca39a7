"""Tables of two by two: whether two things occur together more often, or otherwise, than chance would have it.

Fisher's exact test for many tables at once. SciPy's own takes a table at a time and half a second to load, so the
probabilities are summed here from SciPy's gamma function, and tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from clearbell.internal.statistics.outcome import TAIL, Estimate

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    Counts = NDArray[int64]
    Numbers = NDArray[float64]

_Z: Final = NormalDist().inv_cdf(1 - TAIL)
_TABLES: Final = 50  # at once: memory stays small, and numpy has enough to do
_SAME: Final = 1 + 1e-7  # probabilities this near are one probability


@dataclass(frozen=True, slots=True)
class Fourfold:
    """Cases with both things, with the first, with the second, and all there are. `expected`: both, if chance alone joined them."""

    both: int
    first: int
    second: int
    of: int

    @property
    def expected(self) -> float:
        return self.first * self.second / self.of

    @property
    def odds_ratio(self) -> Estimate:
        """How many times the odds of the one are those it has without the other; 1 means nothing to do with each other.

        The interval is Woolf's (1955), on the logarithm. Where a cell is empty, each has a half added for the interval
        (Haldane 1956), and the ratio itself is 0 or, with no bound, infinite.
        """
        cells = (
            self.both,
            self.first - self.both,
            self.second - self.both,
            self.of - self.first - self.second + self.both,
        )
        a, b, c, d = (cell + 0.5 for cell in cells) if 0 in cells else map(float, cells)
        middle, half = log(a * d / (b * c)), _Z * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        low, high = exp(middle - half), exp(middle + half)
        if 0 in (cells[1], cells[2]):
            return Estimate(exp(middle), low, None)
        return Estimate(cells[0] * cells[3] / (cells[1] * cells[2]), low, high)


def more_often(both: Counts, first: Counts, second: Counts, of: int) -> Numbers:
    """For each table the probability of so many together or more, if chance alone joined them: Fisher's test, one-sided."""
    import numpy as np  # noqa: PLC0415 - a command that computes nothing must not wait for it

    found = np.ones(len(both))
    for some, chance, at in _chances(first, second, of):
        found[some] = np.where(at >= both[some, None], chance, 0.0).sum(axis=1)
    return np.minimum(1.0, found)


def otherwise(both: Counts, first: Counts, second: Counts, of: int) -> Numbers:
    """For each table the probability of a number together that is no likelier than this one: Fisher's test, two-sided."""
    import numpy as np  # noqa: PLC0415 - as above

    found = np.ones(len(both))
    for some, chance, at in _chances(first, second, of):
        own = np.where(at == both[some, None], chance, 0.0).sum(axis=1)
        found[some] = np.where(chance <= own[:, None] * _SAME, chance, 0.0).sum(axis=1)
    return np.minimum(1.0, found)


def _chances(first: Counts, second: Counts, of: int) -> Iterator[tuple[slice, Numbers, Counts]]:
    """The hypergeometric distributions, some tables at a time: a row for each, a column for each number of cases with both."""
    import numpy as np  # noqa: PLC0415 - as above
    from scipy.special import gammaln  # noqa: PLC0415 - as above

    ways = gammaln(np.arange(of + 1) + 1.0)  # logarithms of the factorials of 0 to `of`
    for start in range(0, len(first), _TABLES):
        some = slice(start, start + _TABLES)
        one, two = first[some, None], second[some, None]
        at = np.arange(int(np.minimum(one, two).max()) + 1)[None, :]
        least = np.maximum(one + two - of, 0)
        possible = (at <= np.minimum(one, two)) & (at >= least)
        k = np.where(possible, at, least)
        logs = ways[one] - ways[k] - ways[one - k]
        logs += ways[of - one] - ways[two - k] - ways[of - one - two + k]
        logs -= ways[of] - ways[two] - ways[of - two]
        yield some, np.where(possible, np.exp(logs), 0.0), at
