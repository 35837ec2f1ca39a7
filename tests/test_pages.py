"""What a customer reads, from the first word to the last, and that it is never greener than the truth."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from publishing import NOW, SITE, demo, incident, moment, notice, output, project, publish, words, work

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


def _said(
    root: Path, files: dict[str, str], page: str = "index.html", now: str = "", *, site: str = SITE
) -> str:
    """The words of a page between its header and its footer."""
    publish(project(root, files, site=site), moment(now) if now else NOW)
    return words(re.findall(b"<main.*?</main>", output(root)[page], re.DOTALL)[0])


def test_a_quiet_site_says_so_and_no_more(tmp_path: Path) -> None:
    assert _said(tmp_path, {}) == (
        "Working normally Everything at Acme works normally Nothing is wrong that we know of. "
        "All parts of Acme Each mark is a day, the last 90 days from left to right. The taller it is, the more trouble "
        "there was. "
        + "".join(
            f"{part} Working normally 100 % in 90 days · no trouble "
            for part in ("Website", "Checkout", "Search")
        )
        + "The last two weeks 1 to 14 March Nothing to report."
    )


def test_trouble_comes_first_with_what_to_do_and_all_that_was_said(tmp_path: Path) -> None:
    story = incident(
        "2026-03-14 09:20 investigating", "2026-03-14 09:58 identified search=degraded_performance"
    ).replace("message: Words of update 1.", "message: Words of update 1.\n    workaround: Pay by bank.")
    said = _said(tmp_path, {"it": story + "    next_update: 2026-03-14 13:00Z\n"})
    assert said.startswith(
        "Partly not working Some can't pay Checkout: partly not working Search: slower than usual "
        "We have known about this since 10:20 (09:20 UTC). Last update 10:58. "
        f"We{APOSTROPHE}ll write again by 14:00 (13:00 UTC). Everything else works normally. "
        "What you can do now Pay by bank. "
        "Today, 10:58 We know the cause Words of update 2. "
        f"Today, 10:20 We{APOSTROPHE}re looking into it Words of update 1. All parts of Acme"
    )


def test_the_worst_of_several_is_the_headline(tmp_path: Path) -> None:
    said = _said(
        tmp_path,
        {
            "a": incident(
                "2026-03-14 11:00 investigating", severity=3, components="search: degraded_performance"
            ),
            "b": incident(
                "2026-03-14 09:00 investigating", title="Nobody can pay", components="checkout: major_outage"
            ),
            "c": incident(
                "2026-03-14 10:00 investigating", title="No pictures", components="website: partial_outage"
            ),
        },
    )
    assert said.startswith("Not working Nobody can pay Checkout: not working ")
    assert "Also going on: 2 more, below." in said
    assert said.index("Also going on No pictures") < said.index("Some can't pay")


def test_a_sev1_whose_parts_all_say_they_work_is_a_problem_on_the_page(tmp_path: Path) -> None:
    story = incident("2026-03-14 11:00 investigating", severity=1, components="checkout: operational")
    said = _said(tmp_path, {"it": story})
    assert said.startswith("Not working Some can't pay We have known about this since")
    assert "works normally" not in said.partition("All parts")[0].replace(
        "Everything else works normally", ""
    )


def test_while_planned_work_is_on_a_part_not_everything_else_is_said_to_work_normally(tmp_path: Path) -> None:
    files = {
        "it": incident("2026-03-14 11:00 investigating"),
        "work": work(
            "2026-03-14 12:00", "2026-03-14 13:00", "2026-03-10 09:00 scheduled", components="[search]"
        ),
    }
    assert "Everything else works normally." in _said(tmp_path, files, now="2026-03-14 11:59")
    during = _said(tmp_path, files, now="2026-03-14 12:00")
    assert "Planned work is under way" in during
    assert "Everything else works normally." not in during


def test_a_window_on_another_day_in_utc_says_which(tmp_path: Path) -> None:
    files = {"it": work("2026-03-14 23:30", "2026-03-15 00:30", "2026-03-10 09:00 scheduled")}
    said = _said(tmp_path, files, now="2026-03-14 12:00")
    assert "Sunday 15 March, 00:30 to 01:30 (14 March, 23:30 UTC to 00:30 UTC)" in said


@pytest.mark.parametrize(
    ("components", "state"), [("[search]", "Planned work"), ("{search: major_outage}", "Not working")]
)
def test_planned_work_takes_the_headline_when_it_begins_and_not_before(
    tmp_path: Path, components: str, state: str
) -> None:
    files = {
        "it": work(
            "2026-03-14 12:00", "2026-03-14 13:00", "2026-03-10 09:00 scheduled", components=components
        )
    }
    before = _said(tmp_path, files, now="2026-03-14 11:59")
    assert before.startswith("Working normally Everything at Acme works normally")
    assert "A new search machine Planned Saturday 14 March, 13:00 to 14:00 (12:00 to 13:00 UTC)" in before
    during = _said(tmp_path, files, now="2026-03-14 12:00")
    assert during.startswith(
        f"{state} A new search machine Nothing is wrong that we know of. Planned work is under way"
    )
    assert f"Search {state} " in during


def test_work_that_breaks_more_than_the_trouble_is_the_news_and_the_trouble_follows(tmp_path: Path) -> None:
    files = {
        "it": incident(
            "2026-03-14 11:00 investigating",
            severity=3,
            components="search: degraded_performance",
            title="Slow",
        ),
        "planned": work(
            "2026-03-14 11:30",
            "2026-03-14 13:00",
            "2026-03-10 09:00 scheduled",
            components="{checkout: major_outage}",
            title="Nobody can pay until two",
        ),
    }
    said = _said(tmp_path, files)
    assert said.startswith(
        "Not working Nobody can pay until two Also going on: 1 more, below. Planned work is under way, see below. "
        "Planned work Nobody can pay until two Under way now "
    )
    assert said.index("Also going on Slow") < said.index("All parts of Acme")
    page = output(tmp_path)["index.html"].decode()
    assert '<h1><a href="incidents/planned/">Nobody can pay until two</a></h1>' in page
    assert "<title>Not working: Nobody can pay until two - Acme status</title>" in page
    terminal = output(tmp_path)["status.txt"].decode().split("\n\n")
    assert terminal[1] == "Nobody can pay until two."
    assert terminal[2].startswith("Slower than usual: Slow\n")


def test_work_that_breaks_as_much_as_the_trouble_leaves_the_news_to_the_trouble(tmp_path: Path) -> None:
    both = {
        "it": incident("2026-03-14 11:00 investigating"),
        "planned": work(
            "2026-03-14 11:30",
            "2026-03-14 13:00",
            "2026-03-10 09:00 scheduled",
            components="{search: partial_outage}",
        ),
    }
    assert _said(tmp_path, both).startswith("Partly not working Some can't pay Checkout: partly not working ")


def test_no_day_on_which_an_incident_lasted_has_nothing_to_report(tmp_path: Path) -> None:
    said = _said(tmp_path, {"it": incident("2026-03-08 09:00 investigating", "2026-03-11 09:00 resolved")})
    assert said.partition("The last two weeks ")[2] == (
        "12 to 14 March Nothing to report. 8 March Some can't pay Solved after 3 days. 1 to 7 March Nothing to report."
    )


def test_work_that_was_called_off_says_so_on_its_day(tmp_path: Path) -> None:
    story = work(
        "2026-03-14 09:00", "2026-03-14 10:00", "2026-02-01 09:00 scheduled", "2026-02-10 09:00 cancelled"
    )
    said = _said(tmp_path, {"it": story})
    assert "14 March A new search machine Cancelled." in said


def test_a_retired_part_is_not_on_the_front_page_and_its_own_says_since_when(tmp_path: Path) -> None:
    retired = SITE.replace("{id: search, name: Search}", "{id: search, name: Search, retired: 2026-03-01}")
    story = incident(
        "2026-02-10 09:00 investigating", "2026-02-10 10:00 resolved", components="search: major_outage"
    )
    assert "Search" not in _said(tmp_path, {"it": story}, site=retired)
    said = _said(tmp_path, {"it": story}, "components/search/index.html", site=retired)
    assert said == (
        "Search Not offered any more since 1 March. "
        "What happened here Some can't pay Not working Search · 10 February, 10:00 · Solved after 1 h"
    )
    page = output(tmp_path)["components/search/index.html"].decode()
    assert "<title>Search - Acme status</title>" in page
    assert 'content="Search. Not offered any more since 1 March."' in page


def test_a_notice_is_on_the_front_page_in_its_time_and_keeps_its_own(tmp_path: Path) -> None:
    files = {"it": notice("2026-03-14 09:00", "2026-03-14 18:00")}
    assert "Good to know Open on Sundays Until 19:00 (18:00 UTC) We are." in _said(tmp_path, files)
    assert "Open on Sundays" not in _said(tmp_path, files, now="2026-03-14 18:00")
    assert "We are." in _said(tmp_path, files, "incidents/it/index.html", now="2026-03-14 18:00")
    publish(tmp_path, moment("2026-03-14 08:59"))
    assert "incidents/it/index.html" not in output(tmp_path)


def test_an_incident_keeps_its_page_and_what_was_said(tmp_path: Path) -> None:
    story = incident("2026-03-12 22:30 investigating", "2026-03-12 23:30 resolved")
    assert _said(tmp_path, {"it": story}, "incidents/it/index.html") == (
        "Solved Some can't pay Checkout "
        "Began 12 March 2026, 23:30 (22:30 UTC) · Solved 13 March 2026, 00:30 (12 March 2026, 23:30 UTC), after 1 h "
        "What we said, newest first 13 March 2026, 00:30 Solved Words of update 2. "
        f"12 March 2026, 23:30 We{APOSTROPHE}re looking into it Words of update 1. "
        "To the status now March 2026"
    )


def test_the_same_page_for_a_terminal(tmp_path: Path) -> None:
    publish(
        project(
            tmp_path,
            {
                "it": incident("2026-03-14 09:20 investigating"),
                "work": work("2026-03-14 22:00", "2026-03-14 23:30", "2026-03-10 09:00 scheduled"),
            },
        )
    )
    assert output(tmp_path)["status.txt"].decode() == (
        "Acme status\n"
        "Today, 13:00 (12:00 UTC)\n"
        "\n"
        "Partly not working: Some can't pay\n"
        f"  Today, 10:20, We{APOSTROPHE}re looking into it: Words of update 1.\n"
        "  https://status.acme.example/incidents/it/\n"
        "\n"
        "Planned work, Planned: A new search machine\n"
        "  Saturday 14 March, 23:00 (22:00 UTC)\n"
        "\n"
        "Website   Working normally\n"
        "Checkout  Partly not working\n"
        "Search    Working normally\n"
    )


def test_a_long_outage_over_the_clock_change_is_as_long_as_it_was(tmp_path: Path) -> None:
    story = incident("2026-03-28 23:00 investigating", "2026-03-29 02:00 resolved")  # 00:00 to 04:00 there
    said = _said(tmp_path, {"it": story}, "incidents/it/index.html", now="2026-03-30 12:00")
    assert (
        "Began 29 March 2026, 00:00 (28 March 2026, 23:00 UTC) · Solved 29 March 2026, 04:00 (02:00 UTC), after 3 h"
        in said
    )


def test_the_demo_says_that_it_is_one() -> None:
    for name, page in demo().items():
        if name.endswith(".html"):
            assert "This is a demonstration." in words(page), name


def test_no_page_of_an_item_changes_while_time_passes_and_nothing_happens(tmp_path: Path) -> None:
    publish(project(tmp_path, {"it": incident("2026-03-14 09:20 investigating")}))
    before = output(tmp_path)["incidents/it/index.html"]
    publish(tmp_path, NOW + timedelta(days=400), clean=True)
    assert output(tmp_path)["incidents/it/index.html"] == before
