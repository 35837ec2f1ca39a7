"""What each kind of channel takes: how long a message may be as it counts, and which characters must lose their meaning.

Whoever writes an update, or an alert that found its way into one, can't call a whole channel, set a link on other words,
or dial a number with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from clearbell.announce.cutting import Measure
from clearbell.formats.channels import ChannelKind

# Invisible, of no width, and no break: what stood on both sides is no longer one word to a program.
_APART: Final = "\u2060"
_MENTION: Final = re.compile(r"(?<!\w)([@\uff20])(?=\w)")
_CONTROL: Final = re.compile(r"[<>](?=[\w!@#/?])")
_ADDRESS: Final = re.compile(r"(https?://[^\s<>]+)", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]~#|])")

# GSM 03.38: what a text message of one part can hold, and what counts twice in it.
_GSM: Final = frozenset(
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e"
    "\u00c6\u00e6\u00df\u00c9 !\"#\u00a4%&'()*+,-./0123456789:;<=>?\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7\u00bf"
    "abcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
)
_TWICE: Final = frozenset("^{}\\[~]|\u20ac\f")
_TYPED: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2013": "-", "\u2014": "-",
        "\u2011": "-", "\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2022": "-", "`": "'", "\t": " ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manners:
    """`limit` is in units of `measure`. `title`: in one of its own, as long as that at most; 0 where there is none.

    `clean` makes others' words harmless, `headline` those of a title, which a service may treat in another way. `link`
    makes our own address one that can be clicked.
    """

    limit: int
    title: int
    measure: Measure
    clean: Callable[[str], str]
    headline: Callable[[str], str] | None = None
    link: Callable[[str], str] = str
    dots: str = "\u2026"


def _points(text: str) -> int:
    """Code points: no service counts more for a character that people see, most count less."""
    return len(text)


def _weighed(text: str) -> int:
    """As X counts: Latin, Greek, Cyrillic, Hebrew and Arabic once, everything else twice."""
    return sum(1 if point <= "\u10ff" or "\u2000" <= point <= "\u2037" else 2 for point in text)


def _septets(text: str) -> int:
    """A text message's length; one that needs other letters has room for less than half as many."""
    if all(point in _GSM or point in _TWICE for point in text):
        return len(text) + sum(point in _TWICE for point in text)
    return -(-len(text.encode("utf-16-le")) // 2 * _ONE_PART // _OTHER_LETTERS)


_ONE_PART: Final = 160
_OTHER_LETTERS: Final = 70


def _social(text: str) -> str:
    """Nobody is called by name. Addresses stay as they are: an @ in them calls nobody."""
    return _beside_addresses(text, lambda words: _MENTION.sub(rf"\1{_APART}", words))


def _slack(text: str) -> str:
    """Slack's own notation begins with these three; `@channel` counts in some settings without them."""
    return _social(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(text: str) -> str:
    """A card reads Markdown and `<at>`. Addresses stay as they are, so that they can be clicked."""
    return _beside_addresses(
        _social(text), lambda words: _MARKDOWN.sub(r"\\\1", _CONTROL.sub(rf"\g<0>{_APART}", words))
    )


def _beside_addresses(text: str, change: Callable[[str], str]) -> str:
    parts = _ADDRESS.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def _sms(text: str) -> str:
    """With typewriter characters in place of printed ones, and letters without the marks that a text message can't show:
    either would more than halve the room.
    """
    typed = unicodedata.normalize("NFC", text).translate(_TYPED)
    return "".join(point if point in _GSM or point in _TWICE else _without_marks(point) for point in typed)


def _without_marks(point: str) -> str:
    base = unicodedata.normalize("NFKD", point)[0]
    return base if base in _GSM else point


MANNERS: Final[Mapping[ChannelKind, Manners]] = {
    ChannelKind.MAIL: Manners(50_000, 150, _points, str),
    ChannelKind.SMS: Manners(_ONE_PART, 0, _septets, _sms, dots="..."),
    ChannelKind.SLACK: Manners(3_000, 150, _points, _slack, headline=_social),  # Apprise does the rest to it
    ChannelKind.TEAMS: Manners(1_000, 150, _points, _teams, link=lambda address: f"[{address}]({address})"),
    ChannelKind.MASTODON: Manners(500, 0, _points, _social),
    ChannelKind.BLUESKY: Manners(280, 0, _points, _social),
    ChannelKind.X: Manners(280, 0, _weighed, _social),
    ChannelKind.WEBHOOK: Manners(20_000, 250, _points, str),
}
