"""A built site into its folder, whole or not at all.

A stage is a hidden sibling of the output. Files go in by name; those that didn't change are linked from the old
output and keep their time stamps. At the end the two folders change places in one step of the kernel's, so that
a reader sees the old site or the new one, never a mixture, and a build that fails leaves the old one as it was.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from clearbell.problems import Refused

_EXCHANGE: Final = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of macOS' renamex_np(2)
_HERE: Final = -100  # AT_FDCWD
_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
_BUILT: Final = frozenset({"index.html", "404.html", "sitemap.xml"})  # what every site of ours has
_SOURCES: Final = frozenset({".git", "content", "mkdocs.yml"})  # and what none has


class Stage:
    """A folder in the making beside *out*; `swap` puts it in place, leaving it without that throws it away."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out.parent / f".{out.name}.new-{os.getpid()}"
        self.folder.mkdir()
        self._from, self._to = f"{out}/", f"{self.folder}/"
        self._old = out.is_dir()
        self._folders = {""}
        self._files: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, name: str, content: bytes) -> bool:
        """Write a file, or take over the old one when it says the same; whether it is new. *name* has slashes."""
        place = self._place(name)
        if self._standing(name) == content:
            _take_over(self._from + name, place)
            return False
        handle = os.open(
            place, os.O_WRONLY | os.O_CREAT, 0o666
        )  # ten thousand times: pathlib takes twice as long
        try:
            written = os.write(handle, content)
            while written < len(content):
                written += os.write(handle, content[written:])
        finally:
            os.close(handle)
        return True

    def keep(self, name: str) -> None:
        """Take a file over from the old output as it is. OSError when it isn't there."""
        _take_over(self._from + name, self._place(name))

    def expect(self, name: str) -> None:
        """A file that another process of ours writes into the stage."""
        self._files.add(name)

    def seen(self, name: str) -> tuple[int, int]:
        """Size and time stamp (nanoseconds) of a file in the stage."""
        status = os.stat(self._to + name)  # noqa: PTH116 - as in `add`
        return status.st_size, status.st_mtime_ns

    def swap(self) -> None:
        """Put the stage in the place of the old output, and delete that."""
        swap(self.folder, self.out)

    def _standing(self, name: str) -> bytes | None:
        if not self._old:
            return None
        try:
            with open(self._from + name, "rb") as file:  # noqa: PTH123 - as in `add`
                return file.read()
        except OSError:
            return None

    def _place(self, name: str) -> str:
        if name in self._files:
            raise ValueError(f"two outputs for {name}")
        self._files.add(name)
        if name.startswith("/") or (".." in name and ".." in name.split("/")):
            raise ValueError(f"an output outside its folder: {name}")
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            self._make(folder)
        return self._to + name

    def _make(self, folder: str) -> None:
        above = folder.rpartition("/")[0]
        if above not in self._folders:
            self._make(above)
        with suppress(FileExistsError):  # another process of ours may have made it
            os.mkdir(self._to + folder)  # noqa: PTH102 - as in `add`
        self._folders.add(folder)


@contextmanager
def stage(out: Path) -> Iterator[Stage]:
    """A stage for *out*. One build at a time: a second one waits until the first is done."""
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        refuse_strange(out)
        with _alone(out), Stage(out) as staged:
            yield staged
    except OSError as error:
        raise Refused(
            sentence=f"The site could not be written: {error.strerror or error} ({error.filename or out}). "
            "What stood there stands as it was."
        ) from error


def refuse_strange(out: Path) -> None:
    """Refuse to replace a folder that holds something else than a built site."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Refused(sentence=f"{out} is in the way: it is no folder. Name another one with --out.")
    names = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
    if names and not (names >= _BUILT and names.isdisjoint(_SOURCES)):
        missing = ", ".join(sorted(_BUILT - names))
        why = f"there is no {missing} in it" if missing else f"there is {min(names & _SOURCES)} in it"
        raise Refused(
            sentence=f"{out} holds something that is no built site ({why}), and building there would delete it. "
            "Empty it, or name another folder with --out."
        )


def swap(staged: Path, out: Path) -> None:
    """Let a finished folder take the place of *out* in one step, then delete what was there."""
    if not out.exists():
        staged.rename(out)
        return
    if _exchange(staged, out):
        old = staged
    else:  # a system without the exchange: for a moment there is nothing, and an interrupted swap is put right next time
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old-", dir=out.parent))
        out.rename(old / "site")
        try:
            staged.rename(out)
        except OSError:
            (old / "site").rename(out)
            old.rmdir()
            raise
    try:
        _remove(f"{old}")
    except OSError:
        shutil.rmtree(old, ignore_errors=True)


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
def _alone(out: Path) -> Iterator[None]:
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
                lock.unlink(missing_ok=True)
            return


def _take_over(old: str, new: str) -> None:
    """The same file under a second name; where a file system has no such thing, a copy with the same time stamp."""
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(old, new)


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sweep(out: Path) -> None:
    """Clear away what a killed build left beside the output; bring back an old site caught in mid-swap."""
    for left in out.parent.glob(f".{out.name}.old-*"):
        if not out.exists() and (left / "site").is_dir():
            (left / "site").rename(out)
        shutil.rmtree(left, ignore_errors=True)
    for left in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        name = "renamex_np"
        arguments: tuple[int | bytes, ...] = (os.fsencode(one), os.fsencode(other), _EXCHANGE)
    else:
        name = "renameat2"
        arguments = (_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    function = getattr(library, name, None)
    return function is not None and function(*arguments) == 0
