"""Problems as text for people at a terminal: what stands where, marked in its line, and how to mend it.

Knows widths, colours and how lines are cut; nothing of what a problem is about.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import click

from clearbell.problems import Level, Problem
from clearbell.report.safe import ESCAPED, JOINERS, safe

_COLUMNS: Final = 80
ALLOWED: Final = "allowed"  # the rule of what an exception lets pass
_COLOURS: Final = {Level.ERROR: "red", Level.WARNING: "yellow", Level.HINT: "blue"}


def text(problems: Sequence[Problem], files: int) -> str:
    """For people: every problem, and a last line that sums up."""
    wrong, allowed = parted(problems)
    return "\n".join([*map(_problem, wrong), *_exceptions(allowed), last_line(wrong, files)])


def parted(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """What is to be mended, and what exceptions let pass: that is shown to be reviewed, and counted as nothing."""
    wrong: list[Problem] = []
    allowed: list[Problem] = []
    for problem in problems:
        (allowed if problem.rule == ALLOWED else wrong).append(problem)
    return wrong, allowed


def last_line(wrong: Sequence[Problem], files: int) -> str:
    """How many there are, or that there is none."""
    return summary(wrong) if wrong else f"{_count(files, 'file')}, nothing to mend."


def hidden(number: int) -> str:
    """How to see the hints that weren't shown."""
    return f"{_count(number, 'hint')} not shown: `clearbell check --hints`."


def _exceptions(allowed: Sequence[Problem]) -> list[str]:
    if not allowed:
        return []
    lines = [f"  {safe(problem.place)}  {safe(problem.found)}  {safe(problem.cure)}" for problem in allowed]
    return ["Exceptions, each with its reason:", *lines, ""]


def problems_text(problems: Iterable[Problem]) -> str:
    """Each problem with its place, the line it stands in, what was expected and found, and the cure last."""
    return "\n".join(map(_problem, problems))


def summary(problems: Sequence[Problem]) -> str:
    """`3 errors, 1 warning in 2 files.`"""
    return f"{counted(problems)} in {_count(len({problem.file for problem in problems}), 'file')}."


def counted(problems: Iterable[Problem]) -> str:
    """`3 errors, 1 warning`"""
    counts = Counter(problem.level for problem in problems)
    return ", ".join(_count(counts[level], level.value) for level in Level if counts[level])


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
    if char in JOINERS or unicodedata.category(char) in ("Mn", "Me"):
        return char, 0
    if unicodedata.category(char) in ESCAPED:
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
