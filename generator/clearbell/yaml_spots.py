"""Where in a file the words of a YAML value stand, however the value is written: plain, quoted, as a block or folded.

Knows how scalars are written down; knows no value. Blanks and line ends are free in YAML, so places are found by
counting the other characters, of which a value has the same in the same order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from clearbell.yamlfile import Mark

_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)", re.DOTALL)
_BLANKS: Final = frozenset("tnrvf NLP_\n\r")  # what stands for a blank behind a backslash


def spot(text: str, value: Mark, said: str, start: int, end: int) -> Mark:
    """The place of `said[start:end]`, where *value* marks the scalar that says it. Its first line, if it has several."""
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    first = _count(said[:start])
    last = first + max(1, _count(said[start:end])) - 1
    begun: int | None = None
    for number, (offset, length) in enumerate(_solid(text, starts[value.line] + value.column)):
        if number == first:
            begun = offset
        if number == last and begun is not None:
            line = bisect_right(starts, begun) - 1
            width = min(offset + length, starts[line + 1]) - begun
            return Mark(line, begun - starts[line], len(text[begun : begun + width].rstrip()))
    return value


def _count(said: str) -> int:
    return sum(not char.isspace() for char in said)


def _solid(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Offset and length of everything in the scalar at *begin* that stands for a character which is no blank."""
    style = text[begin : begin + 1]
    if style in ("|", ">"):
        begin = text.find("\n", begin) + 1 or len(text)
    elif style in ("'", '"'):
        begin += 1
    position = begin
    while position < len(text):
        char = text[position]
        if style == '"' and char == "\\" and (escape := _ESCAPE.match(text, position)):
            if len(escape[0]) > 2 or escape[0][1] not in _BLANKS:
                yield position, len(escape[0])
            position = escape.end()
        elif style == "'" and text.startswith("''", position):
            yield position, 2
            position += 2
        else:
            if not char.isspace():
                yield position, 1
            position += 1
