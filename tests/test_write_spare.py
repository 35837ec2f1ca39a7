"""Of a large site, the folder before last waits beside the output and is used again; nobody can tell from the site."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from clearbell import write
from publishing import tree
from staging import staged, write_site

BASE = {"index.html": b"1", "404.html": b"none", "sitemap.xml": b"map"}
ONE = BASE | {"incidents/it/index.html": b"it", "incidents/old/index.html": b"old"}


@pytest.fixture(autouse=True)
def every_site_is_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_WORTH_A_SPARE", 1)


def _spare(out: Path) -> Path:
    return out.parent / f".{out.name}.spare"


def test_the_folder_before_last_waits_beside_the_site(tmp_path: Path) -> None:
    out = tmp_path / "public"
    write_site(out, ONE)
    assert not _spare(out).exists()
    write_site(out, ONE | {"index.html": b"2"})
    assert tree(_spare(out)) == dict(sorted(ONE.items()))
    assert write_site(out, ONE | {"index.html": b"3"}) == ["index.html"]
    assert tree(out) == dict(sorted((ONE | {"index.html": b"3"}).items()))
    assert tree(_spare(out))["index.html"] == b"2"


def test_what_did_not_change_is_one_file_in_both_and_keeps_its_time_stamp(tmp_path: Path) -> None:
    out = tmp_path / "public"
    write_site(out, ONE)
    before = (out / "incidents/it/index.html").stat()
    for number in b"234":
        write_site(out, ONE | {"index.html": bytes([number])})
        after = (out / "incidents/it/index.html").stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
        assert (after.st_ino, 2) == ((_spare(out) / "incidents/it/index.html").stat().st_ino, after.st_nlink)


def test_a_new_version_is_never_written_into_the_file_that_readers_have(tmp_path: Path) -> None:
    out = tmp_path / "public"
    write_site(out, ONE)
    write_site(out, ONE | {"404.html": b"other"})  # now the site and its spare share index.html
    with (out / "index.html").open("rb") as reader, staged(out) as stage:
        stage.add("index.html", b"2")
        assert (reader.read(), tree(out)["index.html"]) == (b"1", b"1")


def test_what_is_no_more_goes_from_both_and_leaves_no_empty_folder(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(3):
        write_site(out, ONE)
    write_site(out, BASE)
    assert tree(out) == dict(sorted(BASE.items()))
    assert not (out / "incidents").exists()
    write_site(out, BASE)
    assert not (out / "incidents").exists()


def test_a_stranger_s_file_goes_with_the_next_build_and_does_not_come_back(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        write_site(out, ONE)
    for place in (out, _spare(out)):
        (place / "incidents/it/mine.txt").write_bytes(b"mine")
        (place / "folder").mkdir()
        (place / "link").symlink_to(tmp_path)
    for _ in range(4):
        write_site(out, ONE)
        assert tree(out) == dict(sorted(ONE.items()))
        assert not (out / "folder").exists()
        assert not (out / "link").is_symlink()


def test_a_spare_that_somebody_changed_is_mended(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        write_site(out, ONE)
    (_spare(out) / "index.html").unlink()
    (_spare(out) / "404.html").unlink()
    (_spare(out) / "404.html").write_bytes(b"fake")
    write_site(out, ONE)
    assert tree(out) == dict(sorted(ONE.items()))


def test_a_build_that_fails_leaves_the_site_and_a_spare_for_the_next(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        write_site(out, ONE)

    def half() -> None:
        with staged(out) as stage:
            stage.add("index.html", b"half")
            stage.add("incidents/new/index.html", b"half")
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        half()
    assert tree(out) == dict(sorted(ONE.items()))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".public.spare", "public"]
    write_site(out, ONE | {"index.html": b"2"})
    assert tree(out) == dict(sorted((ONE | {"index.html": b"2"}).items()))


def test_a_small_site_leaves_nothing_beside_it_and_takes_away_a_spare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        write_site(out, ONE)
    assert _spare(out).exists()
    monkeypatch.setattr(write, "_WORTH_A_SPARE", 1_000)
    write_site(out, ONE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public"]


def test_a_build_killed_anywhere_leaves_the_old_site_or_the_new_and_the_next_is_right(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        write_site(out, ONE)
    old, new = dict(sorted(ONE.items())), BASE | {"index.html": b"2", "incidents/new/index.html": b"new"}
    ends, done = 0, False
    while not done:
        pid = os.fork()
        if not pid:
            _die_at_operation(ends)
            write_site(out, new)
            os._exit(0)
        done = os.waitpid(pid, 0)[1] == 0
        assert tree(out) in (old, dict(sorted(new.items())))
        write_site(out, ONE)
        assert tree(out) == old
        ends += 1
    assert ends > 10


def _die_at_operation(number: int) -> None:
    """End this process as a kill does, before its n-th change of a folder."""
    left = [number]
    for name in ("mkdir", "rename", "link", "unlink", "rmdir", "open"):
        real = getattr(os, name)

        def dying(*arguments: object, real: object = real, **more: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)  # type: ignore[operator] # a function of os

        setattr(os, name, dying)


names = some.sampled_from(["incidents/a/index.html", "incidents/b/index.html", "history/index.html", "f.txt"])
contents = some.sampled_from([b"x", b"y"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.dictionaries(names, contents), min_size=2, max_size=6))
def test_whatever_sites_follow_each_other_the_folder_holds_the_last(
    tmp_path_factory: pytest.TempPathFactory, sites: list[dict[str, bytes]]
) -> None:
    out = tmp_path_factory.mktemp("sites") / "public"
    for site in sites:
        write_site(out, BASE | site)
        assert tree(out) == dict(sorted((BASE | site).items()))
