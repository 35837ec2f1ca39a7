"""What a check found as a page of Markdown, for the summary that GitHub shows of a job.

Knows tables and what Markdown, HTML and GitHub make of a text: names and values that others wrote come out as written,
and make no link, no element and no mention. Knows no environment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from clearbell.problems import Level, Problem
from clearbell.report.safe import safe
from clearbell.report.text import counted, summary, text

_LEVELS: Final = tuple(Level)
_SPECIAL: Final = re.compile(
    r"[!-+.:<>@\[-`{-~]"
)  # what Markdown, HTML or an automatic link could begin with
_HEAD: Final = "| line | level | rule | what is wrong | how to mend it |\n|---:|---|---|---|---|\n"
_LEGEND: Final = (
    "Errors have to be mended before this can be published; warnings and hints don't hold it up. "
    "`clearbell explain RULE` says more about a rule, and how to allow an exception.\n"
)
_SPARE: Final = 200  # bytes, for the line that says what was left out


def job_summary(
    problems: Sequence[Problem], files: int, room: int, address: Callable[[Problem], str | None]
) -> str:
    """All problems, by file, the worst files first; as many as go into *room* bytes. *address*: of a problem's line."""
    title = summary(problems) if problems else text(problems, files)
    page = f"## Clearbell: {title.removesuffix('.')}\n"
    if not problems:
        return page if _size(page) <= room else ""
    page += f"\n{_LEGEND}"
    left = room - _size(page) - _SPARE
    if left < 0:
        return ""
    parts: list[str] = [page]
    shown = 0
    for part, count in _parts(problems, address):
        left -= _size(part)
        if left < 0:
            parts.append(
                f"\n{len(problems) - shown:,} more didn't fit in here. `clearbell check` shows them.\n"
            )
            break
        parts.append(part)
        shown += count
    return "".join(parts)


def _parts(
    problems: Sequence[Problem], address: Callable[[Problem], str | None]
) -> Iterator[tuple[str, int]]:
    """Headings and rows, in order, with the number of problems in each."""
    files = [(name, list(found)) for name, found in groupby(problems, key=lambda problem: problem.file)]
    for name, found in sorted(files, key=lambda file: (min(map(_rank, file[1])), file[0])):
        heading = f"\n### {code(name)}: {counted(found)}\n\n{_HEAD}"
        for problem in found:
            yield heading + _row(problem, address(problem)), 1
            heading = ""


def _rank(problem: Problem) -> int:
    return _LEVELS.index(problem.level)


def _row(problem: Problem, address: str | None) -> str:
    line = str(problem.line) if problem.line else "file"
    where = f"{code(problem.field)}: " if problem.field else ""
    wrong = f"{where}expected {prose(problem.expected)}, found {prose(problem.found)}"
    cells = (
        f"[{line}](<{address}>)" if address else line,
        problem.level.value,
        code(problem.rule),
        wrong,
        prose(problem.cure),
    )
    return f"| {' | '.join(cells)} |\n"


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


def _size(value: str) -> int:
    return len(value.encode())
