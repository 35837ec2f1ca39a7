"""Sayings: how people put a thing, as the lists of a language write it down, and where a text puts it so.

A list is a YAML list, or a text with commas. In a saying, words stand as they are read; `fail*` is any ending, `*ly` any
beginning, `(a|b)` one of these, `[a|b]` one of these or nothing, `<name>` any of the list of this name in the same file,
`..` up to three words in between, `...` up to eight, `,...` the same across a comma. Knows no saying itself. Whatever a list says, its pattern takes linear
time: gaps are bounded, and no character can belong both to a word and to what parts two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from clearbell.language.lists import load
from clearbell.language.text import Text

_PART: Final = r"[\s*_-]{1,3}"
_BETWEEN: Final = r"[\s:()\"*-]{1,4}"
_COMMA: Final = r"[\s:()\"*,-]{1,4}"
_WORD: Final = r"[\w'.&/@%+#$]{1,60}"
_GAPS: Final = {"..": (_BETWEEN, 3), "...": (_BETWEEN, 8), ",...": (_COMMA, 8)}
_TOKEN: Final = re.compile(r",?\.{2,3}|<[\w-]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_NEVER: Final = re.compile(r"(?!)")
# Typed for printed: a set with characters beyond Latin-1 in it takes four times as long to compile.
_TYPED: Final = str.maketrans("\u2019\u2018\u201c\u201d\u2013\u2014", "''\"\"--")


@cache
def pattern(language: str, file: str, name: str) -> re.Pattern[str]:
    """The sayings of the list *name*, for texts as `heard`; one that fits nowhere if there is no such list."""
    lists = load(language, file)
    return re.compile(rf"(?<!\w){_any(name, lists)}(?!\w)") if name in lists else _NEVER


@cache
def words(language: str, file: str, name: str) -> frozenset[str]:
    """The list *name* as single words."""
    lists = load(language, file)
    return frozenset(_listed(name, lists)) if name in lists else frozenset()


def found(text: Text, language: str, file: str, name: str, *, fine: str = "") -> Iterator[tuple[int, int]]:
    """Where *text* says one of the list *name*, sentence by sentence, except where one of the list *fine* overlaps.

    A list of the same name with `-cues` holds words of which a text must have one: looking for them costs far less than
    making the pattern, and most texts have none.
    """
    cues = words(language, file, f"{name}-cues")
    if cues and cues.isdisjoint([word.lower for word in text.words]):
        return
    said = pattern(language, file, name)
    lower = heard(text)
    if said is _NEVER or not said.search(lower):
        return
    for start, end in text.sentences:
        harmless: list[tuple[int, int]] | None = None
        for match in said.finditer(lower, start, end):
            if harmless is None:
                passing = pattern(language, file, fine) if fine else _NEVER
                harmless = [each.span() for each in passing.finditer(lower, start, end)]
            here, there = match.span()
            if not any(here < until and since < there for since, until in harmless):
                yield here, there


def heard(text: Text) -> str:
    """*text* as patterns take it: in small letters, with typed quotation marks and dashes, as long as before."""
    lower = text.lower
    return lower if lower.isascii() else lower.translate(_TYPED)


def says(text: Text, language: str, file: str, name: str) -> bool:
    """Whether *text* says one of the list *name*."""
    return pattern(language, file, name).search(heard(text)) is not None


def _listed(name: str, lists: Mapping[str, Any]) -> list[str]:
    listed = lists[name]
    return [each.strip() for each in listed.split(",")] if isinstance(listed, str) else listed


def _any(name: str, lists: Mapping[str, Any]) -> str:
    return f"(?:{'|'.join(_Saying(saying, lists).pattern() for saying in _listed(name, lists))})"


class _Saying:
    """A saying being read, from left to right."""

    def __init__(self, saying: str, lists: Mapping[str, Any]) -> None:
        self.tokens = _TOKEN.findall(saying)
        self.lists = lists

    def pattern(self) -> str:
        return self._alternatives("")

    def _alternatives(self, close: str) -> str:
        options = [self._row()]
        while self.tokens and self.tokens[0] == "|":
            self.tokens.pop(0)
            options.append(self._row())
        if close:
            self.tokens.pop(0)
        return options[0] if len(options) == 1 and not close else f"(?:{'|'.join(options)})"

    def _row(self) -> str:
        """Items one after the other. An optional one takes what parts it from its neighbour along."""
        out, part, waiting = "", "", ""
        while self.tokens and self.tokens[0] not in (")", "]", "|"):
            token = self.tokens.pop(0)
            if token in _GAPS:
                between, most = _GAPS[token]
                if part:
                    gap = f"(?:{between}{_WORD}){{0,{most}}}?"
                    out, part, waiting = out + waiting + gap, between, ""
                else:
                    out += f"(?:{_WORD}{between}){{0,{most}}}?"
            elif token == "[":  # noqa: S105 - a bracket of the notation
                item = self._alternatives("]")
                if part:
                    waiting += f"(?:{part}{item})?"
                else:
                    out += f"(?:{item}{_PART})?"
            else:
                out, part, waiting = out + waiting + part + self._item(token), _PART, ""
        return out + waiting

    def _item(self, token: str) -> str:
        if token == "(":  # noqa: S105 - as above
            return self._alternatives(")")
        if token[0] == "<":
            return _any(token[1:-1], self.lists)
        return re.escape(token).replace(r"\*", r"\w{0,30}").replace(r"\-", "-")
