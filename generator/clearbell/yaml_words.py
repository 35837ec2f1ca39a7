"""A YAML parser's complaint in an author's words, at the place where the author has to look.

A parser complains where it got stuck, which is often lines after the quote or bracket that was never closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

_QUOTE: Final = "Put the text into quotes, or on the next lines after `|`."
_NEIGHBOURS: Final = "Begin it in the same column as its neighbours."


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was found at a place (line and column from 0), instead of what, and how to mend it."""

    line: int
    column: int
    expected: str
    found: str
    cure: str
    rule: str = "syntax"


def explain(error: yaml.YAMLError, text: str) -> Complaint:  # noqa: C901, PLR0911 - one way out per kind of complaint
    """What *error* means for the author of *text*."""
    stuck: yaml.Mark | None = getattr(error, "problem_mark", None)
    begun: yaml.Mark | None = getattr(error, "context_mark", None) or stuck
    if stuck is None or begun is None:
        return _unreadable(error, text)
    problem = f"{getattr(error, 'problem', '') or ''}"
    context = f"{getattr(error, 'context', '') or ''}"
    if "nesting depth" in problem:  # the parser's own limit, which it meets while it looks ahead
        return Complaint(
            stuck.line, stuck.column, "at most 32 levels", "more", "Flatten the file.", "too-deep"
        )
    source = _line(text, stuck.line)
    if "\t" in _line(text, stuck.line)[: stuck.column + 1] and not source[: stuck.column].strip():
        return _at(stuck, "spaces at the beginning of a line", "a tab", "Indent with spaces.")
    for sign, words in (("]", "flow sequence"), ("}", "flow mapping")):
        if words in context:
            return _unclosed(begun, text, sign)
    if "quoted scalar" in context:
        return _quoted(begun, stuck, problem, text)
    if "alias" in context or "anchor" in context or "cannot start any token" in problem or "tag" in context:
        return _beginning(begun if "next token" not in context else stuck, text)
    if "simple key" in context:
        cure = "Write `key: value`, with a blank after the colon."
        return _at(begun, "a key with a colon", f"`{_line(text, begun.line).strip()[:60]}`", cure)
    if "mapping values" in problem:
        return _second_colon(stuck, text)
    if "expected '-'" in problem or "expected key" in problem or "expected <block end>" in problem:
        return _neighbour(stuck, text)
    return _at(stuck, "YAML", problem or "something else", "Look at this line and the one before.")


def _at(mark: yaml.Mark, expected: str, found: str, cure: str) -> Complaint:
    return Complaint(mark.line, mark.column, expected, found, cure)


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _unreadable(error: yaml.YAMLError, text: str) -> Complaint:
    """The reader's own complaint: a character that YAML does not allow, at a position instead of a mark."""
    position = getattr(error, "position", 0) or 0
    line = text.count("\n", 0, position)
    return Complaint(line, 0, "text of printable characters", "one that YAML does not allow", "Remove it.")


def _unclosed(begun: yaml.Mark, text: str, sign: str) -> Complaint:
    rest = _line(text, begun.line)[begun.column :]
    opening = {"]": "[", "}": "{"}[sign]
    if " #" in rest and sign in rest.partition(" #")[2]:
        cure = 'What follows ` #` is a comment. Put a colour or a text with # into quotes: "#0b6e4f".'
        return _at(begun, f"`{sign}` at the end", "none", cure)
    if sign in rest:
        cure = f"Put a text that starts with {opening} or has one of , : in it into quotes."
        return _at(begun, "names and values with commas between them", "something else", cure)
    cure = f"Close it with {sign}, or put a text that starts with {opening} into quotes."
    return _at(begun, f"`{sign}` at the end", "none", cure)


def _quoted(begun: yaml.Mark, stuck: yaml.Mark, problem: str, text: str) -> Complaint:
    if "escape" in problem:
        found = f"`{_line(text, stuck.line)[max(0, stuck.column - 1) : stuck.column + 1]}`"
        return _at(stuck, "a text in quotes", found, r"Use single quotes, or write \\ for a backslash.")
    quote = _line(text, begun.line)[begun.column : begun.column + 1]
    return _at(begun, "a closing quote", "none", f"Close the text with {quote}, or take the quote away.")


def _beginning(mark: yaml.Mark, text: str) -> Complaint:
    sign = _line(text, mark.line)[mark.column : mark.column + 1]
    return _at(mark, "a text that starts with a letter or digit, or in quotes", f"`{sign}`", _QUOTE)


def _second_colon(stuck: yaml.Mark, text: str) -> Complaint:
    source = _line(text, stuck.line)
    if ": " in source[: stuck.column]:
        value = source.partition(": ")[2].strip()
        cure = f'A text with a colon needs quotes: "{value}".' if '"' not in value else _QUOTE
        return _at(stuck, "one colon in a line", "another one", cure)
    return _neighbour(stuck, text)


def _neighbour(stuck: yaml.Mark, text: str) -> Complaint:
    """A line that begins in a column of its own, or one after a text that ended too early."""
    source = _line(text, stuck.line)
    column = len(source) - len(source.lstrip())
    before = source[: stuck.column].rstrip()
    if before.endswith(("]", "}")):
        cure = "Put a text that starts with [ or { into quotes."
        return _at(stuck, "nothing after a closing bracket", f"`{source[stuck.column :][:40]}`", cure)
    if re.search(r"""['"]""", before):
        cure = "Write a single quote inside single quotes twice, or take double quotes around the text."
        return _at(stuck, "nothing after a closing quote", f"`{source[stuck.column :][:40]}`", cure)
    return Complaint(
        stuck.line,
        column,
        "a line that lines up with those around it",
        f"{column} blanks before it",
        _NEIGHBOURS,
    )
