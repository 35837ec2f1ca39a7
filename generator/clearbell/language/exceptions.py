"""What an update lets pass with a reason: its `allow:`. A secret passes nowhere.

Knows which finding an exception is about; knows no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.text import split
from clearbell.problems import Level
from clearbell.rules import Rule

ALLOWED: Final = Rule(
    id="allowed",
    level=Level.HINT,
    says="Words that the gate would stop, and that an update allows with a reason.",
    why="Whoever reviews an exception should see it, and its reason.",
    instead="Nothing, where the reason convinces; plain words where it doesn't.",
    allow="",
    bad="allow: {webhook: our partners' own word for it}",
    good="Our partners get their automatic messages late.",
)
RULES: Final = (ALLOWED,)


def reason(finding: Finding, allow: Mapping[str, str]) -> str | None:
    """Why *finding* may stay: an exception names its words, some of them, or its rule."""
    if not allow or finding.rule == "secret":
        return None
    found = _folded(finding.text)
    for what, why in allow.items():
        folded = _folded(what)
        if what == finding.rule or any(form in found for form in (folded, folded[:-1] + "s ")):
            return why
    return None


def _folded(words: str) -> str:
    """The words in small letters, a blank before and after each."""
    return f" {' '.join(split(words.lower()))} "
