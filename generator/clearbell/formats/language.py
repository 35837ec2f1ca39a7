"""`content/language.yml`: the house words of the word gate."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from clearbell.formats.reader import Many, MapOf, OneOf, Record, field, record
from clearbell.formats.scalars import LINE
from clearbell.model import Audience


class TermLevel(StrEnum):
    """How a term counts: it blocks, it is only mentioned, or it passes."""

    FLAG = "flag"
    HINT = "hint"
    OFF = "off"


@record
class HouseTerm:
    """A term this organisation treats in its own way."""

    use: str | None = field(LINE, "The plain words to write instead.", default=None)
    level: TermLevel = field(OneOf(TermLevel), "flag, hint or off.", default=TermLevel.FLAG)
    why: str | None = field(LINE, "The reason, shown with the finding.", default=None)


@record
class LanguageFile:
    """The house words."""

    audience: Audience | None = field(
        OneOf(Audience), "As in site.yml; that of site.yml when left out.", default=None
    )
    names: tuple[str, ...] = field(Many(LINE), "Products, places and partners: never jargon.", default=())
    internal: tuple[str, ...] = field(
        Many(LINE), "Patterns of inside names, such as prod-* or *.corp.example.", default=()
    )
    people: tuple[str, ...] = field(
        Many(LINE), "Names of people that must not appear in public texts.", default=()
    )
    terms: Mapping[str, HouseTerm] = field(
        MapOf(LINE, Record(HouseTerm), what="terms and how to treat them"),
        "Raise, lower or add terms.",
        default=MappingProxyType({}),
    )
