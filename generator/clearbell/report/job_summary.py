"""What a check found as a page of Markdown, for the summary that GitHub shows of a job.

Knows tables and how many of their rows fit; knows no environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from clearbell.problems import Level, Problem
from clearbell.report.cells import code, prose
from clearbell.report.text import counted, last_line, parted

Address: TypeAlias = Callable[[Problem], str | None]

_LEVELS: Final = tuple(Level)
_HEAD: Final = "| line | level | rule | what is wrong | how to mend it |\n|---:|---|---|---|---|\n"
_EXCEPTIONS: Final = (
    "\n### Exceptions, each with its reason\n\n| file | line | words | reason |\n|---|---:|---|---|\n"
)
_LEGEND: Final = (
    "\nErrors have to be mended before this can be published; warnings and hints don't hold it up. "
    "`clearbell explain RULE` says more about a rule, and how to allow an exception.\n"
)
_SPARE: Final = 200  # bytes, for the line that says what was left out


def job_summary(problems: Sequence[Problem], files: int, room: int, address: Address) -> str:
    """All problems, by file, the worst files first; as many as go into *room* bytes. *address*: of a problem's line."""
    wrong, allowed = parted(problems)
    page = f"## Clearbell: {last_line(wrong, files).removesuffix('.')}\n" + (_LEGEND if wrong else "")
    left = room - _size(page) - _SPARE
    if left < 0:
        return ""
    parts = [page]
    for shown, part in enumerate([*_problems(wrong, address), *_exceptions(allowed, address)]):
        left -= _size(part)
        if left < 0:
            rest = len(problems) - shown
            parts.append(f"\n{rest:,} more didn't fit in here. `clearbell check` shows them.\n")
            break
        parts.append(part)
    return "".join(parts)


def _problems(problems: Sequence[Problem], address: Address) -> Iterator[str]:
    """A part for each problem: its row, with heading and head of the table before the first of a file."""
    files = [(name, list(found)) for name, found in groupby(problems, key=lambda problem: problem.file)]
    for name, found in sorted(files, key=lambda file: (min(map(_rank, file[1])), file[0])):
        heading = f"\n### {code(name)}: {counted(found)}\n\n{_HEAD}"
        for problem in found:
            yield heading + _row(problem, address)
            heading = ""


def _exceptions(allowed: Sequence[Problem], address: Address) -> Iterator[str]:
    """The same of what exceptions let pass."""
    heading = _EXCEPTIONS
    for problem in allowed:
        cells = (code(problem.file), _line(problem, address), prose(problem.found), prose(problem.cure))
        yield f"{heading}| {' | '.join(cells)} |\n"
        heading = ""


def _rank(problem: Problem) -> int:
    return _LEVELS.index(problem.level)


def _row(problem: Problem, address: Address) -> str:
    where = f"{code(problem.field)}: " if problem.field else ""
    wrong = f"{where}expected {prose(problem.expected)}, found {prose(problem.found)}"
    cells = (
        _line(problem, address),
        problem.level.value,
        code(problem.rule),
        wrong,
        prose(problem.cure),
    )
    return f"| {' | '.join(cells)} |\n"


def _line(problem: Problem, address: Address) -> str:
    line = str(problem.line) if problem.line else "file"
    there = address(problem)
    return f"[{line}](<{there}>)" if there else line


def _size(value: str) -> int:
    return len(value.encode())
