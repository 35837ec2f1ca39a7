"""A failure at each thing that a build asks of the disk: readers have the old site or the new one, and the next build is right.

The device fails, is full, or may not be written, or the process is killed, at every operation in the folders of the
output and of the cache: more than five hundred points. Where the kernel can be asked to fail by itself, it is.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from clearbell import write
from clearbell.problems import Refused
from clearbell.public import fill, items
from faults import Faults, failing, in_a_child, killed
from publishing import commit, incident, output, project, publish, tree
from staging import write_site

pytestmark = pytest.mark.thorough

SITE: Final = "name: Acme\nurl: https://status.acme.example\nid: acme\ncomponents: [{id: shop, name: Shop}]\n"
OPEN: Final = incident("2026-03-14 09:20 investigating", components="shop: partial_outage")
NEWS: Final = OPEN.replace("Some can't pay", "Many can't pay")
SOLVED: Final = incident(
    "2026-02-10 09:00 investigating", "2026-02-10 09:30 resolved", components="shop: partial_outage"
)
FAILURES: Final[tuple[Callable[[str], None], ...]] = (
    failing(errno.ENOSPC),
    failing(errno.EIO),
    failing(errno.EACCES),
    killed,
)
NEW, REFUSED, KILLED, DONE, STRANGE = 0, 1, -9, 50, 51
SENTENCES: Final = ("What stood there stands as it was.", "Try again.")


def _pay(root: Path) -> Path:
    return root / "content" / "incidents" / "2026-03-14-pay.yml"


class Story:
    """A site whose content is news already, with what an earlier build left of older content, or nothing."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.root = project(folder / "site", {"2026-03-14-pay": OPEN, "2026-02-10-slow": SOLVED}, site=SITE)
        self._kept = folder / "kept"
        if kind != "for the first time":
            for words in ("x", "y", "update 1"):  # a spare comes with the second swap
                _pay(self.root).write_text(OPEN.replace("update 1", words), encoding="utf-8")
                publish(self.root)
        self._keep()
        self.old = output(self.root)
        news = NEWS
        if kind == "with a stand-in":  # that git has, for what the last build knew can get lost
            commit(self.root)
            news = "title: half sav"
        _pay(self.root).write_text(news, encoding="utf-8")
        publish(self.root)
        self.new = output(self.root)
        assert self.old != self.new
        self.restore()

    def _keep(self) -> None:
        for name in ("site", ".cache"):
            (self.root / name).mkdir(exist_ok=True)
            shutil.copytree(self.root / name, self._kept / name, copy_function=os.link)

    def restore(self) -> None:
        """All that builds left as it was: the very same files."""
        for name in ("site", ".cache"):
            shutil.rmtree(self.root / name)
            shutil.copytree(self._kept / name, self.root / name, copy_function=os.link)

    def attempt(self, faults: Faults) -> int:
        """A build under *faults* in a process of its own, and what readers have then."""
        reading, writing = os.pipe()

        def work() -> int:
            faults.begin()
            try:
                publish(self.root)
            except Refused as refused:
                return REFUSED if refused.sentence.endswith(SENTENCES) else STRANGE
            finally:
                os.write(writing, f"{faults.count}".encode())
            return NEW

        code = in_a_child(work)
        os.close(writing)
        self.reached = int(os.read(reading, 9) or sys.maxsize)
        os.close(reading)
        found = output(self.root)
        assert code in (NEW, REFUSED, KILLED)
        assert found == (self.new if code == NEW else self.old if code == REFUSED else found)
        assert found in (self.old, self.new)
        return code


