"""Which postmortems are like which: by what they are labelled with and by the rare words they share, and why.

Works on the whole archive at once, in a time that grows with it and no faster: only words and pairs of labels that few
share bring two postmortems together. Knows no pages.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Final, TypeAlias

from clearbell.internal.find.texts import Text
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Vocabulary
from clearbell.processes import in_parts

_SHOWN: Final = 5
_FEW: Final = 50  # who shares a word with more says nothing rare
_TERMS: Final = 30  # the rarest words of each, by how often it says them
_SHORTEST: Final = 3
_SIMILAR: Final = 0.2
_STRONG, _CLEAR = 0.6, 0.35  # of 2: all labels the same, and all rare words
_UNKNOWN: Final = "unknown"
_WORTH_OF: Final = {"cause": 3.0, "service": 2.0, "factor": 1.0, "trigger": 1.0}
_KINDS: Final = tuple(_WORTH_OF)
_WORTH: Final = tuple(_WORTH_OF.values())
_FACTOR: Final = _KINDS.index("factor")
_MANY: Final = 2_000  # postmortems that are worth a second process
_PIECE: Final = 50
_Labels: TypeAlias = tuple[int, ...]


class Strength(StrEnum):
    """How much two have in common."""

    STRONG = "strong"
    CLEAR = "clear"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Related:
    """Another postmortem, by its place in the archive. `reason`: `same cause and service, similar text`."""

    number: int
    reason: str
    strength: Strength


def related(
    postmortems: Sequence[Postmortem], texts: Sequence[Text], vocabulary: Vocabulary
) -> tuple[tuple[Related, ...], ...]:
    """For each postmortem the nearest others, the nearest first."""
    labels = [_labels(postmortem, vocabulary) for postmortem in postmortems]
    bits = _bits(labels)
    vectors = _vectors(texts)
    by_word: dict[str, list[tuple[int, float]]] = defaultdict(list)
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            by_word[word].append((number, weight))
        for pair in _pairs(labels[number]):
            by_pair[pair].append(number)

    def nearest(numbers: Sequence[int]) -> list[tuple[Related, ...]]:
        return [
            _nearest(number, _alike(number, vectors[number], by_word, _pairs(labels[number]), by_pair), bits)
            for number in numbers
        ]

    numbers = range(len(postmortems))
    return tuple(in_parts(lambda: nearest, numbers, piece=_PIECE, alone=len(numbers) < _MANY))


def _alike(
    number: int,
    vector: Mapping[str, float],
    by_word: Mapping[str, Sequence[tuple[int, float]]],
    pairs: Iterable[tuple[str, str]],
    by_pair: Mapping[tuple[str, str], Sequence[int]],
) -> dict[int, float]:
    """The others that share two labels or many rare words, and how much they share of these."""
    words: dict[int, float] = defaultdict(float)
    for word, weight in vector.items():
        for other, its in by_word[word]:
            words[other] += weight * its
    near = {other for pair in pairs for other in _near(by_pair[pair], number)}
    near.update([other for other, much in words.items() if much >= _SIMILAR])
    near.discard(number)
    return {other: words.get(other, 0.0) for other in near}


def _nearest(number: int, alike: Mapping[int, float], labels: Sequence[_Labels]) -> tuple[Related, ...]:
    mine, found = labels[number], []
    for other, words in alike.items():
        its = labels[other]
        shared = [ours & theirs for ours, theirs in zip(mine, its, strict=True)]
        reason = _reason(tuple(map(bool, shared)), shared[_FACTOR].bit_count() > 1, words >= _SIMILAR)
        if reason:
            every = sum(
                worth * (ours | theirs).bit_count()
                for worth, ours, theirs in zip(_WORTH, mine, its, strict=True)
            )
            same = sum(worth * both.bit_count() for worth, both in zip(_WORTH, shared, strict=True))
            found.append((-round((same / every if every else 0.0) + words, 6), other, reason))
    return tuple(Related(other, reason, _strength(-score)) for score, other, reason in sorted(found)[:_SHOWN])


def _strength(score: float) -> Strength:
    return Strength.STRONG if score >= _STRONG else Strength.CLEAR if score >= _CLEAR else Strength.WEAK


@cache
def _reason(shared: tuple[bool, ...], factors: bool, similar: bool) -> str:
    """Why anybody should look: two kinds of labels, or the text; a single label says too little."""
    same = [name for name, both in zip(_KINDS, shared, strict=True) if both and name != "factor"]
    if factors:
        same.append("factors")
    reasons = []
    if len(same) > 1:
        reasons.append(f"same {', '.join(same[:-1])} and {same[-1]}")
    if similar:
        if len(same) == 1:
            reasons.append(f"same {same[0]}")
        reasons.append("similar text")
    return ", ".join(reasons)


def _labels(postmortem: Postmortem, vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    file = postmortem.file
    return {
        "cause": frozenset(vocabulary.root_causes.entry(name).id for name in file.root_causes) - {_UNKNOWN},
        "service": frozenset(vocabulary.services.entry(name).id for name in file.services),
        "factor": frozenset(
            vocabulary.contributing_factors.entry(name).id for name in file.contributing_factors
        ),
        "trigger": frozenset([vocabulary.triggers.entry(file.trigger).id] if file.trigger else []),
    }


def _bits(labels: Sequence[Mapping[str, frozenset[str]]]) -> list[_Labels]:
    """The same labels as numbers with a bit for each: hundreds of thousands of pairs are compared."""
    places: dict[str, int] = {}
    return [
        tuple(
            sum(1 << places.setdefault(f"{kind} {label}", len(places)) for label in each[kind])
            for kind in _KINDS
        )
        for each in labels
    ]


def _pairs(labels: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    yield from product(sorted(labels["cause"]), sorted(labels["service"]))


def _near(numbers: Sequence[int], number: int) -> Sequence[int]:
    """Those with the same pair that are nearest in time, so that many don't cost more."""
    at = bisect_left(numbers, number)
    return numbers[max(0, at - _FEW // 2) : at + _FEW // 2]


def _vectors(texts: Sequence[Text]) -> list[Mapping[str, float]]:
    """The rarest words of each text and their weights; the length of each is 1."""
    used = Counter(word for text in texts for word in text.counts)
    rare = {
        word: math.log(len(texts) / number)
        for word, number in used.items()
        if 1 < number <= min(_FEW, len(texts) / 3) and len(word) >= _SHORTEST and not word.isdigit()
    }
    vectors: list[Mapping[str, float]] = []
    for text in texts:
        weights = [
            (math.log1p(count) * rare[word], word) for word, count in text.counts.items() if word in rare
        ]
        weights = sorted(weights, key=lambda it: (-it[0], it[1]))[:_TERMS]
        length = math.sqrt(sum(weight * weight for weight, _ in weights)) or 1.0
        vectors.append({word: weight / length for weight, word in weights})
    return vectors
