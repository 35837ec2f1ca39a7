"""`/build.json` says which build a site is, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from clearbell import __version__
from clearbell.commit import checked_out
from publishing import NOW, incident, notice, output, project, publish

OPEN = incident("2026-03-14 09:00 investigating", "2026-03-14 09:40 identified")
NOBODY = ("-c", "user.name=Nobody", "-c", "user.email=nobody@acme.example", "-c", "commit.gpgsign=false")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *NOBODY, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = project(tmp_path / "repository", {"pay": OPEN})
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "content")
    _git(root, "commit", "-q", "-m", "Some can't pay")
    return root


def test_it_names_the_build_and_the_hash_of_every_other_file(tmp_path: Path) -> None:
    publish(project(tmp_path, {"pay": OPEN, "sundays": notice("2026-03-10 11:00")}))
    files = output(tmp_path)
    said = json.loads(files.pop("build.json"))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert said == {
        "generator": {"name": "clearbell", "version": __version__},
        "commit": None,
        "now": "2026-03-14T12:00Z",
        "newest_update": "2026-03-14T09:40Z",
        "stale_after": "2026-03-14T13:00Z",
        "files": hashes,
    }
    assert list(said["files"]) == sorted(hashes)


def test_a_site_that_never_said_anything_has_no_newest_update(tmp_path: Path) -> None:
    publish(project(tmp_path))
    assert json.loads(output(tmp_path)["build.json"])["newest_update"] is None


def test_an_update_whose_clock_ran_ahead_is_as_new_as_the_build(tmp_path: Path) -> None:
    publish(project(tmp_path, {"pay": incident("2026-03-14 12:04 investigating")}))
    assert json.loads(output(tmp_path)["build.json"])["newest_update"] == "2026-03-14T12:00Z"


def test_hashes_of_files_that_were_kept_and_of_those_that_others_touched_are_right(tmp_path: Path) -> None:
    root = project(tmp_path, {"pay": OPEN, "sundays": notice("2026-03-10 11:00")})
    publish(root)
    (root / "site" / "public" / "robots.txt").write_text("User-agent: *\nDisallow: /\n", encoding="utf-8")
    publish(root, NOW + timedelta(minutes=5))
    files = output(root)
    said = json.loads(files.pop("build.json"))
    assert said["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert b"Allow: /" in files["robots.txt"]


def test_the_commit_is_the_one_checked_out(repository: Path) -> None:
    commit = _git(repository, "rev-parse", "HEAD")
    publish(repository)
    assert json.loads(output(repository)["build.json"])["commit"] == commit


def test_a_commit_that_changes_no_content_changes_this_file_alone(repository: Path) -> None:
    publish(repository)
    before = output(repository)
    _git(repository, "commit", "-q", "--allow-empty", "-m", "Nothing")
    assert publish(repository).written == 1
    after = output(repository)
    assert [name for name in after if after[name] != before[name]] == ["build.json"]
    assert json.loads(after["build.json"])["commit"] == _git(repository, "rev-parse", "HEAD")


def _loose(repository: Path) -> Path:
    return repository


def _packed(repository: Path) -> Path:
    _git(repository, "branch", "other/main")
    _git(repository, "pack-refs", "--all")
    assert not (repository / ".git" / "refs" / "heads" / "main").exists()
    return repository


def _detached(repository: Path) -> Path:
    _git(repository, "checkout", "-q", "--detach")
    return repository


def _worktree(repository: Path) -> Path:
    _git(repository, "worktree", "add", "-q", "-b", "feature/words", "../beside")
    return repository.parent / "beside"


def _packed_worktree(repository: Path) -> Path:
    beside = _worktree(repository)
    _packed(repository)
    return beside


def _folder(repository: Path) -> Path:
    return repository / "content"


@pytest.mark.parametrize("kind", [_loose, _packed, _detached, _worktree, _packed_worktree, _folder])
def test_wherever_git_keeps_it_the_commit_is_found(repository: Path, kind: Callable[[Path], Path]) -> None:
    assert checked_out(kind(repository)) == _git(repository, "rev-parse", "HEAD")


def _unborn(folder: Path) -> None:
    _git(folder, "init", "-q")


def _empty(folder: Path) -> None:
    (folder / ".git").mkdir()


def _elsewhere(folder: Path) -> None:
    (folder / ".git").write_text("gitdir: /nowhere/at/all\n", encoding="utf-8")


def _other_words(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize("make", [_unborn, _empty, _elsewhere, _other_words])
def test_where_there_is_none_to_be_found_there_is_none(tmp_path: Path, make: Callable[[Path], None]) -> None:
    assert checked_out(tmp_path) is None
    make(tmp_path)
    assert checked_out(tmp_path) is None
