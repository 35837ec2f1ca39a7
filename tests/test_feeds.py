"""What the feeds say: whole documents, which updates they carry, in which order, and how the past hangs on to them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

from feed_rules import ATOM, faults
from publishing import (
    CHECKOUT,
    NOW,
    SITE,
    demo,
    incident,
    moment,
    notice,
    output,
    project,
    publish,
    updates,
    work,
)

EXPECTED = Path(__file__).parent / "cases_feeds"
BASE = "https://status.acme.example"
SMALL = {
    "2026-03-14-checkout": """\
title: Some can't pay & <b>wait</b>
severity: 2
components: {checkout: partial_outage}
updates:
  - id: u1
    at: 2026-03-14 09:20Z
    status: investigating
    message: |
      About one in three can't finish *checkout*, see [our help](https://help.acme.example/?a=1&b=2).

      Carts are kept.
    workaround: Paying by bank works.
    next_update: 2026-03-14 10:20Z
  - id: u2
    at: 2026-03-14 09:58Z
    status: resolved
    components: {checkout: operational}
    message: It works again.
internal: {notes: marker of a secret}
""",
    "2026-03-20-search": work("2026-03-20 23:00", "2026-03-21 01:00", "2026-03-14 09:58 scheduled"),
    "sundays": notice("2026-03-01 09:00"),
    "2026-01-10-website": incident(
        "2026-01-10 09:00 investigating", "2026-01-10 10:00 resolved", components="website: major_outage"
    ),
    "hidden-draft": incident("2026-03-14 08:00 investigating", title="A draft") + "draft: true\n",
    "hidden-drill": incident("2026-03-14 08:00 investigating", title="A drill") + "drill: true\n",
    "next-week": notice("2026-03-20 09:00", title="Not yet"),
}


def feeds(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All feeds among *files*."""
    return {
        name: content
        for name, content in files.items()
        if name.endswith((".atom", ".rss")) or name.rpartition("/")[2] == "history.json"
    }


def entries(content: bytes) -> list[tuple[str, datetime]]:
    """Titles and dates of an Atom feed, as they stand there."""
    return [
        (
            entry.findtext(f"{ATOM}title") or "",
            datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or ""),
        )
        for entry in ET.fromstring(content).iter(f"{ATOM}entry")
    ]


def ids(content: bytes) -> list[str]:
    """Ids of the entries of an Atom feed."""
    return [entry.findtext(f"{ATOM}id") or "" for entry in ET.fromstring(content).iter(f"{ATOM}entry")]


def numbered(text: str) -> str:
    """A file whose updates have ids."""
    count = itertools.count(1)
    return re.sub("  - at:", lambda _: f"  - id: u{next(count)}\n    at:", text)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = project(tmp_path_factory.mktemp("small"), SMALL)
    publish(root)
    return output(root)


@pytest.mark.parametrize(
    "name",
    [
        "history.atom",
        "history.rss",
        "history.json",
        "incidents.atom",
        "components/checkout/history.atom",
        "history/2026-01.atom",
    ],
)
def test_a_small_site_in_full(small: dict[str, bytes], name: str, request: pytest.FixtureRequest) -> None:
    """`pytest tests/test_feeds.py --accept` writes what is said now; `git diff` is the review."""
    expected = EXPECTED / name.replace("/", "-")
    if request.config.getoption("--accept"):
        expected.write_bytes(small[name])
    assert small[name].decode().splitlines() == expected.read_text(encoding="utf-8").splitlines()


def test_every_feed_of_the_demo_keeps_the_rules_of_its_kind() -> None:
    found = feeds(demo())
    assert len(found) >= 60
    base = "https://status.bayat.example"
    assert {
        name: wrong for name, content in found.items() if (wrong := faults(f"{base}/{name}", content))
    } == {}


def test_a_feed_reader_reads_every_feed_of_the_demo() -> None:
    for name, content in feeds(demo()).items():
        if name.endswith(".json"):
            continue
        read = feedparser.parse(content)
        assert not read.bozo, name
        assert read.version == ("rss20" if name.endswith(".rss") else "atom10")
        dates = [entry.published_parsed for entry in read.entries]
        assert all(dates), name
        assert [entry.id for entry in read.entries] == list(dict.fromkeys(entry.id for entry in read.entries))
        assert not (read.version == "rss20" and any(entry.guidislink for entry in read.entries)), name


def test_the_three_kinds_carry_the_same_updates() -> None:
    files = demo()
    for folder in ("", "components/checkout/"):
        atom, rss = (feedparser.parse(files[f"{folder}history.{kind}"]).entries for kind in ("atom", "rss"))
        items = json.loads(files[f"{folder}history.json"])["items"]
        assert [entry.id for entry in atom] == [entry.id for entry in rss] == [item["id"] for item in items]
        assert [entry.link for entry in atom] == [item["url"] for item in items]
        assert [entry.published_parsed for entry in atom] == [entry.published_parsed for entry in rss]


