"""Sayings: how people put a thing, as the lists of a language write it down, and where a text puts it so.

A list is a YAML list, or a text with commas. In a saying, words stand as they are read; `fail*` is any ending, `*ly` any
beginning, `(a|b)` one of these, `[a|b]` one of these or nothing, `<name>` any of the list of this name in the same file,
`!<name>` before a word says that it is none of that list, `..` up to three words in between, `...` up to eight, `,...` the same across a comma. Knows no saying itself. Whatever a list says, its pattern takes linear
time: gaps are bounded, and no character can belong both to a word and to what parts two words.

Making patterns costs far more than searching with them. So each saying knows which words a text must have to fit it, and
its pattern is made when a text first has them; most never are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from clearbell.language.lists import load
from clearbell.language.text import BEGINNING, ENDING, Text, split

_PART: Final = r"[\s*_-]{1,3}"
_BETWEEN: Final = r"[\s:()\"*-]{1,4}"
_COMMA: Final = r"[\s:()\"*,-]{1,4}"
_WORD: Final = r"[\w'.&/@%+#$]{1,60}"
_SHORT: Final = 3  # letters of words that nearly every text has
_ANY: Final = ""
_GAPS: Final = {"..": (_BETWEEN, 3), "...": (_BETWEEN, 8), ",...": (_COMMA, 8)}
_TOKEN: Final = re.compile(r",?\.{2,3}|!?<[\w-]+>|[()\[\]|]|[^\s()\[\]|<>]+")


class Saying(NamedTuple):
    """A pattern, and sets of words: of each of them, a text must have one to fit it."""

    pattern: str
    needs: tuple[frozenset[str], ...]


@cache
def sayings(language: str, file: str, name: str) -> tuple[Saying, ...]:
    """The list *name*; nothing if there is no such list."""
    return tuple(_Reader(each, language, file).saying() for each in _listed(language, file, name))


@cache
def words(language: str, file: str, name: str) -> frozenset[str]:
    """The list *name* as single words."""
    return frozenset(_listed(language, file, name))


def found(text: Text, language: str, file: str, name: str, *, fine: str = "") -> Iterator[tuple[int, int]]:
    """Where *text* says one of the list *name*, sentence by sentence, except where one of the list *fine* overlaps."""
    said = _patterns(text, language, file, name)
    if not any(each.search(text.typed) for each in said):
        return
    passing = _patterns(text, language, file, fine) if fine else []
    for sentence in text.sentences:
        yield from _but(said, passing, text.typed, *sentence)


def said(
    text: Text, language: str, file: str, name: str, start: int, end: int, *, fine: str = ""
) -> Iterator[tuple[int, int]]:
    """Where a part of *text* says one of the list *name*, except where one of the list *fine* overlaps."""
    passing = _patterns(text, language, file, fine) if fine else []
    return _but(_patterns(text, language, file, name), passing, text.typed, start, end)


def _but(
    patterns: Sequence[re.Pattern[str]], passing: Sequence[re.Pattern[str]], typed: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    harmless: list[tuple[int, int]] | None = None
    for here, there in _spans(patterns, typed, start, end):
        if harmless is None:
            harmless = list(_spans(passing, typed, start, end))
        if not any(here < until and since < there for since, until in harmless):
            yield here, there


def says(text: Text, language: str, file: str, name: str) -> bool:
    """Whether *text* says one of the list *name*."""
    return any(each.search(text.typed) for each in _patterns(text, language, file, name))


def _patterns(text: Text, language: str, file: str, name: str) -> list[re.Pattern[str]]:
    """Of the sayings of a list, those that *text* has a word for."""
    has, listed, by_word = text.vocabulary, sayings(language, file, name), _by_word(language, file, name)
    worth = {number for word in (_ANY, *(has & by_word.keys())) for number in by_word.get(word, ())}
    return [
        _compiled(listed[number].pattern)
        for number in sorted(worth)
        if not any(map(has.isdisjoint, listed[number].needs))
    ]


@cache
def _by_word(language: str, file: str, name: str) -> dict[str, list[int]]:
    """The numbers of the sayings of a list by the rarest word that they need."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(sayings(language, file, name)):
        for word in _rarest(each.needs) if each.needs else (_ANY,):
            found[word].append(number)
    return dict(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)")


