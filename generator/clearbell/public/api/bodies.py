"""An update as plain text with its paragraphs, lists and the addresses of its links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from clearbell.model import Update
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.summary import seconds

_BLOCKS: Final = frozenset({"p", "pre", "blockquote", "ul", "ol", "hr"})
_SPACE: Final = re.compile(r"\s+")


def body(shell: Shell, update: Update) -> str:
    """The message; what to do and when to expect more have no field of their own, so they are sentences here."""
    parts = [plain_text(update.message)]
    if update.workaround:
        parts.append(f"{shell.words('what_now')}: {plain_text(update.workaround)}")
    if update.next_update:
        by, times = seconds(update.next_update), shell.times
        parts.append(shell.words("next_update", time=times.in_sentence(by), utc=times.utc(by)))
    return "\n\n".join(parts)


def plain_text(markdown: str) -> str:
    """*markdown* as people write plain text."""
    reader = _Reader()
    reader.feed(str(rendered(markdown)))
    reader.close()
    return reader.text.strip()


class _Reader(HTMLParser):
    """Collects the text of the few elements that a rendered update consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._lists: list[int | None] = []  # the next number of each list we are in; one with dots has none
        self._marked = False  # a list's marker waits for its words
        self._code = False
        self._address, self._words = "", 0  # of the link we are in

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS:
            self._begin_line(1 if self._lists else 2)
        if tag in ("ul", "ol"):
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._begin_line(1)
            self._mark()
        elif tag == "br":
            self._begin_line(1)
        elif tag == "a":
            self._address, self._words = given.get("href") or "", len(self.text)
        self._code = self._code or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        if tag in _BLOCKS:
            self._begin_line(1 if self._lists else 2)
        if tag == "a" and self._address.partition(":")[2].lstrip("/") not in self.text[self._words :]:
            self.text += f" ({self._address})"
        self._code = self._code and tag != "pre"

    def handle_data(self, data: str) -> None:
        if not self._code:
            data = _SPACE.sub(" ", data)
            if self.text[-1:] in ("", " ", "\n"):
                data = data.removeprefix(" ")
        self._marked = self._marked and not data
        self.text += data

    def _mark(self) -> None:
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number + 1
        self.text += "  " * (len(self._lists) - 1) + ("- " if number is None else f"{number}. ")
        self._marked = True

    def _begin_line(self, ends: int) -> None:
        """After at least so many line ends."""
        if self.text and not self._marked:
            self.text = self.text.rstrip(" ")
            self.text += "\n" * (ends - len(self.text) + len(self.text.rstrip("\n")))
