"""Phrases looked up by their words: which of many thousand begins at this word of a text, the longest first.

Knows blanks, hyphens and capitals between and in words; knows nothing of what a phrase means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from clearbell.language.text import Text, split

T = TypeVar("T")


_JOINTS: Final = frozenset({" ", "-", "'", "\N{RIGHT SINGLE QUOTATION MARK}", "\N{NON-BREAKING HYPHEN}"})


class _Phrase(NamedTuple, Generic[T]):
    words: tuple[str, ...]
    exact: tuple[str, ...] | None
    slash: bool
    value: T


class Phrases(Generic[T]):
    """Phrases, each with a value. One in capitals only is found in capitals only, others however they are written."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[_Phrase[T]]] = {}

    def add(self, phrase: str, value: T, *, exact: bool | None = None) -> None:
        """*exact*: only as written here; when left out, that is so for a phrase all in capitals."""
        words = split(phrase)
        if not words:
            return
        if exact is None:
            exact = phrase.isupper() or (phrase[:-1].isupper() and phrase.endswith("s") and len(phrase) > 2)
        low = tuple(word.lower() for word in words)
        entry = _Phrase(low, words if exact else None, "/" in phrase, value)
        self._by_first.setdefault(low[0], []).append(entry)

    def sort(self) -> None:
        """Longest first, and of equals the one added last."""
        for entries in self._by_first.values():
            entries.reverse()
            entries.sort(key=lambda entry: -len(entry.words))

    def at(self, text: Text, index: int) -> Sequence[tuple[int, T]]:
        """The phrases that begin at the word *index* of *text*, longest first: how many words, and the value."""
        words = text.words
        entries = self._by_first.get(words[index].lower)
        if entries is None:
            return ()
        found = []
        for entry in entries:
            if len(entry.words) == 1:
                if entry.exact is None or entry.exact[0] == words[index].text:
                    found.append((1, entry.value))
            elif _follows(text, index, entry):
                found.append((len(entry.words), entry.value))
        return found

    def named(self, phrase: str) -> list[T]:
        """The values of exactly this phrase, whatever its capitals."""
        low = tuple(word.lower() for word in split(phrase))
        return [entry.value for entry in self._by_first.get(low[0], ()) if entry.words == low] if low else []


def _follows(text: Text, index: int, entry: _Phrase[T]) -> bool:
    words = text.words
    count = len(entry.words)
    if index + count > len(words):
        return False
    for offset in range(1, count):
        word = words[index + offset]
        if word.lower != entry.words[offset]:
            return False
        between = text.plain[words[index + offset - 1].end : word.start]
        if not (between in _JOINTS or (entry.slash and "/" in between) or between.isspace()):
            return False
    return entry.exact is None or all(
        words[index + offset].text == entry.exact[offset] for offset in range(count)
    )
