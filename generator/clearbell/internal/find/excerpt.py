"""The stretch of a text that shows best what was looked for, and where in it the words are. find.js does the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.internal.find.ranking import Term
from clearbell.internal.find.words import folded

_TOKEN: Final = re.compile(r"[^\W_]+")
_LENGTH: Final = 32
_BEFORE: Final = 6


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`head`: the heading it stands under."""

    head: str
    text: str


def marked(terms: Sequence[Term]) -> dict[str, str]:
    """Each word that is found, and what was typed for it."""
    return {word: term.typed for term in terms for word in term.finds}


def spans(text: str, words: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Where *text* has one of *words*."""
    return (token.span() for token in _TOKEN.finditer(text) if folded(token[0]) in words)


def excerpt(passages: Sequence[tuple[str, str]], words: Mapping[str, str]) -> Excerpt | None:
    """The first stretch of *passages* with most of *words*; none where none has any."""
    best = 0
    found: Excerpt | None = None
    for head, text in passages:
        tokens = list(_TOKEN.finditer(text))
        typed = [words.get(folded(token[0])) for token in tokens]
        for first, word in enumerate(typed):
            different = len({one for one in typed[first : first + _LENGTH] if one}) if word else 0
            if different > best:
                best = different
                start = tokens[max(0, first - _BEFORE)].start()
                last = first + _LENGTH - _BEFORE
                end = tokens[last].end() if last + 1 < len(tokens) else len(text)
                before, after = "… " if start else "", " …" if end < len(text) else ""
                found = Excerpt(head, f"{before}{text[start:end]}{after}")
    return found
