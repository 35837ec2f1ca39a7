"""Texts of which every character can be seen: file names and found values may hold anything."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # some scripts and emoji can't do without
ESCAPED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def safe(value: str) -> str:
    """A text in which every character can be seen: what steers a terminal or turns lines round is spelled out."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in ESCAPED and char not in JOINERS else char
        for char in value
    )
