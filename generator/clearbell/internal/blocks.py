"""HTML that is finished goes round the Markdown engine, which would only read it through to hand it on.

Python-Markdown needs more time for that than for all else on a page. Knows Markdown's rule of what is a block of HTML,
and nothing of what is in it.
"""

from __future__ import annotations

import re
from typing import Final

_OPENING: Final = re.compile(r"<(div|details|figure|section|table|noscript)\b")
_PLACE: Final = "<!--kb-block-{}-->"
_PLACES: Final = re.compile(r"<!--kb-block-(\d+)-->")


def lifted(markdown: str) -> tuple[str, list[str]]:
    """*markdown* with a mark in the place of each block of HTML between empty lines, and the blocks."""
    blocks: list[str] = []
    kept: list[str] = []
    lines = iter(markdown.split("\n"))
    before = ""
    for line in lines:
        opening = _OPENING.match(line) if not before.strip() else None
        if opening is None:
            kept.append(line)
            before = line
            continue
        block = [line]
        tag = re.compile(rf"<(/?){opening[1]}\b")
        depth = _depth(tag, line)
        while depth > 0 and (following := next(lines, None)) is not None:
            block.append(following)
            depth += _depth(tag, following)
        kept.append(_PLACE.format(len(blocks)))
        blocks.append("\n".join(block))
        before = block[-1]
    return "\n".join(kept), blocks


def put_back(page: str, blocks: list[str]) -> str:
    """A rendered *page* with each block in its place."""
    return _PLACES.sub(lambda mark: blocks[int(mark[1])], page)


def _depth(tag: re.Pattern[str], line: str) -> int:
    return sum(-1 if found[1] else 1 for found in tag.finditer(line))
