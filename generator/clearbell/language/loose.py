"""Texts that belong to no update: what can be said of one by itself. What depends on an incident's course is only mentioned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from clearbell.language import gate, impact, vague
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.problems import Level

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)  # no rule of words looks at the time


def findings(text: Text, house: House) -> list[Finding]:
    """What each rule finds in *text*, in its order; two rules may speak of the same words."""
    return sorted([*gate.findings(text, house), *_of_the_whole(text, house)])


def _of_the_whole(text: Text, house: House) -> Iterator[Finding]:
    """Whether it says what customers notice, were it the first update; whether it says anything, were it a later one."""
    first = Told(text, None, "investigating", "incident", None, raised=True, at=_ANY_TIME)
    for finding in (*impact.judge(first, (), house), *vague.judge(replace(first, raised=False), (), house)):
        yield replace(finding, level=Level.HINT)
