"""How far a long task is, in one line that is written over and over. Only on a terminal; a log gets nothing of it."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self

import click

_PAUSE: Final = 0.1  # seconds between two lines


class Progress:
    """Called with what is done, how many of it, out of how many."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._shown and self._last:
            click.echo("\r\x1b[K", nl=False, err=True)

    def __call__(self, what: str, number: int, total: int) -> None:
        now = time.monotonic()
        if self._shown and (now - self._last >= _PAUSE or number == total):
            self._last = now
            click.echo(f"\r\x1b[K{what}: {number:,} of {total:,}", nl=False, err=True)
