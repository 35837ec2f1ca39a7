"""Texts of others for Markdown: they come out as written, and make no link, no element and no mention.

Knows what Markdown, HTML and GitHub make of a text.
"""

from __future__ import annotations

import re
from typing import Final

from clearbell.report.safe import safe

# What Markdown, HTML or an automatic link could begin with.
_SPECIAL: Final = re.compile(r"[!-+.:<>@\[-`{-~]")


def prose(value: str) -> str:
    """A sentence of ours with values of others in it, which stand in back-ticks."""
    parts = re.split(r"`([^`]+)`", value)
    return "".join(code(part) if index % 2 else spelt(part) for index, part in enumerate(parts))


def code(value: str) -> str:
    """As code. An element, because back-ticks would end at those of the value."""
    return f"<code>{spelt(value)}</code>"


def spelt(value: str) -> str:
    """With numbers for all characters that could mean something but themselves.

    A character of no width keeps @ and # from making a mention, a mail address or the number of an issue.
    """
    return _SPECIAL.sub(_number, safe(value))


def _number(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};{'&#8203;' if match[0] in '@#' else ''}"
