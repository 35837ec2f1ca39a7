"""Tone: capitals and exclamation marks, jokes, and apologies that grovel or take the blame. The sayings are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.lists import load
from clearbell.language.sayings import found, words
from clearbell.language.text import Text, Word
from clearbell.problems import Level
from clearbell.rules import Rule

SHOUTING: Final = Rule(
    id="shouting",
    level=Level.WARNING,
    says="Words in capitals, or several exclamation marks.",
    why="Capitals read as panic or as anger.",
    instead="Write it as an ordinary sentence.",
    allow="`allow: {shouting: why}` at the update.",
    bad="WE ARE BACK, please try again!!!",
    good="The shop is open again. Please try again.",
)
HUMOUR: Final = Rule(
    id="humour",
    level=Level.WARNING,
    says="A joke, or a picture that laughs.",
    why="Nobody who can't work laughs along.",
    instead="Say what happened in plain words.",
    allow="`allow: {humour: why}` at the update.",
    bad="Oops, our hamsters took a nap.",
    good="The shop was closed for ten minutes.",
)
APOLOGY: Final = Rule(
    id="apology",
    level=Level.WARNING,
    says="An apology that grovels, or puts the fault on somebody.",
    why="It makes the text about us; a plain apology counts for more.",
    instead="Say that you are sorry, once, and go on with what helps.",
    allow="`allow: {apology: why}` at the update.",
    bad="We screwed up and apologise profusely.",
    good="We're sorry. Orders of this morning will be sent first, starting now.",
)
RULES: Final = (SHOUTING, HUMOUR, APOLOGY)

_MARKS: Final = re.compile(r"!{2,20}|\?!|!\?")
_SMILEY: Final = re.compile(r"(?<![\w(])[:;]-?[)DP](?![\w)])")
_LEAST_LOUD: Final = 3


def find(text: Text, house: House) -> Iterator[Finding]:
    """Everything about how a text sounds."""
    for start, end in (*_capitals(text, house), *(match.span() for match in _MARKS.finditer(text.plain))):
        yield _finding(SHOUTING, text, start, end, _quiet(text.source[start:end]))
    for start, end in (*found(text, house.language, "tone", "humour"), *_pictures(text, house)):
        yield _finding(HUMOUR, text, start, end, "Say what happened in plain words.")
    for start, end in found(text, house.language, "tone", "apology"):
        yield _finding(
            APOLOGY, text, start, end, "Say once that you are sorry, and go on with what helps: We're sorry."
        )


def _capitals(text: Text, house: House) -> Iterator[tuple[int, int]]:
    """Three words in capitals or more, one of them an ordinary one: otherwise they are abbreviations side by side."""
    if text.plain.islower() or not any(word.text.isupper() and len(word.text) > 1 for word in text.words):
        return
    ordinary = words(house.language, "tone", "loud")
    run: list[Word] = []
    for word in (*text.words, None):
        if word is not None and word.text.isalpha() and word.text.isupper():
            run.append(word)
            continue
        if len(run) >= _LEAST_LOUD and any(each.lower in ordinary for each in run):
            yield run[0].start, run[-1].end
        run = []


def _pictures(text: Text, house: House) -> Iterator[tuple[int, int]]:
    if not text.source.isascii():
        for match in _emoji(house.language).finditer(text.plain):
            yield match.span()
    for match in _SMILEY.finditer(text.plain):
        yield match.span()


@cache
def _emoji(language: str) -> re.Pattern[str]:
    drawn = load(language, "tone").get("emoji")
    return re.compile(f"[{drawn}]" if drawn else "(?!)")


def _quiet(loud: str) -> str:
    return loud.capitalize() if loud[0].isalpha() else "."


def _finding(rule: Rule, text: Text, start: int, end: int, suggestion: str) -> Finding:
    return Finding(start, end, rule.id, rule.level, text.source[start:end], suggestion, rule.why)
