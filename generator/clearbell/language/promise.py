"""Promises and estimates: what an update says about a future that nobody knows.

Knows how they are told from what may be promised (the next update) and what was announced (planned work); the phrases
are data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import found
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

PROMISE: Final = Rule(
    id="promise",
    level=Level.ERROR,
    says="A promise about the future: that it will be fixed, by when, or that it won't happen again.",
    why="A promise that isn't kept costs more trust than the incident did.",
    instead="Say what you are doing now, and when the next update comes.",
    allow="`allow: {promise: why it is certain}` at the update.",
    bad="Payments will be restored by 14:30, and this will not happen again.",
    good="We are putting payments back step by step. Next update by 14:30.",
)
ESTIMATE: Final = Rule(
    id="estimate",
    level=Level.WARNING,
    says="An estimate of when it is over, however carefully put.",
    why="Readers remember the time and forget the `should`.",
    instead="Say when the next update comes.",
    allow="`allow: {estimate: why it is known}` at the update.",
    bad="We expect deliveries to be back to normal within two hours.",
    good="Half of the waiting orders are on their way. Next update within two hours.",
)
RULES: Final = (PROMISE, ESTIMATE)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Promises and estimates. What is promised outright is no estimate as well."""
    promised = list(found(text, house.language, "promise", "promise", fine="fine-promise"))
    for start, end in promised:
        yield _finding(
            PROMISE, text, start, end, "Say what you are doing now, and when the next update comes."
        )
    estimated = [
        *found(text, house.language, "promise", "estimate", fine="fine-estimate"),
        *found(text, house.language, "promise", "lasting", fine="fine-lasting"),
    ]
    for start, end in _apart(estimated):
        if not any(start < until and since < end for since, until in promised):
            yield _finding(ESTIMATE, text, start, end, "Say when the next update comes instead.")


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From left to right, none that begins in another."""
    last = -1
    for start, end in sorted(spans):
        if start >= last:
            yield start, end
            last = end


def _finding(rule: Rule, text: Text, start: int, end: int, suggestion: str) -> Finding:
    return Finding(start, end, rule.id, rule.level, text.source[start:end], suggestion, rule.why)
