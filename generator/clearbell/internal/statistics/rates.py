"""Counts in two stretches of time: whether things have become rarer or more frequent, and by how much they may have.

Exact: of all cases, those of the second stretch follow a binomial distribution if nothing changed
(Przyborowski, Wilenski 1940).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearbell.internal.statistics.outcome import LEVEL, TAIL, Estimate, Refusal


@dataclass(frozen=True, slots=True)
class Rates:
    """`ratio`: the rate after over the rate before, None where nothing happened before. `p` is two-sided."""

    before: int
    after: int
    ratio: Estimate | None
    p: float


def compare(before: int, exposed_before: float, after: int, exposed_after: float) -> Rates | Refusal:
    """Two counts, and how long each was watched, in any one unit of time.

    The interval of the ratio comes from that of Clopper and Pearson (1934) for the later share of all cases.
    """
    import numpy as np  # noqa: PLC0415 - a command that computes nothing must not wait for it
    from scipy.special import betaincinv, gammaln, xlog1py, xlogy  # noqa: PLC0415 - as above

    if exposed_before <= 0 or exposed_after <= 0:
        return Refusal("One of the two stretches of time is empty.")
    if before + after == 0:
        return Refusal("Nothing happened in either stretch of time.")
    of, fair = before + after, exposed_after / (exposed_before + exposed_after)
    at = np.arange(of + 1.0)
    logs = (
        gammaln(of + 1) - gammaln(at + 1) - gammaln(of - at + 1) + xlogy(at, fair) + xlog1py(of - at, -fair)
    )
    chance = np.exp(logs)
    p = min(1.0, float(chance[chance <= chance[after] * (1 + 1e-7)].sum()))

    def ratio(part: float) -> float | None:
        return part / (1 - part) * exposed_before / exposed_after if part < 1 else None

    low = ratio(float(betaincinv(after, before + 1, TAIL))) if after else 0.0
    high = ratio(float(betaincinv(after + 1, before, 1 - TAIL))) if before else None
    value = ratio(after / of)
    estimate = Estimate(value, low, high) if value is not None else None
    return Rates(before, after, estimate, p)


class Verdict(StrEnum):
    """What can be said of a thing that was meant to end."""

    RARER = "rarer since"
    NO_DIFFERENCE = "came back; no difference shown"
    TOO_EARLY = "too early to say"


def recurrence(before: int, exposed_before: float, after: int, exposed_after: float) -> tuple[Verdict, float]:
    """Whether what happened *before* times became rarer, and the exact one-sided p.

    None after five before, in as much time, has p = 0.03; after three it has 0.125, which says nothing yet.
    """
    from scipy.special import bdtr  # noqa: PLC0415 - as above

    if exposed_before <= 0 or exposed_after <= 0 or before + after == 0:
        return Verdict.TOO_EARLY, 1.0
    p = float(bdtr(after, before + after, exposed_after / (exposed_before + exposed_after)))
    if p <= 1 - LEVEL:
        return Verdict.RARER, p
    return (Verdict.NO_DIFFERENCE if after else Verdict.TOO_EARLY), p
