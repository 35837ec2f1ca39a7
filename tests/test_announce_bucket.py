"""The ledger in a bucket, against a real server of the S3 protocol on this machine (`rclone serve s3`)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import pytest

from announcing import Office, channel, later, run, site
from clearbell.announce.ledger.bucket import Bucket
from clearbell.announce.ledger.place import Down
from clearbell.store import Store
from conftest import Clearbell
from hosts import free_port
from publishing import incident, tree
from sinks import Hook

NAME: Final = "it/20260314t092000z"
FILES: Final = {"it": incident("2026-03-14 09:20 investigating", severity=3)}


def _ledger(folder: Path, prefix: str) -> Bucket:
    return Bucket(Store("status", tries=3), prefix, folder / "ledger.lock")


def _office(folder: Path, web: Hook, prefix: str) -> Office:
    made = Office(folder, {"hook": web.address}, me=folder.name)
    return made.write(
        {}, text=site(channel("hook"), more=f"announcing: {{ledger: 's3://status/{prefix}'}}\n")
    )


def _told(office: Office, prefix: str, minutes: float = 0) -> tuple[int, list[str]]:
    told = office.announce(later(minutes), place=_ledger(office.root, prefix))
    return told.code, list(told.said)


@pytest.mark.usefixtures("where")
def test_what_one_machine_sent_no_other_sends(tmp_path: Path, web: Hook, prefix: str) -> None:
    one, two = (_office(tmp_path / name, web, prefix) for name in ("one", "two"))
    code, said = _told(one, prefix)
    assert (code, said[-1]) == (0, "Nothing to send.")
    one.write(FILES)
    two.write(FILES)
    assert _told(one, prefix, 1) == (0, [f"hook: sent {NAME}", "1 sent."])
    assert _told(two, prefix, 2) == (0, ["Nothing to send."])
    assert web.said == [NAME]


def test_each_line_is_an_object_that_nobody_writes_again(
    tmp_path: Path, web: Hook, prefix: str, where: Path
) -> None:
    office = _office(tmp_path / "one", web, prefix)
    _told(office, prefix)
    before = tree(where)
    office.write(FILES)
    _told(office, prefix, 1)
    after = tree(where)
    assert {name: after[name] for name in before} == before
    added = sorted(set(after) - set(before))
    assert [name.rpartition("/")[0] for name in added] == [f"updates/{NAME}/hook.jsonl"] * 2
    assert [name.rpartition("/")[2][:7] for name in added] == ["000001-", "000002-"]
    assert b'"did": "intent"' in after[added[0]]
    assert b'"did": "sent"' in after[added[1]]


def test_who_writes_second_gives_way(tmp_path: Path, prefix: str, where: Path) -> None:
    one, two = (_ledger(tmp_path, prefix) for _ in range(2))
    assert (one.read(), two.read()) == ({}, {})
    assert one.add({"a": b"1\n", "b": b"1\n"}) == set()
    assert two.add({"a": b"2\n", "c": b"2\n"}) == {"a"}
    assert one.read() == two.read() == {"a": b"1\n", "b": b"1\n", "c": b"2\n"}
    assert two.add({"a": b"2\n"}) == set()
    assert one.add({"b": b"3\n"}) == set()
    assert two.read() == {"a": b"1\n2\n", "b": b"1\n3\n", "c": b"2\n"}
    assert len(tree(where)) == 5


def test_of_many_who_write_at_once_exactly_one_succeeds(tmp_path: Path, prefix: str, where: Path) -> None:
    ledgers = [_ledger(tmp_path, prefix) for _ in range(4)]
    for ledger in ledgers:
        ledger.read()
    taken: list[set[str]] = []
    threads = [
        threading.Thread(target=lambda ledger=ledger, n=n: taken.append(ledger.add({"a": b"%d\n" % n})))
        for n, ledger in enumerate(ledgers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(sorted, taken)) == [[], ["a"], ["a"], ["a"]]
    assert len(tree(where)) == 1


def test_a_bucket_that_gives_no_answer_is_down(
    tmp_path: Path, prefix: str, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    ledger = _ledger(tmp_path, prefix)
    with pytest.raises(Down, match=f"The bucket status didn't list {prefix}/ "):
        ledger.read()
    with pytest.raises(Down, match=f"The bucket status didn't write {prefix}/a/000001-"):
        ledger.add({"a": b"1\n"})
    assert not where.exists()


def test_the_command_keeps_its_ledger_where_site_yml_says(
    tmp_path: Path, web: Hook, prefix: str, where: Path
) -> None:
    _office(tmp_path, web, prefix)
    code, said = run(tmp_path, "--at", "2026-03-14 09:30Z", "--wait", "0", env={"HOOK": web.address})
    assert (code, said.splitlines()[-1]) == (0, "Nothing to send.")
    assert [name.rpartition("/")[0] for name in tree(where)] == ["channels/hook.jsonl"]


def test_a_place_that_is_no_bucket_is_refused(tmp_path: Path, web: Hook, clearbell: Clearbell) -> None:
    _office(tmp_path, web, "../above")
    said = clearbell("-C", str(tmp_path), "check", "--now", "2026-03-14 09:30Z")
    assert said.code == 1
    assert (
        "Write a folder of this repository, branch: and the name of a git branch, or s3:// and a bucket."
        in " ".join(said.out.split())
    )
