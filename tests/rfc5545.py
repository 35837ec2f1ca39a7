"""A reader of calendars by the letter of RFC 5545, which takes nothing that only looks right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_STAMP: Final = re.compile(r"\d{8}T\d{6}Z")
_ESCAPED: Final = re.compile(r"\\(.)")
_LINE: Final = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)')
_ONCE: Final = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "CREATED", "URL"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
_TIMES: Final = {"DTSTAMP", "DTEND", "CREATED", "LAST-MODIFIED"}


@dataclass
class Part:
    """A component as RFC 5545 writes it, its texts unescaped."""

    kind: str
    values: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        (value,) = self.values[name]
        return value


def _lines(content: bytes) -> Iterator[str]:
    """Unfolded lines; refuses every other end of line, long lines, and a fold inside a character."""
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    unfolded: list[str] = []
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        text = line.decode("utf-8", errors="strict")
        if text.startswith((" ", "\t")):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    yield from unfolded


def _unescaped(value: str) -> str:
    assert set(_ESCAPED.findall(value)) <= set("\\;,nN")
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def strictly_read(content: bytes) -> Part:
    """The calendar in *content*, by the letter of RFC 5545."""
    stack = [Part("")]
    for line in _lines(content):
        found = _LINE.fullmatch(line)
        assert found, line
        name, _, value = found.groups()
        if name == "BEGIN":
            stack.append(Part(value))
        elif name == "END":
            part = stack.pop()
            assert part.kind == value
            assert all(len(part.values.get(each, ())) == 1 for each in _ONCE[value]), part
            assert value not in ("VCALENDAR", "VTIMEZONE") or part.parts
            stack[-1].parts.append(part)
        else:
            is_text = name in ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "CATEGORIES", "COMMENT")
            stack[-1].values.setdefault(name, []).append(_unescaped(value) if is_text else value)
            assert name not in _TIMES or _STAMP.fullmatch(value), line
    (calendar,) = stack[0].parts
    assert len(stack) == 1
    assert calendar.kind == "VCALENDAR"
    for event in events(calendar):
        assert _STAMP.fullmatch(event["DTSTART"])
        assert event["DTSTART"] < event["DTEND"]
    return calendar


def events(calendar: Part) -> list[Part]:
    return [part for part in calendar.parts if part.kind == "VEVENT"]
