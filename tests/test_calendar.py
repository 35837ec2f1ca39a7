"""Planned work as a calendar: what subscribers see of each edit, read back by icalendar and by a strict reader of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clearbell.public.calendar import calendar_files
from clearbell.public.shell import Shell
from publishing import NOW, SITE, demo, incident, moment, notice, output, project, publish, understood, work
from rfc5545 import Part, events, strictly_read


def _calendars(
    folder: Path, files: dict[str, str], now: datetime = NOW, site: str = SITE
) -> dict[str, bytes]:
    shown = understood(folder, files, now, site=site)
    made = calendar_files(Shell.of(shown.settings), shown, str)
    return {each.file: each.make() for each in made}


def _all(folder: Path, files: dict[str, str], now: datetime = NOW, site: str = SITE) -> list[Part]:
    return events(strictly_read(_calendars(folder, files, now, site)["maintenance.ics"]))


PLANNED = work("2026-03-22 02:00", "2026-03-22 04:30", "2026-03-10 11:00 scheduled")
WHOLE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Clearbell//Planned work//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Planned work: Acme
X-WR-CALNAME:Planned work: Acme
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
SUMMARY:A new search machine
DTSTART:20260322T020000Z
DTEND:20260322T043000Z
DTSTAMP:20260310T110000Z
UID:machine@acme-status
SEQUENCE:0
CATEGORIES:Planned work
CREATED:20260310T110000Z
DESCRIPTION:Planned: Words of update 1.\\n\\nSunday 22 March 2026\\, 03:00 to
  05:30 (02:00 to 04:30 UTC). Times are Amsterdam time.\\n\\nSearch
LAST-MODIFIED:20260310T110000Z
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:https://status.acme.example/incidents/machine/
END:VEVENT
END:VCALENDAR
"""


def test_planned_work_is_an_event(tmp_path: Path) -> None:
    made = _calendars(tmp_path, {"machine": PLANNED})
    assert made["maintenance.ics"].decode().split("\r\n") == WHOLE.split("\n")


def test_each_part_has_a_calendar_of_its_own_and_without_work_it_is_empty_and_still_one(
    tmp_path: Path,
) -> None:
    both = work(
        "2026-04-01 02:00", "2026-04-01 03:00", "2026-03-10 11:00 scheduled", components="[search, website]"
    )
    files = {"machine": PLANNED, "both": both, "pay": incident("2026-03-14 09:00 investigating")}
    files["sundays"] = notice("2026-03-10 11:00")
    read = {name: strictly_read(content) for name, content in _calendars(tmp_path, files).items()}
    assert {name: [e["UID"] for e in events(calendar)] for name, calendar in read.items()} == {
        "maintenance.ics": ["both@acme-status", "machine@acme-status"],
        "components/website/maintenance.ics": ["both@acme-status"],
        "components/checkout/maintenance.ics": [],
        "components/search/maintenance.ics": ["both@acme-status", "machine@acme-status"],
    }
    assert [calendar["X-WR-CALNAME"] for calendar in read.values()] == [
        "Planned work: Acme",
        "Planned work: Website, Acme",
        "Planned work: Checkout, Acme",
        "Planned work: Search, Acme",
    ]


MOVED = work(
    "2026-03-23 02:00", "2026-03-23 04:30", "2026-03-10 11:00 scheduled", "2026-03-12 10:00 scheduled"
)
BEGUN = work(
    "2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled", "2026-03-14 11:03 in_progress"
)
MOVED_BY_AN_UPDATE = (
    work("2026-03-22 02:00", "2026-03-22 04:30", "2026-03-10 11:00 scheduled", "2026-03-12 10:00 scheduled")
    + "    scheduled: {start: 2026-03-23 02:00Z, end: 2026-03-23 05:00Z}\n"
)
DROPPED = work(
    "2026-03-23 02:00",
    "2026-03-23 04:30",
    "2026-03-10 11:00 scheduled",
    "2026-03-12 10:00 scheduled",
    "2026-03-13 10:00 cancelled",
)


def _told(folder: Path, text: str, site: str = SITE) -> tuple[str, str, str, str, str, str]:
    (event,) = _all(folder, {"machine": text}, site=site)
    return (
        event["UID"], event["SEQUENCE"], event["STATUS"], event["DTSTART"], event["CREATED"], event["DTSTAMP"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        (PLANNED, ("0", "CONFIRMED", "20260322T020000Z", "20260310T110000Z")),
        (
            PLANNED.replace("A new search machine", "Work"),
            ("0", "CONFIRMED", "20260322T020000Z", "20260310T110000Z"),
        ),
        (PLANNED.replace("Words", "Other words"), ("0", "CONFIRMED", "20260322T020000Z", "20260310T110000Z")),
        (MOVED, ("1", "CONFIRMED", "20260323T020000Z", "20260312T100000Z")),
        (MOVED_BY_AN_UPDATE, ("1", "CONFIRMED", "20260323T020000Z", "20260312T100000Z")),
        (DROPPED, ("2", "CANCELLED", "20260323T020000Z", "20260313T100000Z")),
        (BEGUN, ("1", "CONFIRMED", "20260314T110000Z", "20260314T110300Z")),
    ],
    ids=[
        "announced",
        "another title",
        "a corrected text",
        "moved",
        "moved by an update",
        "moved and cancelled",
        "begun",
    ],
)
@pytest.mark.parametrize("address", ["https://status.acme.example", "https://elsewhere.example/status"])
def test_whatever_is_edited_it_stays_one_event_and_each_word_to_customers_raises_its_number(
    tmp_path: Path, edited: str, told: tuple[str, str, str, str], address: str
) -> None:
    sequence, status, start, stamp = told
    expected = ("machine@acme-status", sequence, status, start, "20260310T110000Z", stamp)
    assert _told(tmp_path, edited, SITE.replace("https://status.acme.example", address)) == expected


