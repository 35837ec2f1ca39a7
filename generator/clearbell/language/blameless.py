"""Blameless language: postmortems look for what made a mistake possible, not for who made it.

Knows what in a postmortem's Markdown are somebody's own words (quotations, code) and leaves them alone. The sayings are
data; which files are postmortems is known elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.sayings import found
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="blameless",
        level=Level.WARNING,
        says="A postmortem names a person or a team as the cause, or says what somebody should have done.",
        why="A person can't be repaired, and who fears blame tells less the next time; a system can be changed.",
        instead="Say what made it possible or likely: what was shown, what was missing, what allowed it.",
        allow="Quotations and code are passed over: put somebody's own words into quotation marks.",
        bad="The engineer on duty failed to notice the warning. The cause was human error.",
        good="The warning was one of 400 lines that looked alike, and nothing asked for a second look before the release.",
    ),
)
_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_QUOTATION: Final = re.compile(r"[ ]{0,3}>")
_INSIDE: Final = re.compile(
    r"(?<!`)`[^`\n]{1,500}`|(?<![\w\"])\"[^\"\n]{1,500}\"(?!\w)|\u201c[^\u201c\u201d\n]{1,500}\u201d"
)


def find(markdown: str, language: str = "en") -> Iterator[Finding]:
    """Persons as causes in a postmortem's text. Offsets are those of *markdown*."""
    text = Text(_own_words(markdown))
    for start, end in found(text, language, "blameless", "blameless", fine="fine-blameless"):
        said = " ".join(markdown[start:end].split())
        yield Finding(start, end, "blameless", Level.WARNING, said, _suggestion(said), RULES[0].why)


def _own_words(markdown: str) -> str:
    """The text with blanks in the place of code and quotations; as long as before."""
    lines: list[str] = []
    fence = ""
    for line in markdown.splitlines(keepends=True):
        mark = _FENCE.match(line)
        passed = bool(fence or mark) or _QUOTATION.match(line)
        if mark and not fence and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        lines.append(_blank(line) if passed else _INSIDE.sub(lambda own: _blank(own[0]), line))
    return "".join(lines)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _suggestion(said: str) -> str:
    low = f" {said.lower()} "
    if " have " in low:
        return "Say what would have made it likely: what should the system have shown, asked or refused?"
    if "error" in low or "mistake" in low or "fault" in low:
        return "Say what made the mistake possible, and what would have caught it."
    return "Say what made it possible or likely: what was shown, what was missing, what allowed it."
