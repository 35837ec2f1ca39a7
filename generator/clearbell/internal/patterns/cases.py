"""Which postmortems are counted, and the words each is labelled with: every label, and every incident once per word.

Near misses are no incidents and are counted by themselves; drills aren't postmortems. Imported history counts, drafts
too, as in every list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Words

UNIT: Final = "incidents with a postmortem"
NEAR_MISSES: Final = "near misses with a postmortem"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of one list on each case that has any.

    `labels`: the ids as recorded, earlier ones renewed, in their order; the same may stand twice. `wide`: each of them and
    of their wider terms, once.
    """

    words: Words
    of: int
    cases: tuple[Postmortem, ...]
    labels: tuple[tuple[str, ...], ...]
    wide: tuple[frozenset[str], ...]

    @property
    def not_recorded(self) -> int:
        return self.of - len(self.cases)

    @property
    def label_count(self) -> int:
        return sum(map(len, self.labels))


def incidents(archive: Archive) -> tuple[Postmortem, ...]:
    """What the panels count, newest first."""
    return tuple(each for each in archive.postmortems if not each.file.near_miss)


def near_misses(archive: Archive) -> tuple[Postmortem, ...]:
    return tuple(each for each in archive.postmortems if each.file.near_miss)


def labelled(
    words: Words, cases: Sequence[Postmortem], names: Callable[[Postmortem], Iterable[str | None]]
) -> Labelled:
    """*names*: what a case records, if anything."""
    wider: dict[str, frozenset[str]] = {}
    having, labels, wide = [], [], []
    for case in cases:
        own = tuple(words.entry(name).id for name in names(case) if name is not None)
        if not own:
            continue
        for name in own:
            if name not in wider:
                wider[name] = frozenset(words.with_wider((name,)))
        having.append(case)
        labels.append(own)
        wide.append(frozenset().union(*(wider[name] for name in own)))
    return Labelled(words, len(cases), tuple(having), tuple(labels), tuple(wide))


def causes(archive: Archive, cases: Sequence[Postmortem]) -> Labelled:
    return labelled(archive.vocabulary.root_causes, cases, lambda case: case.file.root_causes)


def factors(archive: Archive, cases: Sequence[Postmortem]) -> Labelled:
    words = archive.vocabulary.contributing_factors
    return labelled(words, cases, lambda case: case.file.contributing_factors)


def services(archive: Archive, cases: Sequence[Postmortem]) -> Labelled:
    return labelled(archive.vocabulary.services, cases, lambda case: case.file.services)
