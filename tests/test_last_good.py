"""One bad file holds up only itself: its last good version stands in for it, and the page never gets greener by a mistake."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import which
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from clearbell.model import ComponentState
from clearbell.public.build import Built, build
from publishing import NOW, SITE, incident, output, project, publish, updates, words

PAY: Final = "2026-03-14-pay"
SEV1: Final = "2026-03-14-shop"
OPEN: Final = incident("2026-03-14 09:20 investigating", "2026-03-14 09:58 identified")
NEWER: Final = OPEN + "  - at: 2026-03-14 11:00Z\n    status: monitoring\n    message: Words of update 3.\n"
CRITICAL: Final = incident(
    "2026-03-14 11:30 investigating", title="Nobody can shop", components="website: major_outage"
).replace("severity: 2", "severity: 1")
LATE: Final = "There is newer news on this that we can\u2019t show yet."
UNSURE: Final = "There is news of a possible problem that we can\u2019t show yet."


def _file(root: Path, name: str = PAY) -> Path:
    return root / "content" / "incidents" / f"{name}.yml"


def _api(root: Path, name: str) -> Any:
    return json.loads(output(root)[f"api/v2/{name}.json"])


def _git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Team", "-c", "user.email=team@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _commit(root: Path) -> str:
    if not (root / ".git").exists():
        _git(root, "init", "-q")
        (root / ".gitignore").write_text("site\n.cache\n", encoding="utf-8")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "Content")
    return _git(root, "rev-parse", "HEAD")


def _text(root: Path) -> str:
    return words(output(root)["index.html"])


def _write(text: bytes) -> Callable[[Path], None]:
    return lambda path: _put(path, text)


def _put(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


GOOD: Final = NEWER.encode()
BROKEN: Final[dict[str, Callable[[Path], None]]] = {
    "empty": _write(b""),
    "blank": _write(b"\n \n"),
    "half saved": _write(GOOD[: GOOD.rindex(b"status") + 3]),
    "cut in a key": _write(GOOD[:40]),
    "a list": _write(b"- one\n"),
    "a word": _write(b"oops\n"),
    "a number": _write(b"42\n"),
    "unclosed quote": _write(GOOD.replace(b"title: Some", b'title: "Some')),
    "unclosed bracket": _write(GOOD + b"x: [1, 2\n"),
    "tab": _write(GOOD.replace(b"  - at", b"\t- at", 1)),
    "wrong indent": _write(GOOD.replace(b"    status", b"   status", 1)),
    "conflict": _write(b"<<<<<<< HEAD\n" + GOOD + b"=======\n" + GOOD + b">>>>>>> theirs\n"),
    "conflict inside": _write(
        GOOD.replace(b"severity: 2\n", b"<<<<<<< HEAD\nseverity: 2\n=======\nseverity: 3\n>>>>>>> x\n")
    ),
    "latin 1": _write(GOOD.replace(b"Some", "Käufer".encode("latin-1"))),
    "utf 16": _write(NEWER.encode("utf-16")),
    "zero byte": _write(GOOD + b"\0"),
    "bell": _write(GOOD.replace(b"Words", b"Words\x07", 1)),
    "invisible": _write(GOOD.replace(b"Words", "Words\u202e".encode(), 1)),
    "huge": _write(GOOD + b"#" * 300_000),
    "deep": _write(b"[" * 500 + b"]" * 500),
    "bomb": _write(b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "alias": _write(GOOD.replace(b"severity: 2", b"severity: &s 2") + b"x: *s\n"),
    "python tag": _write(GOOD + b"x: !!python/object/apply:os.system [id]\n"),
    "merge key": _write(GOOD + b"<<: {a: 1}\n"),
    "two documents": _write(GOOD + b"---\n" + GOOD),
    "duplicate key": _write(GOOD + b"severity: 3\n"),
    "unknown key": _write(GOOD + b"sevrity: 3\n"),
    "no title": _write(GOOD.replace(b"title:", b"titel:")),
    "empty title": _write(GOOD.replace(b"title: Some can't pay", b"title:")),
    "long title": _write(GOOD.replace(b"title: Some", b"title: " + b"x" * 5000)),
    "title is a list": _write(GOOD.replace(b"title: Some can't pay", b"title: [a]")),
    "severity 7": _write(GOOD.replace(b"severity: 2", b"severity: 7")),
    "severity in words": _write(GOOD.replace(b"severity: 2", b"severity: high")),
    "no severity": _write(GOOD.replace(b"severity: 2\n", b"")),
    "no updates": _write(GOOD.partition(b"updates:")[0]),
    "empty updates": _write(GOOD.partition(b"updates:")[0] + b"updates: []\n"),
    "updates is a word": _write(GOOD.partition(b"updates:")[0] + b"updates: later\n"),
    "30 February": _write(GOOD.replace(b"2026-03-14 11:00Z", b"2026-02-30 11:00Z")),
    "no zone": _write(GOOD.replace(b"11:00Z", b"11:00")),
    "hour 25": _write(GOOD.replace(b"11:00Z", b"25:00Z")),
    "tomorrow": _write(GOOD.replace(b"2026-03-14 11:00Z", b"2026-03-15 11:00Z")),
    "year 10000": _write(GOOD.replace(b"2026-03-14 11:00Z", b"10000-03-14 11:00Z")),
    "out of order": _write(GOOD.replace(b"2026-03-14 11:00Z", b"2026-03-14 08:00Z")),
    "same time twice": _write(GOOD.replace(b"2026-03-14 11:00Z", b"2026-03-14 09:58Z")),
    "unknown status": _write(GOOD.replace(b"monitoring", b"monitorng")),
    "status of work": _write(GOOD.replace(b"monitoring", b"in_progress")),
    "no message": _write(GOOD.replace(b"    message: Words of update 3.\n", b"")),
    "empty message": _write(GOOD.replace(b"Words of update 3.", b"")),
    "unknown component": _write(GOOD.replace(b"checkout", b"chekout")),
    "unknown state": _write(GOOD.replace(b"partial_outage", b"half_broken")),
    "state is a list": _write(GOOD.replace(b"partial_outage", b"[a]")),
    "follow-up too early": _write(GOOD.replace(b"monitoring", b"postmortem")),
    "next update in the past": _write(GOOD + b"    next_update: 2026-03-14 10:00Z\n"),
    "unknown kind": _write(b"kind: outage\n" + GOOD),
    "kind changed": _write(b"kind: maintenance\n" + GOOD),
    "duplicate id": _write(GOOD.replace(b"- at:", b"- id: u1\n    at:")),
    "bad id": _write(GOOD.replace(b"- at:", b"- id: ../../x\n    at:", 1)),
    "confirmed tomorrow": _write(b"confirmed: 2026-03-16 09:00Z\n" + GOOD),
    "surrogate": _write(GOOD.replace(b"Words of update 3.", b'"\\ud800"')),
    "number of 5000 digits": _write(GOOD + b"x: " + b"9" * 5000 + b"\n"),
    "secret": _write(
        GOOD.replace(b"Words of update 3.", b"Use the key AKIA" + b"Q3EGRIZT5LM2HXW7 until then.")
    ),
    "symbolic link": _link,
    "folder": _folder,
    "deleted": Path.unlink,
    "draft": _write(b"draft: true\n" + GOOD),
    "drill": _write(b"drill: true\n" + GOOD),
}


@pytest.mark.parametrize("remembered", [True, False], ids=["last build", "git"])
@pytest.mark.parametrize("kind", BROKEN)
def test_beside_any_broken_file_a_new_sev1_goes_out_and_what_was_open_stays(
    tmp_path: Path, kind: str, remembered: bool
) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    if remembered:
        publish(root)
    else:
        _commit(root)
    BROKEN[kind](_file(root))
    _file(root, SEV1).write_text(CRITICAL, encoding="utf-8")
    built = publish(root)

    assert [held.file for held in built.held] == [f"content/incidents/{PAY}.yml"]
    assert built.held[0].origin.startswith(
        "the version that was built" if remembered else "the version of commit"
    )
    assert {problem.file for problem in built.problems} == {f"content/incidents/{PAY}.yml"}
    made = output(root)
    assert {each["name"] for each in _api(root, "incidents/unresolved")["incidents"]} == {
        "Nobody can shop",
        "Some can't pay",
    }
    assert b"Words of update 2." in made[f"incidents/{PAY}/index.html"]
    assert LATE in words(made[f"incidents/{PAY}/index.html"])
    assert b"Words of update 3." not in b"".join(made.values())
    assert b"Nobody can shop" in made["history.atom"]
    assert _text(root).startswith("Not working: Nobody can shop - Acme")


@pytest.mark.parametrize("kind", [kind for kind in BROKEN if kind not in ("deleted", "draft", "drill")])
def test_a_broken_file_that_never_was_right_is_left_out_and_the_page_does_not_say_that_all_is_well(
    tmp_path: Path, kind: str
) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    BROKEN[kind](_file(root))
    built = publish(root)
    if kind in (
        "symbolic link",
        "folder",
        "kind changed",
    ):  # no content file of ours, or one that says no trouble
        assert _api(root, "status")["status"]["indicator"] == "none"
        return
    assert [(held.file, held.origin) for held in built.held] == [(f"content/incidents/{PAY}.yml", "")]
    assert f"incidents/{PAY}/index.html" not in output(root)
    assert UNSURE in _text(root)
    assert _text(root).startswith("Something may not be working - Acme")
    assert _api(root, "status")["status"]["indicator"] != "none"


def test_when_the_file_is_mended_all_is_as_if_nothing_had_been(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    publish(root)
    _file(root).write_text("oops\n", encoding="utf-8")
    assert publish(root).held
    assert publish(root).held, "each build tells it again"
    _file(root).write_text(NEWER, encoding="utf-8")
    built = publish(root)
    assert (built.held, built.problems) == ((), ())
    mended = output(root)
    publish(root, clean=True)
    assert output(root) == mended
    assert LATE not in _text(root)


def test_git_s_newest_version_that_is_right_stands_in(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    _commit(root)
    _file(root).write_text(NEWER, encoding="utf-8")
    right = _commit(root)
    _file(root).write_text("oops\n", encoding="utf-8")
    _commit(root)
    _file(root).write_text(NEWER + "oops\n", encoding="utf-8")
    built = publish(root)
    assert [held.origin for held in built.held] == [f"the version of commit {right[:10]}"]
    assert "Words of update 3." in _text(root)


def test_what_was_tried_on_another_branch_before_it_was_merged_does_not_go_out(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    _commit(root)
    _git(root, "switch", "-qc", "try")
    _file(root).write_text(OPEN, encoding="utf-8")
    _commit(root)
    _file(root).write_text(f"draft: true\n{OPEN}", encoding="utf-8")
    _commit(root)
    _git(root, "switch", "-q", "-")
    _git(root, "merge", "-q", "--no-ff", "-m", "Merged", "try")
    built = publish(root)
    assert (built.held, built.problems) == ((), ())
    assert f"incidents/{PAY}/index.html" not in output(root)
    _file(root).unlink()
    assert publish(root, clean=True).held == ()


def test_in_the_hook_of_another_repository_the_site_s_own_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = project(tmp_path / "other", {PAY: OPEN.replace("Some can't pay", "Of another site")})
    root = project(tmp_path / "site", {PAY: OPEN})
    for each in (other, root):
        _commit(each)
        _file(each).write_text("oops\n", encoding="utf-8")
    monkeypatch.setenv("GIT_DIR", f"{other}/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", f"{other}/.git/index")
    publish(root)
    assert "Some can't pay" in _text(root)


def test_git_is_asked_of_incidents_and_asks_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    (root / "content" / "postmortems").mkdir()
    (root / "content" / "postmortems" / "why.md").write_text("---\ntitle: Why\n---\n", encoding="utf-8")
    _commit(root)
    _file(root).write_text("oops\n", encoding="utf-8")
    heard = tmp_path / "heard"
    heard.mkdir()
    (heard / "git").write_text(
        f'#!/bin/sh\necho "$*" >> {heard}/said\nexec {which("git")} "$@"\n', encoding="utf-8"
    )
    (heard / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{heard}:{os.environ['PATH']}")
    assert publish(root).held
    asked = (heard / "said").read_text(encoding="utf-8").splitlines()
    assert asked
    for line in asked:
        assert " -c protocol.allow=never " in line
        assert re.search(r" (-- content/incidents\S*|blob [0-9a-f]{40}:\./content/incidents/\S+)$", line), (
            line
        )


def test_a_new_program_forgets_no_open_incident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    publish(root)
    _file(root).write_text("oops\n", encoding="utf-8")
    monkeypatch.setattr("clearbell.cache.program", lambda: "another")
    assert [held.origin for held in publish(root).held] == ["the version that was built last"]
    assert "Some can't pay" in _text(root)


def test_an_incident_that_is_over_may_be_deleted_or_made_a_draft(tmp_path: Path) -> None:
    solved = NEWER.replace("monitoring", "resolved")
    root = project(tmp_path / "site", {PAY: solved, "other": solved})
    publish(root)
    _commit(root)
    _file(root).unlink()
    _file(root, "other").write_text(f"draft: true\n{solved}", encoding="utf-8")
    built = publish(root)
    assert (built.held, built.problems) == ((), ())
    assert "Some can't pay" not in _text(root)


def test_an_open_sev1_in_which_all_works_is_not_hidden_by_making_it_a_draft(tmp_path: Path) -> None:
    text = incident("2026-03-14 09:20 investigating", severity=1, components="checkout: operational")
    root = project(tmp_path, {PAY: text})
    publish(root)
    _file(root).write_text(f"draft: true\n{text}", encoding="utf-8")
    assert [held.origin for held in publish(root).held] == ["the version that was built last"]
    assert _api(root, "status")["status"]["indicator"] == "critical"


def test_an_incident_that_was_closed_before_its_file_broke_is_not_open_again(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: NEWER.replace("monitoring", "resolved")})
    publish(root)
    _file(root).write_text(NEWER.replace("monitoring", "resolved") + "oops: 1\n", encoding="utf-8")
    built = publish(root)
    assert [held.feared for held in built.held] == [ComponentState.OPERATIONAL]
    assert _api(root, "status")["status"]["indicator"] == "none"


def test_a_version_that_is_worse_than_the_one_shown_is_not_hidden(tmp_path: Path) -> None:
    root = project(
        tmp_path / "site",
        {PAY: incident("2026-03-14 09:20 investigating", components="checkout: degraded_performance")},
    )
    publish(root)
    _file(root).write_text(NEWER.replace("partial_outage", "major_outage") + "oops: 1\n", encoding="utf-8")
    built = publish(root)
    assert [held.feared for held in built.held] == [ComponentState.MAJOR_OUTAGE]
    assert _text(root).startswith("Something may not be working - Acme")
    assert "Some can't pay" in _text(root)


@pytest.mark.parametrize(
    ("end", "feared"),
    [
        ("{checkout: partial_o", ComponentState.PARTIAL_OUTAGE),
        ("{checkout: m", ComponentState.MAJOR_OUTAGE),
        ("{checkout:", ComponentState.MAJOR_OUTAGE),
        ("{checkout: degraded_performance, website: ", ComponentState.MAJOR_OUTAGE),
        ("\n      checkout: par", ComponentState.PARTIAL_OUTAGE),
        ("{checkout: operational", ComponentState.DEGRADED_PERFORMANCE),
        ("{checkout: operational}\noops", ComponentState.DEGRADED_PERFORMANCE),
    ],
)
def test_of_a_state_that_is_cut_in_two_the_worst_that_it_could_be_is_feared(
    tmp_path: Path, end: str, feared: ComponentState
) -> None:
    begun = incident("2026-03-14 09:20 investigating", severity=3, components="website: operational")
    root = project(tmp_path, {PAY: f"{begun}    components: {end}"})
    assert [held.feared for held in publish(root).held] == [feared]


def test_a_broken_logo_or_a_stray_file_holds_up_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: OPEN}, site=SITE + "brand: {logo: brand/none.svg}\n")
    (root / "content" / "incidents" / "Notes.txt").write_text("mine", encoding="utf-8")
    built = publish(root)
    assert {problem.rule for problem in built.problems} == {"logo", "misplaced"}
    assert "Some can't pay" in _text(root)


def test_check_finds_an_open_incident_that_was_deleted(tmp_path: Path, clearbell: Any) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    _commit(root)
    _file(root).unlink()
    said = clearbell("-C", str(root), "check", "--format", "json", "--now", "2026-03-14T12:00Z")
    (problem,) = json.loads(said.out)["problems"]
    assert (problem["rule"], problem["level"], said.code) == ("vanished", "error", 1)
    assert problem["file"].endswith(f"content/incidents/{PAY}.yml")


def test_a_mistake_in_the_house_words_holds_up_only_itself(tmp_path: Path) -> None:
    root = project(tmp_path, {PAY: OPEN})
    words_ = root / "content" / "language.yml"
    words_.write_text("names: [r.vandersteen@acme.example]\n", encoding="utf-8")
    right = _commit(root)
    words_.write_text("names: [r.vandersteen@acme.example\n", encoding="utf-8")
    _file(root).write_text(NEWER.replace("update 3.", "r.vandersteen@acme.example."), encoding="utf-8")
    for _ in range(2):
        assert [(held.file, held.origin) for held in publish(root).held] == [
            ("content/language.yml", f"the version of commit {right[:10]}")
        ]
    assert "Words of r.vandersteen@acme.example." in _text(root)
    words_.write_text("names: []\n", encoding="utf-8")
    assert [held.file for held in publish(root).held] == [f"content/incidents/{PAY}.yml"]


def test_without_git_at_all_the_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    _commit(root)
    _file(root).write_text("oops\n", encoding="utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert [held.origin for held in publish(root).held] == [""]


def test_a_repository_s_own_settings_run_no_program(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: OPEN})
    _commit(root)
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "filter.x.smudge", "diff.x.textconv"):
        _git(root, "config", name, str(trap))
    (root / ".gitattributes").write_text("*.yml diff=x filter=x\n", encoding="utf-8")
    _file(root).write_text("oops\n", encoding="utf-8")
    assert [held.origin[:11] for held in publish(root).held] == ["the version"]
    assert not (tmp_path / "sprung").exists()


PROMISE: Final = (
    OPEN + "  - at: 2026-03-14 11:00Z\n    status: monitoring\n    message: Payments will be fixed by noon.\n"
)


def _plain(text: str) -> str:
    """With words that pass."""
    first, second = (
        "Since 10:20 one in five card payments fails.",
        "Cards of one bank fail; others work again.",
    )
    return text.replace("Words of update 1.", first).replace("Words of update 2.", second)


def _words(root: Path) -> Built:
    return build(root, root / "site" / "public", now=NOW, words=True)


def test_with_the_gate_a_promise_waits_while_an_earlier_version_can_stand_in(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {PAY: _plain(OPEN)})
    _commit(root)
    _file(root).write_text(_plain(PROMISE), encoding="utf-8")
    built = publish(root)
    assert (built.held, built.problems) == ((), ()), "a build to look at shows it"
    assert "Payments will be fixed by noon." in _text(root)
    built = _words(root)
    assert [problem.rule for problem in built.problems if problem.rule == "promise"] == ["promise"]
    assert [held.file for held in built.held] == [f"content/incidents/{PAY}.yml"]
    assert "Payments will be fixed by noon." not in _text(root)
    assert LATE in _text(root)


def test_with_the_gate_news_that_has_no_better_version_goes_out_for_silence_would_be_worse(
    tmp_path: Path,
) -> None:
    root = project(
        tmp_path / "site", {SEV1: CRITICAL.replace("Words of update 1.", "The API cluster returns 502.")}
    )
    built = _words(root)
    assert built.held == ()
    assert "jargon" in {problem.rule for problem in built.problems}
    assert "The API cluster returns 502." in _text(root)
    assert _words(root).problems, "each build tells it again"


def test_with_the_gate_what_was_said_long_ago_stays(tmp_path: Path) -> None:
    old = incident("2026-01-10 09:00 investigating", "2026-01-10 10:00 resolved").replace(
        "Words of update 1.", "The API will be fixed by noon."
    )
    root = project(tmp_path / "site", {"old": old})
    built = _words(root)
    assert (built.held, built.problems) == ((), ())


def test_a_secret_never_goes_out_even_if_nothing_better_is_there(tmp_path: Path) -> None:
    key = "AKIA" + "Q3EGRIZT5LM2HXW7"
    root = project(tmp_path / "site", {SEV1: CRITICAL.replace("Words of update 1.", f"Use {key} meanwhile.")})
    for built in (publish(root), _words(root)):
        assert [held.origin for held in built.held] == [""]
        assert key.encode() not in b"".join(output(root).values())
        assert UNSURE in _text(root)


STATES: Final = ("operational", "degraded_performance", "partial_outage", "major_outage")
some_updates: Final = some.lists(
    some.tuples(
        some.sampled_from(("investigating", "identified", "monitoring", "resolved")),
        some.sampled_from(STATES),
    ),
    min_size=1,
    max_size=4,
)
some_fault: Final = some.sampled_from(
    ("none", "cut", "junk before", "junk after", "delete", "draft", "unreadable word", "conflict", "empty")
)


def _history(parts: list[tuple[str, str]], severity: int) -> str:
    begun = NOW - timedelta(hours=5)
    lines = [
        f"{begun + timedelta(minutes=30 * number):%Y-%m-%d %H:%M} {status} checkout={state}"
        for number, (status, state) in enumerate(parts)
    ]
    head = f"title: Trouble\nseverity: {severity}\ncomponents: {{checkout: {parts[0][1]}}}\n"
    return head + updates(*lines)


def _damage(path: Path, fault: str) -> None:
    text = path.read_text(encoding="utf-8")
    if fault == "delete":
        path.unlink()
    else:
        damaged = {
            "none": text,
            "cut": text[:-7],
            "junk before": f"]{text}",
            "junk after": f"{text}]\n",
            "draft": f"draft: true\n{text}",
            "unreadable word": text.replace("severity", "sevrity"),
            "conflict": f"<<<<<<< a\n{text}=======\n{text}>>>>>>> b\n",
            "empty": "",
        }[fault]
        path.write_text(damaged, encoding="utf-8")


def _shown(root: Path) -> int:
    line = next(
        line
        for line in output(root)["metrics"].decode().splitlines()
        if line.startswith("clearbell_state{") and line.endswith(" 1")
    )
    return [*STATES, "under_maintenance"].index(line.partition('state="')[2].partition('"')[0])


@settings(
    max_examples=int(os.environ.get("CLEARBELL_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    old=some_updates, more=some_updates, severity=some.integers(1, 4), fault=some_fault, known=some.booleans()
)
def test_whatever_happens_to_a_file_the_page_is_never_greener_than_without_it(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[tuple[str, str]],
    more: list[tuple[str, str]],
    severity: int,
    fault: str,
    known: bool,
) -> None:
    folder = tmp_path_factory.mktemp("histories")
    truth = project(folder / "truth", {PAY: _history(old + more, severity)})
    publish(truth)
    root = project(folder / "site", {PAY: _history(old if known else old + more, severity)})
    if known:
        publish(root)
        _file(root).write_text(_history(old + more, severity), encoding="utf-8")
        if fault in ("delete", "draft", "empty"):  # then nothing is left by which to guess what nobody saw
            publish(root)
    elif fault in ("delete", "draft", "empty"):
        return
    _damage(_file(root), fault)
    publish(root)
    assert _shown(root) >= _shown(truth)
