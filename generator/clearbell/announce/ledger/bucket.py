"""A ledger in an S3 bucket, or one of the same manner: a line is an object of its own, written once and never again.

So nothing can be overwritten, half a line can't be, and a store needs no conditions that not all stores know. An object's
name begins with how many lines its writer had seen, so that order comes from what was known, not from anybody's clock.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from clearbell.announce.ledger.lock import only_one
from clearbell.announce.ledger.place import Down
from clearbell.store import Store, Unanswered

_AT_ONCE: Final = 16  # requests
_ROUNDS: Final = 5  # in which two who wrote at the same time may both give way


class Bucket:
    """*prefix*: the folder within the bucket, empty for all of it. *lock*: a file of this machine."""

    def __init__(self, store: Store, prefix: str, lock: Path) -> None:
        self._store, self._lock = store, lock
        self._prefix = f"{prefix}/" if prefix else ""
        self._known: dict[str, set[str]] = {}  # objects by path

    @property
    def shown(self) -> str:
        return f"s3://{self._store.bucket}/{self._prefix}".rstrip("/")

    @contextmanager
    def alone(self) -> Iterator[None]:
        with only_one(self._lock):
            yield

    def read(self) -> dict[str, bytes]:
        try:
            names = sorted(self._store.names(self._prefix))
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                lines = list(pool.map(self._store.get, names))
        except Unanswered as error:
            raise Down(error.what) from error
        self._known = {}
        files: dict[str, bytes] = {}
        for name, line in zip(names, lines, strict=True):
            path = name.removeprefix(self._prefix).rpartition("/")[0]
            if path and line:
                self._known.setdefault(path, set()).add(name)
                files[path] = files.get(path, b"") + line[0]
        return files

    def add(self, lines: Mapping[str, bytes]) -> set[str]:
        try:
            with ThreadPoolExecutor(min(_AT_ONCE, len(lines)) or 1) as pool:
                done = list(pool.map(self._add, lines, lines.values()))
        except Unanswered as error:
            raise Down(error.what) from error
        return {path for path, written in zip(lines, done, strict=True) if not written}

    def _add(self, path: str, line: bytes) -> bool:
        """Write, then look: who finds a line of somebody else's beside theirs takes their own back.

        Two who write at once may both do so, for neither can know who looked first. Then both try again.
        """
        known = self._known.setdefault(path, set())
        for _ in range(_ROUNDS):
            name = f"{self._prefix}{path}/{len(known) + 1:06}-{time.time_ns():020}-{secrets.token_hex(4)}"
            self._store.put(name, line, "application/x-ndjson")
            if not self._strange(path, {*known, name}):
                known.add(name)
                return True
            self._store.delete([name])
            time.sleep(random.uniform(0.2, 1))  # noqa: S311 - no secret
            if strange := self._strange(path, known):
                known |= strange
                return False
        return False

    def _strange(self, path: str, known: Iterable[str]) -> set[str]:
        return self._store.names(f"{self._prefix}{path}/") - set(known)
