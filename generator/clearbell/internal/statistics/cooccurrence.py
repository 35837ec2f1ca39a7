"""Which words meet in a set more often than chance would have it: one family of tests, fixed before anybody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from clearbell.internal.statistics.families import adjusted
from clearbell.internal.statistics.fourfold import Fourfold, more_often, otherwise

OFTEN: Final = 5  # sets with a word, below which a pair can hardly show anything
EXPECTED: Final = 1.0  # sets with both, as chance has it
WORDS: Final = 60  # the most frequent ones: 1,770 pairs; words that anybody may add know no end


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two words, how often they meet, and how likely that is: `p` by Fisher's exact test, `q` for all of the family."""

    first: str
    second: str
    table: Fourfold
    p: float
    q: float


def together(sets: Sequence[Collection[str]]) -> list[Meeting]:
    """All pairs that are frequent enough, the least likely first. One-sided: words that avoid each other are no finding,
    for causes do so by their nature.
    """
    counts = Counter(word for each in sets for word in each)
    both = Counter(pair for each in sets for pair in combinations(sorted(each), 2))
    pairs = [
        (one, two)
        for one, two in combinations(frequent(counts), 2)
        if counts[one] * counts[two] >= EXPECTED * len(sets)
    ]
    tables = [
        Fourfold(both[min(pair), max(pair)], counts[pair[0]], counts[pair[1]], len(sets)) for pair in pairs
    ]
    return _met(pairs, tables, one_sided=True)


def across(sets: Sequence[tuple[Collection[str], Collection[str]]]) -> list[Meeting]:
    """Each frequent word of the one side with each of the other, two-sided. What all sets have can't stand out."""
    rows = Counter(word for one, _ in sets for word in one)
    columns = Counter(word for _, two in sets for word in two)
    both = Counter((a, b) for one, two in sets for a in one for b in two)
    n = len(sets)
    cells = [(a, b) for a in frequent(rows) for b in frequent(columns) if rows[a] < n and columns[b] < n]
    tables = [Fourfold(both[cell], rows[cell[0]], columns[cell[1]], n) for cell in cells]
    return _met(cells, tables, one_sided=False)


def frequent(counts: Counter[str]) -> list[str]:
    """The words worth a test, the most frequent first."""
    often = sorted((word for word in counts if counts[word] >= OFTEN), key=lambda word: (-counts[word], word))
    return often[:WORDS]


def _met(pairs: Sequence[tuple[str, str]], tables: Sequence[Fourfold], *, one_sided: bool) -> list[Meeting]:
    if not tables:
        return []
    import numpy as np  # noqa: PLC0415 - only where there is something to test

    p_values = (more_often if one_sided else otherwise)(
        np.array([table.both for table in tables]),
        np.array([table.first for table in tables]),
        np.array([table.second for table in tables]),
        tables[0].of,
    ).tolist()
    found = zip(pairs, tables, p_values, adjusted(p_values), strict=True)
    met = [Meeting(*pair, table, p, q) for pair, table, p, q in found]
    # Rounded, because of two tables that mirror each other one may be less likely by the last bit, elsewhere the other.
    return sorted(met, key=lambda each: (round(each.p, 12), -each.table.both, each.first, each.second))
