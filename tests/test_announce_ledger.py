"""The ledger: in a folder, and in a branch that several machines push to."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

import pytest

from announcing import NOW, Office, channel, later, run, site
from clearbell.announce.ledger.branch import Branch
from clearbell.announce.ledger.marks import Did, Entry, Mark, State
from clearbell.announce.ledger.place import Down
from publishing import incident
from sinks import Hook, Request, says

NAME: Final = "it/20260314t092000z"
FILES: Final = {"it": incident("2026-03-14 09:20 investigating", severity=3)}
TEXT: Final = site(channel("hook"), more="announcing: {ledger: 'branch:told'}\n")


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _clone(folder: Path, remote: Path) -> Path:
    if not remote.exists():
        _git(folder, "init", "--quiet", "--bare", remote.name)
        _git(folder, "clone", "--quiet", str(remote), "first")
        _git(
            folder / "first",
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@x",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "x",
        )
        _git(folder / "first", "push", "--quiet", "origin", "HEAD:main")
    name = f"clone-{len(list(folder.iterdir()))}"
    _git(folder, "clone", "--quiet", str(remote), name)
    return folder / name


def _office(root: Path, web: Hook) -> Office:
    made = Office(root, {"hook": web.address}, me=root.name)
    return made.write({}, text=TEXT)


def _told(office: Office, minutes: float = 0) -> tuple[int, list[str]]:
    told = office.announce(later(minutes), place=Branch(office.root, "told"))
    return told.code, list(told.said)


def test_what_one_machine_sent_no_other_sends(tmp_path: Path, web: Hook) -> None:
    one, two = (_office(_clone(tmp_path, tmp_path / "remote.git"), web) for _ in range(2))
    assert _told(one) == (
        0,
        [
            "hook: its first run. What is there already (0 updates) isn't sent; what comes from now on is.",
            "Nothing to send.",
        ],
    )
    one.write(FILES)
    two.write(FILES)
    assert _told(one, 1) == (0, [f"hook: sent {NAME}", "1 sent."])
    assert _told(two, 2) == (0, ["Nothing to send."])
    assert web.said == [NAME]


def test_the_branch_has_nothing_to_do_with_the_content(tmp_path: Path, web: Hook) -> None:
    office = _office(_clone(tmp_path, tmp_path / "remote.git"), web)
    before = _git(office.root, "status", "--short", "--branch")
    _told(office)
    office.write(FILES)
    _told(office, 1)
    assert _git(office.root, "status", "--short", "--branch").splitlines()[0] == before.splitlines()[0]
    names = _git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "told").splitlines()
    assert names == ["channels/hook.jsonl", f"updates/{NAME}/hook.jsonl"]


def test_a_run_that_is_at_it_elsewhere_is_not_taken_for_one_that_died(tmp_path: Path, web: Hook) -> None:
    one, two = (_office(_clone(tmp_path, tmp_path / "remote.git"), web) for _ in range(2))
    _told(one)
    for office in (one, two):
        office.write(FILES)
    place = Branch(one.root, "told")
    place.read()
    until = later(7)
    line = Mark(later(1), Did.INTENT, "clone-a", until=until, text="x").line()
    assert place.add({f"updates/{NAME}/hook.jsonl": line}) == set()
    assert _told(two, 2) == (
        0,
        [f"hook: waits {NAME}: another run is sending it right now", "Nothing to send."],
    )
    code, said = _told(two, 8)
    assert (code, web.said) == (5, [])
    assert said[0] == f"hook: may have arrived {NAME}: the run that sent it was interrupted"


def test_who_pushes_second_gives_way(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    one, two = (Branch(_clone(tmp_path, remote), "told") for _ in range(2))
    assert (one.read(), two.read()) == ({}, {})
    assert one.add({"a": b"1\n", "b": b"1\n"}) == set()
    assert two.add({"a": b"2\n", "c": b"2\n"}) == {"a"}
    assert one.read() == two.read() == {"a": b"1\n", "b": b"1\n", "c": b"2\n"}
    assert two.add({"a": b"2\n"}) == set()
    assert one.add({"b": b"3\n"}) == set()
    assert two.read() == {"a": b"1\n2\n", "b": b"1\n3\n", "c": b"2\n"}


def test_what_came_of_it_is_noted_though_somebody_decided_about_it_meanwhile(
    tmp_path: Path, web: Hook
) -> None:
    one, two = (_office(_clone(tmp_path, tmp_path / "remote.git"), web) for _ in range(2))
    _told(one)
    one.write(FILES)
    path = f"updates/{NAME}/hook.jsonl"

    def decide(handler: BaseHTTPRequestHandler, request: Request) -> None:
        other = Branch(two.root, "told")
        other.read()
        other.add({path: Mark(later(1), Did.DROPPED, why="decided by hand").line()})
        says(200)(handler, request)

    web.answer = decide
    assert _told(one, 1) == (0, [f"hook: sent {NAME}", "1 sent."])
    entry = Entry.of(Branch(two.root, "told").read()[path])
    assert [mark.did for mark in entry.marks] == [Did.INTENT, Did.DROPPED, Did.SENT]


def test_many_threads_of_two_machines_lose_no_line(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    machines = [Branch(_clone(tmp_path, remote), "told") for _ in range(2)]
    threads = []
    for number, machine in enumerate(machines):
        machine.read()
        for thread in range(3):

            def add(machine: Branch = machine, name: str = f"{number}{thread}") -> None:
                for line in range(3):
                    machine.add({name: f"{line}\n".encode()})

            threads.append(threading.Thread(target=add))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = Branch(_clone(tmp_path, remote), "told").read()
    assert found == {f"{number}{thread}": b"0\n1\n2\n" for number in range(2) for thread in range(3)}


def test_a_branch_that_is_gone_is_not_begun_anew(tmp_path: Path, web: Hook) -> None:
    office = _office(_clone(tmp_path, tmp_path / "remote.git"), web)
    _told(office)
    office.write(FILES)
    _git(tmp_path / "remote.git", "update-ref", "-d", "refs/heads/told")
    code, said = _told(office, 1)
    assert (code, web.got) == (4, [])
    assert said[-2].startswith(
        "The ledger: the branch told was there before and is gone; bring it back, or delete "
    )


def test_a_repository_without_a_remote_keeps_the_branch_itself(tmp_path: Path, web: Hook) -> None:
    _git(tmp_path, "init", "--quiet")
    office = _office(tmp_path, web)
    _told(office)
    office.write(FILES)
    assert _told(office, 1) == (0, [f"hook: sent {NAME}", "1 sent."])
    assert "told" in _git(tmp_path, "branch", "--list")


def test_what_git_says_of_a_remote_shows_no_password(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet")
    _git(tmp_path, "remote", "add", "origin", "https://user:s3cr3t@127.0.0.1:1/x.git")
    with pytest.raises(Down) as down:
        Branch(tmp_path, "told").read()
    assert "s3cr3t" not in f"{down.value}"
    assert "127.0.0.1" in f"{down.value}"


def test_the_log_tells_people_what_went_where_and_when(tmp_path: Path, web: Hook) -> None:
    office = Office(tmp_path, {"hook": web.address}).write({}, text=site(channel("hook"))).begun()
    web.answer = says(500)
    office.write(FILES).announce()
    web.answer = says(200)
    office.announce(later(10))
    assert run(tmp_path, "--log", env={})[1].splitlines() == [
        f"2026-03-14 09:30:00Z  intent    hook                  {NAME}",
        f"2026-03-14 09:30:00Z  failed    hook                  {NAME}: it answered with 500 (3 tries)",
        f"2026-03-14 09:40:00Z  intent    hook                  {NAME}",
        f"2026-03-14 09:40:00Z  sent      hook                  {NAME}",
    ]


def test_a_decision_is_a_line_below_what_was_there(tmp_path: Path, web: Hook) -> None:
    office = Office(tmp_path, {"hook": web.address}).write({}, text=site(channel("hook"))).begun()
    office.write(FILES).announce()
    (path,) = (tmp_path / "ledger" / "updates").rglob("*.jsonl")
    before = path.read_bytes()
    env = {"HOOK": web.address}
    code, said = run(tmp_path, "repair", NAME, "--as", "again", env=env)
    assert (code, said.startswith(f"`{NAME}`: Nothing waits for a decision.")) == (1, True)
    code, said = run(
        tmp_path, "repair", NAME, "--as", "again", "--channel", "hook", "--why", "they lost it", env=env
    )
    assert (code, said) == (0, f"hook: {NAME} goes out with the next `clearbell announce`.\n")
    assert path.read_bytes().startswith(before)
    assert office.announce().code == 0
    assert web.said == [NAME, NAME]
    assert len({request.headers["Idempotency-Key"] for request in web.got}) == 2
    code, said = run(tmp_path, "repair", "it/none", "--as", "sent", env=env)
    assert (code, "content/incidents doesn't know it" in said) == (1, True)


def test_lines_that_were_put_together_count_once_and_in_their_order() -> None:
    intent = Mark(NOW, Did.INTENT, "me", until=NOW + timedelta(minutes=6), text="x")
    sent = Mark(NOW + timedelta(seconds=1), Did.SENT, "me")
    both = Entry.of(sent.line() + intent.line() + sent.line())
    assert both.marks == (intent, sent)
    assert both.state(NOW, "me") is State.SENT
    assert Entry.of(intent.line()).state(NOW, "other") is State.UNDER_WAY
    assert replace(both, marks=()).state(NOW, "me") is State.WAITING
