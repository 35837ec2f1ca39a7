"""What a rule of `check` is, told once: the message, the command line and docs/rules.md say the same.

Knows no rule itself. Those of words and clocks are declared beside their code, those of form in `rulebook`, because
one of them can be applied in many places.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearbell.problems import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """`says`: what it finds, in one line. `why`: what it spares the reader. `instead`: what to write or do.

    `allow`: how to go on where the rule is wrong about a text; empty where nothing allows it. `bad` is an example that
    the rule finds, `good` the same said well, which no rule finds; tests hold both true.
    """

    id: str
    level: Level
    says: str
    why: str
    instead: str
    allow: str
    bad: str
    good: str
