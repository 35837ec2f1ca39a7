"""Which postmortems a query finds, and in which order. search.js does the same sums on the same figures.

A word finds itself and what begins with it, which counts half; a word that nobody uses finds the one it is most like.
All words have to be there; if no postmortem has all, those with most of them come first. What a word is worth grows
with how seldom it is, and with how often the postmortem says it, ever more slowly. Equals come newest first.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.internal.find.facets import Facet
from clearbell.internal.find.query import Query, Sort
from clearbell.internal.find.texts import Text
from clearbell.internal.find.words import LONGEST, folded, pieces
from clearbell.internal.records import Postmortem

_TERMS: Final = 8
_ENDINGS: Final = 20  # words that begin with the one typed: the most frequent
_ITSELF, _BEGINS_WITH = 2, 1
_SLOWLY: Final = 4
_NO_PLURAL: Final = ("ss", "us", "is")


class Vocabulary:
    """Each word of all texts, and how many postmortems use it."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.used: Counter[str] = Counter()
        for text in texts:
            self.used.update(text.counts.keys())
        self.words = sorted(self.used)

    def beginning(self, start: str) -> list[str]:
        """The most frequent words that begin with *start*."""
        at = bisect_left(self.words, start)
        found = []
        while at < len(self.words) and self.words[at].startswith(start):
            found.append(self.words[at])
            at += 1
        return sorted(found, key=lambda word: (-self.used[word], word))[:_ENDINGS]

    def like(self, typed: str) -> str | None:
        """The word that *typed* was probably meant to be: the same first letter, and a slip or two."""
        slips = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        near = []
        for word in self.words[bisect_left(self.words, typed[0]) :]:
            if word[0] != typed[0]:
                break
            if abs(len(word) - len(typed)) <= slips and (far := distance(typed, word)) <= slips:
                near.append((far, -self.used[word], word))
        return min(near)[2] if slips and near else None


@dataclass(frozen=True, slots=True)
class Term:
    """A typed word: what it finds, and how much each counts. `instead`: the word it was taken for."""

    typed: str
    finds: Mapping[str, int]
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Numbers of postmortems, the best first, and what became of the words. `whole`: whether each has all of them."""

    numbers: tuple[int, ...]
    terms: tuple[Term, ...]
    whole: bool


def rank(
    query: Query, texts: Sequence[Text], by_facet: Mapping[str, Facet], postmortems: Sequence[Postmortem]
) -> Ranked:
    """What *query* finds. All sequences are newest first."""
    vocabulary = Vocabulary(texts)
    terms = tuple(_terms(query.words, vocabulary))
    hits = [hits for term in terms if (hits := _hits(term, texts))]
    having = {number: [each for each in hits if number in each] for number in range(len(texts))}
    most = max((len(each) for each in having.values()), default=0) if terms else 0
    whole = most == len(hits)
    scores = {
        number: (len(each), _score(number, each, len(texts)))
        for number, each in having.items()
        if (len(each) == len(hits) if whole else each) and (hits or not terms)
    }
    chosen = [number for number in scores if _chosen(number, query, by_facet)]
    chosen.sort(key=lambda number: _key(number, query.order, scores, postmortems))
    return Ranked(tuple(chosen), terms, whole)


def _terms(typed: str, vocabulary: Vocabulary) -> Iterator[Term]:
    seen: set[str] = set()
    for chunk in folded(typed).split():
        words = pieces(chunk)
        tied = "".join(words)
        if len(words) > 1 and len(tied) <= LONGEST and tied in vocabulary.used:
            words = [tied]
        for word in words:
            if word not in seen and len(seen) < _TERMS:
                seen.add(word)
                yield _term(word, vocabulary)


def _term(word: str, vocabulary: Vocabulary) -> Term:
    finds = dict.fromkeys(vocabulary.beginning(word), _BEGINS_WITH)
    if len(word) <= 2 and word in finds:
        finds = {}
    if (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(_NO_PLURAL)
        and word[:-1] in vocabulary.used
    ):
        finds[word[:-1]] = _ITSELF
    if word in vocabulary.used:
        finds[word] = _ITSELF
    if finds:
        return Term(word, finds)
    instead = vocabulary.like(word)
    return Term(word, {instead: _ITSELF} if instead else {}, instead)


def _hits(term: Term, texts: Sequence[Text]) -> dict[int, int]:
    """The postmortems that a term finds, and how often each says it."""
    found = {}
    for number, text in enumerate(texts):
        often = sum(text.counts.get(word, 0) * worth for word, worth in term.finds.items())
        if often:
            found[number] = often
    return found


def _score(number: int, hits: Sequence[Mapping[int, int]], total: int) -> int:
    score = 0.0
    for having in hits:
        seldom = math.log(1 + (total - len(having) + 0.5) / (len(having) + 0.5))
        score += seldom * having[number] / (having[number] + _SLOWLY)
    return math.floor(score * 1_000_000 + 0.5)  # two programs' last digits of a logarithm may differ


def _chosen(number: int, query: Query, by_facet: Mapping[str, Facet]) -> bool:
    return all(not set(values).isdisjoint(by_facet[name].of[number]) for name, values in query.chosen.items())


def _key(
    number: int, order: Sort, scores: Mapping[int, tuple[int, int]], postmortems: Sequence[Postmortem]
) -> tuple[float, ...]:
    postmortem = postmortems[number]
    if order is Sort.RELEVANCE:
        terms, score = scores[number]
        return -terms, -score, number
    if order is Sort.DURATION:
        minutes = lasted(postmortem)
        return (1 if minutes is None else -minutes, number)
    if order is Sort.SEVERITY:
        return postmortem.file.severity, number
    return (number,)


def lasted(postmortem: Postmortem) -> int | None:
    """Minutes from start to end, as Find sorts by them."""
    return None if postmortem.lasted is None else round(postmortem.lasted.total_seconds() / 60)


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out, exchanged or swapped with the next to get from one to the other."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, there in enumerate(other, 1):
            steps = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != there))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there:
                steps = min(steps, before[column - 2] + 1)
            here.append(steps)
        before, above = above, here
    return above[-1]
