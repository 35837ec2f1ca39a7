"""Parts of a saying, and what tells where they fit.

Each part calls what follows it (continuation passing): it is given a sentence and a place in it, and tells where the saying
ends, or NOWHERE. A list of hundreds of words is one look into a set, and nothing has to be compiled. Gaps are bounded, so
the time for a text grows with its length alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Final, TypeAlias

from clearbell.language.spoken import ANYTHING, SPACE, Spoken
from clearbell.language.text import BEGINNING, ENDING, split

NOWHERE: Final = -1
_SHORT: Final = 3  # letters of words that nearly every text has

Match: TypeAlias = Callable[[Spoken, int], int]
Needs: TypeAlias = tuple[frozenset[str], ...]


def end(_: Spoken, place: int) -> int:
    """What follows the last part: here the saying ends."""
    return place


class Part:
    """A part of a saying. `needs`: sets of words; of each of them, a text must have one to fit it.

    `firsts`: the words that it can begin with; None if that can't be told.
    """

    needs: Needs = ()
    firsts: frozenset[str] | None = None

    def fitted(self, then: Match, join: int) -> Match:
        """What fits this at a place and *then* after it. *join*: what may part it from the word before, at most."""
        raise NotImplementedError


class Word(Part):
    """One word: any of `are`, or one that begins and ends so."""

    def __init__(self, are: frozenset[str], stars: frozenset[tuple[str, str]], needs: Needs) -> None:
        self.are, self.stars, self.needs = are, stars, needs
        self.firsts = None if stars else are

    @classmethod
    def of(cls, word: str) -> Word:
        """That of a saying, with or without a star."""
        begins, star, ends = word.partition("*")
        needed = _needed(begins, ends) if star else max(split(word), key=len, default="")
        needs = (frozenset([needed]),) if needed else ()
        stars = frozenset([(begins, ends)]) if star else frozenset()
        return cls(frozenset() if star else frozenset([word]), stars, needs)

    @classmethod
    def any_of(cls, words: Sequence[Word]) -> Word:
        """One of *words*."""
        needs: Needs = ()
        if all(word.needs for word in words):
            needs = (frozenset().union(*(word.needs[0] for word in words)),)
        are, stars = (word.are for word in words), (word.stars for word in words)
        return cls(frozenset().union(*are), frozenset().union(*stars), needs)

    def fitted(self, then: Match, join: int) -> Match:
        are, last = self.are, then is end
        if not self.stars:

            def known(said: Spoken, place: int) -> int:
                if said.joins[place] > join:
                    return NOWHERE
                # As the last word, provider fits provider's.
                fits = said.words[place] in are or (last and said.stems[place] in are)
                return then(said, place + 1) if fits else NOWHERE

            return known
        begins = tuple(sorted(begin for begin, ending in self.stars if not ending))
        endings = tuple(sorted(ending for begin, ending in self.stars if not begin and ending))
        both = tuple(sorted((begin, ending) for begin, ending in self.stars if begin and ending))

        def match(said: Spoken, place: int) -> int:
            if said.joins[place] > join:
                return NOWHERE
            word = said.words[place]
            if (
                word in are
                or (last and said.stems[place] in are)
                or (begins and word and word.startswith(begins))
                or (endings and word.endswith(endings))
                or any(word.startswith(begin) and word.endswith(ending) for begin, ending in both)
            ):
                return then(said, place + 1)
            return NOWHERE

        return match


class Row(Part):
    """Parts one after the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.needs = tuple([need for part in parts for need in part.needs])

    def fitted(self, then: Match, join: int) -> Match:
        joins = []
        for part in self.parts:
            joins.append(join)
            if isinstance(part, Gap):
                join = max(join, part.join)
            elif not isinstance(part, Maybe):
                join = SPACE
        for number, part in reversed([*enumerate(self.parts)]):
            if isinstance(part, Gap):
                then = part.before(_firsts(self.parts[number + 1 :]), then, joins[number])
            else:
                then = part.fitted(then, joins[number])
        return then

    @cached_property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override] # worked out when asked for
        return _firsts(self.parts)


