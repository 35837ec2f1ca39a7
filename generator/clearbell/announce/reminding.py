"""Colleagues reminded of what is late or nearly so, once for each step of lateness, in one message per channel and run.

What is due is given. Knows the steps, the words and the ledger; knows no clock of the process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from clearbell.announce.carrier import Carrier, Parcel
from clearbell.announce.composing import Message, composed
from clearbell.announce.ledger.marks import Did, Key, Mark, State
from clearbell.announce.mail import Envelope
from clearbell.announce.outcome import Fate
from clearbell.announce.round import Desk, carrier_to
from clearbell.announce.telling import PARTS
from clearbell.announce.templates import Template
from clearbell.announce.trying import tried
from clearbell.clocks.due import UPDATES_AHEAD, Due
from clearbell.formats.channels import Channel, ChannelKind, Readers

# Minutes of lateness at which somebody is reminded again. Customers wait for updates; the rest is a matter of days.
_OF_UPDATES: Final = (-15, 1, 30, 60, 120, 240, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
_OF_WORK: Final = (1, 3 * 24 * 60, 7 * 24 * 60, 30 * 24 * 60)
_LISTED: Final = 10
_TEMPLATE: Final = Template("{site}: {title}", "{what}\n\n{link}")
_SHORT: Final = Template("", "{site}: {title}. {what} {link}")
_MARGIN: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something due, and the step of lateness that it has reached."""

    due: Due
    step: int

    def key(self, channel: str) -> Key:
        return Key(_slug(self.due.key), _named(self.step), channel, "reminders")


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a channel was told of, and what came of it. `message`: to the letter."""

    channel: Channel
    kind: ChannelKind | None
    reminders: tuple[Reminder, ...]
    message: Message
    fate: Fate | None = None
    why: str = ""


def reminders(dues: Iterable[Due], now: datetime) -> list[Reminder]:
    """What has reached a step."""
    found = []
    for due in dues:
        steps = _OF_UPDATES if due.ahead == UPDATES_AHEAD else _OF_WORK
        reached = [step for step in steps if due.lateness(now) >= step]
        if reached:
            found.append(Reminder(due, reached[-1]))
    return found


def for_channels(desk: Desk, found: Sequence[Reminder]) -> list[Reminded]:
    """What is new to each channel of colleagues; what belongs to an exercise only to those for exercises."""
    now = desk.clock()
    messages = []
    for channel in desk.channels:
        if channel.audience is not Readers.TEAM:
            continue
        new = tuple(
            each
            for each in found
            if each.due.practice is channel.drill
            and desk.book.state(each.key(channel.id), now) is State.WAITING
        )
        if new:
            kind = desk.kind(channel)
            messages.append(
                Reminded(channel, kind, new, _message(desk, new, kind or ChannelKind.WEBHOOK, now))
            )
    return messages


def sent(desk: Desk, reminded: Reminded) -> Reminded:
    """Send one of them, noted before and after like every message."""
    carrier = carrier_to(desk, reminded.channel)
    if isinstance(carrier, str):
        return _with(reminded, None, carrier)
    now = desk.clock()
    until = now + timedelta(seconds=desk.patience.message) + _MARGIN
    keys = [each.key(reminded.channel.id) for each in reminded.reminders]
    intent = Mark(now, Did.INTENT, desk.book.me, until=until).line()
    taken = desk.book.add({key.path: intent for key in keys})
    if taken:
        return _with(reminded, None, "another run is reminding right now")
    return _carried(desk, reminded, keys, carrier)


def _carried(desk: Desk, reminded: Reminded, keys: Sequence[Key], carrier: Carrier) -> Reminded:
    outcome, tries, _ = tried(carrier, _parcel(desk, reminded, keys), desk.patience, urgent=False)
    did = {Fate.SENT: Did.SENT, Fate.FAILED: Did.FAILED, Fate.UNKNOWN: Did.UNKNOWN}[outcome.fate]
    mark = Mark(desk.clock(), did, desk.book.me, why=outcome.why, tries=tries if tries > 1 else 0)
    desk.book.add({key.path: mark.line() for key in keys})
    return _with(reminded, outcome.fate, outcome.why)


def _with(reminded: Reminded, fate: Fate | None, why: str) -> Reminded:
    return Reminded(reminded.channel, reminded.kind, reminded.reminders, reminded.message, fate, why)


def _parcel(desk: Desk, reminded: Reminded, keys: Sequence[Key]) -> Parcel:
    names = "".join(key.path for key in keys)
    digest = hashlib.sha256(names.encode()).hexdigest()[:16]
    settings = desk.setup.settings
    facts = {"kind": "reminder", "due": [each.due.key for each in reminded.reminders], "url": settings.url}
    return Parcel(
        key=f"{settings.id}/reminder/{digest}",
        message=reminded.message,
        language="en",
        thread="",
        facts=facts if reminded.kind is ChannelKind.WEBHOOK else {},
        envelope=Envelope.alone(digest, reminded.channel, settings),
    )


def _message(desk: Desk, found: Sequence[Reminder], kind: ChannelKind, now: datetime) -> Message:
    late = sum(each.due.lateness(now) > 0 for each in found)
    number = len(found)
    title = f"{number} {'thing is' if number == 1 else 'things are'} due" + (f", {late} late" if late else "")
    lines = [_line(each.due, now) for each in found[:_LISTED]]
    if number > _LISTED:
        lines.append(f"And {number - _LISTED} more: `clearbell due` shows them.")
    settings = desk.setup.settings
    said = {"site": settings.name, "title": title, "what": "\n\n".join(lines), "link": f"{settings.url}/"}
    short = kind in (ChannelKind.SMS, ChannelKind.X, ChannelKind.BLUESKY, ChannelKind.MASTODON)
    return composed({**dict.fromkeys(PARTS, ""), **said}, _SHORT if short else _TEMPLATE, kind)


def _line(due: Due, now: datetime) -> str:
    late = due.lateness(now)
    when = f"late by {_length(late)}" if late > 0 else f"in {_length(-late)}"
    return f"{due.title} ({due.owner}): {when}. {due.step} File: {due.file}"


def _length(minutes: int) -> str:
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _slug(name: str) -> str:
    """A name for a folder, which two things don't share."""
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:80]
    return f"{words}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _named(step: int) -> str:
    return "soon" if step < 0 else f"late-{step}m"
