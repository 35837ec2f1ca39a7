"""The four ways postmortems are labelled that have pages: causes, factors, triggers, services. Knows what each has and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Words


@dataclass(frozen=True)  # without slots: what is counted is counted when it is asked for
class Dimension:
    """One list of the vocabulary. `facet`: its name in the address of a search; `names`: what a postmortem records of it."""

    facet: str
    index: str
    title: str
    one: str
    intro: str
    words: Words
    place: Callable[[str], str]
    names: Callable[[Postmortem], Sequence[str]]
    postmortems: Sequence[Postmortem]
    found: Mapping[str, Sequence[Postmortem]]

    @cached_property
    def of(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each postmortem that records any, by its id: those it names and all wider ones."""
        return {
            each.id: self.words.with_wider(names) for each in self.postmortems if (names := self.names(each))
        }

    @cached_property
    def incidents(self) -> tuple[int, Counter[str]]:
        """How many incidents record any, and how many each word; near misses are none."""
        return self.among(self.postmortems)

    def among(self, postmortems: Iterable[Postmortem]) -> tuple[int, Counter[str]]:
        """The same for some of them."""
        counted: Counter[str] = Counter()
        recorded = 0
        for each in postmortems:
            if not each.file.near_miss and each.id in self.of:
                recorded += 1
                counted.update(self.of[each.id])
        return recorded, counted


def dimensions(archive: Archive) -> tuple[Dimension, ...]:
    """All four, in the order of the pages."""
    words, all_ = archive.vocabulary, archive.postmortems
    return (
        Dimension(
            "cause",
            places.CAUSES,
            "Causes",
            "root cause",
            "The mechanism that failed. A postmortem may have more than one.",
            words.root_causes,
            places.cause,
            lambda each: each.file.root_causes,
            all_,
            archive.by_cause(),
        ),
        Dimension(
            "factor",
            places.FACTORS,
            "Factors",
            "contributing factor",
            "Conditions that let an incident happen or grow. A postmortem may have more than one.",
            words.contributing_factors,
            places.factor,
            lambda each: each.file.contributing_factors,
            all_,
            archive.by_factor(),
        ),
        Dimension(
            "trigger",
            places.TRIGGERS,
            "Triggers",
            "trigger",
            "What changed just before. A trigger is no cause: the same change would do no harm elsewhere.",
            words.triggers,
            places.trigger,
            lambda each: [each.file.trigger] if each.file.trigger else [],
            all_,
            archive.by_trigger(),
        ),
        Dimension(
            "service",
            places.SERVICES,
            "Services",
            "service",
            "Components as customers know them, and the services behind them. A postmortem may name more than one.",
            words.services,
            places.service,
            lambda each: each.file.services,
            all_,
            archive.by_service(),
        ),
    )
