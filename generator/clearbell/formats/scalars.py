"""The single values of all formats: texts, ids, times, durations, addresses, colours.

Each says what it expects in an author's words and refuses what only looks right: a time without zone, the
30th of February, an address that a browser would run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from clearbell.formats.reader import Kind, Reading, Scalar, did_you_mean, shown
from clearbell.yamlfile import Path, Raw

MAX_TEXT: Final = 20_000
MAX_LINE: Final = 300

# Control characters, and those that turn the direction of text round; nobody means to type them.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?:(:\d\d)(?:\.\d{1,9})?)?\s?(?:([Zz])|([+-])(\d\d):?(\d\d))?\Z",
    re.ASCII,
)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\Z")
_DURATION = re.compile(r"(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?|months?|business days?)\Z")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class TimeKind(Kind[datetime]):
    """A moment with its zone, kept in UTC. Seconds may be left out; fractions are cut."""

    expects = "a time with its zone, like 2026-03-14 09:20Z or 2026-03-14 10:20+01:00"
    schema = MappingProxyType(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?\s?([Zz]|[+-]\d\d:?\d\d)$",
        }
    )

    def read(self, raw: Raw, path: Path, reading: Reading) -> datetime:
        found = _TIME.match(raw) if type(raw) is str else None
        if found is None:
            return self.wrong(raw, path, reading, "Write year-month-day hour:minute and a zone.")
        day, minute, second, zulu, sign, hours, minutes = found.groups()
        try:
            moment = datetime.fromisoformat(f"{day}T{minute}{second or ''}+00:00")
            if zulu:
                return moment
            if sign:
                offset = timedelta(hours=int(hours), minutes=int(minutes))
                return moment.replace(tzinfo=timezone(offset if sign == "+" else -offset)).astimezone(UTC)
        except (ValueError, OverflowError):
            return reading.fault(
                path,
                "impossible-time",
                "a day and hour that exist",
                shown(raw),
                "Check day, month, hour and zone.",
            )
        return reading.fault(
            path, "time-without-zone", self.expects, shown(raw), _with_zone(moment, reading.zone)
        )


def _with_zone(moment: datetime, zone: ZoneInfo | None) -> str:
    written = moment.strftime("%Y-%m-%d %H:%M")
    if zone is None:
        return f"Write `{written}Z` if that is UTC."
    offset = moment.replace(tzinfo=zone).strftime("%z")
    return (
        f"Write `{written}{offset[:3]}:{offset[3:]}` if that is {zone.key} time, `{written}Z` if it is UTC."
    )


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as people write it: exact units, months, or business days."""

    count: int
    unit: str  # minutes | hours | days | weeks | months | business days

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"

    @property
    def exact(self) -> timedelta | None:
        """The same as a timedelta, or None for months and business days, whose length depends on the day."""
        if self.unit in ("months", "business days"):
            return None
        return timedelta(**{self.unit: self.count})


def unseen(text: str) -> re.Match[str] | None:
    """The first character that nobody means to type."""
    # What Python calls printable has none, and asking for that costs a fraction of the search.
    return None if text.replace("\n", "").isprintable() else UNSEEN.search(text)


def _visible(value: str) -> None:
    # A quoted YAML text can hold what the file itself may not: "\\u202e" turns the rest of a line round.
    if found := unseen(value):
        raise ValueError(f"Remove the invisible character U+{ord(found[0]):04X}.")


def _text(value: str) -> str:
    _visible(value)
    if not value.strip():
        raise ValueError("Write something.")
    if len(value) > MAX_TEXT:
        raise ValueError(f"Shorten it: it has {len(value):,} characters.")
    return value.strip("\n").rstrip()


def _line(value: str) -> str:
    _visible(value)
    value = " ".join(value.split())
    if not value:
        raise ValueError("Write something.")
    if len(value) > MAX_LINE:
        raise ValueError(f"Shorten it: it has {len(value)} characters.")
    return value


def _id(value: str) -> str:
    if not _ID.match(value):
        name = re.sub("[^a-z0-9]+", "-", value.casefold()).strip("-")[:100]
        raise ValueError(f"Write `{name}`, for example." if name else "Use letters and digits.")
    return value


