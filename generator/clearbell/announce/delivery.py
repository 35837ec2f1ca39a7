"""The messages of a run on their way: a worker for each channel, each message noted before it goes and after.

One channel that is dead, slow or refuses holds up only itself. What was sent is never lost; what may have been is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from clearbell.announce.ledger.book import Book
from clearbell.announce.ledger.marks import Did, Mark
from clearbell.announce.ledger.place import Down
from clearbell.announce.outcome import Fate, Outcome
from clearbell.announce.patience import Patience
from clearbell.announce.plan import Task
from clearbell.announce.trying import tried

if TYPE_CHECKING:
    from clearbell.announce.carrier import Carrier, Parcel

_MARGIN: Final = 60  # seconds after which an intent that nothing follows is of a run that died
_DID: Final = {Fate.SENT: Did.SENT, Fate.FAILED: Did.FAILED, Fate.UNKNOWN: Did.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a task. `tried` is None where it wasn't, and `why` says so; `twice`: it may have arrived twice."""

    task: Task
    tried: Fate | None
    why: str = ""
    tries: int = 0
    twice: bool = False
    recorded: bool = True


class Delivery:
    """*pack* makes a parcel of a task. *carriers*: by channel; a text says why there is none. *clock*: the present."""

    def __init__(
        self,
        book: Book,
        carriers: Mapping[str, Carrier | str],
        pack: Callable[[Task], Parcel],
        clock: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._book, self._carriers, self._pack = book, carriers, pack
        self._clock, self._patience = clock, patience
        self._results: list[Result] = []
        self._guard = threading.Lock()

    def run(self, channels: Mapping[str, Sequence[Task]]) -> list[Result]:
        """Send everything; ends when the last channel is done."""
        workers = [
            threading.Thread(target=self._channel, args=(tasks, self._carriers[name]), daemon=True)
            for name, tasks in channels.items()
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return sorted(self._results, key=lambda result: (result.task.channel.id, result.task.news.at))

    def _channel(self, tasks: Sequence[Task], carrier: Carrier | str) -> None:
        down = carrier if isinstance(carrier, str) else ""
        for task in tasks:
            if down or isinstance(carrier, str):
                self._add(Result(task, None, down))
                continue
            result = self._message(task, carrier)
            self._add(result)
            if result.tried in (Fate.FAILED, Fate.UNKNOWN) and not result.why.endswith(_OF_THE_MESSAGE):
                down = f"not tried, as the one before it got no further: {result.why}"

    def _add(self, result: Result) -> None:
        with self._guard:
            self._results.append(result)

    def _message(self, task: Task, carrier: Carrier) -> Result:
        now = self._clock()
        until = now + timedelta(seconds=self._patience.message + _MARGIN)
        intent = Mark(now, Did.INTENT, self._book.me, until=until, text=task.text)
        recorded = True
        try:
            if not self._book.note(task.key.path, intent):
                return Result(task, None, "another run is sending it right now")
        except Down as down:
            if not task.news.urgent:
                return Result(task, None, f"{down}")
            self._book.keep_for_later(task.key.path, intent)
            recorded = False
        outcome, tries, twice = tried(carrier, self._pack(task), self._patience, urgent=task.news.urgent)
        recorded = self._record(task, outcome, tries) and recorded
        return Result(task, outcome.fate, outcome.why, tries, twice or task.again, recorded)

    def _record(self, task: Task, outcome: Outcome, tries: int) -> bool:
        now = self._clock()
        mark = Mark(
            now,
            _DID[outcome.fate],
            self._book.me,
            why=outcome.why,
            until=now + timedelta(seconds=outcome.wait) if outcome.wait else None,
            tries=tries if tries > 1 else 0,
            left=outcome.left,
            thread=outcome.thread,
        )
        marks = {task.key.path: mark}
        if outcome.fate is Fate.SENT:
            marks |= {key.path: Mark(now, Did.FOLDED, why=f"told in {task.key.name}") for key in task.missed}
        try:
            taken = self._book.add({path: each.line() for path, each in marks.items()})
            if taken:  # what came of it counts, whatever somebody else decided meanwhile
                self._book.add({path: marks[path].line() for path in taken})
        except Down:
            for path, each in marks.items():
                self._book.keep_for_later(path, each)
            return False
        return True


_OF_THE_MESSAGE: Final = tuple(f"it answered with {status}" for status in (400, 413, 422))
