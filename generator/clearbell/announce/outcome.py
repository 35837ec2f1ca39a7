"""What became of one attempt to send something. Knows no channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """UNKNOWN: it may have arrived, and nobody can tell."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`why` in words, without any secret. `wait`: seconds that the other side asked for. `hopeless`: trying again can't
    help. `left`: which of several recipients still lack it. `thread`: what an answer to it would name.
    """

    fate: Fate
    why: str = ""
    wait: float = 0
    hopeless: bool = False
    left: tuple[int, ...] = ()
    thread: str = ""
