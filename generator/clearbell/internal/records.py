"""What the archive holds: postmortems and drills as read, joined with the public incident they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from clearbell.formats.postmortem import Action, ActionStatus, DrillFile, PostmortemFile
from clearbell.internal.markdown import Part
from clearbell.model import Update

STEPS = ("started", "detected", "acknowledged", "mitigated", "resolved")


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """The incident as customers know it; `url` and the rest are None where nothing of it is public."""

    id: str
    title: str | None = None
    severity: int | None = None
    url: str | None = None
    updates: tuple[Update, ...] = ()

    @property
    def messages(self) -> tuple[str, ...]:
        return tuple(update.message for update in self.updates)


@dataclass(frozen=True, slots=True)
class Postmortem:
    """One postmortem: the front matter, and the text in parts. `fingerprint`, `front`: of the file, and of its front matter."""

    id: str
    file: PostmortemFile
    parts: tuple[Part, ...]
    incident: PublicIncident | None
    day: date | None
    fingerprint: str = ""
    front: str = ""

    @property
    def times(self) -> Mapping[str, datetime]:
        """The recorded ones of started, detected, acknowledged, mitigated, resolved, in this order."""
        return {step: at for step in STEPS if (at := getattr(self.file, step)) is not None}

    @property
    def lasted(self) -> timedelta | None:
        """From started to resolved."""
        if self.file.started is None or self.file.resolved is None:
            return None
        return self.file.resolved - self.file.started


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill, game day or training."""

    id: str
    file: DrillFile
    parts: tuple[Part, ...]


class ActionState(StrEnum):
    """How an action stands at a moment."""

    LATE = "late"
    DUE = "due"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action, where it comes from, and how it stands. `days` are those to its due day, negative when late."""

    action: Action
    source: Postmortem | Drill
    state: ActionState
    days: int | None

    @classmethod
    def of(cls, action: Action, source: Postmortem | Drill, today: date) -> ActionLine:
        days = (action.due - today).days if action.due is not None else None
        if action.status in (ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.DECLINED):
            return cls(action, source, ActionState.DONE, days)
        if days is None or days > _SOON:
            return cls(action, source, ActionState.OPEN, days)
        return cls(action, source, ActionState.LATE if days < 0 else ActionState.DUE, days)


_SOON = 14
