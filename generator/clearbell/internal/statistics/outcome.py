"""What a statistic can answer: an estimate with its 95 % interval, or a refusal with the reason. A refusal is no error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEVEL: Final = 0.95
TAIL: Final = (1 - LEVEL) / 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the ends of its 95 % interval, in the same unit. An end is None where the data give no bound."""

    value: float
    low: float | None
    high: float | None

    def covers(self, value: float) -> bool:
        """Whether *value* is compatible with the data."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, as a sentence for the reader."""

    reason: str
