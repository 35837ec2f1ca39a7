"""The verbs of the stories about failures: whatever a process asks of the disk below a folder is counted, and one of the
questions is answered with an error, or not at all because the process is killed.

Most of it is seen by Python's own audit events, and so wherever it comes from; writing and closing by the calls.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_EVENTS: Final = frozenset(
    ["open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"]
)
_CALLS: Final = ("write", "close", "stat", "fork")


class Faults:
    """In this process and those that it forks: the operation of number *at* in one of these folders fails. To be used in a
    child of the test's, for an audit hook can't be taken off again.
    """

    def __init__(self, at: int, fail: Callable[[str], None], *within: Path) -> None:
        self.count, self.names = 0, Counter[str]()
        self._at, self._fail = at, fail
        self._within = tuple(f"{folder.absolute()}/" for folder in within)

    def begin(self) -> None:
        """From here on."""
        for name in _CALLS:
            setattr(os, name, self._watched(name))
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and self._concerns(arguments[0]):
            self._step(event)

    def _watched(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **words: Any) -> Any:
            if name == "fork" or self._concerns(arguments[0]):
                self._step(name)
            return real(*arguments, **words)

        return call

    def _concerns(self, what: object) -> bool:
        if isinstance(what, int):  # an open file, whose name the kernel knows
            try:
                what = Path(f"/dev/fd/{what}").readlink()
            except OSError:
                return False
        return isinstance(what, str | bytes | os.PathLike) and os.fsdecode(what).startswith(self._within)

    def _step(self, name: str) -> None:
        self.count += 1
        self.names[name] += 1
        if self.count == self._at:
            self._fail(name)


def failing(number: int) -> Callable[[str], None]:
    """The disk answers with this error."""

    def fail(name: str) -> None:
        raise OSError(number, os.strerror(number), f"the disk at {name}")

    return fail


def killed(_: str) -> None:
    """As when memory runs out, or somebody loses patience."""
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_child(work: Callable[[], int]) -> int:
    """What *work* answers in a process of its own, a small number; minus the signal that ended it."""
    child = os.fork()
    if not child:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
