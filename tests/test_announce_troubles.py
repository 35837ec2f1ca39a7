"""What can go wrong on the way: dead, slow, refusing, rate-limiting and lying services; a ledger that can't be written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from announcing import Office, channel, later, run, site
from clearbell.announce.ledger.folder import Folder
from clearbell.announce.ledger.place import Down
from hosts import free_port
from publishing import incident
from sinks import Answer, Hook, cuts, drips, hangs, hook, in_turn, post, says

PAY: Final = "2026-03-14-pay"
NAME: Final = f"{PAY}/20260314t092000z"


def _office(folder: Path, environment: Mapping[str, str]) -> Office:
    made = Office(folder, dict(environment))
    return made.write({}, text=site(*map(channel, environment))).begun()


def _news(severity: int = 2) -> dict[str, str]:
    return {PAY: incident("2026-03-14 09:20 investigating", severity=severity)}


@pytest.mark.parametrize(
    ("answer", "requests", "said"),
    [
        (says(500), 3, "it answered with 500 (3 tries)"),
        (says(503), 3, "it answered with 503 (3 tries)"),
        (says(401), 1, "it answered with 401"),
        (says(404), 1, "it answered with 404"),
        (says(302, Location="/elsewhere"), 3, "it answered with 302, and that it wasn't taken (3 tries)"),
    ],
)
def test_what_a_service_refuses_is_tried_as_often_as_may_help(
    answer: Answer, requests: int, said: str, tmp_path: Path, web: Hook
) -> None:
    web.answer = answer
    office = _office(tmp_path, {"hook": web.address}).write(_news())
    told = office.announce()
    assert (told.said[0], told.code) == (f"hook: FAILED {NAME}: {said}", 4)
    assert len(web.got) == requests
    web.answer = says(200)
    again = office.announce(later(10))
    assert (again.said, again.code) == ([f"hook: sent {NAME}", "1 sent."], 0)


def test_a_failure_that_passes_is_waited_out(tmp_path: Path, web: Hook) -> None:
    web.answer = in_turn(says(500), says(200))
    told = _office(tmp_path, {"hook": web.address}).write(_news()).announce()
    assert (told.said[0], told.code) == (f"hook: sent {NAME} (2 tries)", 0)


def test_a_service_that_asks_to_wait_is_left_alone_for_that_long(tmp_path: Path, web: Hook) -> None:
    web.answer = in_turn(says(429, Retry_After="1"), says(200))
    told = _office(tmp_path, {"hook": web.address}).write(_news()).announce()
    first, second = web.got
    assert (told.code, second.at - first.at >= 1) == (0, True)


def test_a_service_that_asks_to_wait_long_is_asked_again_by_a_later_run(tmp_path: Path, web: Hook) -> None:
    web.answer = in_turn(says(429, Retry_After="900"), says(200))
    office = _office(tmp_path, {"hook": web.address}).write(_news())
    assert office.announce().code == 4
    early = office.announce(later(10))
    assert early.said == [f"hook: waits {NAME}: its service asked to wait until 09:45Z", "Nothing to send."]
    assert office.announce(later(16)).code == 0
    assert len(web.got) == 2


@contextmanager
def _nobody() -> Iterator[str]:
    yield f"http://127.0.0.1:{free_port()}"


@contextmanager
def _behaving(answer: Answer) -> Iterator[str]:
    with hook() as found:
        found.answer = answer
        yield found.address


@pytest.mark.parametrize(
    "bad",
    [_nobody(), _behaving(says(500)), _behaving(hangs(3)), _behaving(drips(3)), _behaving(cuts)],
    ids=["dead", "failing", "hanging", "dripping", "cutting"],
)
def test_a_bad_channel_holds_up_no_other(bad: Iterator[str], tmp_path: Path, web: Hook) -> None:
    with bad as address, post() as mail:  # type: ignore[attr-defined] # a context manager
        channels = (channel("bad"), channel("hook"), channel("list", kind="mail"))
        office = Office(tmp_path, {"bad": address, "hook": web.address, "list": mail.address()})
        office = office.hasty(attempt=0.5).write({}, text=site(*channels)).begun()
        files = {
            f"it-{n}": incident("2026-03-14 09:20 investigating", title=f"Trouble {n}") for n in range(4)
        }
        begun = time.monotonic()
        told = office.write(files).announce()
        assert time.monotonic() - begun < 20
    assert (len(web.got), len(mail.got)) == (4, 4)
    assert told.code in (4, 5)
    bad_ones = [line for line in told.said if line.startswith("bad: ")]
    assert [line for line in bad_ones if "not tried" in line] == bad_ones[1:4]


@pytest.mark.parametrize("answer", [hangs(2), drips(2), cuts, says(504)])
def test_what_may_have_arrived_is_not_sent_again_by_itself(answer: Answer, tmp_path: Path, web: Hook) -> None:
    web.answer = answer
    office = _office(tmp_path, {"hook": web.address}).hasty(attempt=0.4).write(_news(severity=3))
    told = office.announce()
    assert (told.code, len(web.got)) == (5, 1)
    assert told.said[0].startswith(f"hook: UNKNOWN {NAME}: ")
    web.answer = says(200)
    again = office.announce(later(10))
    assert (again.code, len(web.got)) == (5, 1)
    assert again.said[0].startswith(f"hook: may have arrived {NAME}: ")
    code, said = run(tmp_path, "repair", NAME, "--as", "sent", env={})
    assert (code, said) == (0, f"hook: {NAME} counts as sent.\n")
    last = office.announce(later(20))
    assert (last.said, last.code, len(web.got)) == (["Nothing to send."], 0, 1)


def test_of_the_worst_incidents_what_may_have_arrived_is_sent_again(tmp_path: Path, web: Hook) -> None:
    web.answer = in_turn(cuts, says(200))
    told = _office(tmp_path, {"hook": web.address}).write(_news(severity=1)).announce()
    assert told.code == 0
    assert told.said[0] == (
        f"hook: sent {NAME} (2 tries). It may be there twice, as nobody knows whether it arrived before"
    )
    assert len({request.headers["Idempotency-Key"] for request in web.got}) == 1


def test_one_recipient_that_fails_does_not_make_the_others_get_it_again(tmp_path: Path) -> None:
    with post() as mail:
        mail.refuses = frozenset({"two@acme.example"})
        addresses = "one@acme.example,two@acme.example,three@acme.example"
        office = Office(tmp_path, {"list": mail.address(addresses)})
        office = office.write({}, text=site(channel("list", kind="mail"))).begun().write(_news())
        told = office.announce()
        assert (
            told.said[0]
            == f"list: FAILED {NAME}: 1 of 3 recipients: the mail server answered with 451 (3 tries)"
        )
        mail.refuses = frozenset()
        assert office.announce(later(10)).code == 0
        assert sorted(to for each in mail.to for to in each) == sorted(addresses.split(","))


class _Broken(Folder):
    """A ledger that can't be written, or not even read."""

    def __init__(self, root: Path, *, readable: bool) -> None:
        super().__init__(root, "ledger")
        self._readable = readable

    def read(self) -> dict[str, bytes]:
        if not self._readable:
            raise Down("ledger can't be read: it is on fire")
        return super().read()

    def add(self, lines: Mapping[str, bytes]) -> set[str]:  # noqa: ARG002 - none of them
        raise Down("ledger can't be written: it is on fire")


