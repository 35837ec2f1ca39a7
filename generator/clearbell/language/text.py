"""One text prepared once for all rules: its words, its sentences, and the same text without what nobody reads as words.

Knows web addresses (with https: or without), mail addresses, Markdown and where sentences end; knows no rule and no site.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter
from typing import Final, NamedTuple

from clearbell.language.spoken import Spoken

_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = (
    "com|net|org|edu|gov|io|ai|app|dev|co|eu|uk|de|nl|fr|be|us|ca|au|nz|in|es|it|ch|at|se|no|dk|pl|ie|jp|br|info|biz|me|tv|gg|fm|ly|sh"
    "|cloud|tech|site|online|shop|store|example"
)
_DOT: Final = re.compile(r"[a-z0-9]\.[a-z]|://|@|]\(")
_ADDRESS: Final = re.compile(
    r"\]\([^()\s]{1,2000}(?:\s\"[^\"\n]{0,300}\")?\)"  # the target of a Markdown link
    r"|\b(?:https?|ftp|mailto):[^\s<>\"')\]]{1,2000}"
    r"|\bwww\.[^\s<>\"')\]]{1,2000}"
    rf"|(?<![\w@.-])@?(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,5}}(?:{_ENDINGS})\b(?![.-]?\w)(?:/[^\s<>\"')\]`]{{0,2000}})?"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_END: Final = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019)\]*_]{0,3}(?=\s+[\"'\u201c\u2018(\[*_]{0,3}[A-Z0-9\u00c0-\u00de]|\s*\Z)|\n[ \t]*(?=\n|[-*+\u2022#>] |\d{1,2}[.)] )"
)
_NO_END: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|a\.m|p\.m|approx|ca|vs|etc|inc|ltd|no|st|bijv|enz|nr))\.\Z", re.IGNORECASE
)


class Word(NamedTuple):
    """Letters and digits in a row, where they stand, and the same in small letters."""

    start: int
    end: int
    text: str
    lower: str


def split(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, parted as those of a text are."""
    return tuple(_WORD.findall(phrase))


BEGINNING: Final = 4  # letters of a word by which what begins with it is looked for
ENDING: Final = 2


class Text:
    """A text as written and as rules look at it. All offsets are those of `source`.

    `plain` is as long as `source`; addresses and targets of links are blanked out in it. Code in back-ticks stays.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def plain(self) -> str:
        """The source with spaces in the place of addresses, and of the targets of links but for their brackets."""
        source = self.source
        if not _DOT.search(source):
            return source
        return _ADDRESS.sub(_blank, source)

    @cached_property
    def lower(self) -> str:
        """`plain` in small letters, and as long: the few letters that would become two stay as they are."""
        low = self.plain.lower()
        if len(low) == len(self.plain):
            return low
        return "".join(small if len(small := char.lower()) == 1 else char for char in self.plain)

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """Its sentences as sayings read them."""
        return tuple(Spoken.of(self.lower, *each) for each in self.sentences)

    def retold(self, spoken: Iterable[Spoken], more: frozenset[str]) -> Text:
        """The same text with other words in its sentences; *more*: words that these have and it hasn't."""
        other = Text(self.source)
        other.plain, other.sentences = self.plain, self.sentences
        other.spoken, other.vocabulary = tuple(spoken), self.vocabulary | more
        return other

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words in small letters, and with what they begin and end: `estimate`, `esti*`, `*te`."""
        words = {word.lower for word in self.words}
        return frozenset(words).union(
            [f"{word[:BEGINNING]}*" for word in words if len(word) >= BEGINNING],
            [f"*{word[-ENDING:]}" for word in words],
        )

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of `plain`. An apostrophe or a hyphen parts two words."""
        lower = self.lower
        return tuple(
            Word(match.start(), match.end(), match[0], lower[match.start() : match.end()])
            for match in _WORD.finditer(self.plain)
        )

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence, blanks around it left out. Items of a list are sentences of their own."""
        plain, found, start = self.plain, [], 0
        for match in _END.finditer(plain):
            if not _NO_END.search(plain, max(start, match.end() - 8), match.end()):
                found.append((start, match.end()))
                start = match.end()
        found.append((start, len(plain)))
        return tuple(trimmed for each in found if (trimmed := _trimmed(plain, *each)))

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence in which *offset* lies; the whole text where it lies between two."""
        index = bisect_right(self.sentences, offset, key=itemgetter(0)) - 1
        start, end = self.sentences[index] if index >= 0 else (0, 0)
        return (start, end) if start <= offset < end else (0, len(self.source))

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that begin in this part of the text."""
        first = bisect_left(self.words, start, key=itemgetter(0))
        return self.words[first : bisect_left(self.words, end, key=itemgetter(0))]


def _blank(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("]("):
        return "](" + " " * (len(found) - 3) + ")"
    kept = found.rstrip(".,;:!?")  # the sentence's own
    return " " * len(kept) + found[len(kept) :]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end = start + len(part.strip())
    return (start, end) if end > start else None
