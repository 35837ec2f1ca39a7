"""One clock: something to be done by a moment, and when it was. Knows nothing of what has to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """`met` is None while it runs. `subject` tells the clocks of one rule in one file apart."""

    rule: str
    subject: str
    due: datetime
    met: datetime | None

    def late(self, now: datetime) -> bool:
        """Whether it was, or is by *now*, missed. Minutes count: the whole minute in which it is due is in time."""
        return minutes(self.due, self.met or now) > 0


def minutes(due: datetime, now: datetime) -> int:
    """Whole minutes since *due*, negative before it. Seconds are cut from both, so that nothing is late by 0 minutes."""
    return (now.replace(second=0, microsecond=0) - due.replace(second=0, microsecond=0)) // timedelta(
        minutes=1
    )
