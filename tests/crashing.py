"""Runs announcements that are killed, each at another moment, and then once more; a program, which a story starts.

A run is killed before its n-th step that anybody outside could notice: opening, writing and syncing files, connecting,
sending, receiving. Arguments: the folder with the site, the folder to work in, the addresses as JSON with `{n}` in them,
the first n, and the step from one n to the next. Prints the last n, after which a run came to its end.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Loaded before any run, for all of them.
from announcing import Office, later
from clearbell.announce import carrier, delivery  # noqa: F401 - so that no run has to


def _counted(kill_at: int) -> None:
    """Count the steps of this process, and kill it before one of them."""
    steps = itertools.count()

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if next(steps) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return step

    for owner, names in (
        (os, ("open", "write", "fsync")),
        (socket.socket, ("connect", "sendall", "recv_into")),
    ):
        for name in names:
            setattr(owner, name, watched(getattr(owner, name)))


def _child(work: Callable[[], None]) -> bool:
    """Whether *work* came to its end, in a process of its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a run ended by a fault of its own")
    return os.WIFEXITED(status)


def _story(site: Path, folder: Path, addresses: dict[str, str], number: int) -> bool:
    root = folder / f"{number}"
    shutil.copytree(site, root)
    office = Office(root, {name: address.replace("{n}", f"{number}") for name, address in addresses.items()})

    def killed() -> None:
        _counted(number)
        office.announce(sure=True)

    def after() -> None:
        told = office.announce(later(1), sure=True)
        (root / "said.txt").write_text("\n".join(told.said), encoding="utf-8")

    ended = _child(killed)
    _child(after)
    return ended


def main() -> None:
    site, folder = Path(sys.argv[1]), Path(sys.argv[2])
    addresses = json.loads(sys.argv[3])
    for number in itertools.count(int(sys.argv[4]), int(sys.argv[5])):
        if _story(site, folder, addresses, number):
            print(number)  # noqa: T201 - what the story asks for
            return


if __name__ == "__main__":
    main()
