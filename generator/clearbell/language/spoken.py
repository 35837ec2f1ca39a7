"""A sentence as sayings read it: its words in small letters, and what parts each from the one before.

An apostrophe belongs to its word, and so do a dot and a comma within a number or a name; hyphens part words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# What may part two words, the weakest first.
SPACE: Final = 0
MARK: Final = 1  # quotation marks, brackets, a colon, a stroke
COMMA: Final = 2
BREAK: Final = 3  # a semicolon, or the end
ANYTHING: Final = 4  # for a word that nothing has to stand before

_WORD: Final = re.compile(
    r"[^\W_](?:[^\W_]|['\u2018\u2019&@+#](?=\w)|[.,](?=\d)|\.(?=[a-z0-9]))*(?:%|['\u2019])?"
)
_TYPED: Final = str.maketrans("\u2019\u2018", "''")
_PLAIN_SPACE: Final = frozenset(" -*_\u2013\u2014\n\r\t\u00a0$#&+")


class Spoken(NamedTuple):
    """`words` and `stems` (a word up to its apostrophe) end with an empty one; `bag` has both. Offsets are those of the text."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    joins: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    bag: frozenset[str]

    @classmethod
    def of(cls, lower: str, start: int, end: int) -> Spoken:
        """The part of *lower* from *start* to *end*, which is one sentence."""
        words, stems, joins, starts, ends = [], [], [], [], []
        last = start
        for match in _WORD.finditer(lower, start, end):
            word = match[0].translate(_TYPED)
            words.append(word)
            stems.append(word.partition("'")[0] if "'" in word else word)
            joins.append(_join(lower[last : match.start()]))
            starts.append(match.start())
            ends.append(last := match.end())
        told = (*words, ""), (*stems, "")
        return cls(*told, (*joins, BREAK), tuple(starts), tuple(ends), frozenset(words).union(stems))

    def retold(self, instead: dict[int, str]) -> Spoken:
        """The same with other words at some places; what follows an apostrophe stays."""
        if not instead:
            return self
        words = [
            instead[place] + word[len(stem) :] if place in instead else word
            for place, (word, stem) in enumerate(zip(self.words, self.stems, strict=True))
        ]
        stems = [instead.get(place, stem) for place, stem in enumerate(self.stems)]
        bag = frozenset(words).union(stems)
        return self._replace(words=tuple(words), stems=tuple(stems), bag=bag)


def words_of(phrase: str) -> list[str]:
    """The words of a part of a saying, parted as those of a text are; a star counts as a letter."""
    return re.findall(r"[^\s_-]+", phrase) if "-" in phrase or "_" in phrase else [phrase]


def _join(between: str) -> int:
    if between == " " or not between or _PLAIN_SPACE.issuperset(between):
        return SPACE
    if ";" in between or "!" in between or "?" in between or "\u2026" in between:
        return BREAK
    return COMMA if "," in between else MARK
