"""One thing the word gate has to say about a text."""

from __future__ import annotations

from dataclasses import dataclass

from clearbell.problems import Level


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`start` and `end` count characters of the text, as Python slices do; a finding on the whole text spans it all.

    `suggestion` can stand in the place of `text`, or says in a short sentence what to write; `why` is one line.
    """

    start: int
    end: int
    rule: str
    level: Level
    text: str
    suggestion: str
    why: str
