"""Vague updates: nothing but stock words, or nothing that hasn't been said before.

Knows the updates before; knows nothing of what customers notice beyond asking whether it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.impact import has_impact
from clearbell.language.sayings import words
from clearbell.language.stock import news, only_stock
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="vague",
        level=Level.WARNING,
        says="An update of stock words only, or one that says nothing new. In `resolved` it is an error.",
        why="Readers come back for news; without any they ask support instead.",
        instead="Say what works by now and what doesn't, what you have found or ruled out, and when the next update comes.",
        allow="`allow: {vague: why there is nothing to say}` at the update.",
        bad="We are continuing to investigate this issue.",
        good="We have ruled out the new release as the cause and are looking at the sign-in service now.",
    ),
)
_SAY: Final = {
    "resolved": "Say what was affected, that it works again, and whether readers have to do something.",
    "investigating": "Say what customers notice, and what you have found or ruled out so far.",
}
_ELSE: Final = "Say what works by now and what doesn't yet."
_NOTHING_NEW: Final = (
    "Say what has changed since the last update; if nothing has, what you tried and when you write again."
)


def judge(update: Told, before: Sequence[Told], house: House) -> Iterator[Finding]:
    """An update of an incident. Where `impact` already asks for more, this doesn't."""
    text, resolved = update.text, update.status == "resolved"
    if update.kind != "incident" or not text.words or (update.raised and not (resolved and before)):
        return
    if only_stock(text, house):
        if not has_impact(text, house.language):
            level = Level.ERROR if resolved else Level.WARNING
            yield _finding(update, level, _SAY.get(update.status, _ELSE))
    elif before and _repeats(update, before, house):
        yield _finding(update, Level.WARNING, _NOTHING_NEW)


def _repeats(update: Told, before: Sequence[Told], house: House) -> bool:
    last = before[-1]
    if update.status != last.status or update.workaround not in (None, last.workaround):
        return False
    if not words(house.language, "stock", "stock"):
        return False
    known = {word.lower for told in before for word in told.text.words}
    return next(news(update.text, house, known), None) is None


def _finding(update: Told, level: Level, suggestion: str) -> Finding:
    source = update.text.source
    return Finding(0, len(source), "vague", level, source, suggestion, RULES[0].why)
