"""What a word is when postmortems are searched and compared. theme/internal/pages/assets/search.js has the same rules.

Letters and digits, without accents and in small letters. What holds together by a sign (`lock_timeout`, an incident's
id, `10.0.0.1`) is, besides its words, one word as a whole, so that it can be found exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 40
_WORD: Final = re.compile(rf"[^\W_]{{1,{LONGEST}}}")
_TIED: Final = re.compile(r"[^\W_]+(?:[-_.:/'\u2019][^\W_]+)+")


def folded(text: str) -> str:
    """*text* in small letters without accents."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in parts if unicodedata.category(sign)[0] != "M")
    return text.lower()


def words(text: str) -> list[str]:
    """All words of *text*, those that are tied together as one, too."""
    text = folded(text)
    return [*_WORD.findall(text), *_whole(text)]


def pieces(chunk: str) -> list[str]:
    """The words of a *chunk* between two blanks, folded already."""
    return _WORD.findall(chunk)


def whole(text: str) -> str:
    """A name such as an id as one word."""
    return "".join(_WORD.findall(folded(text)))[:LONGEST]


def _whole(text: str) -> Iterator[str]:
    for tied in _TIED.findall(text):
        joined = "".join(_WORD.findall(tied))
        if len(joined) <= LONGEST:
            yield joined
