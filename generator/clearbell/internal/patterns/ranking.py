"""How often each word is recorded: root causes, factors by their kind, triggers, ways of detection.

Shares are of the incidents that record any, with Wilson's interval; neighbours whose intervals overlap are tied.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from clearbell.formats.taxonomy import FactorKind
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import (
    NEAR_MISSES,
    UNIT,
    UNKNOWN,
    Labelled,
    causes,
    factors,
    incidents,
    labelled,
    near_misses,
)
from clearbell.internal.patterns.panel import Basis, Method, Panel, find, span
from clearbell.internal.statistics.outcome import Estimate
from clearbell.internal.statistics.shares import distinguishable, share
from clearbell.internal.vocabulary import Entry, Words

LEAST: Final = 20
_METHOD: Final = Method("95 %, Wilson; a tie is where those of neighbours overlap")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One word. `incidents` that record it or a narrower one, `labels` by which they do; `tied` with the next of its group.

    `group`: the wider term, or the kind of a factor.
    """

    id: str
    title: str
    group: str
    incidents: int
    labels: int
    share: Estimate | None
    tied: bool | None
    find: str


def cause_ranking(archive: Archive) -> Panel[TermRow]:
    return _ranking(
        "causes",
        "Root causes",
        "What fails most often?",
        causes(archive, incidents(archive)),
        "a root cause",
        "cause",
    )


def factor_ranking(archive: Archive) -> Panel[TermRow]:
    return _ranking(
        "factors",
        "Contributing factors",
        "What lets incidents happen, or grow?",
        factors(archive, incidents(archive)),
        "a contributing factor",
        "factor",
    )


def kind_ranking(archive: Archive) -> Panel[TermRow]:
    """The three sides a factor may be of; those of no known kind are left out."""
    words = archive.vocabulary.contributing_factors
    kinds = Words({kind: Entry(kind, kind.capitalize()) for kind in FactorKind}, {}, open=True)
    found = labelled(
        kinds,
        incidents(archive),
        lambda case: (words.entry(name).kind for name in case.file.contributing_factors),
    )
    panel = _ranking(
        "factor-kinds",
        "Kinds of factors",
        "Is it technique, process or people?",
        found,
        "a contributing factor",
        "factor",
    )
    return replace(
        panel,
        rows=tuple(
            replace(row, find=f"{places.FACTORS.removesuffix('index.md')}#{row.id}") for row in panel.rows
        ),
    )


def trigger_ranking(archive: Archive) -> Panel[TermRow]:
    words = archive.vocabulary.triggers
    found = labelled(words, incidents(archive), lambda case: (case.file.trigger,))
    return _ranking("triggers", "Triggers", "What changed just before?", found, "a trigger", "trigger")


def detection_ranking(archive: Archive) -> Panel[TermRow]:
    words = archive.vocabulary.detection
    found = labelled(words, incidents(archive), lambda case: (case.file.detection,))
    return _ranking(
        "detection", "Detection", "Who or what notices first?", found, "how it was noticed", "detection"
    )


def near_miss_ranking(archive: Archive) -> Panel[TermRow]:
    found = factors(archive, near_misses(archive))
    panel = _ranking(
        "near-misses",
        "Factors in near misses",
        "What nearly reached customers, and why?",
        found,
        "a contributing factor",
        "factor",
    )
    rows = tuple(replace(row, find=f"{row.find}&nearmiss=1") for row in panel.rows)
    return replace(panel, rows=rows, basis=replace(panel.basis, unit=NEAR_MISSES))


def _ranking(name: str, title: str, question: str, of: Labelled, what: str, facet: str) -> Panel[TermRow]:
    seen = Counter(word for case in of.wide for word in case)
    labels = Counter(word for case in of.labels for label in case for word in of.words.with_wider((label,)))
    n = len(of.cases)
    rows = [_row(of.words.entry(word), count, labels[word], n, facet) for word, count in seen.items()]
    rows = _in_order(rows)
    refusal = None
    if n < LEAST:
        refusal = f"No ranking: it needs {LEAST} cases that record {what}, and there are {n}."
    else:
        rows = _tied(rows)
    basis = Basis(n, of.of, UNIT, f"record {what}", of.not_recorded, "don't", of.label_count)
    return Panel(name, title, question, _answer(rows, n, what, refusal), basis, _METHOD, tuple(rows), refusal)


def _row(entry: Entry, count: int, labels: int, n: int, facet: str) -> TermRow:
    part = share(count, n)
    return TermRow(
        entry.id,
        entry.title,
        entry.parent or (str(entry.kind) if entry.kind else ""),
        count,
        labels,
        part if isinstance(part, Estimate) else None,
        None,
        find(**{facet: entry.id}),
    )


def _in_order(rows: list[TermRow]) -> list[TermRow]:
    """The most frequent first, what isn't known last; a narrower term below its wider one."""
    by_group: dict[str, list[TermRow]] = {}
    ids = {row.id for row in rows}
    for row in sorted(rows, key=lambda row: (row.id == UNKNOWN, -row.incidents, row.title.casefold())):
        by_group.setdefault(row.group if row.group in ids else "", []).append(row)
    found: list[TermRow] = []

    def add(group: str) -> None:
        for row in by_group.get(group, ()):
            found.append(row)
            add(row.id)

    add("")
    return found


def _tied(rows: list[TermRow]) -> list[TermRow]:
    """Each row with whether the next of its group could as well stand before it. Not to know isn't a rival."""
    found = []
    for place, row in enumerate(rows):
        rivals = (other for other in rows[place + 1 :] if other.group == row.group and other.id != UNKNOWN)
        other = next(rivals, None)
        tied = None
        if other is not None and row.share is not None and other.share is not None and row.id != UNKNOWN:
            tied = not distinguishable(row.share, other.share)
        found.append(replace(row, tied=tied))
    return found


def _answer(rows: list[TermRow], n: int, what: str, refusal: str | None) -> str:
    known = [row for row in rows if row.id != UNKNOWN]
    if not n:
        return f"Nothing records {what}."
    if not known:
        return "It could not be established in any of them."
    first = known[0]
    said = f"{first.title}: {first.incidents} of {n}"
    if refusal is not None or first.share is None:
        return f"Most often {said}."
    part = f", {span(first.share.low or 0, first.share.high or 1)}"
    ids = {row.id for row in rows}
    rivals = [row for row in known[1:] if row.group not in ids]
    close = [row for row in rivals if row.share is not None and not distinguishable(first.share, row.share)]
    if not close:
        return f"{said}{part}, leads." if rivals else f"{said}{part}."
    names = ", ".join(row.title for row in close[:3])
    more = f" and {len(close) - 3} more" if len(close) > 3 else ""
    return f"{said}{part}; not distinguishable from {names}{more}."