def test_drafts_drills_and_notices_of_another_day_are_in_no_feed(small: dict[str, bytes]) -> None:
    whole = b"".join(feeds(small).values()).decode()
    assert not re.search("A draft|A drill|Not yet|hidden-|next-week|secret", whole)
    assert "Open on Sundays" in whole


def test_a_notice_is_there_from_its_day_on(tmp_path: Path) -> None:
    root = project(tmp_path, {"next-week": SMALL["next-week"]})
    publish(root)
    assert entries(output(root)["history.atom"]) == []
    publish(root, moment("2026-03-20 09:00"))
    assert entries(output(root)["history.atom"]) == [("Not yet: Notice", moment("2026-03-20 09:00"))]


def test_an_update_ahead_of_the_clock_waits_for_its_time(tmp_path: Path) -> None:
    root = project(tmp_path, {"a": incident("2026-03-14 11:58 identified", "2026-03-14 12:03 resolved")})
    publish(root, moment("2026-03-14 12:00"))
    assert entries(output(root)["history.atom"]) == [
        ("Some can't pay: We know the cause", moment("2026-03-14 11:58"))
    ]
    assert b"Solved" not in output(root)["incidents.atom"]
    publish(root, moment("2026-03-14 12:03"))
    assert len(entries(output(root)["history.atom"])) == 2
    publish(root, moment("2026-03-14 12:00"))
    assert len(entries(output(root)["history.atom"])) == 1


def test_updates_of_one_minute_get_a_second_each_in_their_own_order(tmp_path: Path) -> None:
    same = ["2026-03-14 09:00 identified", "2026-03-14 09:00 monitoring", "2026-03-14 09:00 resolved"]
    named = numbered(incident(*same))
    root = project(tmp_path, {"a": named, "b": named})
    publish(root)
    found = entries(output(root)["history.atom"])
    assert [title.partition(": ")[2] for title, _ in found] == [
        "Solved",
        "Fixed, keeping an eye on it",
        "We know the cause",
    ] * 2
    assert [at for _, at in found] == [
        moment("2026-03-14 09:00") + timedelta(seconds=s) for s in range(5, -1, -1)
    ]


def test_those_of_this_very_minute_make_room_before_it(tmp_path: Path) -> None:
    lines = ["2026-03-14 11:59 investigating", *["2026-03-14 12:00 identified"] * 3]
    root = project(tmp_path, {"a": numbered(incident(*lines))})
    publish(root, moment("2026-03-14 12:00"))
    first = entries(output(root)["history.atom"])
    assert [f"{at:%H:%M:%S}" for _, at in first] == ["12:00:00", "11:59:59", "11:59:58", "11:59:00"]
    publish(root, moment("2026-03-14 12:30"))
    kept = output(root)
    publish(root, moment("2026-03-14 12:30"), clean=True)
    assert output(root) == kept
    assert f"{entries(kept['history.atom'])[0][1]:%H:%M:%S}" == "12:00:02"


def test_a_time_can_be_corrected_where_the_id_that_it_gave_is_written_down(tmp_path: Path) -> None:
    text = incident("2026-03-14 09:10 investigating")
    publish(project(tmp_path, {"a": text}))
    before = ids(output(tmp_path)["history.atom"])
    text = text.replace("  - at: 2026-03-14 09:10Z", "  - id: 20260314t091000z\n    at: 2026-03-14 09:20Z")
    publish(project(tmp_path, {"a": text}))
    assert ids(output(tmp_path)["history.atom"]) == before
    assert entries(output(tmp_path)["history.atom"])[0][1] == moment("2026-03-14 09:20")


def test_work_that_moves_twice_and_is_called_off_says_each_window_once_and_changes_nothing_said_before(
    tmp_path: Path,
) -> None:
    told = (
        ("2026-03-01 09:00 scheduled", "", "Wednesday 1 April 2026, 04:00 to 06:00 (02:00 to 04:00 UTC)"),
        (
            "2026-03-05 09:00 scheduled",
            "04-02 02:00Z",
            "Thursday 2 April 2026, 04:00 to 06:00 (02:00 to 04:00 UTC)",
        ),
        (
            "2026-03-08 09:00 scheduled",
            "04-03 02:00Z",
            "Friday 3 April 2026, 04:00 to 06:00 (02:00 to 04:00 UTC)",
        ),
        ("2026-03-10 09:00 cancelled", "", ""),
    )
    text = work("2026-04-01 02:00", "2026-04-01 04:00", told[0][0])
    before: list[str] = []
    for number, (line, start, window) in enumerate(told):
        if number:
            text += updates(line).removeprefix("updates:\n")
        if start:
            text += f"    scheduled: {{start: 2026-{start}, end: 2026-{start.replace('02:00', '04:00')}}}\n"
        publish(project(tmp_path, {"move": text}))
        content = output(tmp_path)["history.atom"].decode()
        newest, *older = re.findall("<entry>.*?</entry>", content, re.DOTALL)
        assert older == before
        assert re.findall(r"\w+ \d+ April[^&]*", newest) == ([window] if window else [])
        before = [newest, *older]
    assert "1 April" not in output(tmp_path)["incidents/move/index.html"].decode().partition("</h1>")[2]
    (event,) = json.loads(output(tmp_path)["api/v2/scheduled-maintenances.json"])["scheduled_maintenances"]
    assert event["scheduled_for"] == "2026-04-03T04:00:00.000+02:00"


