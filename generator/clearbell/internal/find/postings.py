"""The search index: which postmortems say each word and how often, in pieces of which a search loads one for each word.

A piece is lines in the order of their words. `pool 12c4a` says that postmortem 11 has "pool" three times and postmortem 15
once: a number is how far on from the one before, left out where it is the next, and the letter says how often.
search.js reads it. Knows no queries and no pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from clearbell.internal.find.texts import MOST, Text

_LETTERS: Final = tuple(ascii_lowercase[:MOST])
_BEFORE_ALL: Final = -1
_SIZE: Final = (
    12_000  # characters of a piece: some hundred words of a thousand postmortems, 5 KB as hosts send it
)


@dataclass(frozen=True, slots=True)
class Postings:
    """`used`: each word in order, and how many postmortems have it. `begins`: what a word has to reach to be in that piece."""

    used: Mapping[str, int]
    pieces: tuple[str, ...]
    begins: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Postings:
        """That of *texts*, the oldest first: their places are their numbers."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        last: defaultdict[str, int] = defaultdict(lambda: _BEFORE_ALL)
        for number, text in enumerate(texts):
            for word, count in text.counts.items():
                gap = number - last[word]
                found[word].append(f"{gap}{_LETTERS[count - 1]}" if gap > 1 else _LETTERS[count - 1])
                last[word] = number
        used = {word: len(found[word]) for word in sorted(found, key=_as_scripts_compare)}
        pieces = list(_cut((word, f"\n{word} {''.join(found[word])}") for word in used))
        ends = ["", *(words[-1] for words, _ in pieces)]
        begins = (_told_apart(end, words[0]) for end, (words, _) in zip(ends, pieces, strict=False))
        return cls(used, tuple("".join(lines) for _, lines in pieces), tuple(begins))


def _as_scripts_compare(word: str) -> bytes:
    """By UTF-16, as JavaScript does."""
    return word.encode("utf-16-be")


def _cut(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Words and lines of a piece after the other."""
    words: list[str] = []
    piece: list[str] = []
    size = 0
    for word, line in lines:
        if piece and size + len(line) > _SIZE:
            yield words, piece
            words, piece, size = [], [], 0
        words.append(word)
        piece.append(line)
        size += len(line)
    if piece:
        yield words, piece


def _told_apart(before: str, word: str) -> str:
    """As much of *word* as it takes to come after *before*."""
    return next(word[:length] for length in range(1, len(word) + 1) if word[:length] > before)
