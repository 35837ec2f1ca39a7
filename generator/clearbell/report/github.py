"""What a check found as workflow commands: GitHub shows them beside the lines of a pull request.

Knows which characters mean something to a runner, and how many of these a step may show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clearbell.problems import Level, Problem
from clearbell.report.safe import safe
from clearbell.report.text import counted, last_line, parted

SHOWN: Final = 10  # of each level and step; what comes after them GitHub drops without a word
_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}


def github(problems: Sequence[Problem], files: int) -> str:
    """The first problems of each level as annotations, how many more there are, and a last line that sums up.

    A runner takes a line for a command that begins with `::`, or holds `##[` anywhere. Texts of others stand only
    within commands of ours, where neither has a meaning.
    """
    lines: list[str] = []
    left: list[Problem] = []
    for level in Level:
        of_level = [problem for problem in problems if problem.level is level]
        lines += map(_annotation, of_level[:SHOWN])
        left += of_level[SHOWN:]
    return "\n".join([*lines, *_more(left), last_line(parted(problems)[0], files)])


def annotation(command: str, properties: Mapping[str, str], message: str) -> str:
    """One workflow command, in which no text can be taken for another."""
    inside = ",".join(f"{name}={_property(safe(value))}" for name, value in properties.items())
    return f"::{command} {inside}::{_data(safe(message))}"


def _annotation(problem: Problem) -> str:
    properties = {"file": problem.file}
    if problem.line:
        end = problem.column + problem.width
        properties |= {"line": str(problem.line), "col": str(problem.column), "endColumn": str(end)}
    properties["title"] = problem.rule
    return annotation(_COMMANDS[problem.level], properties, problem.message)


def _more(left: Sequence[Problem]) -> Iterator[str]:
    if left:
        yield f"{counted(left)} more than a step may show: see the summary of this job, or `clearbell check`."


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
