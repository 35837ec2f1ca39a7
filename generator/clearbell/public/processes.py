"""Work shared out among processes: each takes every n-th task and hands back what came of it.

Children are started by `fork`: they have everything at hand and copy nothing. Knows nothing of pages and feeds.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Generic, TypeAlias, TypeVar

from clearbell.problems import Refused

T = TypeVar("T")
R = TypeVar("R")
Work: TypeAlias = Callable[[Sequence[T]], list[R]]

AT_MOST: Final = 8  # more would wait for the one that puts everything together


def in_parts(begin: Callable[[], Work[T, R]], tasks: Sequence[T], *, worth: int) -> list[R]:
    """One result for each of *tasks*, in their order. *begin* gives what a process does; all are begun here.

    *worth*: as many tasks as make up for starting a process.
    """
    processes = min(os.cpu_count() or 1, AT_MOST, len(tasks) // worth + 1)
    if processes == 1 or threading.active_count() > 1:  # forking beside threads can hang the child
        return begin()(tasks)
    parts = [tasks[start::processes] for start in range(processes)]
    others = [_Process(begin(), part) for part in parts[1:]]
    try:
        mine = begin()(parts[0])
        done = [mine, *(other.result() for other in others)]
    except BaseException:
        for other in others:
            other.end()
        raise
    return [done[index % processes][index // processes] for index in range(len(tasks))]


class _Process(Generic[T, R]):
    def __init__(self, work: Work[T, R], part: Sequence[T]) -> None:
        reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writing)
            self._answer = os.fdopen(reading, "rb")
            return
        os.close(reading)
        try:  # nothing may get past this: the child would go on as if it were the parent
            with os.fdopen(writing, "wb") as answer:
                answer.write(_answer(work, part))
        finally:
            os._exit(0)

    def end(self) -> None:
        """Stop it: its part is of no use any more, and it must not write into a stage that is cleared away."""
        self._answer.close()
        with suppress(ProcessLookupError, ChildProcessError):  # it has ended by itself
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def result(self) -> list[R]:
        """What the child made; its failure is raised here."""
        with self._answer as answer:
            written = answer.read()
        os.waitpid(self._pid, 0)
        if not written:
            raise Refused(
                sentence="A part of the build was ended from outside, perhaps for want of memory. Try again."
            )
        said: list[R] | tuple[int | None, str] = pickle.loads(written)  # noqa: S301 - our own child wrote it
        if isinstance(said, list):
            return said
        number, trace = said
        raise OSError(number, os.strerror(number)) if number else RuntimeError(trace)


def _answer(work: Work[T, R], part: Sequence[T]) -> bytes:
    try:
        return pickle.dumps(work(part))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent has to hear of it
        errno = error.errno if isinstance(error, OSError) else None
        return pickle.dumps((errno, traceback.format_exc()))
