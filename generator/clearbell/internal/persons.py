"""Persons as causes in a postmortem: what the word gate finds there, at its place in the file.

Knows where text of a postmortem stands: below the front matter, and in those keys of it that hold sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clearbell.formats.postmortem import PostmortemFile
from clearbell.formats.reader import Fault
from clearbell.internal.sections import Text
from clearbell.language import blameless
from clearbell.problems import Problem
from clearbell.yamlfile import Path

_EXPECTED: Final = "a cause that can be changed"


def in_text(text: Text, language: str) -> Iterator[Problem]:
    """The text below the front matter."""
    lines = [line.rstrip("\r") for line in text.lines]
    body = "\n".join(lines)
    for finding in blameless.find(body, language):
        above = body.count("\n", 0, finding.start)
        column = finding.start - (body.rfind("\n", 0, finding.start) + 1)
        width = min(finding.end - finding.start, len(lines[above]) - column)
        yield Problem(
            text.shown,
            text.first_line + above,
            column + 1,
            finding.rule,
            "",
            _EXPECTED,
            f"`{finding.text}`",
            finding.suggestion,
            finding.level,
            width,
            lines[above],
        )


def in_front(file: PostmortemFile, language: str) -> Iterator[Fault]:
    """The sentences of the front matter."""
    sentences: list[tuple[Path, str]] = [(("title",), file.title)]
    sentences += [(("five_whys", index), why) for index, why in enumerate(file.five_whys)]
    if file.customer_impact is not None:
        sentences.append((("customer_impact", "summary"), file.customer_impact.summary))
    for path, sentence in sentences:
        for finding in blameless.find(sentence, language):
            words = (sentence, finding.start, finding.end)
            found, cure = f"`{finding.text}`", finding.suggestion
            yield Fault(path, "blameless", _EXPECTED, found, cure, level=finding.level, words=words)
