"""Problems as text for people, and for GitHub, code scanning and other programs.

Knows widths, escapes and formats; nothing of what a problem is about. File names and found values may hold
anything, so every text is made safe for a terminal here.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import click

from clearbell import __version__
from clearbell.problems import Level, Problem

_COLUMNS: Final = 80
_COLOURS: Final = {Level.ERROR: "red", Level.WARNING: "yellow", Level.HINT: "blue"}
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # some scripts and emoji can't do without
_ESCAPED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def text(problems: Sequence[Problem], files: int) -> str:
    """For people: every problem, and a last line that sums up."""
    if not problems:
        return f"{_count(files, 'file')}, nothing to mend."
    return f"{problems_text(problems)}\n{summary(problems)}"


def problems_text(problems: Iterable[Problem]) -> str:
    """Each problem with its place, the line it stands in, what was expected and found, and the cure last."""
    return "\n".join(map(_problem, problems))


def summary(problems: Sequence[Problem]) -> str:
    """`3 errors, 1 warning in 2 files.`"""
    counts = Counter(problem.level for problem in problems)
    parts = ", ".join(_count(counts[level], level.value) for level in Level if counts[level])
    return f"{parts} in {_count(len({problem.file for problem in problems}), 'file')}."


def github(problems: Sequence[Problem], files: int) -> str:
    """Workflow commands: GitHub shows them beside the lines of a pull request."""
    lines = []
    for problem in problems:
        properties = {"file": safe(problem.file)}
        if problem.line:
            end = problem.column + problem.width
            properties |= {"line": str(problem.line), "col": str(problem.column), "endColumn": str(end)}
        properties["title"] = problem.rule
        command = {Level.HINT: "notice"}.get(problem.level, problem.level.value)
        inside = ",".join(f"{name}={_github_property(value)}" for name, value in properties.items())
        lines.append(f"::{command} {inside}::{_github_data(safe(problem.message))}")
    last = summary(problems) if problems else text(problems, files)
    return "\n".join([*lines, last])


def as_json(problems: Sequence[Problem], files: int) -> str:
    """One object: the problems, and how many there are of each level."""
    counts = Counter(problem.level for problem in problems)
    return _dump(
        {
            "files": files,
            **{f"{level}s": counts[level] for level in Level},
            "problems": [
                {
                    "file": safe(problem.file),
                    "line": problem.line or None,
                    "column": problem.column or None,
                    "width": problem.width if problem.line else None,
                    "level": problem.level,
                    "rule": problem.rule,
                    "field": safe(problem.field),
                    "expected": safe(problem.expected),
                    "found": safe(problem.found),
                    "cure": safe(problem.cure),
                }
                for problem in problems
            ],
        }
    )


def sarif(problems: Sequence[Problem], _: int) -> str:
    """SARIF 2.1.0, which code scanning and many editors read."""
    rules = sorted({problem.rule for problem in problems})
    driver = {"name": "Clearbell", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    results = [
        {
            "ruleId": problem.rule,
            "ruleIndex": rules.index(problem.rule),
            "level": {Level.HINT: "note"}.get(problem.level, problem.level.value),
            "message": {"text": safe(problem.message)},
            "locations": [{"physicalLocation": _sarif_place(problem)}],
        }
        for problem in problems
    ]
    return _dump(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results},
            ],
        }
    )


FORMS: Final[Mapping[str, Callable[[Sequence[Problem], int], str]]] = {
    "text": text,
    "github": github,
    "json": as_json,
    "sarif": sarif,
}


def safe(value: str) -> str:
    """A text in which every character can be seen: what steers a terminal or turns lines round is spelled out."""
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in _ESCAPED and char not in _JOINERS else char
        for char in value
    )


def _problem(problem: Problem) -> str:
    level = click.style(problem.level.value, fg=_COLOURS[problem.level], bold=True)
    place = click.style(safe(problem.place), bold=True)
    what = f"{safe(problem.field)} ({problem.rule})" if problem.field else f"({problem.rule})"
    lines = [f"{place}: {level}: {what}"]
    if problem.source.strip():
        lines += _marked(problem, _COLOURS[problem.level])
    lines += _wrapped("  expected ", problem.expected)
    lines += _wrapped("  found    ", problem.found)
    lines += _wrapped("  ", problem.cure)
    return "\n".join(lines) + "\n"


def _wrapped(label: str, value: str) -> list[str]:
    return textwrap.wrap(
        safe(value),
        _COLUMNS - 1,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _marked(problem: Problem, colour: str) -> list[str]:
    """The source line with the marker below, cut to fit; the marked part stays in view."""
    margin = f"{problem.line:>6} | "
    source = problem.source.rstrip()
    start = min(problem.column - 1, len(source))
    skipped = max(0, start - _COLUMNS)  # lines can be long, and have many problems
    cells = [_cell(char) for char in source[skipped : start + 2 * _COLUMNS]]
    start -= skipped
    end = min(start + problem.width, len(cells))
    first, last = _window([width for _, width in cells], start, end, _COLUMNS - len(margin) - 1)
    before = "…" if first + skipped else ""
    after = "…" if last + skipped < len(source) else ""
    shown = "".join(char for char, _ in cells[first:last])
    left = len(before) + sum(width for _, width in cells[first:start])
    marked = max(1, sum(width for _, width in cells[start : min(end, last)]))
    marker = click.style("~" * marked, fg=colour)
    return [f"{margin}{before}{shown}{after}", f"{'':>6} | {' ' * left}{marker}"]


def _cell(char: str) -> tuple[str, int]:
    """How a character is shown, and how many columns of a terminal that takes."""
    if char == "\t":
        return "    ", 4
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me"):
        return char, 0
    if unicodedata.category(char) in _ESCAPED:
        return "\N{REPLACEMENT CHARACTER}", 1
    return char, 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(widths: Sequence[int], start: int, end: int, room: int) -> tuple[int, int]:
    """The part of a line that fits into *room*: all of it, or the mark with what stands around it. A long mark is cut."""
    if sum(widths) <= room:
        return 0, len(widths)
    room -= 2  # for the dots at both ends
    first = last = max(start, min(end, start + room // 2))
    left = room * 3 // 4
    while first and widths[first - 1] <= left:
        first -= 1
        left -= widths[first]
    left = room - sum(widths[first:last])
    while last < len(widths) and widths[last] <= left:
        left -= widths[last]
        last += 1
    return first, last


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _github_data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(value: str) -> str:
    return _github_data(value).replace(":", "%3A").replace(",", "%2C")


def _sarif_place(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.file, errors="surrogateescape")}}
    if problem.line:
        end = problem.column + problem.width
        place["region"] = {
            "startLine": problem.line,
            "startColumn": problem.column,
            "endColumn": end,
        }
    return place


def _dump(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
