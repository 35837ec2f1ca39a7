"""One run at a time on a machine. The lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clearbell.problems import Refused


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold *lock*. Raises Refused while another run does; where nothing can be written, there is none."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError:  # whoever writes the ledger says so in its time
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(
                sentence="Somebody is announcing from this folder right now. Try again when they are done."
            ) from None
        yield
