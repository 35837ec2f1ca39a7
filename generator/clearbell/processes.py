"""Work shared out among processes: each takes the next piece when it is done with one, and hands back what came of it.

Children are started by `fork`: they have everything at hand and copy nothing. Knows nothing of pages and feeds.
"""

from __future__ import annotations

import copyreg
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final, Generic, TypeAlias, TypeVar

from clearbell.problems import Refused

T = TypeVar("T")
R = TypeVar("R")
Work: TypeAlias = Callable[[Sequence[T]], list[R]]

_AT_MOST: Final = 8  # more would wait for the one that puts everything together
_PIECES: Final = 4_000  # numbers of four bytes that any system's pipe holds before anybody reads


def in_parts(begin: Callable[[], Work[T, R]], tasks: Sequence[T], *, piece: int, alone: bool) -> list[R]:
    """One result for each of *tasks*, in their order. *begin* gives what a process does; all are begun here.

    *piece*: so many tasks are taken at a time. *alone*: where starting a process costs more than it brings.
    """
    piece = max(piece, -(-len(tasks) // _PIECES))
    starts = range(0, len(tasks), piece)
    count = 1 if alone or _threads() else min(os.cpu_count() or 1, _AT_MOST, len(starts))
    if count <= 1:
        work = begin()
        return [result for start in starts for result in work(tasks[start : start + piece])]
    reading, writing = os.pipe()
    os.write(writing, b"".join(start.to_bytes(4) for start in starts))
    os.close(writing)

    def part() -> Callable[[], dict[int, list[R]]]:
        work = begin()
        return lambda: {
            start: work(tasks[start : start + piece]) for start in iter(lambda: _next(reading), -1)
        }

    others = [Beside(part()) for _ in range(count - 1)]
    try:
        done = part()()
        for other in others:
            done.update(other.result())
    except BaseException:
        for other in others:
            other.end()
        raise
    finally:
        os.close(reading)
    return [result for start in starts for result in done[start]]


class Beside(Generic[R]):
    """Something done by a child while this process does something else; by this one where that can't be."""

    def __init__(self, work: Callable[[], R]) -> None:
        self._pid = 0
        self._work = work
        if _threads():
            return
        reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writing)
            self._answer = os.fdopen(reading, "rb")
            return
        os.close(reading)
        try:  # nothing may get past this: the child would go on as if it were the parent
            with os.fdopen(writing, "wb") as answer:
                answer.write(_answer(work))
        finally:
            os._exit(0)

    def end(self) -> None:
        """Stop it if it isn't done: its result is of no use, and it must not write into a stage that is cleared away."""
        if self._pid:
            self._answer.close()
            with suppress(ProcessLookupError, ChildProcessError):  # it has ended by itself
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)

    def result(self) -> R:
        """What came of it; its failure is raised here."""
        if not self._pid:
            return self._work()
        with self._answer as answer:
            written = answer.read()
        status = os.waitpid(self._pid, 0)[1]
        self._pid = 0
        if status or not written:
            raise Refused(
                sentence="A part of the build was ended from outside, perhaps for want of memory. Try again."
            )
        worked, said = pickle.loads(written)  # noqa: S301 - our own child wrote it
        if worked:
            result: R = said
            return result
        number, trace = said
        raise OSError(number, os.strerror(number)) if number else RuntimeError(trace)


def _threads() -> bool:
    """Whether forking could hang the child: another thread may hold a lock that nobody there would open."""
    return threading.active_count() > 1


def _next(reading: int) -> int:
    """The task to begin with next; -1 when all are taken."""
    number = os.read(reading, 4)
    return int.from_bytes(number) if number else -1


def _unchangeable(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Records have these, and pickle doesn't know them.
copyreg.pickle(MappingProxyType, lambda mapping: (_unchangeable, (dict(mapping),)))


def _answer(work: Callable[[], R]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent has to hear of it
        errno = error.errno if isinstance(error, OSError) else None
        return pickle.dumps((False, (errno, traceback.format_exc())))
