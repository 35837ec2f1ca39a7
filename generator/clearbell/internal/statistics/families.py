"""Many tests at once: what of their findings is left when chance has had as many tries as there were tests."""

from __future__ import annotations

from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The q value of each p value of one family of tests: the false discovery rate at which it would be called a finding.

    Benjamini, Hochberg (1995): p times the number of tests over its rank, made never to fall with a larger p.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index], reverse=True)
    found = [1.0] * len(p_values)
    least = 1.0
    for place, index in enumerate(order):
        least = min(least, p_values[index] * len(p_values) / (len(p_values) - place))
        found[index] = least
    return found
