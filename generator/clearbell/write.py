"""A built site into its folder, whole or not at all.

A stage is a hidden sibling of the output. Files go in by name; those that didn't change are linked from the old
output and keep their time stamps. At the end the two folders change places in one step of the kernel's, so that
a reader sees the old site or the new one, never a mixture, and a build that fails leaves the old one as it was.

Of a large site the folder before last is kept as a spare, and the next stage begins with it: ten thousand links are
made once, not in each build. Nothing depends on a spare; whatever in it is not the very file of the output goes.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

from clearbell.problems import Refused
from clearbell.processes import Beside
from clearbell.swapping import alone, spare_of, swap

_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
_BUILT: Final = frozenset({"index.html", "404.html", "sitemap.xml"})  # what every site of ours has
_SOURCES: Final = frozenset({".git", "content", "mkdocs.yml"})  # and what none has
_WORTH_A_SPARE: Final = 1_000  # files; smaller sites are linked in no time, and leave nothing beside them
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


class Stage:
    """A folder in the making beside *out*; `swap` puts it in place, leaving it without that throws it away.

    *standing*: files of the old output that may be kept, by name, with the inode of each.
    """

    def __init__(self, out: Path, standing: Mapping[str, int] = _NOTHING) -> None:
        self.out = out
        self.folder = out.parent / f".{out.name}.new-{os.getpid()}"
        self._from, self._to = f"{out}/", f"{self.folder}/"
        self._old = out.is_dir()
        self._folders = {""}
        self._files: set[str] = set()
        self._spare = spare_of(out)
        self._here: set[str] = set()
        self._from_spare = self._spare.is_dir()
        self._clearing: Beside[list[str]] | None = None
        if self._from_spare:
            self._spare.rename(self.folder)
            self._clearing = Beside(partial(_clear, self._to, standing))
        else:
            self.folder.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._from_spare:
            if self._clearing:
                self._clearing.end()
            with suppress(OSError):
                self.folder.rename(self._spare)
        shutil.rmtree(self.folder, ignore_errors=True)

    def settle(self) -> None:
        """Wait until the spare is cleared. To be called before the first file, and before processes that add some begin."""
        if self._clearing:
            self._here = set(self._clearing.result())
            self._clearing = None

    def add(self, name: str, content: bytes) -> bool:
        """Write a file, or take over the old one when it says the same; whether it is new. *name* has slashes."""
        place = self._place(name)
        here = name in self._here
        if self._standing(name) == content:
            if not here:
                _take_over(self._from + name, place)
            return False
        if here:  # the old output's file under a second name: to write into it would change what readers see
            os.unlink(place)  # noqa: PTH108 - ten thousand times: pathlib takes twice as long
        create(place, content)
        return True

    def keep(self, name: str) -> None:
        """Take a file over from the old output as it is. OSError when it isn't there."""
        if name in self._here and name not in self._files:
            self._files.add(name)
        else:
            _take_over(self._from + name, self._place(name))

    def expect(self, name: str) -> None:
        """A file that another process of ours writes into the stage."""
        self._files.add(name)

    def seen(self, name: str) -> tuple[int, int]:
        """Size and time stamp (nanoseconds) of a file in the stage."""
        status = os.stat(self._to + name)  # noqa: PTH116 - as in `add`
        return status.st_size, status.st_mtime_ns

    def swap(self) -> None:
        """Put the stage in the place of the old output, and that out of the way."""
        for name in self._here - self._files:
            self._discard(name)
        swap(self.folder, self.out, spare=self._spare if len(self._files) >= _WORTH_A_SPARE else None)
        self._from_spare = False

    def _discard(self, name: str) -> None:
        """A file of the spare that the new site hasn't, and the folders that are empty without it."""
        place = self.folder / name
        place.unlink()
        with suppress(OSError):
            for folder in place.relative_to(self.folder).parents[:-1]:
                (self.folder / folder).rmdir()

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
def building(out: Path) -> Iterator[None]:
    """One build into *out* at a time: a second one waits until the first is done. Says in a sentence why it can't write."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        refuse_strange(out)
        with alone(out):
            yield
    except OSError as error:
        raise Refused(
            sentence=f"The site could not be written: {error.strerror or error} ({error.filename or out}). "
            "What stood there stands as it was."
        ) from error


@contextmanager
def stage(out: Path) -> Iterator[Stage]:
    """A stage for *out*, in a build of its own."""
    out = out.absolute()
    with building(out), Stage(out) as staged:
        staged.settle()
        yield staged


def create(place: str | Path, content: bytes) -> None:
    """Write a file that isn't there yet, to its end."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        written = os.write(handle, content)
        while written < len(content):
            written += os.write(handle, content[written:])
    finally:
        os.close(handle)


def flush(path: Path) -> None:
    """See that a file, or what a folder lists, is on the device."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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


def _clear(folder: str, standing: Mapping[str, int]) -> list[str]:
    """Rid a spare of all that isn't the old output's very file, by inode; the names of those that are."""
    left: list[str] = []

    def clear(within: str) -> bool:
        with os.scandir(folder + within) as found:
            entries = list(found)
        before = len(left)
        for entry in entries:
            name = within + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not clear(f"{name}/"):
                    os.rmdir(entry.path)  # noqa: PTH106 - ten thousand times: pathlib takes twice as long
            elif standing.get(name) == entry.inode():
                left.append(name)
            else:
                os.unlink(entry.path)  # noqa: PTH108 - as above
        return len(left) > before

    clear("")
    return left


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
