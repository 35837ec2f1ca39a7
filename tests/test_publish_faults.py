"""Publishing to a folder, with a failure at each thing that it does to the disk: the old site or the new one, never both.

Failures are no space, an error of the device and no permission; a kill ends the process between two such steps.
Readers meanwhile find every file, whole.
"""

from __future__ import annotations

import copy
import errno
import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from clearbell import swapping
from clearbell.problems import Refused
from clearbell.publishing.folder import Folder
from clearbell.publishing.place import Wish
from clearbell.publishing.release import Release
from publishing import tree
from small_sites import AT, NAMES, built, quiet
from staging import reading

pytestmark = pytest.mark.thorough

# All by which this program changes a disk, or asks it for something that can be refused.
CALLS: Final = (
    "open", "write", "fsync", "close", "link", "symlink", "rename", "replace", "mkdir", "unlink", "rmdir", "scandir",
)  # fmt: skip


class Faults:
    """Counts what is done to the disk below a folder, and lets the call of a given number fail."""

    def __init__(self, within: Path, at: int, fail: Callable[[str], None]) -> None:
        self.count, self._within, self._at, self._fail = 0, f"{within}/", at, fail
        self.names: list[str] = []

    def __call__(self, name: str, *arguments: Any) -> None:
        if self._concerns(arguments):
            self.count += 1
            self.names.append(name)
            if self.count == self._at:
                self._fail(name)

    def _concerns(self, arguments: tuple[Any, ...]) -> bool:
        for argument in arguments[:2]:
            if isinstance(argument, int):  # an open file: whose name the kernel knows
                try:
                    path = f"{Path(f'/dev/fd/{argument}').readlink()}"
                except OSError:
                    continue
            elif isinstance(argument, str | bytes | os.PathLike):
                path = os.path.abspath(os.fsdecode(argument))  # noqa: PTH100 - no link is to be followed
            else:
                continue
            if path.startswith(self._within):
                return True
        return False


@contextmanager
def faulty(faults: Faults) -> Iterator[None]:
    """Every such call of this process goes by *faults* first."""
    real = {name: getattr(os, name) for name in CALLS}

    def watched(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **words: Any) -> Any:
            faults(name, *arguments)
            return real[name](*arguments, **words)

        return call

    exchange = swapping._exchange  # noqa: SLF001 - it asks the kernel past `os`

    def watched_exchange(one: Path, other: Path) -> bool:
        faults("rename", one)
        return exchange(one, other)

    try:
        for name in CALLS:
            setattr(os, name, watched(name))
        swapping._exchange = watched_exchange  # noqa: SLF001 - as above
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        swapping._exchange = exchange  # noqa: SLF001 - as above


def _publish(out: Path, release: Release, version: int) -> None:
    Folder(out).publish(release, Wish(AT + timedelta(minutes=version)), quiet)


