"""Markdown as plain text, for channels that have none: paragraphs, points of a list, and addresses beside their words.

What isn't a whole web or mail address is left out and its words stay: no message dials a number or runs a script.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from clearbell.commonmark import to_html

_WHOLE: Final = re.compile(r"(?:https?://|mailto:)\S+\Z", re.IGNORECASE)
_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "hr"})
_LINES: Final = re.compile(r"[^\S\n]*\n[^\S\n]*")
_GAPS: Final = re.compile(r"\n{3,}")


def plain_text(markdown: str) -> str:
    """*markdown* as people read it."""
    reader = _Reader()
    reader.feed(to_html(markdown, 0))
    reader.close()
    text = _LINES.sub("\n", "".join(reader.parts).replace("\N{NO-BREAK SPACE}", " "))
    return _GAPS.sub("\n\n", text).strip()


class _Reader(HTMLParser):
    """Collects the words of what cmark wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._numbers: list[int | None] = []  # of the list that we are in; None where its points have none
        self._link: tuple[str, int] | None = None  # its address, and where its words begin
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "li":
            self.parts.append("\n" + self._point())
        elif tag in ("ul", "ol"):
            self.parts.append("\n" if self._numbers else "\n\n")
            self._numbers.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self._link = (given.get("href") or "", len(self.parts))
        elif tag in _BLOCKS and not (self.parts and self.parts[-1].endswith((". ", "- "))):
            self.parts.append("\n\n")
        self._code = self._code or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        if tag == "a" and self._link:
            address, begin = self._link
            words = "".join(self.parts[begin:]).strip()
            shown = address.removeprefix("mailto:")
            if _WHOLE.match(address) and shown.rstrip("/") != words.rstrip("/"):
                self.parts.append(f" ({shown})" if words else shown)
            self._link = None
        if tag == "pre":
            self._code = False
        if tag in _BLOCKS and not (tag == "p" and self._numbers):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self._code else re.sub(r"\s+", " ", data) if data.strip() else " ")

    def _point(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "
