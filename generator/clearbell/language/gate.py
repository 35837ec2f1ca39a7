"""The word gate: all rules over one text or one update, their findings in order and without doubles.

Knows which rules there are; what each of them finds is known there. Knows no file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from clearbell.language import (
    acronyms,
    blame,
    exceptions,
    images,
    impact,
    inside,
    jargon,
    keys,
    persons,
    promise,
    readability,
    resolution,
    shapes,
    tone,
    tongue,
    vague,
    workaround,
)
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

TextRule: TypeAlias = Callable[[Text, House], Iterator[Finding]]
UpdateRule: TypeAlias = Callable[[Told, Sequence[Told], House], Iterator[Finding]]

TEXT_RULES: Final[tuple[TextRule, ...]] = (
    jargon.find,
    shapes.find,
    inside.find,
    keys.find,
    persons.find,
    acronyms.find,
    promise.find,
    blame.find,
    readability.find,
    tone.find,
    images.find,
    tongue.find,
)
UPDATE_RULES: Final[tuple[UpdateRule, ...]] = (
    impact.judge,
    vague.judge,
    workaround.judge,
    resolution.judge,
)
RULES: Final[tuple[Rule, ...]] = (
    *jargon.RULES,
    *inside.RULES,
    *keys.RULES,
    *persons.RULES,
    *acronyms.RULES,
    *promise.RULES,
    *blame.RULES,
    *impact.RULES,
    *vague.RULES,
    *workaround.RULES,
    *resolution.RULES,
    *readability.RULES,
    *tone.RULES,
    *images.RULES,
    *tongue.RULES,
    *exceptions.RULES,
)

# These say what a word is, the most telling first; to people, one of them is enough for the same words.
_NAMING: Final = ("secret", "personal-data", "inside-name", "jargon", "acronym")
_STRENGTH: Final = {Level.ERROR: 2, Level.WARNING: 1, Level.HINT: 0}


def findings(text: Text, house: House) -> list[Finding]:
    """What each rule that judges words finds in *text*, in its order. Two rules may speak of the same words."""
    found = [finding for rule in TEXT_RULES for finding in rule(text, house)]
    return _apart(found, lambda finding: finding.rule) if len(found) > 1 else found


def judge(update: Told, before: Sequence[Told], house: House) -> list[Finding]:
    """What all rules find in the message of *update*, without doubles. *before*: the same item's earlier updates, oldest first."""
    found = findings(update.text, house)
    found += [finding for rule in UPDATE_RULES for finding in rule(update, before, house)]
    return settled(found)


def settled(found: list[Finding]) -> list[Finding]:
    """For people: of rules that say what the same words are, only the most telling."""
    return _apart(found, lambda finding: "" if finding.rule in _NAMING else finding.rule)


def _apart(found: list[Finding], group: Callable[[Finding], str]) -> list[Finding]:
    """Sorted; where two of one group overlap, the stronger stays, of equals the more telling, of these the longer."""
    kept: list[Finding] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for finding in sorted(found, key=_weight):
        spans = taken.setdefault(group(finding), [])
        place = bisect_left(spans, (finding.start, finding.end))
        near = spans[max(0, place - 1) : place + 1]  # kept spans overlap nowhere, so the neighbours tell
        if not any(finding.start < end and start < finding.end for start, end in near):
            spans.insert(place, (finding.start, finding.end))
            kept.append(finding)
    return sorted(kept)


def _weight(finding: Finding) -> tuple[int, int, int, int]:
    rank = _NAMING.index(finding.rule) if finding.rule in _NAMING else 0
    return -_STRENGTH[finding.level], rank, finding.start - finding.end, finding.start
