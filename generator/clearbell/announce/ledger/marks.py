"""The lines of the ledger, and what they come to. Knows no file and no channel.

A line that can't be read is no line: whoever died while writing one had not done what it says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Self


class Did(StrEnum):
    """What a line says was done."""

    INTENT = "intent"  # about to be sent
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # sent, and no answer came
    HELD = "held"  # not sent, and waits for somebody's decision
    FOLDED = "folded"  # told in a later message
    DROPPED = "dropped"  # somebody decided that it isn't to be sent
    AGAIN = "again"  # somebody decided that it is to be sent, once more or after all
    BEGUN = "begun"  # of a channel: what came before isn't to be sent


class State(StrEnum):
    """What is known of a message in a channel."""

    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"  # needs no sending
    UNKNOWN = "unknown"
    HELD = "held"
    UNDER_WAY = "under way"  # somebody else is sending it right now


@dataclass(frozen=True, slots=True)
class Mark:
    """One line. `by`: the run that wrote it. `until`: when an intent that nothing follows means that its run died; of a
    failure, how long its service asked to wait.

    `text`: a hash of what was said. `seen`: of a channel, what lay there when it began.
    """

    at: datetime
    did: Did
    by: str = ""
    why: str = ""
    until: datetime | None = None
    text: str = ""
    tries: int = 0
    left: tuple[int, ...] = ()
    thread: str = ""
    seen: str = ""

    def line(self) -> bytes:
        said: dict[str, Any] = {"at": _written(self.at), "did": self.did.value}
        said |= {"until": _written(self.until)} if self.until else {}
        for name in ("by", "why", "text", "tries", "left", "thread", "seen"):
            if value := getattr(self, name):
                said[name] = value
        return json.dumps(said, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self | None:
        try:
            said = json.loads(line)
            return cls(
                at=_moment(said["at"]),
                did=Did(said["did"]),
                by=str(said.get("by", "")),
                why=str(said.get("why", "")),
                until=_moment(said["until"]) if said.get("until") else None,
                text=str(said.get("text", "")),
                tries=int(said.get("tries", 0)),
                left=tuple(int(number) for number in said.get("left", ())),
                thread=str(said.get("thread", "")),
                seen=str(said.get("seen", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


_ENDS: Final = {
    Did.SENT: State.SENT,
    Did.FAILED: State.WAITING,
    Did.UNKNOWN: State.UNKNOWN,
    Did.HELD: State.HELD,
    Did.FOLDED: State.DONE,
    Did.DROPPED: State.DONE,
    Did.AGAIN: State.WAITING,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """All lines about one message in one channel, oldest first. `broken`: there are some that can't be read."""

    marks: tuple[Mark, ...] = ()
    broken: bool = False

    @classmethod
    def of(cls, content: bytes) -> Entry:
        *whole, last = content.split(b"\n")
        lines = [line for line in whole if line.strip()]
        read = [Mark.read(line) for line in lines]
        marks = [mark for mark in read if mark is not None]
        # A last line without its end is what somebody was writing who died; it counts if it is whole all the same.
        if last.strip() and (mark := Mark.read(last)):
            marks.append(mark)
        # Two copies of a ledger may have been put together, so a line can be there twice; its last place counts. Order is
        # that of the file, not of the times, for clocks differ.
        unique = {mark.line(): mark for mark in reversed(marks)}
        return cls(tuple(reversed(unique.values())), None in read)

    def state(self, now: datetime, me: str) -> State:
        """*me*: this run's machine. Its own intents that nothing follows are of a run that died, for there is only one."""
        if not self.marks:
            return State.UNKNOWN if self.broken else State.WAITING
        last = self.marks[-1]
        if last.did is Did.INTENT:
            elsewhere = last.by != me and last.until is not None and now < last.until
            return State.UNDER_WAY if elsewhere else State.UNKNOWN
        return _ENDS.get(last.did, State.DONE)

    @property
    def last(self) -> Mark | None:
        return self.marks[-1] if self.marks else None

    @property
    def again(self) -> int:
        """How often somebody asked for it to be sent although it may have been."""
        return sum(mark.did is Did.AGAIN for mark in self.marks)

    @property
    def asked_for(self) -> bool:
        """Whether somebody asked for it, and nothing was done since."""
        return bool(self.marks) and self.marks[-1].did is Did.AGAIN

    @property
    def left(self) -> tuple[int, ...]:
        """Which of several recipients still lack it; empty for all."""
        last = self.last
        return last.left if last and last.did in (Did.FAILED, Did.UNKNOWN) else ()

    @property
    def thread(self) -> str:
        return next((mark.thread for mark in self.marks if mark.thread), "")

    @property
    def said(self) -> list[tuple[str, datetime]]:
        """The texts that went out, or may have, and when."""
        return [(mark.text, mark.at) for mark in self.marks if mark.did is Did.INTENT and mark.text]


FOLDERS: Final = ("updates", "reminders")


@dataclass(frozen=True, slots=True)
class Key:
    """What a file of the ledger is about: an update, or a reminder of something that is due."""

    item: str
    update: str
    channel: str
    folder: str = "updates"

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.item}/{self.update}/{self.channel}.jsonl"

    @property
    def name(self) -> str:
        return f"{self.item}/{self.update}"

    @classmethod
    def of(cls, path: str) -> Self | None:
        parts = path.removesuffix(".jsonl").split("/")
        if len(parts) != 4 or parts[0] not in FOLDERS or not path.endswith(".jsonl"):
            return None
        folder, item, update, channel = parts
        return cls(item, update, channel, folder)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
