"""`clearbell publish --to rsync:...`, with a real rsync daemon at the other end, and with a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from clearbell.problems import Refused
from clearbell.publishing.mirror import Mirror
from clearbell.publishing.place import Wish
from conftest import Clearbell
from hosts import rsync_daemon
from publishing import SITE, incident, project, tree
from small_sites import AT, built, quiet


@pytest.fixture
def there(tmp_path: Path) -> Path:
    folder = tmp_path / "there"
    folder.mkdir()
    return folder


@pytest.fixture
def daemon(tmp_path: Path, there: Path) -> Iterator[str]:
    with rsync_daemon(there, tmp_path / "rsyncd.conf") as place:
        yield place


def _shown(there: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(there).items() if not name.startswith(".clearbell/")}


def test_the_site_arrives_at_a_daemon(
    daemon: str, there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    site = project(tmp_path / "site", {"2026-03-14-pay": incident("2026-03-14 09:20 investigating")})
    monkeypatch.chdir(site)
    said = clearbell("publish", "--to", daemon)
    files = tree(site / "site" / "public")
    assert said.code == 0
    assert said.out.splitlines()[1].startswith(
        f"Published to rsync:{daemon}: {len(files)} files sent, release "
    )
    assert _shown(there) == files
    assert clearbell("rollback").err == (
        f"rsync:{daemon} has no earlier release. `clearbell rollback --list` shows those it has.\n"
    )


def _releases(there: Path) -> list[str]:
    return sorted(path.name for path in (there / ".clearbell" / "releases").iterdir())


def test_an_earlier_release_comes_back(
    daemon: str, there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    site = project(tmp_path / "site", {"2026-03-14-pay": incident("2026-03-14 09:20 investigating")})
    monkeypatch.chdir(site)
    clearbell("publish", "--to", daemon)
    first = _shown(there)
    (site / "content" / "site.yml").write_text(SITE.replace("Acme", "Acme Plus"), encoding="utf-8")
    clearbell("publish", "--to", daemon)
    second = _shown(there)
    assert b"Acme Plus" in second["index.html"]
    said = clearbell("rollback")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Readers of rsync:{daemon} see release {_releases(there)[0]} again, as of ")
    assert _shown(there) == first
    assert clearbell("rollback", "--to", _releases(there)[1]).code == 0
    assert _shown(there) == second


def test_five_releases_are_kept_and_take_no_room_for_what_is_the_same(
    daemon: str, there: Path, tmp_path: Path
) -> None:
    mirror = Mirror(daemon, "us")
    for number in range(7):
        mirror.publish(built(tmp_path / f"{number}", number % 3), Wish(AT + timedelta(minutes=number)), quiet)
    kept = mirror.kept()
    assert [each.id for each in kept] == sorted(_releases(there), reverse=True)
    assert ([each.live for each in kept], kept[0].id[:18]) == (
        [True, False, False, False, False],
        "2026-03-14T120600Z",
    )
    for number, each in zip(range(6, 1, -1), kept, strict=True):
        folder = there / ".clearbell" / "releases" / each.id
        assert tree(folder) == tree(tmp_path / f"{number}")
    assert (there / "robots.txt").stat().st_nlink == 6


def test_forgetting_leaves_only_what_readers_see(daemon: str, there: Path, tmp_path: Path) -> None:
    mirror = Mirror(daemon, "us")
    mirror.publish(built(tmp_path / "1", 1), Wish(AT), quiet)
    mirror.publish(built(tmp_path / "2", 2), Wish(AT + timedelta(minutes=1), forget=True), quiet)
    assert [each.live for each in mirror.kept()] == [True]
    assert len(_releases(there)) == 1


def test_only_what_changed_is_sent_and_what_is_no_more_goes_an_hour_later(
    daemon: str, there: Path, tmp_path: Path
) -> None:
    mirror = Mirror(daemon, "us")
    mirror.publish(built(tmp_path / "1", 1), Wish(AT), quiet)
    before = (there / "robots.txt").stat().st_mtime_ns
    sent = mirror.publish(built(tmp_path / "2", 2), Wish(AT + timedelta(minutes=5)), quiet)
    assert (sent.sent, sent.gone, sent.later) == (7, 0, 1)
    assert (there / "robots.txt").stat().st_mtime_ns == before
    assert "history/odd.html" in _shown(there)
    sent = mirror.publish(built(tmp_path / "4", 4), Wish(AT + timedelta(minutes=66)), quiet)
    assert (sent.gone, _shown(there)) == (1, tree(tmp_path / "4"))


def test_after_a_kill_everything_that_may_be_old_or_new_is_compared_again(
    there: Path, tmp_path: Path
) -> None:
    killed, later = Mirror(f"{there}", "us"), Mirror(f"{there}", "them")
    killed.publish(built(tmp_path / "1", 1), Wish(AT), quiet)

    def kill(what: str, _: int, __: int) -> None:
        if what == "Sending the front page":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed.publish(built(tmp_path / "3", 3), Wish(AT + timedelta(minutes=1)), kill)
    assert _shown(there)["status.txt"] == tree(tmp_path / "3")["status.txt"]
    assert _shown(there)["index.html"] == tree(tmp_path / "1")["index.html"]
    with pytest.raises(Refused, match="Somebody else is publishing there right now"):
        later.publish(built(tmp_path / "1", 1), Wish(AT + timedelta(minutes=2)), quiet)
    killed.publish(built(tmp_path / "1", 1), Wish(AT + timedelta(minutes=3)), quiet)
    assert _shown(there) == tree(tmp_path / "1")


def _rsync_that(folder: Path, script: str) -> str:
    """A PATH on which rsync does something else first."""
    folder.mkdir()
    (folder / "rsync").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "rsync").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_a_line_that_breaks_is_tried_again_with_longer_and_longer_pauses(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        f"n=$(cat {tmp_path}/n 2>/dev/null || echo 0); echo $((n + 1)) > {tmp_path}/n\n"
        f'[ $((n % 4)) = 3 ] || exit 12\nPATH=${{PATH#*:}} exec rsync "$@"'
    )
    monkeypatch.setenv("PATH", _rsync_that(tmp_path / "bin", script))
    pauses: list[float] = []
    Mirror(f"{there}", "us", pauses.append).publish(built(tmp_path / "1", 1), Wish(AT), quiet)
    assert _shown(there) == tree(tmp_path / "1")
    assert pauses[:6] == [1, 2, 4, 1, 2, 4]


def test_a_line_that_stays_broken_is_a_sentence(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSYNC_PASSWORD", "hunter2hunter2")
    monkeypatch.setenv("PATH", _rsync_that(tmp_path / "bin", "echo no way for hunter2hunter2 >&2; exit 10"))
    pauses: list[float] = []
    with pytest.raises(Refused) as refused:
        Mirror(f"{there}", "us", pauses.append).publish(built(tmp_path / "1", 1), Wish(AT), quiet)
    assert refused.value.sentence == (
        "rsync ended with 10 (no way for ***). Publish again when it can: what is there already isn't sent twice."
    )
    assert pauses == [1, 2, 4, 8]


def test_without_rsync_the_message_says_what_is_needed(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}")
    with pytest.raises(Refused) as refused:
        Mirror(f"{there}", "us").live()
    assert refused.value.sentence == "Publishing by rsync needs rsync 3.1 or newer on this machine."
