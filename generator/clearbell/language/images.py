"""Pictures in a text: each needs words for those who can't see it. Knows how Markdown writes a picture down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import words
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="alt-text",
        level=Level.ERROR,
        says="A picture without a text that can stand for it.",
        why="Who can't see it, or reads the update by mail, gets nothing else.",
        instead="Say between the square brackets what the picture shows.",
        allow="",
        bad="This is what you see: ![](https://bayat.example/checkout.png)",
        good="This is what you see: ![The checkout with a grey Pay button](https://bayat.example/checkout.png)",
    ),
)
_PICTURE: Final = re.compile(r"!\[([^\[\]\n]{0,300})\]\(")
_FILE: Final = re.compile(r"[\w .-]{1,100}\.(?:png|jpe?g|gif|webp|svg|avif|bmp)", re.IGNORECASE)
_SUGGESTION: Final = (
    "Say between the square brackets what the picture shows, such as `The checkout with a grey Pay button`."
)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Pictures whose text is missing, a file's name, or no more than `screenshot`."""
    if "![" not in text.source:
        return
    empty = words(house.language, "images", "empty") | words("en", "images", "empty")
    for match in _PICTURE.finditer(text.plain):
        alt = match[1].strip().lower().strip(".:")
        if not alt or _FILE.fullmatch(alt) or all(word.isdigit() or word in empty for word in alt.split()):
            end = match.end() - 1
            yield Finding(
                match.start(),
                end,
                "alt-text",
                Level.ERROR,
                text.source[match.start() : end],
                _SUGGESTION,
                RULES[0].why,
            )
