"""Who reads while a site is built, and who builds while another does: each finds one whole site."""

from __future__ import annotations

import fcntl
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from clearbell import write
from clearbell.write import Stage, building
from faults import in_a_child
from publishing import NOW, incident, output, project, publish, tree
from staging import reading, write_site

pytestmark = pytest.mark.thorough

NAMES: Final = ("index.html", "404.html", "sitemap.xml", "incidents/it/index.html", "api/v2/summary.json")
OPEN: Final = incident("2026-03-14 09:20 investigating")


def _version(number: int) -> dict[str, bytes]:
    """A site in which each line of each file says its version; one file never changes, and one comes and goes."""
    files = {name: f"{name} {number:05}\n".encode() * 300 for name in NAMES}
    files["robots.txt"] = b"User-agent: *\n"
    return files | ({"history/odd.html": b"odd\n"} if number % 2 else {})


@pytest.mark.parametrize("spare", [1, 1_000], ids=["a spare beside it", "nothing beside it"])
def test_readers_during_two_hundred_swaps_find_every_file_whole(
    tmp_path: Path, spare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_WORTH_A_SPARE", spare)
    out = tmp_path / "public"
    write_site(out, _version(0))
    with reading(out, NAMES, lines=300) as seen:
        for number in range(1, 201):
            write_site(out, _version(number))
    assert (seen.missing, seen.cut, seen.mixed) == (0, 0, 0)
    assert seen.reads > 2_000


@pytest.mark.parametrize(("builds", "rounds"), [(2, 8), (8, 4)])
def test_of_builds_at_once_the_last_leaves_one_whole_site(tmp_path: Path, builds: int, rounds: int) -> None:
    root = project(tmp_path / "site", {f"2026-03-{day:02}-it": OPEN for day in range(1, 6)})
    moments = [NOW + timedelta(hours=hour) for hour in range(builds)]
    wholes = []
    for moment in moments:
        publish(root, moment)
        wholes.append(output(root))
    for _ in range(rounds):
        children = []
        for moment in moments:
            child = os.fork()
            if not child:
                code = 99
                try:
                    publish(root, moment)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * builds
        assert output(root) in wholes
        assert [path.name for path in (root / "site").iterdir()] == ["public"]


def test_who_had_to_wait_shows_what_is_there_when_its_turn_comes(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {"2026-03-14-it": OPEN})
    publish(root)
    with (root / "site" / ".public.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = os.fork()
        if not child:
            os.close(lock.fileno())
            code = 99
            try:
                code = len(publish(root).problems)
            finally:
                os._exit(code)
        time.sleep(0.3)
        news = root / "content" / "incidents" / "2026-03-14-news.yml"
        news.write_text(OPEN.replace("Some", "Many"), encoding="utf-8")
        assert in_a_child(lambda: 0) == 0  # others go on meanwhile
    assert os.waitpid(child, 0)[1] == 0
    assert b"Many can&#39;t pay" in output(root)["index.html"]


def test_what_another_output_is_being_made_of_is_left_alone(tmp_path: Path) -> None:
    """Their folders lie side by side, and names can look alike."""
    other, out = tmp_path / "public.new-site", tmp_path / "public"
    with building(other), Stage(other) as staged:
        staged.settle()
        for name, content in _version(1).items():
            staged.add(name, content)
        write_site(out, _version(2))
        write_site(tmp_path / "*", _version(2))
        staged.swap()
    assert tree(other) == dict(sorted(_version(1).items()))
