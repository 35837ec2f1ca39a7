"""Reading lists, drills and the process: what newcomers read, whether practice keeps its schedule, and when the process is looked at again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from clearbell.internal.stage import pages
from clearbell.internal.template_page import template
from internal_stories import FILES, archive, changed, problems

POSTMORTEM: Final = "postmortems/sent-twice.md"
DRILL: Final = "drills/card-company.md"


def _pages(folder: Path, more: Mapping[str, str]) -> Mapping[str, str]:
    return pages(archive(folder, {**FILES, **more}))


def _rows(page: str, kind: str) -> list[str]:
    table = page.partition(f'<div class="kb-{kind}">')[2].partition("</div>")[0]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row)).strip()
        for row in re.findall(r"<tr><td>.*?</tr>", table)
    ]


def _drill(day: str, kind: str, more: str = "") -> str:
    return f"---\ntitle: On {day}\ndate: {day}\nkind: {kind}\nscenario: It stops.\n{more}---\n"


def test_a_reading_list_tells_of_each_case_what_it_is_about_and_what_it_teaches(tmp_path: Path) -> None:
    first = changed(
        POSTMORTEM, ("status: published", "status: published\ncase_study: [new-engineers, on-call]")
    )
    older = (
        first[POSTMORTEM]
        .replace("2026-03-1", "2026-02-1")
        .replace("Payments were sent twice", "The older one")
    )
    found = _pages(
        tmp_path, {**first, "postmortems/older.md": older.replace("incident: 2026-02-14-cannot-pay\n", "")}
    )
    assert _rows(found["reading/index.md"], "lists") == [
        "New engineers 2 2 min 14 Mar 2026",
        "On call 2 2 min 14 Mar 2026",
    ]
    page = found["reading/new-engineers.md"]
    assert re.findall(r"(?m)^## <a[^>]*>(.*?)</a>", page) == ["The older one", "Payments were sent twice"]
    assert "2 case studies, oldest first; about 2 minutes to read." in page
    assert '<p class="kb-text">Some payments went out twice.</p>' in page
    assert "<em>What it teaches:</em> Read what a queue promises.</p>" in page


def test_without_a_list_the_page_says_so(tmp_path: Path) -> None:
    assert "There is none yet." in _pages(tmp_path, {})["reading/index.md"]


def test_drills_say_whether_each_kept_the_schedule_and_what_came_of_it(tmp_path: Path) -> None:
    """The day allowed is three months after the one before; a training is on no schedule, and what is planned isn't late."""
    action = (
        "actions: [{id: a1, what: Write it down, owner: payments, due: 2026-04-25, success: It is there}]\n"
    )
    found = _pages(
        tmp_path,
        {
            "policy.yml": "drills: {every: 3 months, game_day_every: 6 months, owner: Process group}\n",
            "drills/a.md": _drill("2025-08-01", "game-day"),
            "drills/b.md": _drill("2025-11-05", "drill", f"findings: [One, Two]\n{action}"),
            "drills/c.md": _drill("2026-03-01", "training"),
            "drills/d.md": _drill("2026-05-01", "drill"),
        },
    )
    page = found["drills/index.md"]
    assert (
        "Practised every 3 months, as a game day every 6 months, which Process group sees to. The next drill is due by 10 May 2026; "
        "the next game day was due by 1 Feb 2026 (78 days ago). "
        'Planned: <a href="../drills/d/">On 2026-05-01</a> on 1 May 2026.'
    ) in page
    assert (
        "3 exercises so far; 0 of 2 came in time after the one before; 1 of 2 timed steps were done in the time allowed."
        in page
    )
    assert _rows(page, "drills") == [
        "2026-05-01 On 2026-05-01 Drill planned not recorded none none",
        "2026-03-01 On 2026-03-01 Training not on it not recorded none none",
        "2026-02-10 The card company is gone Drill 5 days late 1 of 2 1 none",
        "2025-11-05 On 2025-11-05 Drill 4 days late not recorded 2 1 due",
        "2025-08-01 On 2025-08-01 Game day the first not recorded none none",
    ]
    assert [row.split(" Kind")[0] for row in _rows(page, "actions")] == ["due in 5 days Write it down"]


def test_the_page_of_a_drill_says_which_steps_took_too_long_and_what_came_to_light(tmp_path: Path) -> None:
    page = _pages(tmp_path, {})["drills/card-company.md"]
    assert _rows(page, "steps") == ["Detected 5 min 3 min in time", "Mitigated 45 min 48 min too late"]
    assert "<li>Nobody knew the second number.</li>" in page


def test_the_process_says_first_when_it_is_reviewed_again(tmp_path: Path) -> None:
    def said(number: int, review: str) -> str:
        page = _pages(tmp_path / str(number), {"policy.yml": f"review: {{{review}}}\n"})["process.md"]
        return page.partition("<strong>Next review:</strong> ")[2].partition("\n")[0]

    assert said(1, "every: 6 months, last_reviewed: 2026-02-01, owner: Process group") == (
        "by 1 Aug 2026. This process is reviewed every 6 months, by Process group; the last one was on 1 Feb 2026."
    )
    assert said(2, "every: 2 months, last_reviewed: 2026-02-01") == (
        "was due by 1 Apr 2026 (19 days ago). This process is reviewed every 2 months; the last one was on 1 Feb 2026."
    )
    assert (
        said(3, "every: 6 months") == "due. No review is recorded; this process is reviewed every 6 months."
    )


def test_telling_customers_has_the_clocks_and_the_role_of_the_policy(tmp_path: Path) -> None:
    policy = (
        'severities: {"1": {first_update_within: 20m, update_every: 40m, notify: [Executives]}}\n'
        "roles: [{id: incident_commander, title: Lead}, {id: communications_lead, title: Voice, does: [Writes to customers]}]\n"
    )
    page = _pages(tmp_path, {"policy.yml": policy})["process/communication.md"]
    assert _rows(page, "steps")[0] == "Sev1 Critical within 20 min every 40 min Executives"
    assert "Voice:\n\n- Writes to customers" in page


def test_the_template_is_a_good_draft_and_no_more_than_that(tmp_path: Path) -> None:
    text = template(archive(tmp_path / "site"))
    said = problems(tmp_path / "draft", {**FILES, "postmortems/new.md": text})
    assert "error" not in said
    done = problems(
        tmp_path / "done", {**FILES, "postmortems/new.md": text.replace("status: draft", "status: published")}
    )
    for section in re.findall(r"(?m)^## (.*)", text):
        assert f"error: expected text in `{section}`, found `[" in done