@pytest.mark.parametrize("readable", [True, False])
def test_without_a_ledger_only_the_worst_goes_out_and_is_listed(
    readable: bool, tmp_path: Path, web: Hook
) -> None:
    office = _office(tmp_path, {"hook": web.address})
    files = _news(severity=1) | {"it-3": incident("2026-03-14 09:21 investigating", severity=3, title="Slow")}
    office.write(files)
    broken = _Broken(tmp_path / "ledger", readable=readable)
    begun = time.monotonic()
    told = office.announce(place=broken)
    assert time.monotonic() - begun >= office.patience.ledger
    assert (told.code, web.said) == (4, [NAME])
    assert f"hook: sent {NAME}. UNRECORDED: the ledger couldn't be written" in told.said
    office.announce(later(1), place=broken)
    assert web.said == [NAME]
    mended = office.announce(later(10))
    assert (mended.code, web.said) == (0, [NAME, "it-3/20260314t092100z"])


def test_a_full_disk_stops_what_can_wait(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, {"hook": web.address}).write(_news(severity=3))
    folder = tmp_path / "ledger" / "updates"
    folder.write_text("no folder", encoding="utf-8")
    told = office.announce()
    assert (told.code, web.got) == (4, [])
    assert told.said[0].startswith(f"hook: not sent {NAME}: ledger can't be written: ")
    folder.unlink()
    assert office.announce(later(5)).code == 0


def test_no_run_prints_or_writes_an_address(tmp_path: Path, web: Hook) -> None:
    secret = f"{web.address}/s3cr3t-t0ken"
    bad = "slack://s3cr3t-t0ken/"
    office = Office(tmp_path, {"hook": secret, "chat": bad, "none": "nothing://s3cr3t-t0ken"})
    office.write({}, text=site(channel("hook"), channel("chat", kind="slack"), channel("none"))).begun()
    web.answer = says(500, b"s3cr3t-t0ken")
    told = office.write(_news()).announce()
    assert told.code == 4
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "s3cr3t-t0ken" not in "\n".join(told.said)
    assert b"s3cr3t-t0ken" not in written
    assert f"chat: not sent {NAME}: CHAT: its address is none that Apprise knows" in told.said


def test_two_runs_at_once_send_nothing_twice(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, {"hook": web.address}).write(_news())
    desk = office.desk()
    with desk.book.place.alone():
        code, said = run(tmp_path, "--wait", "0", "--at", "2026-03-14T09:30Z", env={"HOOK": web.address})
    assert (code, said) == (
        1,
        "Somebody is announcing from this folder right now. Try again when they are done.\n",
    )
    assert web.got == []


def test_a_line_that_somebody_was_writing_who_died_does_not_count(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, {"hook": web.address}).write(_news(severity=3))
    assert office.announce().code == 0
    (path,) = (tmp_path / "ledger" / "updates").rglob("*.jsonl")
    intent, sent, _ = path.read_bytes().split(b"\n")
    path.write_bytes(intent + b"\n" + sent[:20])
    assert office.announce(later(10)).code == 5
    path.write_bytes(intent[:20])  # before it was sent
    assert office.announce(later(20)).code == 0
    assert web.said == [NAME, NAME]
    path.write_bytes(b"\x00\xff garbage\n{}\n")
    assert office.announce(later(40)).code == 5
    log = run(tmp_path, "--log", env={})[1]
    assert f"ledger/updates/{NAME}/hook.jsonl has lines that can't be read; they don't count." in log


def test_a_ledger_that_was_put_together_from_two_copies_says_what_both_said(
    tmp_path: Path, web: Hook
) -> None:
    office = _office(tmp_path, {"hook": web.address}).write(_news())
    office.announce()
    (path,) = (tmp_path / "ledger" / "updates").rglob("*.jsonl")
    path.write_bytes(path.read_bytes() + path.read_bytes())
    assert office.announce(later(5)).said == ["Nothing to send."]
