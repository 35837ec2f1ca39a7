"""Stock words: those that say nothing by themselves. What is left of a text without them and without names is its news.

Knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from clearbell.language.house import House
from clearbell.language.sayings import words
from clearbell.language.text import Text


def news(text: Text, house: House, known: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """The words of *text* that say something, in small letters; numbers do. What belongs to a name of the site doesn't.

    *known*: what has been said before. Some stock words are news the first time they are said: `fixed`.
    """
    stock = words(house.language, "stock", "stock")
    if known:
        stock -= words(house.language, "stock", "telling")
    named = {part for name in house.names for part in name.lower().split()}
    for word in text.words:
        if word.lower not in stock and word.lower not in named and word.lower not in known:
            yield word.lower


def only_stock(text: Text, house: House) -> bool:
    """Whether nothing is left but numbers: times and dates."""
    if not words(house.language, "stock", "stock"):
        return False
    return all(word[0].isdigit() for word in news(text, house))
