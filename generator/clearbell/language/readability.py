"""Readability: how long the sentences are and how many years of school a text asks for, by an estimate of our own.

Knows syllables by their vowels and the weights of a language; leaves out names and numbers, which no writer can shorten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.lists import load
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="readability",
        level=Level.WARNING,
        says="A sentence of more than 25 words, or a text that asks for twelve years of school; from nine years on, a hint.",
        why="People read this in a hurry, on a phone, and often not in their first language.",
        instead="Make two sentences of one, and use short words.",
        allow="`allow: {readability: why it can't be shorter}` at the update.",
        bad=(
            "Customers who recently attempted to complete the registration procedure may unfortunately have encountered "
            "difficulties, because confirmation messages were delivered considerably later than they ordinarily are."
        ),
        good="Some new customers got their welcome mail hours late. It is sent at once again. You don't have to sign up a second time.",
    ),
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS: Final = re.compile(r"[aeiouy\u00e0-\u00e6\u00e8-\u00ef\u00f2-\u00f6\u00f8-\u00fd]+")
_SILENT: Final = re.compile(r"(?<![leoiy])e\Z|(?<![tdei])ed\Z")
_LONG_SENTENCE: Final = 25
_LEAST: Final = 20
_HARD, _HARDER = 9, 12


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: tuple[str, ...]


def find(text: Text, house: House) -> Iterator[Finding]:
    """Long sentences; where there are none, a text that is hard all the same. Nothing for texts under twenty words."""
    sentences = [_Sentence(start, end, _counted(text, start, end, house)) for start, end in text.sentences]
    words = [word for sentence in sentences for word in sentence.words]
    if len(words) < _LEAST:
        return
    long = [sentence for sentence in sentences if len(sentence.words) > _LONG_SENTENCE]
    for sentence in long:
        suggestion = f"Make two sentences of it: it has {len(sentence.words)} words."
        yield _finding(text, sentence.start, sentence.end, Level.WARNING, suggestion)
    weights = load(house.language, "readability")
    if long or not weights:
        return
    per_sentence = len(words) / sum(1 for sentence in sentences if sentence.words)
    per_word = sum(map(syllables, words)) / len(words)
    grade = (
        float(weights["sentence"]) * per_sentence
        + float(weights["syllable"]) * per_word
        - float(weights["minus"])
    )
    if grade >= _HARD:
        level = Level.WARNING if grade >= _HARDER else Level.HINT
        yield _finding(text, 0, len(text.source), level, _shorter(words, grade))


def syllables(word: str) -> int:
    """An estimate: groups of vowels, without an `e` that isn't spoken."""
    low = word.lower()
    count = len(_VOWELS.findall(low))
    if _SILENT.search(low):
        count -= 1
    return max(1, count)


def _counted(text: Text, start: int, end: int, house: House) -> tuple[str, ...]:
    """The words of a sentence but for names: those of the site, and what has a capital in mid-sentence."""
    named = {part for name in house.names for part in name.lower().split()}
    words: list[str] = []
    first = True
    for match in _WORD.finditer(text.plain, start, end):
        word = match[0]
        if word.lower() not in named and (first or word == "I" or not word[0].isupper()):
            words.append(word)
        first = False
    return tuple(words)


def _shorter(words: list[str], grade: float) -> str:
    longest = sorted(
        {word.lower() for word in words if syllables(word) > 3}, key=lambda word: (-len(word), word)
    )
    advice = (
        f"Use shorter words for {', '.join(longest[:3])}" if longest else "Use shorter words and sentences"
    )
    return f"{advice}: the text asks for {int(grade)} years of school."


def _finding(text: Text, start: int, end: int, level: Level, suggestion: str) -> Finding:
    return Finding(start, end, "readability", level, text.source[start:end], suggestion, RULES[0].why)
