"""The language an update is written in, by a vote of the commonest words. Knows a few languages; says nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import words
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="language",
        level=Level.WARNING,
        says="The update is in another language than the site.",
        why="Most readers of the page won't understand it, and screen readers will mispronounce it.",
        instead="Write it in the site's language; other languages go to `translations:`.",
        allow="`allow: {language: why}` at the update.",
        bad="Sommige klanten kunnen niet betalen. Wij zijn bezig om het probleem op te lossen en u kunt het later nog eens proberen.",
        good="Some customers can't pay. We are working on it, and you can try again later.",
    ),
)
_NAMES: Final = {"en": "English", "nl": "Dutch", "de": "German", "fr": "French", "es": "Spanish"}
_LEAST: Final = 12
_SHARE: Final = 0.2
_BESIDE: Final = "."  # the list of all languages lies beside their folders


def find(text: Text, house: House) -> Iterator[Finding]:
    """An update whose commonest words are mostly another language's. Under twelve words, nobody can tell."""
    own = house.language.partition("-")[0]
    if own not in _NAMES or len(text.words) < _LEAST:
        return
    low = [word.lower for word in text.words]
    ours = sum(word in _common(own) for word in low)
    if ours >= _SHARE * len(low):
        return
    votes = {code: sum(word in _common(code) for word in low) for code in _NAMES if code != own}
    code = max(votes, key=lambda each: votes[each])
    if votes[code] >= max(_SHARE * len(low), 2 * ours + 1):
        suggestion = (
            f"Write it in {_NAMES[own]}; this looks like {_NAMES[code]}, which belongs into `translations:`."
        )
        yield Finding(0, len(text.source), "language", Level.WARNING, text.source, suggestion, RULES[0].why)


@cache
def _common(code: str) -> frozenset[str]:
    return words(_BESIDE, "tongues", code)
