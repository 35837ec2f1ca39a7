"""Words that are recorded together more often than chance would have it, and causes that belong to services.

Cases that record nothing are left out, for nobody knows what they lack. Nothing here says what causes what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import UNIT, UNKNOWN, Labelled, causes, factors, incidents, services
from clearbell.internal.patterns.panel import Basis, Method, Panel, chance, find
from clearbell.internal.statistics.cooccurrence import EXPECTED, OFTEN, Meeting, across, together
from clearbell.internal.statistics.fourfold import Fourfold
from clearbell.internal.statistics.outcome import Estimate

_FOUND: Final = 0.05
_MARKED: Final = 0.1
_NAMED: Final = 20
_ODDS: Final = "95 % of the odds ratio, Woolf, approximate"


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two words: how many cases have both, the first, the second; how many with both chance alone would give.

    `odds_ratio` has an approximate interval; `p` is exact, `q` corrected for the whole family; `found` where q is below
    0.05 (pairs) or 0.1 (map). What is too rare for a test has none of them. `cases`: the newest with both, of a pair found;
    `find` is for cells, as a search for two factors finds what has either.
    """

    first: str
    second: str
    first_title: str
    second_title: str
    both: int
    with_first: int
    with_second: int
    expected: float
    odds_ratio: Estimate | None
    p: float | None
    q: float | None
    found: bool
    cases: tuple[str, ...]
    find: str


def factors_together(archive: Archive) -> Panel[PairRow]:
    return _together(
        "factors-together",
        "Factors that come together",
        "Which conditions meet more often than by chance?",
        factors(archive, incidents(archive)),
        "a contributing factor",
    )


def causes_together(archive: Archive) -> Panel[PairRow]:
    return _together(
        "causes-together",
        "Causes that come together",
        "Which root causes meet more often than by chance?",
        causes(archive, incidents(archive)),
        "a root cause",
    )


def _together(name: str, title: str, question: str, of: Labelled, what: str) -> Panel[PairRow]:
    met = together([frozenset(labels) - {UNKNOWN} for labels in of.labels])
    rows = []
    for each in met:
        titles = (of.words.title(each.first), of.words.title(each.second))
        rows.append(_row(each, titles, _FOUND, cases=_having(of, each) if each.q < _FOUND else ()))
    refusal = None
    if not met:
        refusal = (
            f"Nothing is tested: a pair needs two words that {OFTEN} incidents or more record, and {EXPECTED:.0f} incident "
            "with both to be expected by chance."
        )
    basis = Basis(len(of.cases), of.of, UNIT, f"record {what}", of.not_recorded, "don't", of.label_count)
    method = Method(
        _ODDS,
        "Fisher's exact test, one-sided: together more often",
        "Benjamini-Hochberg over all pairs tested",
        len(met),
    )
    return Panel(name, title, question, _pairs_found(rows), basis, method, tuple(rows), refusal)


def cause_service_map(archive: Archive) -> Panel[PairRow]:
    """Every cell that has an incident; those of frequent causes and services are tested, empty ones too."""
    cases, words = incidents(archive), archive.vocabulary
    why, where = causes(archive, cases), services(archive, cases)
    placed = dict(zip((case.id for case in where.cases), where.wide, strict=True))
    cells = [
        (wide, placed[case.id]) for case, wide in zip(why.cases, why.wide, strict=True) if case.id in placed
    ]
    met = {(each.first, each.second): each for each in across(cells)}
    by_cause = Counter(cause for wide, _ in cells for cause in wide)
    by_service = Counter(service for _, there in cells for service in there)
    both = Counter((cause, service) for wide, there in cells for cause in wide for service in there)
    rows = []
    for cell in dict.fromkeys((*both, *met)):
        one, two = cell
        table = Fourfold(both[cell], by_cause[one], by_service[two], len(cells))
        each = met.get(cell) or _Untested(one, two, table)
        titles = (words.root_causes.title(one), words.services.title(two))
        rows.append(_row(each, titles, _MARKED, address=find(cause=one, service=two)))
    rows.sort(key=lambda row: (-row.with_first, row.first, -row.with_second, row.second))
    refusal = None
    if not met:
        refusal = f"No cell is tested: it needs a cause and a service that {OFTEN} incidents or more record, and that not all do."
    n = len(cells)
    basis = Basis(n, len(cases), UNIT, "record both a root cause and a service", len(cases) - n, "don't")
    method = Method(
        _ODDS,
        "Fisher's exact test, two-sided, of each cell against all others",
        "Benjamini-Hochberg over all cells tested",
        len(met),
    )
    return Panel(
        "cause-services",
        "Causes and services",
        "Which service suffers from what?",
        _cells_found(rows),
        basis,
        method,
        tuple(rows),
        refusal,
    )


@dataclass(frozen=True, slots=True)
class _Untested:
    """A pair that is too rare for a test."""

    first: str
    second: str
    table: Fourfold


def _row(
    each: Meeting | _Untested,
    titles: tuple[str, str],
    limit: float,
    *,
    cases: tuple[str, ...] = (),
    address: str = "",
) -> PairRow:
    met, table = each if isinstance(each, Meeting) else None, each.table
    return PairRow(
        each.first,
        each.second,
        *titles,
        table.both,
        table.first,
        table.second,
        table.expected,
        table.odds_ratio if met else None,
        met.p if met else None,
        met.q if met else None,
        met is not None and met.q < limit,
        cases,
        address,
    )


def _having(of: Labelled, each: Meeting) -> tuple[str, ...]:
    both = (
        case.id
        for case, labels in zip(of.cases, of.labels, strict=True)
        if {each.first, each.second} <= {*labels}
    )
    return tuple(islice(both, _NAMED))


def _pairs_found(rows: Sequence[PairRow]) -> str:
    if not rows:
        return "Nothing to say yet."
    found = [row for row in rows if row.found]
    if not found:
        return "No pair comes together more often than chance would have it."
    return f"More often together than chance would have it: {_named(found)}."


def _cells_found(rows: Sequence[PairRow]) -> str:
    if not any(row.q is not None for row in rows):
        return "Nothing to say yet."
    found = [row for row in rows if row.found]
    if not found:
        return "No cell stands out: the causes may well be the same everywhere."
    more = [row for row in found if row.both > row.expected]
    less = [row for row in found if row.both <= row.expected]
    parts = [f"More often than elsewhere: {_named(more)}."] if more else []
    parts += [f"Less often than elsewhere: {_named(less)}."] if less else []
    return " ".join(parts)


def _named(rows: Iterable[PairRow]) -> str:
    """The surest three, and how many more."""
    ordered = sorted(rows, key=lambda row: (round(row.p or 0, 12), -row.both, row.first, row.second))
    named = "; ".join(
        f"{row.first_title} with {row.second_title} ({row.both} where {row.expected:.1f} would be expected, q {chance(row.q or 0)})"
        for row in ordered[:3]
    )
    return named + (f"; and {len(ordered) - 3} more" if len(ordered) > 3 else "")
