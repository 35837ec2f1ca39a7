"""The notation of sayings, read into parts that know where they fit.

Words stand as they are read; `fail*` is any ending, `*ly` any beginning, `(a|b)` one of these, `[a|b]` one of these or
nothing, `<name>` any of the list of this name, `!<name>` before a word says that it is none of that list, `..` up to
three words in between, `...` up to eight, `,...` the same across a comma.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from clearbell.language.matching import Gap, Maybe, Not, Part, Row, Word, one_of
from clearbell.language.spoken import COMMA, MARK, words_of

_GAPS: Final = {"..": (MARK, 3), "...": (MARK, 8), ",...": (COMMA, 8)}
_TOKEN: Final = re.compile(r",?\.{2,3}|!?<[\w-]+>|[()\[\]|]|[^\s()\[\]|<>]+")


def read(saying: str, named: Callable[[str], Part]) -> Part:
    """What *saying* writes down. *named*: the list of a name."""
    return _Reader(saying, named).options()


class _Reader:
    """A saying being read, from left to right."""

    def __init__(self, saying: str, named: Callable[[str], Part]) -> None:
        self.tokens = _TOKEN.findall(saying)
        self.named = named

    def options(self) -> Part:
        options = [self._row()]
        while self.tokens and self.tokens[0] == "|":
            self.tokens.pop(0)
            options.append(self._row())
        return one_of(options)

    def _group(self) -> Part:
        options = self.options()
        self.tokens.pop(0)  # what closes it
        return options

    def _row(self) -> Part:
        parts: list[Part] = []
        while self.tokens and self.tokens[0] not in (")", "]", "|"):
            parts += self._parts(self.tokens.pop(0))
        return parts[0] if len(parts) == 1 else Row(parts)

    def _parts(self, token: str) -> list[Part]:
        if token in _GAPS:
            return [Gap(*_GAPS[token])]
        if token == "[":  # noqa: S105 - a bracket of the notation
            return [Maybe(self._group())]
        if token == "(":  # noqa: S105 - as above
            return [self._group()]
        if token[0] == "!":
            first, *others = self._parts(self.tokens.pop(0))
            return [Not(self.named(token[2:-1]), first), *others]
        if token[0] == "<":
            return [self.named(token[1:-1])]
        return [_word(each) for each in words_of(token)]


_word = cache(Word.of)
