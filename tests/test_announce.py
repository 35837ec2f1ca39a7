"""What goes out, to whom and when: news minus the ledger, really delivered to servers of this machine."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from announcing import NOW, Office, channel, hidden, later, run, site
from clearbell.announce.reading import read_news
from clearbell.verifying.showing import shows
from hosts import web as static
from publishing import incident, notice, project, publish, work
from sinks import Hook, Post

PAY: Final = "2026-03-14-pay"
FIRST: Final = {PAY: incident("2026-03-14 09:20 investigating")}
SECOND: Final = {PAY: incident("2026-03-14 09:20 investigating", "2026-03-14 09:40 identified")}


@pytest.fixture
def office(tmp_path: Path, web: Hook, mail: Post) -> Office:
    """A site with a webhook and a mailing list, both of which have begun."""
    made = Office(tmp_path, {"hook": web.address, "list": mail.address()})
    text = site(channel("hook"), channel("list", kind="mail"))
    return made.write({}, text=text).begun()


def test_an_update_goes_to_every_channel_once(office: Office, web: Hook, mail: Post) -> None:
    told = office.write(FIRST).announce()
    assert told.said == [
        "hook: sent 2026-03-14-pay/20260314t092000z",
        "list: sent 2026-03-14-pay/20260314t092000z",
        "2 sent.",
    ]
    assert told.code == 0
    assert web.said == ["2026-03-14-pay/20260314t092000z"]
    assert mail.subjects == ["Acme: Some can't pay"]
    again = office.announce()
    assert (again.said, again.code) == (["Nothing to send."], 0)
    assert (len(web.got), len(mail.got)) == (1, 1)


def test_the_next_update_follows_in_the_same_thread(office: Office, mail: Post) -> None:
    office.write(FIRST).announce()
    office.write(SECOND).announce(later(12))
    first, second = mail.got
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"]
    assert mail.subjects == ["Acme: Some can't pay", "Re: Acme: Some can't pay"]


def test_a_dry_run_shows_what_then_goes_out_to_the_letter(office: Office, web: Hook, mail: Post) -> None:
    office.write(FIRST)
    code, said = run(office.root, "--dry-run", "--at", "2026-03-14T09:30Z", env={"HOOK": web.address})
    assert (code, len(web.got), len(mail.got)) == (0, 0, 0)
    office.announce()
    (request,) = web.got
    shown = f"    {request.json['title']}\n\n" + "".join(
        f"    {line}\n" if line else "\n" for line in request.json["message"].splitlines()
    )
    assert f"hook (webhook): 2026-03-14-pay/20260314t092000z\n{shown}" in said
    assert "Nothing was sent. 2 messages: 1 to hook, 1 to list." in said
    text = mail.got[0].get_body(("plain",))
    assert text is not None
    assert text.get_content().split() == request.json["message"].split()


def test_the_first_run_sends_nothing_of_what_is_there(tmp_path: Path, web: Hook) -> None:
    old = {
        "2025-01-01-old": incident("2025-01-01 09:20 investigating", "2025-01-01 10:20 resolved"),
        "2025-02-02-note": notice("2025-02-02 10:00"),
        "2025-03-03-work": work("2025-03-03 10:00", "2025-03-03 11:00", "2025-03-01 10:00 scheduled"),
    }
    office = Office(tmp_path, {"hook": web.address}).write(old, text=site(channel("hook")))
    told = office.announce()
    assert told.said == [
        "hook: its first run. What is there already (4 updates) isn't sent; what comes from now on is.",
        "Nothing to send.",
    ]
    assert (told.code, web.got) == (0, [])
    assert office.write(FIRST).announce().code == 0
    assert len(web.got) == 1


def test_what_is_fresh_at_the_first_run_waits_for_a_decision(tmp_path: Path, web: Hook) -> None:
    office = Office(tmp_path, {"hook": web.address}).write(FIRST, text=site(channel("hook")))
    told = office.announce()
    assert (told.code, web.got) == (1, [])
    assert "hook: held 2026-03-14-pay/20260314t092000z: there before this channel's first run" in told.said
    code, said = run(tmp_path, "repair", "2026-03-14-pay/20260314t092000z", "--as", "again", env={})
    assert (code, said) == (
        0,
        "hook: 2026-03-14-pay/20260314t092000z goes out with the next `clearbell announce`.\n",
    )
    assert office.announce().code == 0
    assert len(web.got) == 1


def test_a_page_that_does_not_show_it_is_waited_for_and_then_said_to_be_late(
    office: Office, web: Hook
) -> None:
    told = office.write(FIRST).announce(look=hidden)
    assert "The live page doesn't show 2026-03-14-pay/20260314t092000z yet; the messages say so." in told.said
    assert "Our page may show this a few minutes later." in web.got[0].json["message"]


def test_it_goes_out_when_the_real_page_shows_it_and_not_before(tmp_path: Path, web: Hook) -> None:
    text = site(channel("hook")).replace("https://status.acme.example", "http://127.0.0.1:1")
    office = Office(tmp_path / "site", {"hook": web.address}).write({}, text=text).begun()
    live = tmp_path / "live"
    publish(office.root)
    shutil.copytree(office.root / "site/public", live)
    office.write(FIRST)
    publish(office.root)
    with static(live) as address:
        look = shows(address, tmp_path / "nothing")
        (news,) = read_news(office.root, office.desk().setup.settings, NOW).news
        assert not look(news)
        assert len(office.announce(look=look).round.delayed) == 1
        web.got.clear()
        shutil.rmtree(office.root / "ledger" / "updates")
        shutil.copytree(office.root / "site/public", live, dirs_exist_ok=True)
        assert look(news)
        assert office.announce(look=look).round.delayed == frozenset()
    assert "a few minutes later" not in web.got[0].json["message"]


def test_a_page_that_comes_while_it_is_waited_for_is_seen(office: Office, web: Hook) -> None:
    answers = iter([False, False, True])
    told = office.hasty(page=5).write(FIRST).announce(look=lambda _: next(answers))
    assert (told.code, told.round.delayed, len(web.got)) == (0, frozenset(), 1)


def test_no_page_at_all_holds_nothing_up_for_good(office: Office, web: Hook) -> None:
    told = office.write(FIRST).announce(look=shows("http://127.0.0.1:1", office.root))
    assert (told.code, len(told.round.delayed), len(web.got)) == (0, 1, 1)


def test_programs_are_told_in_json(office: Office, web: Hook) -> None:
    office.write(FIRST)
    at = ("--at", "2026-03-14T09:30Z", "--format", "json", "--channel", "hook")
    code, said = run(office.root, "--dry-run", *at, env={"HOOK": web.address})
    (message,) = json.loads(said)["messages"]
    assert (code, message["channel"], message["title"]) == (0, "hook", "Acme: Some can't pay")
    code, said = run(
        office.root, "--wait", "0", "--url", "http://127.0.0.1:1", *at, env={"HOOK": web.address}
    )
    assert (code, json.loads(said)["results"][0]["outcome"]) == (0, "sent")
    assert web.got[0].json["message"] != message["body"]  # for the page is late
    code, said = run(office.root, "--log", "--format", "json", env={})
    assert [line["did"] for line in json.loads(said)] == ["intent", "sent"]


def test_a_channel_that_does_not_exist_is_told_with_those_that_do(office: Office) -> None:
    code, said = run(office.root, "--channel", "fax", env={})
    assert (code, said) == (1, "content/site.yml has no channel `fax`. It has: hook, list.\n")


def test_without_channels_nobody_is_told(tmp_path: Path) -> None:
    project(tmp_path, FIRST)
    assert run(tmp_path, env={}) == (
        0,
        "content/site.yml has no `channels`, so nobody is told of anything.\n",
    )
    assert not (tmp_path / "ledger").exists()


def test_nobody_waits_for_the_page_when_no_message_can_go(office: Office) -> None:
    unreachable = replace(office, environment={}).hasty(page=60)
    begun = time.monotonic()
    told = unreachable.write(FIRST).announce(look=hidden)
    assert time.monotonic() - begun < 10
    assert told.said[0] == "hook: not sent 2026-03-14-pay/20260314t092000z: the environment has no HOOK"
    assert told.code == 4
