"""Content files to summaries and pages, many at a time: the part of a build that grows with the history.

Each file stands alone, so halves of the work go to processes of their own. They write their pages into the stage
themselves and hand back only what the rest of the build needs.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from clearbell import urls
from clearbell.content import ItemFile, read_item
from clearbell.documents import Found, read
from clearbell.model import Item, Settings
from clearbell.problems import Problem, Refused
from clearbell.public.archives import put_aside
from clearbell.public.item_page import item_page
from clearbell.public.shelf import Board, Place, Shelf
from clearbell.public.shell import Shell
from clearbell.summary import Phase, Summary, seconds, summarise
from clearbell.write import Stage

_WORTH_A_PROCESS: Final = 300  # files; below that, starting one costs more than it brings
_TOGETHER: Final = 50  # files that go through each step together: the processor then has its code at hand


@dataclass(frozen=True, slots=True)
class Task:
    """A file whose summary or page isn't known from the last build."""

    found: Found
    content: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a file: no summary where it isn't public, or has a problem that stops the build.

    `page` is the SHA-256 of its page (none for a notice whose day hasn't come), `written` whether its bytes are new,
    `archived` where its entries for the feeds' archives lie.
    """

    id: str
    summary: Summary | None
    problems: tuple[Problem, ...]
    page: str | None = None
    written: bool = False
    archived: Place | None = None


def make_items(tasks: Sequence[Task], shell: Shell, now: datetime, staged: Stage, shelf: Shelf) -> list[Made]:
    """All of *tasks*, in their order; pages go into the stage, entries for archives onto the shelf."""
    processes = min(os.cpu_count() or 1, len(tasks) // _WORTH_A_PROCESS + 1)
    if processes == 1 or threading.active_count() > 1:  # forking beside threads can hang the child
        made = [_all(tasks, shell, now, staged, shelf.board())]
    else:
        made = _in_parts(tasks, processes, shell, now, staged, shelf)
    for each in chain.from_iterable(made):
        if each.archived:
            shelf.note(each.id, each.archived)
    return [made[index % len(made)][index // len(made)] for index in range(len(tasks))]


def _in_parts(
    tasks: Sequence[Task], processes: int, shell: Shell, now: datetime, staged: Stage, shelf: Shelf
) -> list[list[Made]]:
    parts = [tasks[start::processes] for start in range(processes)]
    others = [_Process(part, shell, now, staged, shelf.board()) for part in parts[1:]]
    try:
        mine = _all(parts[0], shell, now, staged, shelf.board())
        made = [mine, *(other.result() for other in others)]
    except BaseException:
        for other in others:
            other.end()
        raise
    for part in made[1:]:
        for each in part:
            if each.page:
                staged.expect(urls.item(each.id).file)
    return made


def _all(tasks: Sequence[Task], shell: Shell, now: datetime, staged: Stage, board: Board) -> list[Made]:
    made = list(_make(tasks, shell, now, staged, board))
    board.done()
    return made


def _make(tasks: Sequence[Task], shell: Shell, now: datetime, staged: Stage, board: Board) -> Iterator[Made]:
    for start in range(0, len(tasks), _TOGETHER):
        some = tasks[start : start + _TOGETHER]
        files = [_read(task, shell.settings, now) for task in some]
        summaries = [summarise(file.item) if file.item else None for file in files]
        pages = [
            _page(file.item, summary, shell, now) for file, summary in zip(files, summaries, strict=True)
        ]
        aside = [
            put_aside(shell, summary, file.item, seconds(now)) if file.item and summary else None
            for file, summary in zip(files, summaries, strict=True)
        ]
        for task, file, summary, page, entries in zip(some, files, summaries, pages, aside, strict=True):
            written = page is not None and staged.add(urls.item(task.found.id).file, page)
            sha256 = None if page is None else hashlib.sha256(page).hexdigest()
            archived = None if entries is None else board.put(entries)
            yield Made(task.found.id, summary, file.problems, sha256, written, archived)


def _read(task: Task, settings: Settings, now: datetime) -> ItemFile:
    document = read(task.found, task.content)
    if isinstance(document, Problem):
        return ItemFile(None, (document,))
    return read_item(document, settings, now)


def _page(item: Item | None, summary: Summary | None, shell: Shell, now: datetime) -> bytes | None:
    if item is None or summary is None or not has_page(summary, seconds(now)):
        return None
    return item_page(shell, item, summary, seconds(now))


def has_page(summary: Summary, now: int) -> bool:
    """A notice has none before its day."""
    return not (summary.kind == "notice" and summary.phase(now) is Phase.AHEAD)


def _answer(tasks: Sequence[Task], shell: Shell, now: datetime, staged: Stage, board: Board) -> bytes:
    try:
        return pickle.dumps(_all(tasks, shell, now, staged, board))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent has to hear of it
        number = error.errno if isinstance(error, OSError) else None
        return pickle.dumps((number, traceback.format_exc()))


class _Process:
    """A child that makes a part, started by `fork`: it has everything at hand and copies nothing."""

    def __init__(
        self, tasks: Sequence[Task], shell: Shell, now: datetime, staged: Stage, board: Board
    ) -> None:
        reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writing)
            self._answer = os.fdopen(reading, "rb")
            return
        os.close(reading)
        try:  # nothing may get past this: the child would go on as if it were the parent
            with os.fdopen(writing, "wb") as answer:
                answer.write(_answer(tasks, shell, now, staged, board))
        finally:
            os._exit(0)

    def end(self) -> None:
        """Stop it: its part is of no use any more, and it must not write into a stage that is cleared away."""
        self._answer.close()
        with suppress(ProcessLookupError, ChildProcessError):  # it has ended by itself
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def result(self) -> list[Made]:
        """What the child made; its failure is raised here."""
        with self._answer as answer:
            written = answer.read()
        os.waitpid(self._pid, 0)
        if not written:
            raise Refused(
                sentence="A part of the build was ended from outside, perhaps for want of memory. Try again."
            )
        said: list[Made] | tuple[int | None, str] = pickle.loads(written)  # noqa: S301 - our own child wrote it
        if isinstance(said, list):
            return said
        number, trace = said
        raise OSError(number, os.strerror(number)) if number else RuntimeError(trace)
