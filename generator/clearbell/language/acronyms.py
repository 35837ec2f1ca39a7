"""Abbreviations in capitals that nobody explained: only mentioned, since many a reader knows many of them.

Knows the abbreviations of daily life and how a text explains one; what is jargon in capitals is for the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language.allowed import is_allowed
from clearbell.language.finding import Finding
from clearbell.language.glossary import glossary
from clearbell.language.house import House
from clearbell.language.lists import words
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

_CAPITALS: Final = re.compile(r"(?<![\w@#$&/.+-])[A-Z]{2,6}s?(?![\w@+-])(?!\.[a-z])")
_CODE: Final = re.compile(r"`[^`\n]{1,200}`")
_SHOUTED: Final = re.compile(r"\b[A-Z]{2,}\b")

ACRONYM: Final = Rule(
    id="acronym",
    level=Level.HINT,
    says="An abbreviation in capitals that the text doesn't explain.",
    why="Who doesn't know the letters can't look up what they mean while something is broken.",
    instead="Write the words out, or say what it is the first time: `value-added tax (VAT)`.",
    allow="Add it to `names:` of content/language.yml.",
    bad="Orders in the OXR are delayed.",
    good="Orders in the order exchange (OXR) are delayed. The OXR is catching up.",
)
RULES: Final = (ACRONYM,)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Two to six capitals in a row that are neither common, nor a name, nor spelled out."""
    plain = _CODE.sub(lambda match: " " * len(match[0]), text.plain) if "`" in text.plain else text.plain
    known, terms = _known(house.language), glossary(house.language)
    for match in _CAPITALS.finditer(plain):
        word = match[0]
        bare = word.removesuffix("s")
        if bare in known or terms.named(word) or _shouted(plain, match) or _explained(text, bare):
            continue
        if not is_allowed(text, house, *match.span()):
            yield Finding(
                *match.span(), ACRONYM.id, ACRONYM.level, word, "the words it stands for", ACRONYM.why
            )


@cache
def _known(language: str) -> frozenset[str]:
    return frozenset((*words("en", "known.txt"), *words(language, "known.txt")))


def _shouted(plain: str, match: re.Match[str]) -> bool:
    """Whether the words around it stand in capitals as well: then it may be a word like any other."""
    around = plain[max(0, match.start() - 30) : match.end() + 30]
    return len(_SHOUTED.findall(around)) > 3


def _explained(text: Text, letters: str) -> bool:
    """`value-added tax (VAT)` or `VAT (value-added tax)`, anywhere in the text."""
    plain, all_words = text.plain, text.words
    for index, word in enumerate(all_words):
        if word.text.removesuffix("s") != letters:
            continue
        if plain[word.start - 1 : word.start] == "(":
            before = all_words[max(0, index - 2 * len(letters)) : index]
            if _spells([each.lower for each in reversed(before)], letters[::-1]):
                return True
        elif plain[word.end : word.end + 2] == " (":
            after = all_words[index + 1 : index + 1 + 2 * len(letters)]
            if _spells([each.lower for each in after], letters):
                return True
    return False


def _spells(beginnings: list[str], letters: str) -> bool:
    """Whether the words begin with these letters, one after the other; little words between them don't count."""
    left = letters.lower()
    for word in beginnings:
        if left and word[0] == left[0]:
            left = left[1:]
        elif len(word) > 3:
            break
    return not left
