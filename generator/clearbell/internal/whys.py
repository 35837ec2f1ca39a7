"""The five whys of a postmortem: how many there are, and whether the last answer is one that the organisation can change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from clearbell.internal.markdown import Part
from clearbell.internal.sections import Text
from clearbell.language.patterns import patterns
from clearbell.problems import Level, Problem

FIVE_WHYS: Final = "Five whys"
ANALYSIS: Final = "Root Cause Analysis"
LEAST_WHYS: Final = 3
_ITEM: Final = re.compile(r"\s{0,3}\d+[.)]\s+(.*)")


def whys(text: Text, given: Sequence[str], severity: int, language: str) -> Iterator[Problem]:
    """The five whys of a postmortem that must have them. *given*: those in the front matter."""
    here = next((part for part in text.parts if part.level == 3 and is_five_whys(part)), None)
    count = len(given) or (here.numbered if here else 0)
    section = here or next((part for part in text.parts if part.title == ANALYSIS), None)
    line = section.line if section else 1
    if count < LEAST_WHYS:
        found = f"{count}" if count else "none"
        cure = (
            f"Write them as a numbered list below `### {FIVE_WHYS}`, or as `five_whys:` in the front matter."
        )
        yield text.problem(
            line, "five-whys", f"five whys for a Sev{severity}, at least {LEAST_WHYS}", found, cure
        )
        return
    if count < 5:
        cure = "Ask on until the answer is something that the organisation can change."
        yield text.problem(line, "five-whys", "five whys", f"{count}", cure, Level.WARNING)
    yield from _ends_in_person(text, given, here, line, language)


def is_five_whys(part: Part) -> bool:
    """Whether this is the part with the chain of whys."""
    return part.title.casefold().strip(" .:") in (FIVE_WHYS.casefold(), "5 whys")


def _ends_in_person(
    text: Text, given: Sequence[str], here: Part | None, line: int, language: str
) -> Iterator[Problem]:
    words = patterns(language, "postmortem")
    last = (line, given[-1]) if given else _last(text, here) if here else None
    if words is None or last is None:
        return
    at, why = last
    answer = why.rpartition("?")[2]
    person = words["person"].search(answer)
    if person and not words["system"].search(answer):
        yield text.problem(
            at,
            "why-ends-in-person",
            "a last why that ends in something the organisation can change",
            f"`{person[0]}`",
            "Ask once more: what let that happen, and what would have caught it?",
            Level.WARNING,
        )


def _last(text: Text, here: Part) -> tuple[int, str] | None:
    """The last item of the list, with the lines that belong to it, and where it begins."""
    found: tuple[int, str] | None = None
    for number, line in enumerate(text.below(here, until=3), here.line + 1):
        item = _ITEM.match(line)
        if item:
            found = (number, item[1])
        elif found and line.strip():
            found = (found[0], f"{found[1]} {line.strip()}")
    return found
