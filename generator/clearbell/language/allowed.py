"""The places in a text where a name of the house or a word that it allows stands: no rule about words looks there."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TypeAlias

from clearbell.formats.language import TermLevel
from clearbell.language.house import House
from clearbell.language.lookup import Phrases
from clearbell.language.text import Text

Spans: TypeAlias = tuple[tuple[int, int], ...]


def is_allowed(text: Text, house: House, start: int, end: int) -> bool:
    """Whether a name or an allowed term stands at any of these characters."""
    spans = _spans(text, house)
    place = bisect_left(spans, (start, end))  # they overlap nowhere, so the neighbours tell
    return any(first < end and start < last for first, last in spans[max(0, place - 1) : place + 1])


def is_named(text: Text, house: House, start: int, end: int) -> bool:
    """Whether all of it is a name of the house or an allowed term: `payments-gw-03` isn't, where a component is called Payments."""
    return any(first <= start and end <= last for first, last in _spans(text, house))


@lru_cache(maxsize=4)
def _spans(text: Text, house: House) -> Spans:
    known = _known(house)
    words = text.words
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        count = max((count for count, _ in known.at(text, index)), default=0)
        if count:
            found.append((words[index].start, words[index + count - 1].end))
        index += count or 1
    return tuple(found)


@lru_cache(maxsize=4)
def _known(house: House) -> Phrases[None]:
    """Names and terms switched off, in the singular and the plural."""
    known: Phrases[None] = Phrases()
    off = [term for term, treated in house.terms.items() if treated.level is TermLevel.OFF]
    for name in (*house.names, *off):
        for form in (name, name + "s", name.removesuffix("s")):
            known.add(form, None, exact=False)
    known.sort()
    return known
