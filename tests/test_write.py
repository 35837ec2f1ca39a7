"""A site gets into its folder whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from clearbell import swapping
from clearbell.problems import Refused
from clearbell.write import stage
from publishing import tree

SITE = {"index.html": b"one", "404.html": b"none", "sitemap.xml": b"map", "incidents/it/index.html": b"it"}


def _write(out: Path, files: dict[str, bytes]) -> list[str]:
    with stage(out) as staged:
        new = [name for name, content in files.items() if staged.add(name, content)]
        staged.swap()
    return new


def _beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def test_a_site_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "below" / "public"
    assert _write(out, SITE) == list(SITE)
    assert tree(out) == dict(sorted(SITE.items()))
    assert _beside(out) == ["public"]


def test_what_did_not_change_keeps_its_time_stamp_and_what_is_no_more_goes(tmp_path: Path) -> None:
    out = tmp_path / "public"
    _write(out, SITE)
    before = {name: (out / name).stat().st_mtime_ns for name in SITE}
    after = {"index.html": b"two", "404.html": b"none", "sitemap.xml": b"map"}
    assert _write(out, after) == ["index.html"]
    assert tree(out) == dict(sorted(after.items()))
    assert {name for name in after if (out / name).stat().st_mtime_ns == before[name]} == {
        "404.html",
        "sitemap.xml",
    }


def test_where_no_second_name_for_a_file_can_be_had_it_is_copied_with_its_time_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    _write(out, SITE)
    before = (out / "404.html").stat()

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    assert _write(out, SITE) == []
    after = (out / "404.html").stat()
    assert (after.st_mtime_ns, after.st_ino == before.st_ino) == (before.st_mtime_ns, False)


def test_an_error_in_the_middle_leaves_the_old_site_and_no_trace(tmp_path: Path) -> None:
    out = tmp_path / "public"
    _write(out, SITE)

    def half() -> None:
        with stage(out) as staged:
            staged.add("index.html", b"half")
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        half()
    assert tree(out) == dict(sorted(SITE.items()))
    assert _beside(out) == ["public"]


@pytest.mark.parametrize("name", ["../outside.html", "/etc/outside.html", "incidents/../../outside.html"])
def test_an_output_outside_the_folder_is_a_bug(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="outside its folder"), stage(tmp_path / "public") as staged:
        staged.add(name, b"")
    assert _beside(tmp_path / "public") == []


def test_two_outputs_of_one_name_are_a_bug(tmp_path: Path) -> None:
    with stage(tmp_path / "public") as staged:
        staged.add("index.html", b"one")
        with pytest.raises(ValueError, match=r"two outputs for index\.html"):
            staged.add("index.html", b"two")


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (["notes.txt"], "there is no 404.html, index.html, sitemap.xml in it"),
        (["index.html", "notes.txt"], "there is no 404.html, sitemap.xml in it"),
        (["index.html", "404.html", "sitemap.xml", ".git"], "there is .git in it"),
        (["index.html", "404.html", "sitemap.xml", "content"], "there is content in it"),
    ],
)
def test_a_folder_that_holds_something_else_is_not_replaced(
    tmp_path: Path, there: list[str], why: str
) -> None:
    out = tmp_path / "public"
    out.mkdir()
    for name in there:
        (out / name).write_text("mine", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        _write(out, SITE)
    assert refused.value.sentence == (
        f"{out} holds something that is no built site ({why}), and building there would delete it. "
        "Empty it, or name another folder with --out."
    )
    assert sorted(tree(out)) == sorted(there)
    assert _beside(out) == ["public"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    _write(tmp_path / "public", SITE)
    assert tree(tmp_path / "public") == dict(sorted(SITE.items()))


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_in_the_way(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "public"
    elsewhere = tmp_path / "elsewhere"
    _write(elsewhere, SITE)
    out.write_text("mine", encoding="utf-8") if kind == "file" else out.symlink_to(elsewhere)
    with pytest.raises(Refused, match=r"is in the way: it is no folder\. Name another one with --out\."):
        _write(out, {"index.html": b"new"})
    assert tree(elsewhere) == dict(sorted(SITE.items()))


def test_a_folder_without_the_right_to_write_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path))

    monkeypatch.setattr(os, "mkdir", forbidden)  # whoever runs the tests may be allowed everything
    with pytest.raises(Refused) as refused:
        _write(tmp_path / "public", SITE)
    assert refused.value.sentence == (
        f"The site could not be written: Permission denied ({tmp_path}). What stood there stands as it was."
    )


def test_without_the_kernel_s_exchange_the_site_is_swapped_in_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "_exchange", lambda *_: False)
    out = tmp_path / "public"
    _write(out, SITE)
    _write(out, SITE | {"index.html": b"two"})
    assert tree(out)["index.html"] == b"two"
    assert _beside(out) == ["public"]


def test_when_the_second_of_the_two_steps_fails_the_first_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "_exchange", lambda *_: False)
    out = tmp_path / "public"
    _write(out, SITE)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(Refused, match="Input/output error"):
        _write(out, SITE | {"index.html": b"two"})
    assert tree(out) == dict(sorted(SITE.items()))
    assert _beside(out) == ["public"]


def test_an_old_site_caught_between_the_two_steps_is_put_back_and_stages_are_swept(tmp_path: Path) -> None:
    out = tmp_path / "public"
    _write(tmp_path / ".public.old-1" / "site", SITE)
    (tmp_path / ".public.new-2").mkdir()
    (tmp_path / ".public.new-2" / "index.html").write_text("half", encoding="utf-8")
    with stage(out):
        assert tree(out) == dict(sorted(SITE.items()))
        assert not {".public.old-1", ".public.new-2"} & set(_beside(out))