def _spans(
    patterns: Sequence[re.Pattern[str]], typed: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """What one pattern of all of them side by side would find: the leftmost, of these the first; and on from its end."""
    following = {number: each.search(typed, start, end) for number, each in enumerate(patterns)}
    while matches := {number: match for number, match in following.items() if match}:
        first = min(matches, key=lambda number: (matches[number].start(), number))
        here, there = matches[first].span()
        yield here, there
        following = {
            number: match if match.start() >= there else patterns[number].search(typed, there, end)
            for number, match in matches.items()
        }


def _listed(language: str, file: str, name: str) -> list[str]:
    listed = load(language, file).get(name, [])
    return [each.strip() for each in listed.split(",")] if isinstance(listed, str) else listed


def _any(options: Sequence[Saying]) -> Saying:
    """One of these."""
    pattern = f"(?:{'|'.join(option.pattern for option in options)})"
    if not all(option.needs for option in options):
        return Saying(pattern, ())
    return Saying(pattern, (frozenset().union(*(_rarest(option.needs) for option in options)),))


@cache
def _any_of(language: str, file: str, name: str) -> Saying:
    return _any(sayings(language, file, name))


class _Reader:
    """A saying being read, from left to right."""

    def __init__(self, saying: str, language: str, file: str) -> None:
        self.tokens = _TOKEN.findall(saying)
        self.language, self.file = language, file

    def saying(self) -> Saying:
        options = self._options()
        return options[0] if len(options) == 1 else _any(options)

    def _options(self) -> list[Saying]:
        options = [self._row()]
        while self.tokens and self.tokens[0] == "|":
            self.tokens.pop(0)
            options.append(self._row())
        return options

    def _group(self) -> Saying:
        options = self._options()
        self.tokens.pop(0)  # what closes it
        return _any(options)

    def _row(self) -> Saying:
        """Items one after the other. An optional one takes what parts it from its neighbour along."""
        out, part, waiting = "", "", ""
        needs: tuple[frozenset[str], ...] = ()
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
                item = self._group()
                if part:
                    waiting += f"(?:{part}{item.pattern})?"
                else:
                    out += f"(?:{item.pattern}{_PART})?"
            else:
                item = self._item(token)
                out, part, waiting = out + waiting + part + item.pattern, _PART, ""
                needs += item.needs
        return Saying(out + waiting, needs)

    def _item(self, token: str) -> Saying:
        if token == "(":  # noqa: S105 - as above
            return self._group()
        if token[0] == "!":
            other, item = _any_of(self.language, self.file, token[2:-1]), self._item(self.tokens.pop(0))
            return Saying(rf"(?!{other.pattern}(?!\w)){item.pattern}", item.needs)
        if token[0] == "<":
            return _any_of(self.language, self.file, token[1:-1])
        pattern = re.escape(token).replace(r"\*", r"\w{0,30}").replace(r"\-", "-")
        return Saying(pattern, tuple(frozenset([each]) for each in _needed(token)))


def _needed(token: str) -> Sequence[str]:
    """What a text has in its vocabulary, or as a beginning or an ending of it, if it has a word that fits *token*."""
    begins, star, ends = token.partition("*")
    head, tail = split(begins), split(ends)
    if not star:
        return head
    needs = list(head[:-1])
    if head and not ends and len(head[-1]) >= BEGINNING:
        needs.append(f"{head[-1][:BEGINNING]}*")
    if tail and not ends[0].isalnum():  # as in *'s, where the end is a word of its own
        return [*needs, *tail]
    if tail and len(tail[0]) >= ENDING:
        needs.append(f"*{tail[0][-ENDING:]}")
    return [*needs, *tail[1:]]


def _rarest(needs: Sequence[frozenset[str]]) -> frozenset[str]:
    """What the fewest texts will have: the list with the fewest short words, the shortest, of equals that with the longest words."""
    return min(
        needs, key=lambda each: (sum(len(word) <= _SHORT for word in each), len(each), -min(map(len, each)))
    )
