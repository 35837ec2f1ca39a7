"""The part of `content/site.yml` that says who is told of what, and where it is noted what went out."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Final

from clearbell.formats.reader import Either, Kind, Many, OneOf, Record, Scalar, field, record
from clearbell.formats.scalars import CLOCK, COUNT, FLAG, ID, LANGUAGE, LINK, SEVERITY


class Event(StrEnum):
    """What a channel can be told."""

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class ChannelKind(StrEnum):
    """What a channel is, which decides how long a message may be and what has no meaning in it."""

    MAIL = "mail"
    SMS = "sms"
    SLACK = "slack"
    TEAMS = "teams"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    X = "x"
    WEBHOOK = "webhook"


class Readers(StrEnum):
    """Who reads a channel. What is meant for colleagues goes to `team` alone."""

    GENERAL = "general"
    DEVELOPER = "developer"
    TEAM = "team"


_PLACE: Final = (
    r"(branch:[A-Za-z0-9][\w.-]*(/[\w.-]+)*|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*"
    r"|(?![a-z][a-z0-9]*:)[A-Za-z0-9._][\w.-]*(/[\w.-]+)*)"
)


def _address(value: str) -> str:
    if not re.fullmatch(r"env:[A-Z][A-Z0-9_]*", value):
        raise ValueError("Addresses are secrets: write env:NAME and put the address into that variable.")
    return value


def _all(value: str) -> tuple[Event, ...]:
    if value != "all":
        raise ValueError("Write all, or a list of events.")
    return tuple(Event)


def _place(value: str) -> str:
    name = value.removeprefix("branch:")
    if not re.fullmatch(_PLACE, value, re.ASCII) or ".." in name or name.endswith(("/", ".lock", ".")):
        raise ValueError(
            "Write a folder of this repository, branch: and the name of a git branch, or s3:// and a bucket."
        )
    return value


SECRET: Final[Kind[str]] = Scalar(
    "env: and the name of an environment variable",
    _address,
    {"type": "string", "pattern": "^env:[A-Z][A-Z0-9_]*$"},
)
EVENTS: Final[Kind[tuple[Event, ...]]] = Either(
    lambda raw: isinstance(raw, str), Scalar("all", _all, {"const": "all"}), Many(OneOf(Event), at_least=1)
)
PLACE: Final[Kind[str]] = Scalar(
    "a folder, branch: and a name, or s3:// and a bucket",
    _place,
    {"type": "string", "pattern": f"^{_PLACE}$"},
)


@record
class Quiet:
    """Hours in which a channel is left alone. What is written meanwhile follows when they are over."""

    from_: time = field(CLOCK, 'When they begin, in the zone of the site: "22:00".')
    to: time = field(CLOCK, 'When they end: "07:00".')
    unless: tuple[int, ...] = field(Many(SEVERITY), "Severities that are sent all the same.", default=(1, 2))


@record
class MailingList:
    """What a mail to a list says of the list."""

    unsubscribe: str = field(LINK, "Where readers leave the list: a web or mailto: address.")
    id: str | None = field(ID, "The list's name in List-Id; that of the channel when left out.", default=None)


@record
class Channel:
    """Where announcements go."""

    id: str = field(ID, "Permanent name.")
    address: str = field(SECRET, "env:NAME; the address itself is a secret in the environment.")
    kind: ChannelKind | None = field(
        OneOf(ChannelKind),
        "What it is. Its address tells, too, but a preview has no addresses.",
        default=None,
    )
    events: tuple[Event, ...] = field(EVENTS, "all, or a list of events.", default=tuple(Event))
    severities: tuple[int, ...] = field(
        Many(SEVERITY), "Only these severities; all when left out.", default=(1, 2, 3, 4)
    )
    components: tuple[str, ...] = field(
        Many(ID), "Only news of these components or groups; of all when left out.", default=()
    )
    language: str | None = field(
        LANGUAGE, "The language of its messages; that of the site when left out.", default=None
    )
    audience: Readers = field(
        OneOf(Readers),
        "Who reads it: general, developer, or team for colleagues, who are reminded, too.",
        default=Readers.GENERAL,
    )
    quiet: Quiet | None = field(Record(Quiet), "Hours in which it is left alone.", default=None)
    drill: bool = field(FLAG, "true: gets exercises, and nothing else.", default=False)
    list: MailingList | None = field(Record(MailingList), "For mail: the list that it goes to.", default=None)


@record
class Announcing:
    """How announcements are sent."""

    ledger: str = field(
        PLACE,
        "Where it is noted what went out: a folder, branch:NAME for a git branch of its own, or s3://BUCKET/FOLDER.",
        default="ledger",
    )
    at_most: int = field(COUNT, "More messages than this in one run stop and ask.", default=20)
