"""Sayings: how people put a thing, as the lists of a language write it down (`grammar`), and where a text puts it so.

A list is a YAML list, or a text with commas. Knows no saying itself. Each saying knows which words a text must have to
fit it, so for most texts only a few are tried at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Final

from clearbell.language import grammar, matching
from clearbell.language.lists import load
from clearbell.language.matching import Match, Part
from clearbell.language.spoken import ANYTHING, Spoken
from clearbell.language.text import Text

_ANY: Final = ""


class Saying:
    """What tells where it ends if it begins at a place; the words that it can begin with, if that can be told."""

    def __init__(self, part: Part) -> None:
        self.part, self.firsts, self.needs = part, part.firsts, part.needs

    @cached_property
    def match(self) -> Match:
        """Made when a text first has the words for it."""
        return self.part.fitted(matching.end, ANYTHING)


@cache
def sayings(language: str, file: str, name: str) -> tuple[Saying, ...]:
    """The list *name*; nothing if there is no such list."""
    return tuple(Saying(_part(each, language, file)) for each in _listed(language, file, name))


@cache
def words(language: str, file: str, name: str) -> frozenset[str]:
    """The list *name* as single words."""
    return frozenset(_listed(language, file, name))


def found(text: Text, language: str, file: str, name: str, *, fine: str = "") -> Iterator[tuple[int, int]]:
    """Where *text* says one of the list *name*, sentence by sentence, except where one of the list *fine* overlaps."""
    tried = _worth(text, language, file, name)
    passing = _worth(text, language, file, fine) if tried and fine else []
    for sentence in text.spoken if tried else ():
        harmless: list[tuple[int, int]] | None = None
        for start, end in _spans(tried, sentence):
            if harmless is None:
                harmless = list(_spans(passing, sentence)) if passing else []
            if not any(start < until and since < end for since, until in harmless):
                yield sentence.starts[start], sentence.ends[end - 1]


def says(text: Text, language: str, file: str, name: str) -> bool:
    """Whether *text* says one of the list *name*."""
    return next(found(text, language, file, name), None) is not None


def _worth(text: Text, language: str, file: str, name: str) -> list[Saying]:
    """Of the sayings of a list, those that *text* has a word for."""
    has, listed, by_word = text.vocabulary, sayings(language, file, name), _by_word(language, file, name)
    numbers = {number for word in (_ANY, *(has & by_word.keys())) for number in by_word.get(word, ())}
    return [
        listed[number] for number in sorted(numbers) if not any(map(has.isdisjoint, listed[number].needs))
    ]


@cache
def _by_word(language: str, file: str, name: str) -> dict[str, list[int]]:
    """The numbers of the sayings of a list by the rarest word that they need."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(sayings(language, file, name)):
        for word in matching.rarest(each.needs) if each.needs else (_ANY,):
            numbers[word].append(number)
    return dict(numbers)


def _spans(tried: Sequence[Saying], sentence: Spoken) -> Iterator[tuple[int, int]]:
    """Places where one of *tried* fits, from left to right, none in another; of those at one place the first."""
    fitting = []
    for order, saying in enumerate(tried):
        for place in _places(sentence, saying.firsts):
            end = saying.match(sentence, place)
            if end > place:
                fitting.append((place, order, end))
    last = 0
    for place, _, end in sorted(fitting):
        if place >= last:
            yield place, end
            last = end


def _places(sentence: Spoken, firsts: frozenset[str] | None) -> Iterable[int]:
    """Where a saying with these first words can begin."""
    if firsts is None:
        return range(len(sentence.starts))
    if sentence.bag.isdisjoint(firsts):
        return ()
    stems = sentence.stems
    return [place for place, word in enumerate(sentence.words) if word in firsts or stems[place] in firsts]


def _listed(language: str, file: str, name: str) -> list[str]:
    listed = load(language, file).get(name, [])
    return [each.strip() for each in listed.split(",")] if isinstance(listed, str) else listed


def _part(saying: str, language: str, file: str) -> Part:
    return grammar.read(saying, lambda name: _list(language, file, name))


@cache
def _list(language: str, file: str, name: str) -> Part:
    return matching.one_of([_part(each, language, file) for each in _listed(language, file, name)])
