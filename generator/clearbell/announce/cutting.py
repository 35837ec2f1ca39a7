"""Texts made shorter where people would: after a sentence, else after a word, never within a word, link or character.

A character is what a reader takes for one (a grapheme), however many code points it has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

Measure: TypeAlias = Callable[[str], int]

_WORDS: Final = re.compile(r"\S+")
_SENTENCE_END: Final = re.compile(r"[.!?\u2026\u3002][\"'\u201d\u2019)\]]*\Z")
_BREAKABLE: Final = 40  # characters; scripts without blanks, and nobody's word
_JOINER: Final = "\u200d"


def shortened(text: str, room: int, measure: Measure, *, dots: str = "\u2026") -> str:
    """*text* where it fits into *room*; else its first sentences that do, if they fill half of it; else its first words."""
    if measure(text) <= room:
        return text
    words = list(_WORDS.finditer(text))
    ends = _fitting(text, [word.end() for word in words], room, measure)
    sentences = [end for end in ends if _SENTENCE_END.search(text, 0, end)]
    if sentences and 2 * measure(text[: sentences[-1]]) >= room:
        return text[: sentences[-1]]
    ends = _fitting(text, ends, room - measure(f" {dots}"), measure)
    if ends:
        return f"{text[: ends[-1]].rstrip(',;:(')} {dots}"
    if words and _may_break(words[0][0]):
        return _first_characters(words[0][0], room - measure(dots), measure) + dots
    return dots if measure(dots) <= room else ""


def _fitting(text: str, ends: list[int], room: int, measure: Measure) -> list[int]:
    """Those ends up to which *text* fits."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[: ends[middle - 1]]) <= room:
            low = middle
        else:
            high = middle - 1
    return ends[:low]


def _may_break(word: str) -> bool:
    """Whether no reader would take it for one word: nobody's is that long, save for addresses."""
    return len(word) > _BREAKABLE and "://" not in word and "@" not in word


def _first_characters(word: str, room: int, measure: Measure) -> str:
    taken = ""
    for character in graphemes(word):
        if measure(taken + character) > room:
            break
        taken += character
    return taken


def graphemes(text: str) -> Iterator[str]:
    """The characters that a reader sees, by the rules of UAX 29 that matter outside of Indic scripts."""
    taken = ""
    flags = 0
    for point in text:
        joined = bool(taken) and (
            _extends(point)
            or (taken.endswith(_JOINER) and _pictures(point))
            or (_is_flag(point) and flags % 2 == 1)
            or (taken == "\r" and point == "\n")
            or "\u1160" <= point <= "\u11ff"
        )
        if taken and not joined:
            yield taken
            taken = ""
        taken += point
        flags = flags + 1 if _is_flag(point) else 0
    if taken:
        yield taken


def _extends(point: str) -> bool:
    return (
        unicodedata.category(point) in ("Mn", "Me", "Mc")
        or point == _JOINER
        or "\U0001f3fb" <= point <= "\U0001f3ff"
        or "\U000e0020" <= point <= "\U000e007f"
    )


def _pictures(point: str) -> bool:
    return unicodedata.category(point) in ("So", "Sk") or point >= "\U0001f000"


def _is_flag(point: str) -> bool:
    return "\U0001f1e6" <= point <= "\U0001f1ff"
