"""Whether a postmortem's text has the seven sections of the process, in order and filled.

Knows headings and lines; knows nothing of the front matter beyond how complete the text has to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clearbell.formats.postmortem import SECTIONS
from clearbell.formats.reader import did_you_mean
from clearbell.internal.markdown import Part
from clearbell.problems import Level, Problem


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its file: where it begins (line from 1), its lines, and its parts."""

    shown: str
    first_line: int
    lines: Sequence[str]
    parts: tuple[Part, ...]

    def below(self, part: Part, *, until: int) -> list[str]:
        """The lines below a heading, up to the next one of at most level *until*."""
        following = self.parts[self.parts.index(part) + 1 :]
        end = next((next_.line - 1 for next_ in following if next_.level <= until), len(self.lines))
        return [line.rstrip("\r") for line in self.lines[part.line : end]]

    def problem(
        self, line: int, rule: str, expected: str, found: str, cure: str, level: Level = Level.ERROR
    ) -> Problem:
        """A problem at a line of the text, counted from 1 within it."""
        line = min(line, max(1, len(self.lines)))
        source = self.lines[line - 1].rstrip("\r") if self.lines else ""
        number = self.first_line + line - 1
        return Problem(
            self.shown, number, 1, rule, "", expected, found, cure, level, max(1, len(source)), source
        )


def seven(text: Text, incomplete: Level) -> Iterator[Problem]:
    """The seven sections. *incomplete*: how bad it is that one is missing or empty, which a draft may be."""
    sections = [part for part in text.parts if part.level == 2]
    yield from _beginning(text)
    yield from _unknown(text, sections)
    known = [part for part in sections if part.title in SECTIONS]
    yield from _repeated(text, known)
    firsts = list({part.title: part for part in reversed(known)}.values())
    yield from _order(text, sorted(firsts, key=lambda part: part.line))
    missing = [title for title in SECTIONS if title not in {part.title for part in known}]
    for title in missing:
        cure = f"Add `## {title}` and write it."
        yield text.problem(
            len(text.lines), "missing-section", f"the section `{title}`", "none", cure, incomplete
        )
    yield from _empty(text, known, incomplete)


def _beginning(text: Text) -> Iterator[Problem]:
    before = text.parts[0]
    if not before.empty:
        first = next((number for number, line in enumerate(text.lines, 1) if line.strip()), 1)
        cure = f"Move it below `## {SECTIONS[0]}`."
        yield text.problem(first, "before-sections", f"`## {SECTIONS[0]}` first", "text before it", cure)
    elif text.parts[1:] and text.parts[1].level == 3:
        cure = f"Put `## {SECTIONS[0]}` before it."
        yield text.problem(
            text.parts[1].line, "before-sections", f"`## {SECTIONS[0]}` first", "a smaller heading", cure
        )


def _unknown(text: Text, sections: Sequence[Part]) -> Iterator[Problem]:
    for part in sections:
        if part.title not in SECTIONS:
            cure = did_you_mean(part.title, SECTIONS) or "Make it a smaller heading with `###`, or remove it."
            yield text.problem(
                part.line, "unknown-section", "one of the seven sections", f"`{part.title}`", cure
            )


def _repeated(text: Text, known: Sequence[Part]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for part in known:
        if part.title in seen:
            found = f"`{part.title}` again (first in line {text.first_line + seen[part.title] - 1})"
            yield text.problem(part.line, "duplicate-section", "each section once", found, "Join the two.")
        seen.setdefault(part.title, part.line)


def _order(text: Text, known: Sequence[Part]) -> Iterator[Problem]:
    for before, after in pairwise(known):
        if SECTIONS.index(after.title) < SECTIONS.index(before.title):
            expected = f"`{after.title}` before `{before.title}`"
            found = f"`{after.title}` after `{before.title}`"
            yield text.problem(after.line, "section-order", expected, found, "Move the section up.")


def _empty(text: Text, known: Sequence[Part], level: Level) -> Iterator[Problem]:
    for part in known:
        inside = text.parts[text.parts.index(part) + 1 :]
        smaller = []
        for below in inside:
            if below.level == 2:
                break
            smaller.append(below)
        if part.empty and all(below.empty for below in smaller):
            cure = "Write what belongs there; say so if there is nothing to say."
            yield text.problem(part.line, "empty-section", f"text in `{part.title}`", "nothing", cure, level)
