"""Whether what a corrective action answers came back once the action was done.

An incident matches when it shares a cause or factor with the action and a service with the postmortem it comes from.
Knows that the incident which led to the action is among those before, and says so: it speaks for the action.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from clearbell.formats.postmortem import Action, ActionStatus
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import Labelled, causes, factors, incidents, services
from clearbell.internal.patterns.panel import Basis, Method, Panel
from clearbell.internal.records import Postmortem
from clearbell.internal.statistics.families import adjusted
from clearbell.internal.statistics.rates import Verdict, recurrence

_DONE: Final = (ActionStatus.DONE, ActionStatus.VERIFIED)
_FOUND: Final = 0.05
_NAMED: Final = 20  # incidents that came back, of one action


@dataclass(frozen=True, slots=True)
class RecurrenceRow:
    """An action that is done, and matching incidents before and after the day it was, with the days watched.

    `p`: one-sided, exact, of so few after if nothing changed; `q`: corrected for all actions. `again`: the first to come back.
    """

    postmortem: str
    action: str
    what: str
    closed: date
    addresses: tuple[str, ...]
    services: tuple[str, ...]
    before: int
    days_before: int
    after: int
    days_after: int
    p: float
    q: float
    verdict: Verdict
    again: tuple[str, ...]
    find: str


class _Shelf:
    """Which incidents have a word, as bits of a number, the oldest lowest: ten thousand of them are compared in one step."""

    def __init__(self, cases: Sequence[Postmortem], lists: Sequence[Labelled]) -> None:
        self.cases = cases
        place = {case.id: number for number, case in enumerate(cases)}
        bits: dict[str, bytearray] = {}
        for each in lists:
            for case, wide in zip(each.cases, each.wide, strict=True):
                byte, bit = divmod(place[case.id], 8)
                for word in wide:
                    bits.setdefault(word, bytearray(len(cases) // 8 + 1))[byte] |= 1 << bit
        self._of = {word: int.from_bytes(found, "little") for word, found in bits.items()}

    def any_of(self, words: Sequence[str]) -> int:
        found = 0
        for word in words:
            found |= self._of.get(word, 0)
        return found


def action_recurrence(archive: Archive) -> Panel[RecurrenceRow]:
    cases = sorted(
        (case for case in incidents(archive) if case.day is not None), key=lambda case: (case.day, case.id)
    )
    labels = _Shelf(cases, (causes(archive, cases), factors(archive, cases)))
    where = _Shelf(cases, (services(archive, cases),))
    days = [case.day for case in cases if case.day is not None]
    judged, of = [], 0
    for case in archive.postmortems:
        for action in case.file.actions:
            of += action.status in _DONE
            if (
                action.status in _DONE
                and action.closed is not None
                and action.addresses
                and case.file.services
            ):
                judged.append((case, action, action.closed))
    rows = [_row(archive, case, action, closed, labels, where, days) for case, action, closed in judged]
    q_values = adjusted([row.p for row in rows])
    rows = [_corrected(row, q) for row, q in zip(rows, q_values, strict=True)]
    rows.sort(key=lambda row: (-row.after, row.p, row.closed, row.postmortem, row.action))
    method = Method(
        "",
        "exact binomial test of the two counts, given the days of each, one-sided: rarer since",
        "Benjamini-Hochberg over all actions",
        len(rows),
    )
    note = (
        "An incident matches when it shares a cause or factor with the action and a service with its postmortem. The incident "
        "that led to the action is among those before, which speaks for the action: take p for the best case."
    )
    return Panel(
        "recurrence",
        "Did it come back?",
        "Did what an action answers come back once the action was done?",
        _came_back(rows),
        Basis(
            len(rows),
            of,
            "actions of postmortems that are done",
            "can be followed",
            of - len(rows),
            "don't record when they were closed, what they answer, or a service",
        ),
        method,
        tuple(rows),
        None if rows else "Nothing to follow: no action says that it is done, when, and what it answers.",
        note,
    )


def _row(
    archive: Archive,
    case: Postmortem,
    action: Action,
    closed: date,
    labels: _Shelf,
    where: _Shelf,
    days: Sequence[date],
) -> RecurrenceRow:
    words = archive.vocabulary.services
    addresses = tuple(_addressed(archive, action))
    there = tuple(words.entry(name).id for name in case.file.services)
    matching = labels.any_of(addresses) & where.any_of(there)
    turn = bisect_right(days, closed)
    later = matching >> turn
    before, after = (matching & ((1 << turn) - 1)).bit_count(), later.bit_count()
    first = days[0] if days else closed
    days_before, days_after = (closed - first).days + 1, (archive.today - closed).days
    verdict, p = recurrence(before, days_before, after, days_after)
    return RecurrenceRow(
        case.id,
        action.id,
        action.what,
        closed,
        addresses,
        there,
        before,
        days_before,
        after,
        days_after,
        p,
        1.0,
        verdict,
        tuple(labels.cases[turn + place].id for place in _places(later)),
        places.postmortem(case.id).removesuffix(".md") + "/",
    )


def _places(bits: int) -> Iterator[int]:
    for _ in range(_NAMED):
        if not bits:
            return
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _addressed(archive: Archive, action: Action) -> Iterator[str]:
    """Ids of causes and factors, earlier ones renewed."""
    why, factor = archive.vocabulary.root_causes, archive.vocabulary.contributing_factors
    for name in action.addresses:
        words = why if why.knows(name) and not why.open else factor
        yield words.entry(name).id


def _corrected(row: RecurrenceRow, q: float) -> RecurrenceRow:
    """Among many actions some look good by chance alone."""
    verdict = row.verdict
    if verdict is Verdict.RARER and q > _FOUND:
        verdict = Verdict.NO_DIFFERENCE if row.after else Verdict.TOO_EARLY
    return replace(row, q=q, verdict=verdict)


def _came_back(rows: Sequence[RecurrenceRow]) -> str:
    if not rows:
        return "Nothing to say yet."
    again = sum(row.after > 0 for row in rows)
    rarer = sum(row.verdict is Verdict.RARER for row in rows)
    early = sum(row.verdict is Verdict.TOO_EARLY for row in rows)
    return (
        f"After {again} of {len(rows)} it came back at least once; {rarer} are followed by clearly fewer incidents; of {early} "
        "it is too early to say."
    )
