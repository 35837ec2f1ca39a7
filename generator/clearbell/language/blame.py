"""Blame: an update that puts the cause on a person, a team, a customer or another company.

Knows that naming a partner who helps is no blame, and that a site's own parts can't be blamed; the phrases are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import found
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="blame",
        level=Level.WARNING,
        says="The cause is put on a person, a team, a customer or another company.",
        why="Customers bought it from you; whose fault it is doesn't help them, and the first guess is often wrong.",
        instead="Describe what customers see and what you are doing about it.",
        allow="`allow: {blame: why it has to be said}` at the update.",
        bad="Payments fail because of an outage at our card provider.",
        good="Card payments fail. We are moving them to another route and have asked our card provider for help.",
    ),
)
_NAME: Final = re.compile(r"[A-Z][\w&'\u2019-]{1,40}")
_SUGGESTION: Final = (
    "Describe what customers see and what you are doing about it; leave out whose fault it is."
)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Each place where the cause is put on somebody."""
    last = -1
    for start, end in _places(text, house):
        if start >= last:
            yield Finding(
                start, end, "blame", Level.WARNING, text.source[start:end], _SUGGESTION, RULES[0].why
            )
            last = end


def _places(text: Text, house: House) -> list[tuple[int, int]]:
    code, source = house.language, text.source
    places = list(found(text, code, "blame", "blame", fine="fine-blame"))
    for start, end in found(text, code, "blame", "blame-at"):
        if name := _NAME.match(text.plain, end + 1):
            places.append((start, name.end()))
    return sorted(
        (start, end) for start, end in places if not any(name in source[start:end] for name in house.own)
    )
