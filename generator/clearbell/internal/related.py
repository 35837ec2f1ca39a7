"""Which postmortems are like which: by what they are labelled with and by the rare words they share, and why.

Works on the whole archive at once, in a time that grows with it and no faster: only words and pairs of labels that few
share bring two postmortems together. Knows no pages.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from clearbell.internal.find.texts import Text
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Vocabulary

_SHOWN: Final = 5
_FEW: Final = 50  # who shares a word with more says nothing rare
_TERMS: Final = 30  # the rarest words of each, by how often it says them
_SHORTEST: Final = 3
_SIMILAR: Final = 0.2
_STRONG, _CLEAR = 0.6, 0.35  # of 2: all labels the same, and all rare words
_UNKNOWN: Final = "unknown"
_WORTH: Final = {"cause": 3.0, "service": 2.0, "factor": 1.0, "trigger": 1.0}


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
    vectors = _vectors(texts)
    by_word: dict[str, list[int]] = defaultdict(list)
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for word in vector:
            by_word[word].append(number)
        for pair in _pairs(labels[number]):
            by_pair[pair].append(number)
    found = []
    for number, vector in enumerate(vectors):
        words: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for other in by_word[word]:
                words[other] += weight * vectors[other][word]
        near = {other for pair in _pairs(labels[number]) for other in _near(by_pair[pair], number)}
        near.update(other for other, much in words.items() if much >= _SIMILAR)
        alike = {other: words.get(other, 0.0) for other in near if other != number}
        ranked = sorted(_ranked(number, alike, labels), key=lambda it: (-it[0], it[1].number))
        found.append(tuple(each for _, each in ranked[:_SHOWN]))
    return tuple(found)


def _ranked(
    number: int, alike: Mapping[int, float], labels: Sequence[Mapping[str, frozenset[str]]]
) -> Iterator[tuple[float, Related]]:
    for other, words in alike.items():
        shared = {name: mine & labels[other][name] for name, mine in labels[number].items()}
        reason = _reason(shared, words)
        if reason:
            score = round(_overlap(labels[number], labels[other], shared) + words, 6)
            strength = (
                Strength.STRONG if score >= _STRONG else Strength.CLEAR if score >= _CLEAR else Strength.WEAK
            )
            yield score, Related(other, reason, strength)


def _reason(shared: Mapping[str, frozenset[str]], words: float) -> str:
    """Why anybody should look: two kinds of labels, or the text; a single label says too little."""
    same = [name for name in ("cause", "service", "trigger") if shared[name]]
    if len(shared["factor"]) > 1:
        same.append("factors")
    reasons = []
    if len(same) > 1:
        reasons.append(f"same {', '.join(same[:-1])} and {same[-1]}")
    if words >= _SIMILAR:
        if len(same) == 1:
            reasons.append(f"same {same[0]}")
        reasons.append("similar text")
    return ", ".join(reasons)


def _overlap(
    mine: Mapping[str, frozenset[str]],
    others: Mapping[str, frozenset[str]],
    shared: Mapping[str, frozenset[str]],
) -> float:
    """The part of all labels that both have, 0 to 1."""
    every = sum(worth * len(mine[name] | others[name]) for name, worth in _WORTH.items())
    return sum(worth * len(shared[name]) for name, worth in _WORTH.items()) / every if every else 0.0


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
