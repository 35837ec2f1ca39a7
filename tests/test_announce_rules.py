"""Who gets what: events, severities, components, languages, quiet hours, exercises; and no flood, whatever happens."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from announcing import NOW, Office, channel, later, run, site
from clearbell.announce.channels import Setup
from clearbell.announce.reading import read_news
from conftest import Clearbell, Project
from publishing import incident, moment, notice, project, work
from sinks import Hook, Post

SOLVED: Final = ("2026-03-14 09:10 investigating", "2026-03-14 09:20 identified", "2026-03-14 09:28 resolved")


def _office(folder: Path, web: Hook, *lines: str, more: str = "") -> Office:
    names = [line.split('"')[3] for line in lines]
    made = Office(folder, {name: f"{web.address}/{name}" for name in names})
    return made.write({}, text=site(*lines, more=more)).begun()


def _told(web: Hook, name: str) -> list[str]:
    return [request.json["id"] for request in web.got if request.path == f"/{name}"]


CHANNELS: Final[dict[str, dict[str, Any]]] = {
    "all": {},
    "worst": {"severities": [1], "events": ["opened", "resolved"]},
    "low": {"severities": [3, 4]},
    "planned": {"events": ["maintenance"]},
    "notes": {"events": ["notice"]},
    "practice": {"drill": True, "audience": "team"},
}


def _allowed(event: str, severity: int | None) -> set[str]:
    """Who may hear of it."""
    if event == "maintenance":
        return {"all", "low", "planned"}
    if event == "notice":
        return {"all", "low", "notes"}
    worst = {"worst"} if severity == 1 and event != "updated" else set()
    return {"all"} | worst | ({"low"} if severity in (3, 4) else set())


@pytest.mark.parametrize("drill", [False, True])
def test_each_cell_of_the_matrix_gets_what_it_is_allowed_and_no_more(tmp_path: Path, drill: bool) -> None:
    """4 severities and 5 kinds of news to 6 channels."""
    head = "drill: true\n" if drill else ""
    files = {f"sev-{number}": head + incident(*SOLVED, severity=number) for number in (1, 2, 3, 4)}
    files["work"] = head + work("2026-03-15 10:00", "2026-03-15 11:00", "2026-03-14 09:00 scheduled")
    files["note"] = head + notice("2026-03-14 09:00")
    text = site(*(channel(name, **more) for name, more in CHANNELS.items()))
    setup = Setup.of(project(tmp_path, files, site=text))
    found = read_news(tmp_path, setup.settings, NOW).news
    got = {
        (event.value, each.severity, line.id)
        for each, line in product(found, setup.channels)
        for event in each.events
        if setup.wants(line, each)
    }
    if drill:
        assert {name for *_, name in got} == {"practice"}
        return
    news: list[tuple[str, int | None]] = [("maintenance", None), ("notice", None)]
    news += product(("opened", "updated", "resolved"), (1, 2, 3, 4))
    wanted = {(event, number, name) for event, number in news for name in _allowed(event, number)}
    assert got == wanted


def test_a_channel_of_a_part_hears_of_that_part_and_of_its_group(tmp_path: Path) -> None:
    text = (
        "name: Acme\nurl: https://status.acme.example\nid: acme-status\ncomponents:\n"
        "  - {id: website, name: Website}\n"
        "  - {id: pay, name: Payments, components: [{id: checkout, name: Checkout}, {id: refunds, name: Refunds}]}\n"
        f"channels:\n{channel('group', components=['pay'])}{channel('part', components=['refunds'])}"
    )
    files = {"one": incident("2026-03-14 09:20 investigating")}
    setup = Setup.of(project(tmp_path, files, site=text))
    (news,) = read_news(tmp_path, setup.settings, NOW).news
    assert [line.id for line in setup.channels if setup.wants(line, news)] == ["group"]


def test_a_severity_that_rises_brings_in_the_channels_of_the_worse(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("worst", severities=[1]))
    file = incident("2026-03-14 09:20 investigating", "2026-03-14 09:25 identified", severity=3)
    office.write({"it": file.replace("status: identified", "status: identified\n    severity: 1")}).announce()
    assert _told(web, "worst") == ["it/20260314t092500z"]


def test_a_channel_reads_its_own_language(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("english"), channel("dutch", language="nl"))
    file = incident("2026-03-14 09:20 investigating")
    file += "translations: {nl: {title: Betalen lukt niet, updates: {20260314t092000z: De laatste stap geeft een fout.}}}\n"
    office.write({"it": file}).announce()
    said = {request.path: request.json for request in web.got}
    assert said["/english"]["title"] == "Acme: Some can't pay"
    assert said["/dutch"]["title"] == "Acme: Betalen lukt niet"
    assert said["/dutch"]["message"].splitlines()[:3] == [
        "We zoeken het uit",
        "",
        "De laatste stap geeft een fout.",
    ]


def test_at_night_only_the_worst_wakes_anybody_and_the_rest_follows_in_the_morning(
    tmp_path: Path, web: Hook
) -> None:
    quiet = {"from": "22:00", "to": "07:00"}
    office = _office(tmp_path, web, channel("night", quiet=quiet))
    low = ["2026-03-14 21:30 investigating", "2026-03-14 23:30 identified"]
    office.write(
        {"low": incident(*low, severity=3), "high": incident("2026-03-14 23:40 investigating", title="Bad")}
    )
    told = office.announce(moment("2026-03-14 23:45"))
    assert _told(web, "night") == ["high/20260314t234000z"]
    assert "night: waits low/20260314t233000z: quiet hours until 07:00" in told.said
    office.announce(moment("2026-03-15 06:30"))
    assert _told(web, "night")[1:] == ["low/20260314t233000z"]
    late = web.got[1].json["message"]
    assert "You get this late. We wrote it yesterday" not in late
    assert "You get this late. We wrote it 00:30 (14 March, 23:30 UTC)." in late
    assert "We wrote one more message before this that you didn\u2019t get." in late


def test_an_exercise_says_so_and_goes_nowhere_else(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("real"), channel("practice", drill=True))
    office.write({"it": "drill: true\n" + incident("2026-03-14 09:20 investigating")}).announce()
    assert (_told(web, "real"), _told(web, "practice")) == ([], ["it/20260314t092000z"])
    assert web.got[0].json["message"].startswith("This is an exercise, nothing is wrong.")


def test_nothing_of_a_draft_or_of_history_from_elsewhere_goes_out(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    lines = "2026-03-14 09:20 investigating"
    told = office.write(
        {"a": "draft: true\n" + incident(lines), "b": "imported: statuspage\n" + incident(lines)}
    ).announce()
    assert (told.said, web.got) == (["Nothing to send."], [])


def test_words_that_the_page_holds_back_go_out_nowhere(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    secret = "AKIA" + "IOSFODNN7EXAMPLX"
    file = incident("2026-03-14 09:20 investigating").replace("Words of update 1", f"The key is {secret}")
    told = office.write({"it": file, "other": incident("2026-03-14 09:21 investigating")}).announce()
    assert _told(web, "all") == ["other/20260314t092100z"]
    assert told.said[0] == (
        "content/incidents/it.yml isn't right, so nothing of its newest version goes out: see `clearbell check`."
    )


def test_more_messages_than_anybody_would_expect_stop_and_ask(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    files = {
        f"it-{number}": incident("2026-03-14 09:20 investigating", title=f"No {number}")
        for number in range(21)
    }
    told = office.write(files).announce()
    assert (told.code, web.got) == (1, [])
    assert told.said == [
        (
            "Stopped before anything was sent: 21 messages are more than 20. `clearbell announce --dry-run` shows them; "
            "`--yes` sends them."
        ),
        "Nothing was sent.",
    ]
    assert office.announce(later(1), sure=True).code == 0
    assert len(web.got) == 21


def test_every_file_changed_at_once_sends_nothing(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    files = {f"it-{number}": incident(*SOLVED, title=f"No {number}") for number in range(30)}
    office = office.write(files)
    office.announce(sure=True)
    web.got.clear()
    changed = {name: text.replace("Words of update", "Other words of update") for name, text in files.items()}
    assert office.write(changed).announce(later(5)).said == ["Nothing to send."]
    moved = {name: text.replace("09:28Z", "09:29Z") for name, text in files.items()}
    told = office.write(moved).announce(later(5))
    assert (told.code, web.got) == (1, [])


def test_the_same_words_do_not_go_out_twice_within_minutes(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    office.write({"it": incident("2026-03-14 09:20 investigating")}).announce()
    told = office.write({"it": incident("2026-03-14 09:21 investigating")}).announce(later(3))
    assert (told.code, len(web.got)) == (1, 1)
    assert told.said[0] == "all: held it/20260314t092100z: the same words as it/20260314t092000z, just before"
    assert office.announce(later(30)).code == 0
    assert len(web.got) == 1


def test_five_thousand_incidents_before_a_first_run_send_nothing(tmp_path: Path, web: Hook) -> None:
    old = incident("2025-01-01 09:20 investigating", "2025-01-01 10:20 resolved")
    folder = tmp_path / "content" / "incidents"
    folder.mkdir(parents=True)
    for number in range(5_000):
        (folder / f"it-{number}.yml").write_text(old, encoding="utf-8")
    office = Office(tmp_path, {"all": web.address, "more": web.address})
    office.write({}, text=site(channel("all"), channel("more")))
    told = office.announce()
    assert (told.code, web.got) == (0, [])
    assert told.said[0] == (
        "all: its first run. What is there already (10,000 updates) isn't sent; what comes from now on is."
    )
    assert len([path for path in (tmp_path / "ledger").rglob("*") if path.is_file()]) < 10
    assert office.write({"new": incident("2026-03-14 09:20 investigating")}).announce().code == 0
    assert _ids(web) == ["new/20260314t092000z"] * 2
    for path in (tmp_path / "ledger").rglob("*.*"):
        path.unlink()
    assert office.announce(later(5)).code == 1
    assert len(web.got) == 2


def _ids(web: Hook) -> list[str]:
    return [request.json["id"] for request in web.got]


def test_what_is_late_comes_as_one_message_that_says_so(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"))
    lines = ["2026-03-14 05:00 investigating", "2026-03-14 06:00 identified", "2026-03-14 07:00 resolved"]
    told = office.write({"it": incident(*lines)}).announce()
    assert told.said == [
        "all: sent it/20260314t070000z, with 20260314t050000z, 20260314t060000z before it, late",
        "1 sent.",
    ]
    message = web.got[0].json["message"]
    assert message.startswith(
        "You get this late. We wrote it 08:00 (07:00 UTC). We wrote 2 more messages before this that you didn\u2019t get."
    )
    assert office.announce(later(5)).said == ["Nothing to send."]


def test_a_mail_has_a_way_off_the_list_and_both_parts_say_the_same(tmp_path: Path, mail: Post) -> None:
    line = channel("news", kind="mail", list={"unsubscribe": "mailto:leave@acme.example", "id": "status"})
    office = Office(tmp_path, {"news": mail.address()}).write({}, text=site(line)).begun()
    file = incident("2026-03-14 09:20 investigating", title="Some can't pay & <b>worry</b>")
    office.write(
        {"it": file.replace("Words of", "See https://help.acme.example/?a=1&b=2. Words of")}
    ).announce()
    (got,) = mail.got
    assert got["List-Unsubscribe"] == "<mailto:leave@acme.example>"
    assert got["List-Id"] == "<status.acme-status.status.acme.example>"
    assert got["Message-ID"] == "<20260314t092000z.it.acme-status@status.acme.example>"
    assert (got["From"], got["To"]) == ("Acme status <status@acme.example>", "list@acme.example")
    plain, html = (got.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert html.get_content().count("<img") == 0
    assert '<a href="https://help.acme.example/?a=1&amp;b=2">' in html.get_content()
    assert "worry</b>" not in html.get_content()
    assert "leave@acme.example" in plain.get_content()


TEMPLATE: Final = "title: {site} says: {title}\n\n{what}\n\nYours, the shop\n\n{link}\n"


def test_a_site_has_its_own_way_of_putting_it(tmp_path: Path, web: Hook) -> None:
    office = _office(tmp_path, web, channel("all"), channel("dutch", language="nl"))
    folder = tmp_path / "content" / "templates"
    folder.mkdir()
    (folder / "webhook.txt").write_text(TEMPLATE, encoding="utf-8")
    (folder / "webhook.nl.txt").write_text(TEMPLATE.replace("Yours", "Groeten"), encoding="utf-8")
    office.write({"it": incident("2026-03-14 09:20 investigating")}).announce()
    said = {request.path: request.json for request in web.got}
    assert said["/all"]["title"] == "Acme says: Some can't pay"
    assert said["/all"]["message"] == (
        "Words of update 1.\n\nYours, the shop\n\nhttps://status.acme.example/incidents/it/"
    )
    assert "Groeten, the shop" in said["/dutch"]["message"]


def test_a_template_that_cannot_be_used_is_found_by_check_and_stops_a_run(
    project: Project, clearbell: Clearbell
) -> None:
    root = project({"content/templates/mail.txt": "{tilte}\n{what}", "content/templates/fax.txt": "{link}"})
    said = clearbell("check")
    assert (said.code, said.out) == (
        1,
        (
            "content/templates/fax.txt: error: (file-name)\n"
            "  expected one of mail.txt, sms.txt, slack.txt, teams.txt, mastodon.txt,\n"
            "           bluesky.txt, x.txt, webhook.txt\n"
            "  found    `fax.txt`\n"
            "  Rename it; with a language before the ending, such as mail.nl.txt, it is for\n"
            "  that alone.\n"
            "\n"
            "content/templates/mail.txt: error: (template)\n"
            "  expected the part `{link}`\n"
            "  found    none\n"
            "  Add a line with {link}: whoever reads it wants to know more.\n"
            "\n"
            "content/templates/mail.txt:1:1: error: (template)\n"
            "     1 | {tilte}\n"
            "       | ~~~~~~~\n"
            "  expected one of site, title, state, what, who, do, window, next, exercise,\n"
            "           late, delayed, link\n"
            "  found    `tilte`\n"
            "  Did you mean `title`?\n"
            "\n"
            "3 errors in 2 files.\n"
        ),
    )
    code, _ = run(root, "--dry-run", env={})
    assert code == 1


def test_the_words_of_a_template_are_judged_like_any_others(project: Project, clearbell: Clearbell) -> None:
    project({"content/templates/sms.txt": "We deployed a hotfix to the API gateway. {title} {link}"})
    said = clearbell("check")
    assert said.code == 1
    assert "content/templates/sms.txt: error: (jargon)" in said.out


def test_check_says_what_would_be_announced_to_whom_and_how_often(
    project: Project, clearbell: Clearbell, tmp_path: Path
) -> None:
    text = site(channel("news", kind="mail"), channel("team", kind="slack", severities=[1]))
    file = incident(
        "2026-03-14 09:20 investigating", "2026-03-14 09:40 identified", "2026-03-14 09:50 resolved"
    )
    project({"content/site.yml": text, "content/incidents/it.yml": file})
    said = clearbell("check", "--now", "2026-03-14 10:00Z")
    assert said.out.splitlines()[:3] == [
        "3 messages of the last day's news would be announced, minus what was already:",
        "  news: 3 messages (it/20260314t092000z, it/20260314t094000z, it/20260314t095000z)",
        "`clearbell announce --dry-run` shows them.",
    ]
    page = tmp_path / "summary.md"
    clearbell(
        "check", "--format", "github", "--now", "2026-03-14 10:00Z", env={"GITHUB_STEP_SUMMARY": str(page)}
    )
    summary = page.read_text(encoding="utf-8")
    names = "".join(f"<code>it/20260314t09{minute}00z</code>, " for minute in (20, 40, 50)).removesuffix(", ")
    assert f"| <code>news</code> | mail | 3 | {names} |" in summary
    assert "<pre>\nAcme&#58; Some can&#39;t pay\n" in summary
    assert "announced" not in clearbell("check", "--now", "2026-04-14 10:00Z").out
    assert "announced" not in clearbell("check", "content/site.yml", "--now", "2026-03-14 10:00Z").out
