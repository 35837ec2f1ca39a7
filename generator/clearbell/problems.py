"""What is wrong with a file, said so that its author can mend it.

Knows how a problem is written down and printed; knows nothing of YAML, incidents or pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a problem matters: errors stop a build, warnings only with --strict, hints never."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, at one place.

    `line` and `column` count from 1, in characters; 0 means the file as a whole. `width` is the length of
    the marked text. `field` is the path inside the file, such as `updates[1].status`. `source` is the
    line as it stands in the file.
    """

    file: str
    line: int
    column: int
    rule: str
    field: str
    expected: str
    found: str
    cure: str
    level: Level = Level.ERROR
    width: int = 1
    source: str = ""

    @property
    def place(self) -> str:
        """`file:line:column`, as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def message(self) -> str:
        """The problem in one line, without its place."""
        where = f"{self.field}: " if self.field else ""
        return f"{where}expected {self.expected}, found {self.found}. {self.cure}"


class Refused(Exception):  # noqa: N818 - content is refused; that is no error of ours
    """Content or a request that can't be carried out; the old output stays. Exit code 1.

    Carries the problems, or one sentence for what has no place in a file.
    """

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] = (), *, sentence: str = "") -> None:
        self.problems = tuple(sorted(problems))
        self.sentence = sentence
        super().__init__(sentence or "; ".join(f"{p.place}: {p.message}" for p in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that stop a build."""
    return [problem for problem in problems if problem.level is Level.ERROR]
