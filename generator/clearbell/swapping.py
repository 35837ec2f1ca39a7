"""Two folders change places in one step, one build at a time, and what an interrupted one left is put right.

Knows folders beside an output by their names; knows nothing of what is in them.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_EXCHANGE: Final = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of macOS' renamex_np(2)
_HERE: Final = -100  # AT_FDCWD


def spare_of(out: Path) -> Path:
    """Where the folder before last of a large site waits to be used again."""
    return out.parent / f".{out.name}.spare"


def swap(staged: Path, out: Path, *, spare: Path | None = None) -> None:
    """Let a finished folder take the place of *out* in one step. What was there becomes the *spare*, or is deleted."""
    if not out.exists():
        staged.rename(out)
        return
    if _exchange(staged, out):
        old = left = staged
    else:  # a system without the exchange: for a moment there is nothing, and an interrupted swap is put right next time
        import tempfile  # noqa: PLC0415 - seldom needed, and with what it loads a hundredth of a second

        left = Path(tempfile.mkdtemp(prefix=f".{out.name}.old-", dir=out.parent))
        old = left / "site"
        out.rename(old)
        try:
            staged.rename(out)
        except OSError:
            old.rename(out)
            left.rmdir()
            raise
    try:
        if spare:
            old.rename(spare)
        if left.exists():
            _remove(f"{left}")
    except OSError:
        shutil.rmtree(left, ignore_errors=True)


def _remove(folder: str) -> None:
    """What `shutil.rmtree` does in twice the time, as it allows for others who turn folders into links meanwhile."""
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            _remove(entry.path)
        else:
            os.unlink(entry.path)  # noqa: PTH108 - as in `add`
    os.rmdir(folder)  # noqa: PTH106 - as in `add`


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold the lock of *out*, and clear away what a killed build left."""
    lock = out.parent / f".{out.name}.lock"
    while True:
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _same(file.fileno(), lock):
                continue  # whoever had it before us removed it: what we hold protects nothing
            _sweep(out)
            try:
                yield
            finally:
                with suppress(OSError):  # the site is there: that an empty file stays beside it is no failure
                    lock.unlink()
            return


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sweep(out: Path) -> None:
    """Clear away what a killed build left beside the output; bring back an old site caught in mid-swap."""
    left_over = re.compile(rf"\.{re.escape(out.name)}\.(old-\w+|new-\d+)")
    for left in [path for path in out.parent.iterdir() if left_over.fullmatch(path.name)]:
        if not out.exists() and (left / "site").is_dir():
            (left / "site").rename(out)
        shutil.rmtree(left, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    import ctypes  # noqa: PLC0415 - a build with nothing to do swaps nothing

    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        name = "renamex_np"
        arguments: tuple[int | bytes, ...] = (os.fsencode(one), os.fsencode(other), _EXCHANGE)
    else:
        name = "renameat2"
        arguments = (_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    function = getattr(library, name, None)
    return function is not None and function(*arguments) == 0
