"""Parts of a saying, and what tells where they fit.

Each part calls what follows it (continuation passing): it is given a sentence and a place in it, and tells where the saying
ends, or NOWHERE. A list of hundreds of words is one look into a set, and nothing has to be compiled. Gaps are bounded, so
the time for a text grows with its length alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Word(Part):
    """One word: any of `are`, or one that begins and ends so."""

    are: frozenset[str]
    stars: frozenset[tuple[str, str]] = frozenset()

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

    @cached_property
    def needs(self) -> Needs:  # type: ignore[override] # computed once
        needed = [
            *(_needed(word, "", star=False) for word in self.are),
            *(_needed(*star) for star in self.stars),
        ]
        return (frozenset(needed),) if "" not in needed else ()

    @property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        return None if self.stars else self.are


@dataclass(frozen=True)
class Row(Part):
    """Parts one after the other."""

    parts: tuple[Part, ...]

    def fitted(self, then: Match, join: int) -> Match:
        joins = []
        for part in self.parts:
            joins.append(join)
            if isinstance(part, Gap):
                join = max(join, part.join)
            elif not isinstance(part, Maybe):
                join = SPACE
        for part, its in zip(reversed(self.parts), reversed(joins), strict=True):
            then = part.fitted(then, its)
        return then

    @cached_property
    def needs(self) -> Needs:  # type: ignore[override]
        return tuple(need for part in self.parts for need in part.needs)

    @cached_property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        found: frozenset[str] = frozenset()
        for part in self.parts:
            if part.firsts is None:
                return None
            found |= part.firsts
            if not isinstance(part, Maybe):
                return found
        return None


@dataclass(frozen=True)
class OneOf(Part):
    """One of several; words among them are one already."""

    options: tuple[Part, ...]

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
    def needs(self) -> Needs:  # type: ignore[override]
        if not all(option.needs for option in self.options):
            return ()
        return (frozenset().union(*(rarest(option.needs) for option in self.options)),)

    @cached_property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        found: frozenset[str] = frozenset()
        for option in self.options:
            if option.firsts is None:
                return None
            found |= option.firsts
        return found


@dataclass(frozen=True)
class Maybe(Part):
    """A part, or nothing."""

    part: Part

    def fitted(self, then: Match, join: int) -> Match:
        given = self.part.fitted(then, join)

        def match(said: Spoken, place: int) -> int:
            found = given(said, place)
            return found if found != NOWHERE else then(said, place)

        return match

    @property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        return self.part.firsts


@dataclass(frozen=True)
class Gap(Part):
    """Up to so many words of any kind."""

    join: int
    most: int

    def fitted(self, then: Match, join: int) -> Match:
        most, join = self.most, max(self.join, join)

        def match(said: Spoken, place: int) -> int:
            for here in range(place, place + most + 1):
                if (found := then(said, here)) != NOWHERE:
                    return found
                if said.joins[here] > join or not said.words[here]:
                    break
            return NOWHERE

        return match


@dataclass(frozen=True)
class Not(Part):
    """A part, unless another fits there."""

    other: Part
    part: Part

    def fitted(self, then: Match, join: int) -> Match:
        unwanted, wanted = self.other.fitted(end, ANYTHING), self.part.fitted(then, join)

        def match(said: Spoken, place: int) -> int:
            return wanted(said, place) if unwanted(said, place) == NOWHERE else NOWHERE

        return match

    @property
    def needs(self) -> Needs:  # type: ignore[override]
        return self.part.needs

    @property
    def firsts(self) -> frozenset[str] | None:  # type: ignore[override]
        return self.part.firsts


def one_of(options: Sequence[Part]) -> Part:
    """One of *options*: nested ones flat, and all single words in one set."""
    flat = [
        part for option in options for part in (option.options if isinstance(option, OneOf) else (option,))
    ]
    words = [part for part in flat if isinstance(part, Word)]
    others = [part for part in flat if not isinstance(part, Word)]
    if words:
        merged = Word(
            frozenset().union(*(word.are for word in words)),
            frozenset().union(*(word.stars for word in words)),
        )
        others.insert(0, merged)
    return others[0] if len(others) == 1 else OneOf(tuple(others))


def rarest(needs: Needs) -> frozenset[str]:
    """What the fewest texts will have: the set with the fewest short words, the shortest, of equals that with the longest words."""
    return min(
        needs, key=lambda each: (sum(len(word) <= _SHORT for word in each), len(each), -min(map(len, each)))
    )


def _needed(begins: str, ends: str, *, star: bool = True) -> str:
    """What a text has in its vocabulary, or as a beginning or an ending of it, if it has such a word; empty if that can't be told."""
    head, tail = split(begins), split(ends)
    if not star:
        return max(head, key=len, default="")
    if head and len(head[0]) >= BEGINNING:
        return f"{head[0][:BEGINNING]}*"
    if tail and not ends[0].isalnum():  # as in *'s, where the end is a word of its own
        return tail[-1]
    return f"*{tail[-1][-ENDING:]}" if tail and len(tail[-1]) >= ENDING else ""
