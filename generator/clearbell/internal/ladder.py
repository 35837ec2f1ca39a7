"""The five whys as a ladder: each question with its answer a rung, the last one where the analysis ends.

Takes HTML that has been cleaned, from the text or from the front matter. Judges no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.internal.markdown import rendered
from clearbell.internal.records import Postmortem
from clearbell.internal.whys import is_five_whys

_LISTS: Final = re.compile(r"<(/?)(ol|ul|li)\b[^>]*>")
# A question mark that ends a question, with the emphasis that ends there.
_ASKED: Final = re.compile(r"<(/?)(\w+)[^>]*>|\?(?:</(?:strong|em|code|del)>)*(?=\s|<|$)")
_AROUND: Final = re.compile(r"^\s*<p>(.*?)</p>\s*", re.DOTALL)
_FLOWING: Final = frozenset({"p", "br", "hr"})  # what opens nothing that a question could stand inside of


@dataclass(frozen=True, slots=True)
class Rung:
    """A question and its answer as HTML. `question` is empty where none is asked."""

    question: str
    answer: str


def whys_of(postmortem: Postmortem) -> tuple[Rung, ...]:
    """The chain of a postmortem, from its front matter or else from its text."""
    if postmortem.file.five_whys:
        return given(postmortem.file.five_whys)
    part = next((part for part in postmortem.parts if is_five_whys(part)), None)
    return tuple(map(_rung, _items(_cut(part.html)[1]))) if part else ()


def given(whys: Sequence[str]) -> tuple[Rung, ...]:
    """The chain of the front matter."""
    return tuple(_rung(rendered(why)) for why in whys)


def in_text(html: str) -> str:
    """The text below the heading, with its numbered list drawn as a ladder."""
    before, listed, after = _cut(html)
    if not listed:
        return html
    return "\n".join(part for part in (before, ladder(tuple(map(_rung, _items(listed)))), after) if part)


def ladder(rungs: Sequence[Rung]) -> str:
    """The rungs from the top: what was seen first, what it comes down to last."""
    lines = []
    for rung in rungs:
        asked = f'<p class="kb-why">{rung.question}</p>' if rung.question else ""
        lines.append(f'<li>{asked}<div class="kb-because">{rung.answer}</div></li>')
    return "\n".join(['<ol class="kb-rungs">', *lines, "</ol>"])


def _cut(html: str) -> tuple[str, str, str]:
    """What comes before the first numbered list, the list, and what comes after it."""
    depth, start = 0, -1
    for tag in _LISTS.finditer(html):
        if tag[2] == "li":
            continue
        if start < 0 and depth == 0 and tag[2] == "ol" and not tag[1]:
            start = tag.start()
        depth += -1 if tag[1] else 1
        if start >= 0 and depth == 0:
            return html[:start].strip(), html[start : tag.end()], html[tag.end() :].strip()
    return html, "", ""


def _items(listed: str) -> Iterator[str]:
    """The items of a list, with the lists inside them."""
    depth, start = 0, 0
    for tag in _LISTS.finditer(listed):
        if tag[2] != "li":
            depth += -1 if tag[1] else 1
        elif depth == 1 and not tag[1]:
            start = tag.end()
        elif depth == 1:
            yield listed[start : tag.start()].strip()


def _rung(item: str) -> Rung:
    """Divided at the end of the first question."""
    if first := _AROUND.match(item):  # a paragraph of its own
        item = f"{first[1]}<br>{item[first.end() :]}" if item[first.end() :] else first[1]
    inside = 0
    for found in _ASKED.finditer(item):
        if found[2] is None:
            inside -= found[0].count("</")
            if inside == 0:
                return Rung(item[: found.end()], item[found.end() :].removeprefix("<br>").strip())
        elif found[2] not in _FLOWING:
            inside += -1 if found[1] else 1
    return Rung("", item)
