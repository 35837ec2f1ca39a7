"""Impact: whether an update says what customers notice: who, which part in which state, or which action has trouble.

Knows that "an issue with notifications" alone says nothing of the kind. Decides by sentence, asks for it by update: in the
first one and when it got worse. The sayings are data.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import found, says, words
from clearbell.language.stock import only_stock
from clearbell.language.text import Text, Word
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="impact",
        level=Level.ERROR,
        says="The first update, or one with which it got worse, doesn't say what customers notice. In `resolved`, or where much is said otherwise, it is a warning.",
        why="Whether it concerns them is the first thing readers want to know.",
        instead="Say who is affected, what doesn't work for them, and since when.",
        allow="`allow: {impact: why it can't be said yet}` at the update.",
        bad="We are investigating an issue with notifications.",
        good="Since 09:10 some customers get no order confirmation by mail. Orders themselves arrive.",
    ),
)
_SUGGESTION: Final = "Say who is affected, what doesn't work for them and since when: Since 09:10 some customers can't sign in."
_AFTERWARDS: Final = "Say what was affected and that it works again: Signing in works again for everyone."
# How many words before a saying, and after it, may name what it is about.
_BESIDE: Final = (("feature-state", 8, 0), ("symptom-of", 0, 3), ("fault-of", 0, 1), ("symptom", 1, 0))
_PLENTY: Final = 5  # of words that name something: more likely a saying that we don't know than nothing said


def judge(update: Told, before: Sequence[Told], house: House) -> Iterator[Finding]:
    """The first update of an incident and each with which it got worse; in `resolved`, and where it may be said, a warning.

    A last update of stock words alone is an error of its own: `vague`.
    """
    text, last = update.text, update.status == "resolved" and bool(before)
    if update.kind != "incident" or update.status == "postmortem" or not (update.raised or last):
        return
    if not text.words or has_impact(text, house.language) or (last and only_stock(text, house)):
        return
    plenty = sum(1 for _ in _specific_words(text.words, house.language)) >= _PLENTY
    level = Level.WARNING if last or plenty else Level.ERROR
    suggestion = _AFTERWARDS if last else _SUGGESTION
    yield Finding(0, len(text.source), "impact", level, text.source, suggestion, RULES[0].why)


def has_impact(text: Text, language: str = "en") -> bool:
    """Whether *text* says what customers notice. True for a language that there are no lists for: who can't judge doesn't."""
    if not words(language, "impact", "generic"):
        return True
    return (
        any(found(text, language, "impact", "who", fine="unnoticed"))
        or says(text, language, "impact", "doing")
        or any(_of_something(text, language, *each) for each in _BESIDE)
    )


def _of_something(text: Text, language: str, name: str, before: int, after: int) -> bool:
    """Whether what a saying of the list *name* is about stands so many words *before* it or *after* it in its sentence."""
    words = text.words
    for since, until in found(text, language, "impact", name, fine="unnoticed"):
        start, end = text.sentence_at(since)
        first, last = _index(words, start), _index(words, end)
        here, there = _index(words, since), _index(words, until)
        if _specific(words[max(first, here - before) : here], language):
            return True
        if _specific(words[there : min(last, there + after)], language):
            return True
    return False


def _index(words: Sequence[Word], offset: int) -> int:
    """Of the first word that starts there or later."""
    return bisect_left(words, offset, key=lambda word: word.start)


def _specific(near: Iterable[Word], language: str) -> bool:
    """Whether one of the words names something: a feature, a place, a thing of the customer's."""
    return next(_specific_words(near, language), None) is not None


def _specific_words(near: Iterable[Word], language: str) -> Iterator[Word]:
    empty = _empty(language)
    return (word for word in near if word.lower not in empty and not word.text[0].isdigit())


@cache
def _empty(language: str) -> frozenset[str]:
    return words(language, "impact", "generic") | words(language, "stock", "stock")
