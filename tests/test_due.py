"""What `clearbell due` says: a folder of content for each story, with the whole of what is printed; and every edge of a clock.

`pytest tests/test_due.py --accept` writes what is said now; `git diff` is the review.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from conftest import SITE, Clearbell, Project
from publishing import CHECKOUT

STORIES: Final = Path(__file__).parent / "cases_due"
NAMES: Final = sorted(path.name for path in STORIES.iterdir())
FORMS: Final = {"text": "due.txt", "json": "due.json", "github": "due.github", "markdown": "due.md"}
INCIDENT: Final = "content/incidents/2026-03-14-cannot-pay.yml"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_due_is_said_with_who_when_where_and_how(
    name: str,
    form: str,
    clearbell: Clearbell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(STORIES / name / "content", tmp_path / "content")
    (tmp_path / "content" / "site.yml").write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    at = (STORIES / name / "at.txt").read_text(encoding="utf-8").strip()

    said = clearbell("due", "--at", at, "--format", form)

    expected = STORIES / name / FORMS[form]
    if request.config.getoption("--accept"):
        expected.write_text(said.out, encoding="utf-8")
    assert said.out.splitlines() == expected.read_text(encoding="utf-8").splitlines()
    late = json.loads((STORIES / name / FORMS["json"]).read_text(encoding="utf-8"))["late"]
    assert (said.code, said.err) == (1 if late else 0, "")


def _items(said: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said)["items"]
    return found


def _told(clearbell: Clearbell, at: str) -> list[tuple[str, int, str]]:
    """Key, lateness in minutes and urgency of all that is said at a moment; exit code and lateness agree."""
    said = clearbell("due", "--at", at, "--format", "json")
    items = _items(said.out)
    assert said.code == (1 if any(item["lateness"] > 0 for item in items) else 0)
    return [(item["key"], item["lateness"], item["urgency"]) for item in items]


UPDATE: Final = "update:2026-03-14-cannot-pay:"
OPEN: Final = """\
title: Some can't pay
severity: 2
confirmed: 2026-03-14 09:00Z
components: {checkout: partial_outage}
updates:
  - {id: u1, at: 2026-03-14 09:20Z, status: investigating, message: The last step shows an error.}