class OneOf(Part):
    """One of several; words among them are one already."""

    def __init__(self, options: Sequence[Part]) -> None:
        self.options = options
        if all(option.needs for option in options):
            self.needs = (frozenset().union(*(rarest(option.needs) for option in options)),)

    def fitted(self, then: Match, join: int) -> Match:
        by_first: defaultdict[str, list[Match]] = defaultdict(list)
        others: list[Match] = []
        for option in self.options:
            match = option.fitted(then, join)
            if option.firsts is None:
                others.append(match)
            for word in option.firsts or ():
                by_first[word].append(match)
        known = {word: tuple(matches) for word, matches in by_first.items()}
        rest = tuple(others)

        def match_one(said: Spoken, place: int) -> int:
            word, stem = said.words[place], said.stems[place]
            likely = known.get(word, ())
            if stem != word:
                likely = (*likely, *known.get(stem, ()))
            for match in (*likely, *rest):
                if (found := match(said, place)) != NOWHERE:
                    return found
            return NOWHERE

        return match_one

    @cached_property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        found: frozenset[str] = frozenset()
        for option in self.options:
            if option.firsts is None:
                return None
            found |= option.firsts
        return found


class Maybe(Part):
    """A part, or nothing."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def fitted(self, then: Match, join: int) -> Match:
        given = self.part.fitted(then, join)

        def match(said: Spoken, place: int) -> int:
            found = given(said, place)
            return found if found != NOWHERE else then(said, place)

        return match

    @property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        return self.part.firsts


class Gap(Part):
    """Up to so many words of any kind."""

    def __init__(self, join: int, most: int) -> None:
        self.join, self.most = join, most

    def fitted(self, then: Match, join: int) -> Match:
        return self.before(None, then, join)

    def before(self, firsts: frozenset[str] | None, then: Match, join: int) -> Match:
        """What fits the gap and *then* after it, which begins with one of *firsts*, if that can be told."""
        most, join = self.most, max(self.join, join)

        def match(said: Spoken, place: int) -> int:
            words, stems, joins = said.words, said.stems, said.joins
            for here in range(place, min(place + most + 1, len(words))):
                if firsts is None or words[here] in firsts or stems[here] in firsts:
                    found = then(said, here)
                    if found != NOWHERE:
                        return found
                if joins[here] > join:
                    break
            return NOWHERE

        return match


class Not(Part):
    """A part, unless another fits there."""

    def __init__(self, other: Part, part: Part) -> None:
        self.other, self.part, self.needs = other, part, part.needs

    def fitted(self, then: Match, join: int) -> Match:
        unwanted, wanted = self.other.fitted(end, ANYTHING), self.part.fitted(then, join)

        def match(said: Spoken, place: int) -> int:
            return wanted(said, place) if unwanted(said, place) == NOWHERE else NOWHERE

        return match

    @property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        return self.part.firsts


def one_of(options: Sequence[Part]) -> Part:
    """One of *options*: nested ones flat, and all single words in one set."""
    if len(options) == 1:
        return options[0]
    flat = [
        part for option in options for part in (option.options if isinstance(option, OneOf) else (option,))
    ]
    words = [part for part in flat if isinstance(part, Word)]
    others: list[Part] = [part for part in flat if not isinstance(part, Word)]
    if words:
        others.insert(0, words[0] if len(words) == 1 else Word.any_of(words))
    return others[0] if len(others) == 1 else OneOf(others)


def rarest(needs: Needs) -> frozenset[str]:
    """What the fewest texts will have: the set with the fewest short words, the shortest, of equals that with the longest words."""
    return needs[0] if len(needs) == 1 else min(needs, key=_frequency)


@cache
def _frequency(words: frozenset[str]) -> tuple[int, int, int]:
    return sum(len(word) <= _SHORT for word in words), len(words), -min(map(len, words))


def _firsts(parts: Sequence[Part]) -> frozenset[str] | None:
    """The words that a row of parts can begin with."""
    found: frozenset[str] = frozenset()
    for part in parts:
        if part.firsts is None:
            return None
        found = found | part.firsts if found else part.firsts
        if not isinstance(part, Maybe):
            return found
    return None


def _needed(begins: str, ends: str) -> str:
    """What a text has as a beginning or an ending in its vocabulary if it has such a word; empty if that can't be told."""
    head, tail = split(begins), split(ends)
    if head and len(head[0]) >= BEGINNING:
        return f"{head[0][:BEGINNING]}*"
    if tail and not ends[0].isalnum():  # as in *'s, where the end is a word of its own
        return tail[-1]
    return f"*{tail[-1][-ENDING:]}" if tail and len(tail[-1]) >= ENDING else ""
