"""`content/site.yml`: the public site's name, address, components and channels."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.formats.channels import Announcing, Channel
from clearbell.formats.reader import Kind, Many, OneOf, Record, Scalar, field, record
from clearbell.formats.scalars import DAY, ID, LANGUAGE, LINE, LINK, TIME, WEB, ZONE
from clearbell.model import Audience

_PICTURE: Final = r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.(svg|png|webp|jpg)"


_KEY: Final = r"[A-Za-z0-9-]{8,128}"


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("Write six hexadecimal digits after #, in quotes.")
    return value.lower()


def _inside(value: str) -> str:
    if not re.fullmatch(_PICTURE, value):
        raise ValueError("Write a path inside the content folder, such as brand/logo.svg.")
    return value


def _key(value: str) -> str:
    if not re.fullmatch(_KEY, value):
        raise ValueError("Write 8 to 128 letters, digits and hyphens, such as `openssl rand -hex 16` prints.")
    return value


COLOUR: Final[Kind[str]] = Scalar(
    'a colour, like "#0b6e4f"', _colour, {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
)
PICTURE: Final[Kind[str]] = Scalar(
    "a path to a picture", _inside, {"type": "string", "pattern": f"^{_PICTURE}$"}
)

KEY: Final[Kind[str]] = Scalar("a key of IndexNow", _key, {"type": "string", "pattern": f"^{_KEY}$"})


@record
class Component:
    """A part of the product as customers know it."""

    id: str = field(ID, "Permanent: incident files and addresses use it.")
    name: str = field(LINE, "As customers call it.")
    description: str | None = field(LINE, "What it does, in a few plain words.", default=None)
    audience: Audience | None = field(
        OneOf(Audience), "Who uses this part; as the site's when left out.", default=None
    )
    retired: date | None = field(DAY, "Since when it is gone. It stays in the history.", default=None)


@record
class ComponentOrGroup(Component):
    """A component, or a group when it has components of its own (one level)."""

    components: tuple[Component, ...] = field(
        Many(Record(Component)), "The components of this group.", default=()
    )


@record
class Link:
    """A link and its words."""

    label: str = field(LINE, "The words of the link.")
    url: str = field(LINK, "Where it goes.")


@record
class Brand:
    """The look of the organisation."""

    logo: str | None = field(PICTURE, "A picture inside content/, shown in the header.", default=None)
    accent: str | None = field(COLOUR, "Colour of links and focus, never of states.", default=None)


@record
class Demo:
    """Marks the site as a demonstration."""

    now: datetime = field(TIME, "The time at which the demonstration stands still.")


@record
class IndexNow:
    """Search engines that ask to be told of changed pages (indexnow.org)."""

    key: str = field(KEY, "Your key. It is public: a file of the site shows that the site is yours.")
    to: str = field(WEB, "Who is told, and tells the others.", default="https://api.indexnow.org/indexnow")


@record
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
    hub: str | None = field(
        WEB,
        "A WebSub hub: readers of feeds learn at once of what is new. See `clearbell ping`.",
        default=None,
    )
    indexnow: IndexNow | None = field(
        Record(IndexNow), "Tells search engines of changed pages. See `clearbell ping`.", default=None
    )
    brand: Brand = field(Record(Brand), "The look of the organisation.", default=Brand())
    channels: tuple[Channel, ...] = field(Many(Record(Channel)), "Where announcements go.", default=())
    announcing: Announcing = field(Record(Announcing), "How announcements are sent.", default=Announcing())
    demo: Demo | None = field(
        Record(Demo), "Marks the site as a demonstration, at a fixed time.", default=None
    )