"""
DRAFT: Final = OPEN.replace("severity: 2", "severity: 2\ndraft: true")
RECENT: Final = {"content/policy.yml": "review: {last_reviewed: 2026-03-01}\n"}


@pytest.mark.parametrize(
    ("at", "lateness", "urgency"),
    [
        ("2026-03-14 09:20Z", -60, "hour"),
        ("2026-03-14 10:19Z", -1, "hour"),
        ("2026-03-14 10:20Z", 0, "hour"),
        ("2026-03-14 10:20:59Z", 0, "hour"),
        ("2026-03-14 10:21Z", 1, "late"),
        ("2026-03-15 10:20Z", 1440, "late"),
    ],
)
def test_an_update_is_in_time_in_its_last_minute_and_late_in_the_next(
    at: str, lateness: int, urgency: str, project: Project, clearbell: Clearbell
) -> None:
    project({INCIDENT: OPEN, **RECENT})
    assert _told(clearbell, at) == [(f"{UPDATE}u1", lateness, urgency)]


@pytest.mark.parametrize(
    ("at", "lateness"), [("2026-03-14 09:29Z", -1), ("2026-03-14 09:30Z", 0), ("2026-03-14 09:31Z", 1)]
)
def test_a_draft_that_was_confirmed_waits_for_its_first_update(
    at: str, lateness: int, project: Project, clearbell: Clearbell
) -> None:
    project({INCIDENT: DRAFT, **RECENT})
    urgency = "late" if lateness > 0 else "hour"
    assert _told(clearbell, at) == [(f"{UPDATE}nothing", lateness, urgency)]


@pytest.mark.parametrize(
    ("story", "changes"),
    [
        ("a draft that nobody has confirmed", [("severity: 2", "severity: 2\ndraft: true"), ("confirmed: 2026-03-14 09:00Z\n", "")]),
        ("a draft of a Sev3", [("severity: 2", "severity: 3\ndraft: true")]),
        ("a Sev3 that promised nothing", [("severity: 2", "severity: 3")]),
        ("history from elsewhere", [("severity: 2", "severity: 2\nimported: old tool")]),
        ("one that is solved", [("status: investigating", "status: resolved"), ("confirmed: 2026-03-14 09:00Z\n", ""), ("severity: 2", "severity: 3")]),
        ("a notice", [(OPEN, "kind: notice\ntitle: Open on Sundays\nfrom: 2026-03-14 09:00Z\nmessage: From this week on.\n")]),
        ("work that was not said to begin", [(OPEN, "kind: maintenance\ntitle: Work\nscheduled: {start: 2026-03-14 08:00Z, end: 2026-03-14 09:00Z}\nupdates:\n  - {at: 2026-03-13 09:00Z, status: scheduled, message: A minute.}\n")]),
        ("work that is done", [(OPEN, "kind: maintenance\ntitle: Work\nscheduled: {start: 2026-03-14 08:00Z, end: 2026-03-14 09:00Z}\nupdates:\n  - {at: 2026-03-14 08:00Z, status: in_progress, message: Begun.}\n  - {at: 2026-03-14 08:50Z, status: completed, message: Done.}\n")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_nothing_is_due_of(
    story: str, changes: list[tuple[str, str]], project: Project, clearbell: Clearbell
) -> None:
    text = OPEN
    for old, new in changes:
        assert text.count(old) == 1, story
        text = text.replace(old, new)
    project({INCIDENT: text, **RECENT})
    assert _told(clearbell, "2026-03-14 12:00Z") == []


def _more(at: str, status: str, more: str = "") -> str:
    """The open incident with one update more."""
    return f"{OPEN}  - {{id: u2, at: 2026-03-14 {at}Z, status: {status}, {more}message: One in three still fails.}}\n"


@pytest.mark.parametrize(
    ("story", "at", "status", "more", "key", "due"),
    [
        ("the next hour begins with each update", "10:00", "identified", "", "u2", "11:00"),
        ("a promise for earlier counts", "10:00", "identified", "next_update: 2026-03-14 10:30Z, ", "u2", "10:30"),
        ("a promise for later doesn't", "10:00", "identified", "next_update: 2026-03-14 12:00Z, ", "u2", "11:00"),
        ("lowered in the middle, only promises count", "10:00", "monitoring", "severity: 3, next_update: 2026-03-14 12:00Z, ", "u2", "12:00"),
        ("an update from a clock that runs ahead counts", "10:14", "identified", "", "u2", "11:14"),
        ("one of the future doesn't", "10:16", "identified", "", "u1", "10:20"),
    ],
)  # fmt: skip
def test_the_earliest_clock_counts(
    story: str, at: str, status: str, more: str, key: str, due: str, project: Project, clearbell: Clearbell
) -> None:
    project({INCIDENT: _more(at, status, more), **RECENT})
    said = clearbell("due", "--at", "2026-03-14 10:10Z", "--format", "json")
    found = [(item["key"], item["due"]) for item in _items(said.out)]
    assert found == [(f"{UPDATE}{key}", f"2026-03-14T{due}:00Z")], story


def test_one_that_is_opened_again_has_its_clocks_again(project: Project, clearbell: Clearbell) -> None:
    solved = _more("09:50", "resolved")
    again = "  - {id: u3, at: 2026-03-14 10:00Z, status: investigating, message: It is back.}\n"
    project({INCIDENT: solved + again, **RECENT})
    assert _told(clearbell, "2026-03-14 11:01Z") == [(f"{UPDATE}u3", 1, "late")]


def test_on_the_night_on_which_clocks_change_an_hour_is_an_hour(
    project: Project, clearbell: Clearbell
) -> None:
    night = OPEN.replace("2026-03-14 09:20Z", "2026-03-29 01:30+01:00").replace(
        "2026-03-14 09:00Z", "2026-03-29 01:20+01:00"
    )
    project({INCIDENT: night, **RECENT})
    assert _told(clearbell, "2026-03-29 03:30+02:00") == [(f"{UPDATE}u1", 0, "hour")]


POSTMORTEM: Final = """\
---
title: Payments were refused
incident: 2026-03-14-cannot-pay
status: draft
severity: 2
resolved: 2026-03-12 20:00Z
{review}actions:
  - {{id: a1, what: Alert on it, owner: payments, due: 2026-03-16, success: It pages}}