@pytest.mark.parametrize("text", [PLANNED, DROPPED])
@pytest.mark.parametrize(("days", "there"), [(89, 1), (90, 1), (91, 0)])
def test_a_window_stays_for_ninety_days_cancelled_or_not(
    tmp_path: Path, text: str, days: int, there: int
) -> None:
    end = moment("2026-03-22 04:30") if text is PLANNED else moment("2026-03-23 04:30")
    assert len(_all(tmp_path, {"machine": text}, end + timedelta(days=days))) == there


def test_work_that_never_ends_stays_in_the_calendar(tmp_path: Path) -> None:
    assert len(_all(tmp_path, {"machine": BEGUN}, NOW + timedelta(days=200))) == 1


def test_texts_of_any_kind_come_back_as_they_were_by_both_readers(tmp_path: Path) -> None:
    title = "Ünïcödé; a, b \\n c \\\\ “quoted”: " + "日本語🔧" * 30
    text = PLANNED.replace("A new search machine", "'" + title + "'")
    text = text.replace("Words of update 1.", '"**One**; two, three\\\\four\\n\\n- a list: “x”"')
    content = _calendars(tmp_path, {"machine": text})["maintenance.ics"]
    (event,) = events(strictly_read(content))
    (other,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    said = "Planned: One; two, three\\four\n\n- a list: “x”\n\nSunday 22 March 2026, 03:00 to 05:30"
    assert event["SUMMARY"] == str(other["SUMMARY"]) == title
    assert event["DESCRIPTION"] == str(other["DESCRIPTION"])
    assert event["DESCRIPTION"].startswith(said)


letters = some.text(
    some.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1
)


@given(letters.map(lambda text: text.strip()[:300]).filter(bool))
@settings(deadline=None, max_examples=50)
def test_any_title_is_folded_and_escaped_so_that_it_comes_back(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    quoted = title.replace("'", "''")
    text = PLANNED.replace("title: A new search machine", f"title: '{quoted}'")
    content = _calendars(tmp_path_factory.mktemp("calendar"), {"machine": text})["maintenance.ics"]
    (event,) = events(strictly_read(content))
    (other,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == str(other["SUMMARY"]) == " ".join(title.split())


def test_both_readers_agree_on_every_calendar_of_the_demo() -> None:
    found = {name: content for name, content in demo().items() if name.endswith(".ics")}
    seen = set()
    for content in found.values():
        strict = events(strictly_read(content))
        others = icalendar.Calendar.from_ical(content).walk("VEVENT")
        assert [event.errors for event in others] == [[]] * len(strict)
        assert [(e["UID"], int(e["SEQUENCE"]), e["STATUS"], e["DTSTART"], e["DTEND"]) for e in strict] == [
            (
                str(e["UID"]),
                e["SEQUENCE"],
                str(e["STATUS"]),
                _stamp(e.decoded("DTSTART")),
                _stamp(e.decoded("DTEND")),
            )
            for e in others
        ]
        seen |= {event["STATUS"] for event in strict}
    assert len(found) > 10
    assert seen == {"CONFIRMED", "CANCELLED"}


def _stamp(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def test_an_hour_and_an_incident_later_no_calendar_is_written_anew(tmp_path: Path) -> None:
    root = project(tmp_path, {"machine": PLANNED})
    publish(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*.ics")}
    project(root, {"pay": incident("2026-03-14 12:30 investigating")})
    publish(root, NOW + timedelta(hours=1))
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*.ics")} == before
    assert len(before) == 4
    assert "incidents/pay/index.html" in output(root)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("\r\n", "\n"),
        ("SUMMARY:A new", "SUMMARY:A, new"),
        ("SUMMARY:A new", "SUMMARY:A \\x new"),
        ("SUMMARY:A new", f"SUMMARY:{'long' * 20}"),
        ("UID:machine@acme-status\r\n", ""),
        ("DTSTAMP:20260310T110000Z", "DTSTAMP:20260310T110000"),
        ("END:VEVENT\r\n", ""),
        ("DTEND:20260322", "DTEND:20260321"),
        ("STATUS:CONFIRMED", "STATUS=CONFIRMED"),
    ],
)
def test_the_strict_reader_of_these_stories_is_strict(good: str, bad: str) -> None:
    whole = WHOLE.replace("\n", "\r\n")
    strictly_read(whole.encode())
    with pytest.raises(AssertionError):
        strictly_read(whole.replace(good, bad).encode())
