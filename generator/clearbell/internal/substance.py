"""Whether the sections of a postmortem say something: no text to come, no single word, no complaint left without an answer.

Knows lines, items and lists of words; which sections there have to be is known elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from clearbell.formats.postmortem import SECTIONS
from clearbell.internal.sections import Text
from clearbell.language.patterns import patterns
from clearbell.problems import Level, Problem

_TOLD: Final = SECTIONS[:3]
_POORLY: Final = "What Went Poorly"
_WORD: Final = re.compile(r"\w+")
_FEW: Final = 5  # words
_DRESS: Final = re.compile(r"^[\s>*_#+-]*(\d+[.)]\s)?|[\s*_.!:\u2026]+$")
_GAP: Final = re.compile(r"(\[[^\]]*\](?!\()|<[^>]*>|\{\{.*\}\}|[_.\u2026?]{2,}|-+)$")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_ITEM: Final = re.compile(r" ?([-*+]|\d+[.)])\s")


def substance(text: Text, actions: Collection[str], language: str, *, draft: bool) -> Iterator[Problem]:
    """The known sections that hold anything. *actions*: ids that an answer may name."""
    words = patterns(language, "postmortem")
    if words is None:
        return
    for part in text.parts:
        if part.level != 2 or part.title not in SECTIONS:
            continue
        lines = _without_quotations(text.below(part, until=2))
        told = [line for line in lines if line.strip() and not line.startswith("#")]
        if told and all(_is_gap(line, words) for line in told):
            cure = "Write what belongs there; say so if there is nothing to say."
            level = Level.WARNING if draft else Level.ERROR
            expected = f"text in `{part.title}`"
            yield text.problem(part.line, "placeholder", expected, f"`{told[0].strip()}`", cure, level)
        elif not draft and told and part.title in _TOLD and (count := _count(told)) < _FEW:
            cure = "Tell it so that a colleague of another team can follow."
            found = f"{count} words" if count > 1 else "one word"
            yield text.problem(
                part.line, "thin-section", f"a text in `{part.title}`", found, cure, Level.WARNING
            )
        elif not draft and part.title == _POORLY:
            yield from _unanswered(text, part.line, lines, frozenset(actions), words)


def _is_gap(line: str, words: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether a line only keeps the place of a text."""
    said = _DRESS.sub("", line)
    found = words["placeholder"].match(said)
    return not said or _GAP.match(said) is not None or (found is not None and _ends(said, found.end()))


def _ends(said: str, at: int) -> bool:
    """Whether a placeholder is all there is: an instruction of a template may go on, but only to its end."""
    rest = said[at:]
    return not re.search(r"[\w)][.!?;:]\s+\w", rest) and len(rest.split()) < 15


def _count(lines: list[str]) -> int:
    """The words of the first few lines: nobody asks how many more there are."""
    return sum(len(_WORD.findall(line)) for line in lines[:_FEW])


def _unanswered(
    text: Text,
    heading: int,
    lines: list[str],
    actions: frozenset[str],
    words: Mapping[str, re.Pattern[str]],
) -> Iterator[Problem]:
    for number, item in _items(lines):
        if actions.isdisjoint(_NAME.findall(item)) and not words["reason"].search(item):
            cure = "Name the action that answers it, like (a1), or say why it is left as it is."
            expected = "an action or a reason for each thing that went poorly"
            yield text.problem(heading + number, "unanswered", expected, "none", cure, Level.WARNING)


def _without_quotations(lines: list[str]) -> list[str]:
    """What others or machines said is nobody's answer; the lines stay, empty."""
    own, fenced = [], False
    for line in lines:
        fence = line.lstrip().startswith(("```", "~~~"))
        fenced ^= fence
        own.append("" if fenced or fence or line.startswith(">") else line)
    return own


def _items(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Where each item of a list begins below the heading, and what it says; paragraphs, where there is no list."""
    listed = any(map(_ITEM.match, lines))
    begun, item = 0, ""
    for number, line in enumerate([*lines, ""], 1):
        ends = not line.strip() or line.startswith("#")
        if item and (ends if not listed else _ITEM.match(line) or (ends and number > len(lines))):
            yield begun, item
            item = ""
        if _ITEM.match(line) if listed else not ends and not item:
            begun, item = number, line.strip()
        elif item and not ends:
            item = f"{item} {line.strip()}"