---
"""


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-09 00:00+01:00", -7 * 1440 - 1439),
        ("2026-03-16 23:59+01:00", 0),
        ("2026-03-17 00:00+01:00", 1),
    ],
)
def test_an_action_has_the_whole_of_its_day_where_the_site_is(
    at: str, due: int, project: Project, clearbell: Clearbell
) -> None:
    project(
        {
            "content/postmortems/pay.md": POSTMORTEM.format(review="review: {held: 2026-03-13 10:00Z}\n"),
            **RECENT,
        }
    )
    found = [(key, late) for key, late, _ in _told(clearbell, at)]
    assert found == ([("action:postmortems/pay:a1", due)] if due > -7 * 1440 else [])


@pytest.mark.parametrize(
    ("review", "holidays", "key", "due"),
    [
        ("", "[]", "review-scheduled:pay", "2026-03-16T16:00:00Z"),
        ("", "[2026-03-13, 2026-03-16]", "review-scheduled:pay", "2026-03-18T16:00:00Z"),
        ("review: {scheduled: 2026-03-16 13:00Z}\n", "[]", "review-held:pay", "2026-03-16T22:59:00Z"),
    ],
)
def test_a_review_is_planned_within_two_business_days_and_held_on_its_day(
    review: str, holidays: str, key: str, due: str, project: Project, clearbell: Clearbell
) -> None:
    policy = f"working_hours: {{holidays: {holidays}}}\nreview: {{last_reviewed: 2026-03-01}}\n"
    project({"content/postmortems/pay.md": POSTMORTEM.format(review=review), "content/policy.yml": policy})
    items = _items(clearbell("due", "--at", "2026-03-12 21:00Z", "--format", "json").out)
    assert (key, due) in [(item["key"], item["due"]) for item in items]


def test_the_worst_severity_decides_whether_a_postmortem_is_to_be_written(
    project: Project, clearbell: Clearbell
) -> None:
    lowered = OPEN.replace("severity: 2", "severity: 3") + (
        "  - {id: u2, at: 2026-03-14 09:30Z, status: identified, severity: 1, message: Nobody can pay.}\n"
        "  - {id: u3, at: 2026-03-14 09:50Z, status: resolved, severity: 4, message: It is over.}\n"
    )
    project({INCIDENT: lowered, **RECENT})
    assert [key for key, *_ in _told(clearbell, "2026-03-14 12:00Z")] == ["postmortem:2026-03-14-cannot-pay"]
    project({INCIDENT: lowered.replace("severity: 1,", "")})
    assert _told(clearbell, "2026-03-14 12:00Z") == []


def test_a_level_of_its_own_that_requires_a_postmortem_gives_it_two_business_days(
    project: Project, clearbell: Clearbell
) -> None:
    policy = "severities: {3: {postmortem: required}}\nreview: {last_reviewed: 2026-03-01}\n"
    solved = OPEN.replace("severity: 2", "severity: 3").replace("status: investigating", "status: resolved")
    project({INCIDENT: solved, "content/policy.yml": policy})
    items = _items(clearbell("due", "--at", "2026-03-14 12:00Z", "--format", "json").out)
    assert [(item["rule"], item["due"]) for item in items] == [("postmortem", "2026-03-17T16:00:00Z")]


def test_what_is_published_without_a_review_is_past_mending(project: Project, clearbell: Clearbell) -> None:
    text = POSTMORTEM.format(review="").replace("status: draft", "status: published")
    project({"content/postmortems/pay.md": text, **RECENT})
    assert [key for key, *_ in _told(clearbell, "2026-03-20 12:00Z")] == ["action:postmortems/pay:a1"]


DRILLED: Final = "---\ntitle: The store is gone\ndate: {day}\nkind: {kind}\nscenario: It stops.\n---\n"


@pytest.mark.parametrize(
    ("held", "due"),
    [
        ([("2026-01-10", "game-day")], ["drill:2026-01-10"]),
        ([("2026-01-10", "drill")], ["drill:2026-01-10"]),
        ([("2026-01-10", "drill"), ("2026-03-10", "training")], ["drill:2026-01-10"]),
        ([("2026-01-10", "drill"), ("2026-04-05", "drill")], ["drill:2026-01-10"]),
        ([("2025-10-10", "game-day"), ("2026-03-10", "drill")], ["game-day:2025-10-10"]),
        ([("2026-01-15", "game-day")], []),
    ],
)
def test_exercises_are_due_after_the_last_one_that_counts(
    held: list[tuple[str, str]], due: list[str], project: Project, clearbell: Clearbell
) -> None:
    files = {f"content/drills/{day}.md": DRILLED.format(day=day, kind=kind) for day, kind in held}
    project({**files, **RECENT})
    assert [key for key, *_ in _told(clearbell, "2026-04-01 00:00+02:00")] == due


def test_what_was_missed_in_the_past_is_no_problem_for_check(project: Project, clearbell: Clearbell) -> None:
    slow = _more("13:00", "identified").replace("09:20Z", "09:45Z")
    project({INCIDENT: slow, **RECENT})
    checked = json.loads(clearbell("check", "--now", "2026-03-14 13:05Z", "--format", "json").out)
    rules = {problem["rule"] for problem in checked["problems"]}
    assert rules & {"first-update", "update-every", "next-update", "postmortem", "drill"} == set()
    assert _told(clearbell, "2026-03-14 13:05Z") == [(f"{UPDATE}u2", -55, "hour")]


def test_without_a_site_there_is_nothing_to_look_at(
    clearbell: Clearbell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = clearbell("due")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("content/site.yml: error: (missing-file)\n")


def test_a_broken_site_file_hides_nothing_that_is_due(project: Project, clearbell: Clearbell) -> None:
    project({INCIDENT: OPEN, **RECENT, "content/site.yml": "name: [\n"})
    said = clearbell("due", "--at", "2026-03-14 10:21Z", "--format", "json")
    assert [item["key"] for item in _items(said.out)] == [f"{UPDATE}u1"]
    assert json.loads(said.out)["unread"] == ["content/site.yml"]


def test_a_title_can_neither_steer_a_terminal_nor_pose_as_a_command(
    project: Project, clearbell: Clearbell
) -> None:
    title = '"::error::x %0A::add-mask::y @everyone <b> | [a](https://x.example) #1"'
    project({INCIDENT: OPEN.replace("title: Some can't pay", f"title: {title}"), **RECENT})
    command = clearbell("due", "--at", "2026-03-14 10:21Z", "--format", "github").out.splitlines()
    assert [line[:8] for line in command] == ["::error ", "At 2026-"]
    assert "%250A::add-mask::y" in command[0]
    page = clearbell("due", "--at", "2026-03-14 10:21Z", "--format", "markdown").out
    assert "&#8203;everyone &#60;b&#62; &#124; &#91;a&#93;&#40;https&#58;//x&#46;example&#41;" in page


def test_the_demo_shows_what_is_sensible_at_its_own_time(clearbell: Clearbell) -> None:
    items = _items(clearbell("-C", str(CHECKOUT), "due", "--format", "json").out)
    assert [item["rule"] for item in items if item["urgency"] == "late"] == ["action", "action"]
    assert [item["rule"] for item in items if item["urgency"] == "hour"] == ["next-update"]
    assert len(items) < 10


def test_it_works_where_mkdocs_is_not_installed() -> None:
    code = (
        "import sys\nfor name in ('mkdocs', 'material', 'markdown'): sys.modules[name] = None\n"
        f"from clearbell.cli import main\nmain(['-C', {str(CHECKOUT)!r}, 'due'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("Late\n")
