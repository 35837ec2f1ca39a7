"""Colleagues are reminded: of what is late or nearly so, once for each step, and nobody else is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from announcing import Office, channel, site
from clearbell.cli import main
from publishing import incident
from sinks import Hook, says

OPEN: Final = {
    "pay": "confirmed: 2026-03-14 09:00Z\n"
    + incident("2026-03-14 09:20 investigating", severity=1, title="Nobody can pay")
}
CHANNELS: Final = site(
    channel("team", audience="team"),
    channel("practice", audience="team", drill=True),
    channel("customers"),
)


@pytest.fixture
def office(tmp_path: Path, web: Hook) -> Office:
    policy = tmp_path / "content" / "policy.yml"
    policy.parent.mkdir()
    policy.write_text("review: {last_reviewed: 2026-03-01}\n", encoding="utf-8")
    addresses = {name: f"{web.address}/{name}" for name in ("team", "practice", "customers")}
    return Office(tmp_path, addresses).write(OPEN, text=CHANNELS)


def _remind(office: Office, at: str, *words: str, more: dict[str, str] | None = None) -> tuple[int, str]:
    env = {name.upper(): address for name, address in office.environment.items()} | (more or {})
    given = ["-C", str(office.root), "remind", "--at", f"2026-03-14T{at}Z", *words]
    done = CliRunner().invoke(main, given, env=env)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_each_step_of_lateness_is_told_once_to_the_team_alone(office: Office, web: Hook) -> None:
    told = []
    for at in ("10:00", "10:06", "10:10", "10:19", "10:21", "10:31", "10:49", "10:51", "11:25", "11:35"):
        code, said = _remind(office, at)
        assert code == 0, said
        told += [at] if "team: sent, 1 thing due\n" in said else []
    assert told == ["10:06", "10:21", "10:51", "11:25"]
    assert {request.path for request in web.got} == {"/team"}
    first, second = web.got[0].json, web.got[1].json
    assert first["title"] == "Acme: 1 thing is due"
    assert (
        first["message"]
        .splitlines()[0]
        .startswith("Next public update: Nobody can pay (Communications Lead): in 14 min.")
    )
    assert second["title"] == "Acme: 1 thing is due, 1 late"
    assert first["due"] == ["update:pay:20260314t092000z"]


def test_what_belongs_to_an_exercise_goes_to_its_channel(office: Office, web: Hook) -> None:
    office.write({"pay": OPEN["pay"].replace("severity: 1", "severity: 1\ndrill: true")})
    assert _remind(office, "10:30")[0] == 0
    assert {request.path for request in web.got} == {"/practice"}


def test_a_dry_run_shows_the_message_and_notes_nothing(office: Office, web: Hook) -> None:
    code, said = _remind(office, "10:30", "--dry-run")
    assert (code, web.got) == (0, [])
    assert said.startswith(
        "team (webhook):\n    Acme: 1 thing is due, 1 late\n\n    Next public update: Nobody can pay"
    )
    assert _remind(office, "10:30")[1] == "team: sent, 1 thing due\n"


def test_a_channel_that_fails_is_reminded_by_the_next_run(office: Office, web: Hook) -> None:
    web.answer = says(401)
    assert _remind(office, "10:30") == (4, "team: failed, 1 thing due: it answered with 401\n")
    web.answer = says(200)
    assert _remind(office, "10:40") == (0, "team: sent, 1 thing due\n")
    log = CliRunner().invoke(main, ["-C", str(office.root), "announce", "--log"]).output
    assert "sent      team                  update-pay-20260314t092000z-" in log


def test_nothing_due_says_so_and_the_heart_beats_all_the_same(office: Office, web: Hook) -> None:
    code, said = _remind(office, "09:30", "--heartbeat", "env:HEART", more={"HEART": f"{web.address}/heart"})
    assert (code, said) == (0, "Nothing to remind of.\n")
    assert [request.path for request in web.got] == ["/heart"]
    code, said = _remind(office, "09:30", "--heartbeat", "env:HEART")
    assert (code, said.splitlines()[-1]) == (
        1,
        "env:HEART: expected env:NAME, and a web address in that variable.",
    )
    web.answer = says(500)
    code, said = _remind(office, "09:30", "--heartbeat", "env:HEART", more={"HEART": web.address})
    assert (code, said.splitlines()[-1]) == (0, "The monitor that watches the heartbeat gives no answer.")


def test_many_things_are_one_message(office: Office, web: Hook) -> None:
    files = {
        f"pay-{number}": OPEN["pay"].replace("Nobody can pay", f"Trouble {number}") for number in range(30)
    }
    office.write(files)
    assert _remind(office, "10:30") == (0, "team: sent, 31 things due\n")
    (request,) = web.got
    assert request.json["title"] == "Acme: 31 things are due, 31 late"
    assert "And 21 more: `clearbell due` shows them." in request.json["message"]
