"""A message as a channel takes it: parts in a template, harmless, and short enough. The link is always whole.

The text of the update is shortened first, as far as it still says something. Then details go, then all of the text, then
the rest; the title is the last to be touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from clearbell.announce.cutting import shortened
from clearbell.announce.manners import MANNERS, Manners
from clearbell.announce.templates import Template, filled
from clearbell.formats.channels import ChannelKind

_DETAILS: Final = ("who", "late", "do", "window", "next")
_LAST: Final = ("delayed", "site", "state")  # that it is an exercise is always said
_ENOUGH: Final = 40  # of a message; less of it says nothing


@dataclass(frozen=True, slots=True)
class Message:
    """As it goes out, to the letter. `title` is empty where a channel has none."""

    title: str
    body: str

    def __str__(self) -> str:
        return f"{self.title}\n\n{self.body}" if self.title else self.body


def composed(parts: Mapping[str, str], template: Template, kind: ChannelKind) -> Message:
    """*parts* for a channel of *kind*."""
    manners = MANNERS[kind]
    clean = {name: manners.clean(text) for name, text in parts.items()} | {
        "link": manners.link(parts["link"])
    }
    if manners.title == 0 and template.title:
        template = Template("", f"{template.title}\n\n{template.body}")
    headline = manners.headline or manners.clean
    one_line = {name: headline(" ".join(text.split())) for name, text in parts.items()}
    title = shortened(filled(template.title, one_line), manners.title, manners.measure, dots=manners.dots)
    return Message(title, _body(clean, template.body, manners))


def _body(parts: Mapping[str, str], template: str, manners: Manners) -> str:
    left = dict(parts)
    for spared in ("", *_DETAILS):
        left |= {spared: ""} if spared else {}
        body = _with(left, "what", template, manners)
        if body is not None:
            return body
    left = {**parts, "what": ""}
    for spared in (*_DETAILS, *_LAST):
        left[spared] = ""
        body = filled(template, left)
        if manners.measure(body) <= manners.limit:
            return body
    body = _with(left, "title", template, manners, enough=0)
    return body if body is not None else parts["link"]


def _with(
    parts: Mapping[str, str], name: str, template: str, manners: Manners, *, enough: int = _ENOUGH
) -> str | None:
    """The template with one part as short as need be; None where too little of it would be left."""
    whole = filled(template, parts)
    if manners.measure(whole) <= manners.limit:
        return whole
    room = manners.limit - manners.measure(filled(template, {**parts, name: ""}))
    while room > enough:
        short = shortened(parts[name], room, manners.measure, dots=manners.dots)
        body = filled(template, {**parts, name: short})
        if manners.measure(body) <= manners.limit:
            return body
        room -= max(1, manners.measure(body) - manners.limit)
    return None