class Stage:
    """A folder with published releases, and one that is to come. The first is laid out, the others have its very files."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.out = folder, folder / "srv" / "status"
        self.out.parent.mkdir(parents=True)
        if kind == "a folder without releases":
            built(self.out, 5)
        elif kind == "five releases":
            for version in range(1, 6):
                _publish(self.out, built(folder / f"{version}", version), version)
        self.old = tree(self.out)
        self.coming, self.after = built(folder / "coming", 6), built(folder / "after", 7)
        self.new, self.last = tree(folder / "coming"), tree(folder / "after")

    def again(self, folder: Path) -> Stage:
        stage = copy.copy(self)
        stage.out = folder / "status"
        shutil.copytree(self.out.parent, folder, symlinks=True, copy_function=os.link)
        return stage

    def attempt(self, faults: Faults) -> str:
        """Publish under *faults*; what readers see afterwards."""
        said = "Nothing was published: "
        with faulty(faults):
            try:
                _publish(self.out, self.coming, 6)
            except Refused as refused:
                said = refused.sentence
        assert said.startswith("Nothing was published: ")
        return self.seen()

    def tidied(self) -> bool:
        """Whether the next publication finds its way, and leaves nothing beside the site but releases."""
        _publish(self.out, self.after, 7)
        releases = [path.name for path in (self.out.parent / ".status.releases").iterdir()]
        beside = sorted(path.name for path in self.out.parent.iterdir())
        return (tree(self.out), beside) == (self.last, [".status.releases", "status"]) and len(releases) <= 5

    def seen(self) -> str:
        now = tree(self.out)
        if now == self.new:
            return "new"
        assert now == self.old, sorted(set(now.items()) ^ set(self.old.items()))
        return "old"


def _failing(number: int) -> Callable[[str], None]:
    def fail(_: str) -> None:
        raise OSError(number, os.strerror(number), "the disk")

    return fail


def _killed(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


KINDS: Final = ("nothing there", "a folder without releases", "five releases")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES], ids=errno.errorcode.get)
@pytest.mark.parametrize("kind", KINDS)
def test_whichever_call_fails_readers_see_the_old_site_or_the_new_one(
    tmp_path: Path, kind: str, number: int
) -> None:
    at, outcomes, first = 0, Counter[str](), Stage(tmp_path / "first", kind)
    while True:
        at += 1
        stage = first.again(tmp_path / f"{at}")
        faults = Faults(stage.out.parent, at, _failing(number))
        outcomes[stage.attempt(faults)] += 1
        if faults.count < at:  # the publication ended before
            break
        assert stage.tidied()
    assert first.seen() == "old"
    assert outcomes["old"] > 20
    assert at > 40


@pytest.mark.parametrize("kind", KINDS)
def test_whenever_it_is_killed_readers_see_the_old_site_or_the_new_one_and_the_next_one_tidies_up(
    tmp_path: Path, kind: str
) -> None:
    at, outcomes, first = 0, Counter[str](), Stage(tmp_path / "first", kind)
    while True:
        at += 1
        stage = first.again(tmp_path / f"{at}")
        child = os.fork()
        if child == 0:
            try:
                stage.attempt(Faults(stage.out.parent, at, _killed))
            finally:
                os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        outcomes[stage.seen()] += 1
        if not killed:
            break
        assert stage.tidied()
    assert first.seen() == "old"
    assert outcomes["old"] > 20
    assert outcomes["new"] > 1
    assert at > 40


def test_the_faults_reach_every_kind_of_call_that_a_publication_makes(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "five releases")
    faults = Faults(stage.out.parent, 0, _killed)
    assert stage.attempt(faults) == "new"
    assert set(faults.names) >= {
        "open", "write", "fsync", "close", "link", "symlink", "rename", "replace", "mkdir", "unlink", "rmdir", "scandir",
    }  # fmt: skip


def test_readers_during_two_hundred_publications_find_every_file_whole(tmp_path: Path) -> None:
    out = tmp_path / "status"
    releases = [built(tmp_path / f"{version}", version) for version in range(4)]
    _publish(out, releases[0], 0)
    with reading(out, NAMES, lines=400) as seen:
        for version in range(1, 201):
            _publish(out, releases[version % 4], version)
    assert (seen.missing, seen.cut, seen.mixed) == (0, 0, 0)
    assert seen.reads > 2_000


def test_of_eight_that_publish_at_once_each_leaves_a_whole_site(tmp_path: Path) -> None:
    out, troubles = tmp_path / "status", []

    def publish(version: int) -> None:
        try:
            _publish(out, built(tmp_path / f"{version}", version), version)
        except BaseException as error:  # noqa: BLE001 - told in the story's own thread
            troubles.append(error)

    threads = [threading.Thread(target=publish, args=(version,)) for version in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert tree(out) in [tree(tmp_path / f"{version}") for version in range(8)]
    assert len(list((tmp_path / ".status.releases").iterdir())) == 5
