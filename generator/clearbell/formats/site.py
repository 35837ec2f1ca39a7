"""`content/site.yml`: the public site's name, address, components and channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.formats.reader import Either, Kind, Many, OneOf, Record, Scalar, field
from clearbell.formats.scalars import DAY, ID, LINE, LINK, SEVERITY, TIME, WEB, ZONE
from clearbell.model import Audience


class Event(StrEnum):
    """What a channel can be told."""

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


_PICTURE: Final = r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.(svg|png|webp|jpg)"


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("Write six hexadecimal digits after #, in quotes.")
    return value.lower()


def _address(value: str) -> str:
    if not re.fullmatch(r"env:[A-Z][A-Z0-9_]*", value):
        raise ValueError("Addresses are secrets: write env:NAME and put the address into that variable.")
    return value


def _inside(value: str) -> str:
    if not re.fullmatch(_PICTURE, value):
        raise ValueError("Write a path inside the content folder, such as brand/logo.svg.")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value):
        raise ValueError("Write a language code, such as en or nl.")
    return value


def _all(value: str) -> tuple[Event, ...]:
    if value != "all":
        raise ValueError("Write all, or a list of events.")
    return tuple(Event)


LANGUAGE: Final[Kind[str]] = Scalar(
    "a language code, like en", _language, {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"}
)
COLOUR: Final[Kind[str]] = Scalar(
    'a colour, like "#0b6e4f"', _colour, {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
)
SECRET: Final[Kind[str]] = Scalar(
    "env: and the name of an environment variable",
    _address,
    {"type": "string", "pattern": "^env:[A-Z][A-Z0-9_]*$"},
)
PICTURE: Final[Kind[str]] = Scalar(
    "a path to a picture", _inside, {"type": "string", "pattern": f"^{_PICTURE}$"}
)
EVENTS: Final[Kind[tuple[Event, ...]]] = Either(
    lambda raw: isinstance(raw, str), Scalar("all", _all, {"const": "all"}), Many(OneOf(Event), at_least=1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of the product as customers know it."""

    id: str = field(ID, "Permanent: incident files and addresses use it.")
    name: str = field(LINE, "As customers call it.")
    description: str | None = field(LINE, "What it does, in a few plain words.", default=None)
    audience: Audience | None = field(
        OneOf(Audience), "Who uses this part; as the site's when left out.", default=None
    )
    retired: date | None = field(DAY, "Since when it is gone. It stays in the history.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentOrGroup(Component):
    """A component, or a group when it has components of its own (one level)."""

    components: tuple[Component, ...] = field(
        Many(Record(Component)), "The components of this group.", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and its words."""

    label: str = field(LINE, "The words of the link.")
    url: str = field(LINK, "Where it goes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The look of the organisation."""

    logo: str | None = field(PICTURE, "A picture inside content/, shown in the header.", default=None)
    accent: str | None = field(COLOUR, "Colour of links and focus, never of states.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where announcements go."""

    id: str = field(ID, "Permanent name.")
    address: str = field(SECRET, "env:NAME; the address itself is a secret in the environment.")
    events: tuple[Event, ...] = field(EVENTS, "all, or a list of events.", default=tuple(Event))
    severities: tuple[int, ...] = field(
        Many(SEVERITY), "Only these severities; all when left out.", default=(1, 2, 3, 4)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Marks the site as a demonstration."""

    now: datetime = field(TIME, "The time at which the demonstration stands still.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """The public site."""

    name: str = field(LINE, "The organisation, as customers know it.")
    url: str = field(WEB, "The address of the public site; it may have a path.")
    id: str = field(ID, "Fixed for good: names in feeds and calendars come from it, never from the address.")
    components: tuple[ComponentOrGroup, ...] = field(
        Many(Record(ComponentOrGroup), at_least=1), "The parts of the product, in the order shown."
    )
    description: str | None = field(LINE, "One sentence for search engines and shared links.", default=None)
    language: str = field(LANGUAGE, "The language of the pages.", default="en")
    timezone: ZoneInfo = field(
        ZONE, "Times are shown in this zone, with UTC beside them.", default=ZoneInfo("UTC")
    )
    audience: Audience = field(
        OneOf(Audience), "Who reads: how strict the word gate is.", default=Audience.GENERAL
    )
    support: Link | None = field(Record(Link), "Where customers find help.", default=None)
    mirror: str | None = field(WEB, "A second address of the same site.", default=None)
    brand: Brand = field(Record(Brand), "The look of the organisation.", default=Brand())
    channels: tuple[Channel, ...] = field(Many(Record(Channel)), "Where announcements go.", default=())
    demo: Demo | None = field(
        Record(Demo), "Marks the site as a demonstration, at a fixed time.", default=None
    )
