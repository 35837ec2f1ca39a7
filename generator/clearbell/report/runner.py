"""What the environment of a GitHub runner says: where the checkout lies, where its lines can be read, where the summary goes.

Knows its variables and believes none that doesn't look as it should.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

from clearbell.problems import Problem
from clearbell.report.job_summary import job_summary

_LARGEST: Final = 1_000_000  # bytes; GitHub drops a step's summary of more than 1 MiB, all of it
_SERVER: Final = re.compile(r"https?://[\w.-]+(:\d+)?\Z", re.ASCII)
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+\Z", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{40,64}\Z")


@dataclass(frozen=True, slots=True)
class Runner:
    """`top`: the folder that GitHub's paths begin at. `blob`: the address of its files as they are in this commit."""

    top: Path | None
    blob: str | None
    summary: Path | None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Runner:
        """A runner as it describes itself; nothing of it where there is none."""
        top, page = environment.get("GITHUB_WORKSPACE"), environment.get("GITHUB_STEP_SUMMARY")
        server = environment.get("GITHUB_SERVER_URL", "")
        repository = environment.get("GITHUB_REPOSITORY", "")
        commit = environment.get("GITHUB_SHA", "")
        known = _SERVER.match(server) and _REPOSITORY.match(repository) and _COMMIT.match(commit)
        return cls(
            Path(top) if top else None,
            f"{server}/{repository}/blob/{commit}" if known else None,
            Path(page) if page else None,
        )

    def from_top(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems with their files as GitHub calls them, wherever in the checkout the check runs."""
        if self.top is None or not Path.cwd().is_relative_to(self.top.resolve()):
            return tuple(problems)
        here = os.path.relpath(Path.cwd(), self.top.resolve())
        return tuple(
            replace(problem, file=os.path.normpath(os.path.join(here, problem.file)))  # noqa: PTH118 - a name as text
            for problem in problems
        )

    def summarise(self, problems: Sequence[Problem], files: int) -> None:
        """Add all problems to the summary of this step, if it has one."""
        if self.summary is None:
            return
        with self.summary.open("a", encoding="utf-8") as page:
            room = _LARGEST - os.fstat(page.fileno()).st_size
            page.write(job_summary(problems, files, room, self.address))

    def add(self, text: str) -> None:
        """Add *text* to the summary of this step, if it has one with room for it."""
        if self.summary is None or not text:
            return
        with self.summary.open("a", encoding="utf-8") as page:
            if os.fstat(page.fileno()).st_size + len(text.encode()) <= _LARGEST:
                page.write(text)

    def address(self, problem: Problem) -> str | None:
        """Where the problem's line can be looked at."""
        if self.blob is None or problem.file.startswith(("/", "../")):
            return None
        plain = "?plain=1" if problem.file.endswith(".md") else ""  # else Markdown is shown without its lines
        line = f"#L{problem.line}" if problem.line else ""
        return f"{self.blob}/{quote(problem.file, errors='surrogateescape')}{plain}{line}"
