"""The word gate: all rules over one text or one update, their findings in order and without doubles.

Knows which rules there are; what each of them finds is known there. Knows no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from clearbell.language import acronyms, jargon, shapes
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

TextRule: TypeAlias = Callable[[Text, House], Iterator[Finding]]
UpdateRule: TypeAlias = Callable[[Told, Sequence[Told], House], Iterator[Finding]]

TEXT_RULES: Final[tuple[TextRule, ...]] = (jargon.find, shapes.find, acronyms.find)
UPDATE_RULES: Final[tuple[UpdateRule, ...]] = ()
RULES: Final[tuple[Rule, ...]] = (*jargon.RULES, *acronyms.RULES)

# These say what a word is; of two that say so of the same words, one is enough.
_NAMING: Final = frozenset({"jargon", "acronym", "inside-name", "secret", "personal-data"})
_STRENGTH: Final = {Level.ERROR: 2, Level.WARNING: 1, Level.HINT: 0}


def findings(text: Text, house: House) -> list[Finding]:
    """What the rules that judge words find in *text*, in its order."""
    return _settled([finding for rule in TEXT_RULES for finding in rule(text, house)])


def judge(update: Told, before: Sequence[Told], house: House) -> list[Finding]:
    """What all rules find in the message of *update*. *before*: the updates of the same item before it, oldest first."""
    found = [finding for rule in TEXT_RULES for finding in rule(update.text, house)]
    found += [finding for rule in UPDATE_RULES for finding in rule(update, before, house)]
    return _settled(found)


def _settled(found: list[Finding]) -> list[Finding]:
    """Sorted; of naming rules that overlap the stronger one stays, of equals the longer."""
    if len(found) < 2:
        return found
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for finding in sorted(
        found, key=lambda each: (-_STRENGTH[each.level], each.start - each.end, each.start)
    ):
        if finding.rule in _NAMING:
            if any(finding.start < end and start < finding.end for start, end in taken):
                continue
            taken.append((finding.start, finding.end))
        kept.append(finding)
    return sorted(set(kept))
