"""One update as a rule sees it that judges whole updates: the message, and what customers were told with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clearbell.language.text import Text


@dataclass(frozen=True, slots=True)
class Told:
    """An update in its incident. `kind` is incident, maintenance or notice; a notice has one, without `severity`.

    `raised`: severity rose with this update, or it is the first.
    """

    text: Text
    workaround: str | None
    status: str
    kind: str
    severity: int | None
    raised: bool
    at: datetime