KINDS: Final = (
    "for the first time",
    "over an old site",
    "with a spare",
    "with a stand-in",
    "by several processes",
)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_fails_in_a_build_readers_have_the_old_site_or_the_new_one_and_the_next_build_is_right(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "with a spare":
        monkeypatch.setattr(write, "_WORTH_A_SPARE", 1)
    if kind == "by several processes":
        _by_several_processes(monkeypatch)
    story = Story(tmp_path, kind)
    seen: Counter[int] = Counter()
    at = KINDS.index(kind) % 3
    while True:
        at += 3  # every third: at each, the stories of the stage below fail
        faults = Faults(at, FAILURES[at // 3 % 4], story.root / "site", story.root / ".cache")
        code = story.attempt(faults)
        seen[code] += 1
        if code == NEW and story.reached < at:
            break
        if code == KILLED or at % 5 == 0:  # after each kill, and some others
            publish(story.root)
            assert output(story.root) == story.new
            left = sorted(path.name for path in (story.root / "site").iterdir())
            assert left == (
                [".public.spare", "public"] if kind == "with a spare" and story.old else ["public"]
            )
        story.restore()
    assert seen.total() > 40
    assert min(seen[code] for code in (NEW, REFUSED, KILLED)) > 2


def _by_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a large site is built."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(items, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(items, "_TOGETHER", 1)
    monkeypatch.setattr(fill, "_LITTLE", 1)


BASE: Final = {"index.html": b"1", "404.html": b"none", "sitemap.xml": b"map"}
BEFORE: Final = BASE | {"incidents/it/index.html": b"it", "incidents/old/index.html": b"old"}
AFTER: Final = BASE | {
    "index.html": b"2",
    "incidents/it/index.html": b"it",
    "incidents/new/index.html": b"new",
}


@pytest.mark.parametrize("failure", FAILURES, ids=["no space", "error", "permission", "kill"])
@pytest.mark.parametrize(
    "sites_before", [0, 1, 3], ids=["for the first time", "over an old site", "with a spare"]
)
def test_whatever_fails_in_a_stage_readers_have_the_old_files_or_the_new_ones(
    tmp_path: Path, sites_before: int, failure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_WORTH_A_SPARE", 1)
    expected = {
        NEW: dict(sorted(AFTER.items())),
        REFUSED: dict(sorted(BEFORE.items())) if sites_before else {},
    }
    at = 0
    while True:
        at += 1
        out = tmp_path / f"{at}" / "public"
        for number in range(sites_before):
            write_site(out, BEFORE if number % 2 == 0 else BASE)
        faults = Faults(at, failure, out.parent)
        code = in_a_child(partial(_attempt, out, faults, at))
        assert tree(out) in ([expected[code]] if code in expected else list(expected.values()))
        if code == DONE:
            break
        write_site(out, BEFORE)
        assert tree(out) == dict(sorted(BEFORE.items()))
    assert at > 25 + 10 * sites_before


def _attempt(out: Path, faults: Faults, at: int) -> int:
    faults.begin()
    try:
        write_site(out, AFTER)
    except Refused:
        return REFUSED
    return NEW if faults.count >= at else DONE


def test_the_failures_reach_every_kind_of_operation_that_a_build_makes(tmp_path: Path) -> None:
    story = Story(tmp_path, "over an old site")
    faults = Faults(0, killed, story.root / "site", story.root / ".cache")

    def work() -> int:
        faults.begin()
        publish(story.root)
        folders = {"os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}
        return int(faults.names.keys() != folders | {"open", "write", "close", "stat", "fork"})

    assert in_a_child(work) == 0


def test_a_file_that_the_kernel_lets_nobody_write_to_its_end_is_never_shown_half(tmp_path: Path) -> None:
    """A limit on the size of files makes the kernel itself write a part and refuse the rest, as a full disk does."""
    story = Story(tmp_path, "over an old site")
    refused = 0
    for limit in [*range(0, 3_000, 150), *range(3_000, 24_000, 1_500)]:

        def work(limit: int = limit) -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            try:
                publish(story.root)
            except Refused as error:
                return REFUSED if "File too large" in error.sentence else STRANGE
            return NEW

        code = in_a_child(work)
        refused += code == REFUSED
        assert output(story.root) == (story.old if code == REFUSED else story.new)
        assert [path.name for path in (story.root / "site").iterdir()] == ["public"]
        story.restore()
    assert 10 < refused < 34


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_where_no_more_files_can_be_open_the_old_site_stays_and_the_reason_is_told(tmp_path: Path) -> None:
    story = Story(tmp_path, "over an old site")
    seen = Counter[int]()
    for spare in range(16):

        def work(spare: int = spare) -> int:
            resource.setrlimit(resource.RLIMIT_NOFILE, (_open_files() + spare,) * 2)
            try:
                publish(story.root)
            except Refused as error:
                return REFUSED if "Too many open files" in f"{error}" else STRANGE
            return NEW

        code = in_a_child(work)
        seen[code] += 1
        assert output(story.root) == (story.new if code == NEW else story.old)
        story.restore()
    assert seen[NEW] > 0
    assert seen[REFUSED] > 0
    assert seen.total() == seen[NEW] + seen[REFUSED]
