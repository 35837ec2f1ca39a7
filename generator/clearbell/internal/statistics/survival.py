"""How long things stay open, when some of them still are: the survival curve of Kaplan and Meier (1958).

The mean age of what was closed leaves out just those that take longest; the curve counts them for as long as they
have been watched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

from clearbell.internal.statistics.outcome import TAIL, Estimate, Refusal

_Z: Final = NormalDist().inv_cdf(1 - TAIL)
_ROUNDING: Final = 1e-12  # 4/5 times 5/8 is half, and a little more in binary


@dataclass(frozen=True, slots=True)
class Step:
    """At `age`, so many `closed` of those `at_risk` (open until then and still watched); `open`: the share that outlives it."""

    age: float
    at_risk: int
    closed: int
    open: Estimate


@dataclass(frozen=True, slots=True)
class Curve:
    """`n` things, `closed` of them; `median`: the age by which half are closed, None while more than half stay open."""

    n: int
    closed: int
    median: float | None
    steps: tuple[Step, ...]


def survival(lives: Iterable[tuple[float, bool]]) -> Curve | Refusal:
    """*lives*: each thing's age, and whether it was closed at that age (else it was still open when last seen).

    Intervals by Greenwood (1926) on log(-log), which keeps them within 0 and 1.
    """
    seen = list(lives)
    if not seen:
        return Refusal("There is nothing to follow.")
    ended = Counter(age for age, closed in seen if closed)
    ages = Counter(age for age, _ in seen)
    steps: list[Step] = []
    left, alive, spent = len(seen), 1.0, 0.0
    for age in sorted(ages):
        if closed := ended[age]:
            alive *= 1 - closed / left
            spent += closed / (left * (left - closed)) if left > closed else 0.0
            steps.append(Step(age, left, closed, _bounds(alive, spent)))
        left -= ages[age]
    median = next((step.age for step in steps if step.open.value <= 0.5 + _ROUNDING), None)
    return Curve(len(seen), sum(ended.values()), median, tuple(steps))


def _bounds(alive: float, spent: float) -> Estimate:
    if alive == 0:
        return Estimate(0.0, None, None)
    half = _Z * sqrt(spent) / abs(log(alive))
    return Estimate(alive, alive ** exp(half), alive ** exp(-half))