def _daily(days: int, *, first: datetime = NOW) -> dict[str, str]:
    """An incident of two updates on each of the last *days* days."""
    return {
        f"d{back:03}": incident(
            f"{first - timedelta(days=back, hours=1):%Y-%m-%d %H:%M} investigating",
            f"{first - timedelta(days=back):%Y-%m-%d %H:%M} resolved",
        )
        for back in range(days)
    }


def test_the_feed_goes_ninety_days_back(tmp_path: Path) -> None:
    root = project(tmp_path, _daily(120))
    publish(root)
    assert entries(output(root)["history.atom"])[0][1] <= NOW
    dates = [at for _, at in entries(output(root)["history.atom"])]
    midnight = (NOW - timedelta(days=90)).replace(hour=0)
    assert dates[-1] == midnight + timedelta(hours=11)
    assert len(dates) == 2 * 91
    assert all(before > after for before, after in itertools.pairwise(dates))


def test_the_feed_has_fifty_where_there_was_less_in_ninety_days(tmp_path: Path) -> None:
    root = project(tmp_path, _daily(40, first=NOW - timedelta(days=80)))
    publish(root)
    dates = [at for _, at in entries(output(root)["history.atom"])]
    assert len(dates) == 50
    assert dates[-1] == NOW - timedelta(days=80 + 24, hours=1)
    assert dates == [at for _, at in entries(output(root)["components/checkout/history.atom"])]