def _day(value: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("Write year-month-day.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("That day does not exist.") from None


def _clock(value: str) -> time:
    if not re.fullmatch(r"\d\d:\d\d", value):
        raise ValueError('Write hours and minutes: "09:00".')
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError("That hour does not exist.") from None


def _duration(value: str) -> Duration:
    found = _DURATION.match(value.strip())
    if not found:
        raise ValueError("Write a number and minutes, hours, days, weeks, months or business days.")
    unit = found[2]
    plural = _UNITS.get(unit) or (unit if unit.endswith("s") else unit + "s")
    return Duration(int(found[1]), plural)


def _flag(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError("Write true or false.")
    return value == "true"


def _count(value: str) -> int:
    if not re.fullmatch(r"\d{1,12}", value):
        raise ValueError("Write a whole number.")
    return int(value)


def _severity(value: str) -> int:
    found = re.fullmatch(r"(?:[Ss][Ee][Vv][- ]?)?([1-4])", value)
    if not found:
        raise ValueError("Write 1 for the worst, 4 for the mildest, or one between.")
    return int(found[1])


def _zone(value: str) -> ZoneInfo:
    try:
        # The data also holds `right/...`, which counts leap seconds, `posix/...`, and this machine's `localtime`.
        return ZoneInfo(value if value[:1].isupper() else "")
    except (ValueError, OSError, KeyError):
        meant = did_you_mean(value, (name for name in available_timezones() if name[:1].isupper()))
        raise ValueError(meant or "Use a name of the IANA list, such as Europe/London.") from None


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value):
        raise ValueError("Write a language code, such as en or nl.")
    return value


def _web(schemes: tuple[str, ...], value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise ValueError("This is not an address.") from None
    bad = re.search(r"[\s<>\"'`\\\x00-\x1f]", value) or not value.isascii()
    if bad or parts.scheme not in schemes:
        raise ValueError(
            f"Begin it with {' or '.join(s + ':' for s in schemes)}, and leave out blanks and quotes."
        )
    if parts.scheme == "mailto":
        if not re.fullmatch(r"mailto:[^@\s?&]+@[a-zA-Z0-9.-]+", value):
            raise ValueError("Write mailto: and one mail address.")
    elif not parts.hostname or parts.username or parts.password:
        raise ValueError("Write a host name after the slashes, without user name and password.")
    return value


TIME: Final[Kind[datetime]] = TimeKind()
# `title: 404` is a text to us and a number to an editor, and so on.
_TEXTS: Final = ["string", "number", "boolean"]
TEXT: Final[Kind[str]] = Scalar("a text", _text, {"type": _TEXTS, "pattern": r"\S", "maxLength": MAX_TEXT})
LINE: Final[Kind[str]] = Scalar(
    "a line of text", _line, {"type": _TEXTS, "pattern": r"\S", "maxLength": MAX_LINE}
)
ID: Final[Kind[str]] = Scalar(
    "a name of lower-case letters, digits and hyphens",
    _id,
    {"type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9-]{0,99}$"},
)
DAY: Final[Kind[date]] = Scalar(
    "a day, like 2026-03-14",
    _day,
    {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    rule="impossible-time",
)
CLOCK: Final[Kind[time]] = Scalar(
    'a time of day, like "09:00"',
    _clock,
    {"type": "string", "pattern": r"^\d\d:\d\d$"},
    rule="impossible-time",
)
DURATION: Final[Kind[Duration]] = Scalar(
    "a length of time, like 30m, 2h or 2 business days",
    _duration,
    {
        "type": "string",
        "pattern": r"^\d{1,4} *(m|min|minutes?|h|hours?|d|days?|w|weeks?|months?|business days?)$",
    },
)
FLAG: Final[Kind[bool]] = Scalar("true or false", _flag, {"type": "boolean"})
COUNT: Final[Kind[int]] = Scalar("a whole number", _count, {"type": "integer", "minimum": 0})
SEVERITY: Final[Kind[int]] = Scalar(
    "a severity from 1 to 4",
    _severity,
    {"type": ["integer", "string"], "minimum": 1, "maximum": 4, "pattern": "^([Ss][Ee][Vv][- ]?)?[1-4]$"},
)
LANGUAGE: Final[Kind[str]] = Scalar(
    "a language code, like en", _language, {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"}
)
ZONE: Final[Kind[ZoneInfo]] = Scalar("a time zone, like Europe/Amsterdam", _zone, {"type": "string"})
_HOST: Final = r"https?://[^/?#@\s]+([/?#]\S*)?"
WEB: Final[Kind[str]] = Scalar(
    "a web address",
    lambda value: _web(("https", "http"), value),
    {"type": "string", "pattern": f"^{_HOST}$"},
)
LINK: Final[Kind[str]] = Scalar(
    "a web or mail address",
    lambda value: _web(("https", "http", "mailto"), value),
    {"type": "string", "pattern": rf"^({_HOST}|mailto:[^@\s?&]+@[a-zA-Z0-9.-]+)$"},
)
