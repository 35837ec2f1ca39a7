"""Blame: an update that puts the cause on a person, a team, a customer or another company.

Knows that naming a partner who helps is no blame, and that a site's own parts can't be blamed; the phrases are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.inside import first_names
from clearbell.language.sayings import found, words
from clearbell.language.spoken import Spoken
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="blame",
        level=Level.WARNING,
        says="The cause is put on a person, a team, a customer or another company.",
        why="Customers bought it from you; whose fault it is doesn't help them, and the first guess is often wrong.",
        instead="Describe what customers see and what you are doing about it.",
        allow="`allow: {blame: why it has to be said}` at the update.",
        bad="Payments fail because of an outage at our card provider.",
        good="Card payments fail. We are moving them to another route and have asked our card provider for help.",
    ),
)
_NAME: Final = re.compile(r"[A-Z][\w&-]{1,40}")
_NAMED: Final = re.compile(r"[A-Z]\w*[a-z&]")
_CAPITALS: Final = re.compile(r"[A-Z]{3,10}(?![\w-])")
_INNER_CAPITAL: Final = re.compile(r"[a-z][A-Z]")
_MASK: Final = "\u00aa"  # a letter that nobody writes
_SUGGESTION: Final = (
    "Describe what customers see and what you are doing about it; leave out whose fault it is."
)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Each place where the cause is put on somebody."""
    last = -1
    for start, end in _places(text, house):
        if start >= last:
            yield Finding(
                start, end, "blame", Level.WARNING, text.source[start:end], _SUGGESTION, RULES[0].why
            )
            last = end


def _places(text: Text, house: House) -> list[tuple[int, int]]:
    code, source = house.language, text.source
    places = [
        *found(text, code, "blame", "blame", fine="fine-blame"),
        *found(_masked(text, house), code, "blame", "deed", fine="fine-deed"),
    ]
    for start, end in found(text, code, "blame", "blame-at", fine="fine-blame"):
        if name := _NAME.match(text.plain, end + 1):
            places.append((start, name.end()))
    return sorted(
        (start, end) for start, end in places if not any(name in source[start:end] for name in house.own)
    )


def _masked(text: Text, house: House) -> Text:
    """The same text with every capitalised name, whosever it may be, written as the sayings about deeds have it."""
    names = [dict.fromkeys(_names(text, sentence, house), _MASK) for sentence in text.spoken]
    if not any(names):
        return text
    spoken = (sentence.retold(instead) for sentence, instead in zip(text.spoken, names, strict=True))
    return text.retold(spoken, frozenset([_MASK]))


def _names(text: Text, sentence: Spoken, house: House) -> Iterator[int]:
    """The places of words that are written as names are, and belong to none of ours.

    A sentence begins with a capital anyway: there it takes two such words, or one that is known for a name.
    """
    plain, common = text.plain, words(house.language, "blame", "capitalised") | _own_words(house)
    likely = [
        place
        for place, (start, end) in enumerate(zip(sentence.starts, sentence.ends, strict=True))
        if plain[start].isupper() and sentence.stems[place] not in common
        if _may_be_named(plain[start:end], sentence, place, house)
    ]
    if likely[:1] == [0] and likely[1:2] != [1] and not _is_name(plain, sentence, house):
        del likely[0]
    return iter(likely)


def _may_be_named(written: str, sentence: Spoken, place: int, house: House) -> bool:
    """No place, as after `in`; and of capitals alone only what stands where somebody's name does."""
    before = sentence.words[place - 1] if place else ""
    if before in words(house.language, "blame", "where"):
        return False
    return _NAMED.match(written) is not None or (
        _CAPITALS.match(written) is not None
        and (written.endswith("'s") or before in words(house.language, "blame", "whose-name"))
    )


def _is_name(plain: str, sentence: Spoken, house: House) -> bool:
    """Whether the word that begins a sentence is somebody's name: a company that many know, or somebody's something."""
    first = sentence.words[0]
    if first.endswith("'s"):
        return first not in words(house.language, "blame", "ours")
    written = plain[sentence.starts[0] : sentence.ends[0]]
    return (
        first in _companies(house.language)
        or written in first_names()
        or bool(_INNER_CAPITAL.search(written))
    )


@lru_cache(maxsize=4)
def _companies(language: str) -> frozenset[str]:
    """Those that many know, without what may follow: google [cloud]."""
    return frozenset(name.partition(" [")[0] for name in words(language, "blame", "known"))


@lru_cache(maxsize=4)
def _own_words(house: House) -> frozenset[str]:
    return frozenset(word.lower() for name in house.own for word in name.split())