def test_the_feed_of_incidents_has_fifty_and_the_one_last_spoken_of_first(tmp_path: Path) -> None:
    files = _daily(60)
    files["old"] = incident(
        "2024-03-14 09:00 investigating",
        "2024-03-14 10:00 resolved",
        "2026-03-14 12:00 postmortem",
        title="Old",
    )
    root = project(tmp_path, files)
    publish(root)
    feed = ET.fromstring(output(root)["incidents.atom"])
    first, *rest = feed.iter(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "Old"
    assert datetime.fromisoformat(first.findtext(f"{ATOM}published") or "") == moment("2024-03-14 09:00")
    assert len(rest) == 49
    assert faults(f"{BASE}/incidents.atom", output(root)["incidents.atom"]) == []


def test_an_incident_that_is_open_stays_in_the_feed_of_incidents(tmp_path: Path) -> None:
    files = _daily(60)
    files["quiet"] = incident("2025-12-04 09:00 investigating", severity=4, title="Quiet")
    files["past"] = incident("2025-12-03 09:00 investigating", "2025-12-03 10:00 resolved", title="Past")
    root = project(tmp_path, files)
    publish(root)
    feed = output(root)["incidents.atom"]
    assert len(entries(feed)) == 51
    assert entries(feed)[-1] == ("Quiet", moment("2025-12-04 09:00"))
    assert faults(f"{BASE}/incidents.atom", feed) == []


def test_an_incident_keeps_its_id_and_first_date_while_its_last_date_moves(tmp_path: Path) -> None:
    lines = ["2026-03-14 09:00 investigating", "2026-03-14 10:00 identified"]
    root = project(tmp_path, {"a": incident(lines[0])})
    publish(root)
    before = feedparser.parse(output(root)["incidents.atom"]).entries[0]
    project(tmp_path, {"a": incident(*lines, title="Nobody can pay")})
    publish(root)
    after = feedparser.parse(output(root)["incidents.atom"]).entries[0]
    assert (before.id, before.published) == (after.id, after.published)
    assert (before.updated_parsed[3], after.updated_parsed[3]) == (9, 10)


def walked(files: Mapping[str, bytes], base: str) -> Iterator[bytes]:
    """history.atom and all that its links into the past lead to."""
    name: str | None = "history.atom"
    while name:
        yield files[name]
        ways = {
            link.get("rel"): link.get("href", "") for link in ET.fromstring(files[name]).iter(f"{ATOM}link")
        }
        name = ways["prev-archive"].removeprefix(f"{base}/") if "prev-archive" in ways else None


def test_the_way_into_the_past_leads_by_every_update_of_the_demo() -> None:
    base = "https://status.bayat.example"
    anchors = {
        link
        for content in walked(demo(), base)
        for link in re.findall(
            r'<link href="https://status\.bayat\.example/incidents/([^"]+)"', content.decode()
        )
    }
    written = set()
    for path in (CHECKOUT / "content" / "incidents").iterdir():
        text = path.read_text(encoding="utf-8")
        if re.search(r"^(draft|drill): true", text, re.MULTILINE):
            continue
        if "kind: notice" in text:
            written.add(f"{path.stem}/")
        written |= {f"{path.stem}/#{name}" for name in re.findall(r"^  - id: (\S+)", text, re.MULTILINE)}
    assert len(written) > 80
    assert anchors == written


def test_archives_lead_back_and_forth_and_to_the_present(tmp_path: Path) -> None:
    files = {
        "a": incident(
            "2025-11-30 23:00 investigating", "2026-02-01 00:30 resolved"
        ),  # nothing said for two months
        "b": incident("2026-01-10 09:00 investigating", "2026-01-10 10:00 resolved"),
    }
    root = project(tmp_path, files)
    publish(root)
    built = output(root)
    months = ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert [name for name in built if name.startswith("history/") and name.endswith(".atom")] == [
        f"history/{month}.atom" for month in months
    ]
    chain = [None, *(f"{BASE}/history/{month}.atom" for month in months), None]
    for month, before, after in zip(months, chain, chain[2:], strict=False):
        content = built[f"history/{month}.atom"]
        ways = {link.get("rel"): link.get("href") for link in ET.fromstring(content).findall(f"{ATOM}link")}
        assert ways["current"] == f"{BASE}/history.atom"
        assert (ways.get("prev-archive"), ways.get("next-archive")) == (before, after)
        assert faults(f"{BASE}/history/{month}.atom", content) == []
    assert [len(entries(built[f"history/{month}.atom"])) for month in months] == [1, 0, 2, 1]


def test_a_month_becomes_an_archive_when_it_is_over(tmp_path: Path) -> None:
    root = project(tmp_path, {"a": incident("2026-03-31 23:59 investigating")})
    publish(root, moment("2026-03-31 23:59"))
    assert not [name for name in output(root) if re.match(r"history/.*\.atom", name)]
    publish(root, moment("2026-04-01 00:00"))
    assert ids(output(root)["history/2026-03.atom"]) == ids(output(root)["history.atom"])


def test_an_archive_has_what_the_feed_had(tmp_path: Path) -> None:
    root = project(tmp_path, SMALL | {"c": incident("2026-02-10 09:00 investigating")})
    publish(root)
    built = output(root)
    living, archive = (
        re.findall("<entry>.*?</entry>", built[name].decode(), re.DOTALL)
        for name in ("history.atom", "history/2026-02.atom")
    )
    assert len(archive) == 1
    assert archive[0] in living


def test_a_change_in_an_old_file_gives_the_same_archives_as_building_all_anew(tmp_path: Path) -> None:
    root = project(tmp_path, _daily(70))
    publish(root)
    project(tmp_path, {"d050": _daily(70)["d050"].replace("Words of update 1", "Better words")})
    assert publish(root).written > 0
    changed = output(root)
    assert b"Better words" in changed["history/2026-01.atom"]
    publish(root, clean=True)
    assert output(root) == changed


def test_many_files_read_in_two_processes_give_the_same_archives(tmp_path: Path) -> None:
    few = project(tmp_path / "few", _daily(200))
    publish(few)
    quiet = {f"z{n:04}": notice("2026-03-20 09:00") for n in range(500)}  # of a day to come: in no feed
    many = project(tmp_path / "many", _daily(200) | quiet)
    publish(many)
    assert feeds(output(few)) == feeds(output(many))


def test_building_again_changes_no_byte_of_any_feed(tmp_path: Path) -> None:
    root = project(tmp_path, SMALL | _daily(100))
    publish(root)
    first = feeds(output(root))
    publish(root, NOW + timedelta(minutes=1))
    publish(root, NOW + timedelta(minutes=15))
    assert feeds(output(root)) == first
    publish(root, NOW + timedelta(minutes=15), clean=True)
    assert feeds(output(root)) == first


def test_a_site_of_another_name_shares_no_id(tmp_path: Path) -> None:
    publish(project(tmp_path / "a", SMALL))
    publish(project(tmp_path / "b", SMALL, site=SITE.replace("acme-status", "acme-shop")))
    ours, theirs = (ids(output(tmp_path / name)["history.atom"]) for name in "ab")
    assert not set(ours) & set(theirs)
