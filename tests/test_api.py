"""What the API says of a site: its components, its incidents and planned work, how the whole does, in which order."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from clearbell.model import Item
from clearbell.public.api.bodies import plain_text
from publishing import (
    incident,
    moment,
    notice,
    output,
    project,
    publish,
    understood,
    work,
)
from statuspage import FILES, Api, client, understood_by_client, written

EXPECTED = Path(__file__).parent / "cases_api"
SMALL = """\
name: Acme
url: https://status.acme.example/shop/
id: acme-status
timezone: Europe/Amsterdam
components:
  - {id: website, name: Website, description: Looking around}
  - id: payments
    name: Payments
    description: Money to and fro
    components:
      - {id: checkout, name: Checkout}
      - {id: vouchers, name: Vouchers, retired: 2026-02-01}
      - {id: refunds, name: Refunds}
  - {id: fax, name: Fax orders, retired: 2026-01-31}
  - {id: search, name: Search}
"""
STORIES = {
    "card-payments": """\
title: Some customers can't pay
severity: 2
confirmed: 2026-03-14 10:02Z
components: {checkout: partial_outage}
updates:
  - id: u1
    at: 2026-03-14 10:20Z
    status: investigating
    message: |
      About one in three customers **can't finish** checkout.
      Carts are kept.
    workaround: Paying by [bank transfer](https://acme.example/bank) works.
    next_update: 2026-03-14 11:20Z
  - id: u2
    at: 2026-03-14 10:58Z
    status: identified
    components: {checkout: degraded_performance, refunds: degraded_performance}
    message: We know why.
internal: {notes: marker-of-a-secret}
""",
    "fax-and-vouchers": incident(
        "2026-01-10 09:00 investigating fax=major_outage",
        "2026-01-10 10:00 monitoring fax=operational",
        "2026-01-10 11:00 resolved",
        "2026-01-12 09:00 postmortem",
        components="vouchers: partial_outage",
        severity=4,
        title="Fax and vouchers",
    ),
    "new-search": work(
        "2026-03-14 11:30", "2026-03-14 13:00", "2026-03-01 09:00 scheduled", title="A new search"
    ),
    "called-off": work(
        "2026-03-20 11:30",
        "2026-03-20 13:00",
        "2026-03-02 09:00 scheduled",
        "2026-03-03 09:00 cancelled",
        title="Called off",
    ),
    "new-website": work(
        "2026-03-21 11:30",
        "2026-03-21 13:00",
        "2026-03-04 09:00 scheduled",
        components="[website]",
        title="A new website",
    ),
    "sundays": notice("2026-03-01 09:00"),
}


@pytest.mark.parametrize("name", ["summary", "incidents", "scheduled-maintenances"])
def test_a_small_site_in_full(tmp_path: Path, name: str, request: pytest.FixtureRequest) -> None:
    """`pytest tests/test_api.py --accept` writes what is said now; `git diff` is the review."""
    said = written(understood(tmp_path, STORIES, site=SMALL))[name]
    text = json.dumps(json.loads(said), ensure_ascii=False, indent=1) + "\n"
    expected = EXPECTED / f"{name}.json"
    if request.config.getoption("--accept"):
        expected.write_text(text, encoding="utf-8")
    assert text.splitlines() == expected.read_text(encoding="utf-8").splitlines()


def test_the_small_files_are_parts_of_the_summary(tmp_path: Path) -> None:
    api = client(tmp_path, STORIES, site=SMALL)
    planned = api.summary.scheduled_maintenances
    assert api.status.status == api.summary.status
    assert api.components.components == api.summary.components
    assert api.unresolved.incidents == api.summary.incidents
    assert api.active.scheduled_maintenances == planned[:1]
    assert api.upcoming.scheduled_maintenances == planned[1:]
    assert len({each.page.updated_at for each in api}) == 1


class Ids(NamedTuple):
    """Everything by which a program may remember a site."""

    page: str
    components: list[str]
    incidents: list[str]
    updates: list[str]


def _ids(api: Api) -> Ids:
    records = [*api.incidents.incidents, *api.maintenances.scheduled_maintenances]
    return Ids(
        api.summary.page.id,
        sorted(component.id for component in api.components.components),
        sorted(record.id for record in records),
        sorted(update.id for record in records for update in record.incident_updates),
    )


def test_ids_outlive_titles_names_order_and_a_move(tmp_path: Path) -> None:
    before = _ids(client(tmp_path, STORIES, site=SMALL))
    assert len({*before.components, *before.incidents, *before.updates, before.page}) == 5 + 5 + 10 + 1
    moved = SMALL.replace("https://status.acme.example/shop/", "https://up.example").replace("Acme", "Bcme")
    for old, new in (("Payments", "Paying"), ("Checkout", "Till"), ("Website", "Pages")):
        moved = moved.replace(f"name: {old}", f"name: {new}")
    lines = moved.splitlines(keepends=True)
    lines.insert(5, lines.pop())  # search comes first
    files = {name: text.replace("title: ", "title: Renamed ") for name, text in STORIES.items()}
    files = dict(reversed(files.items()))
    assert _ids(client(tmp_path / "moved", files, site="".join(lines))) == before
    other = SMALL.replace("id: acme-status", "id: other-status")
    after = _ids(client(tmp_path / "other", STORIES, site=other))
    assert not {before.page, *before.components, *before.incidents, *before.updates} & {
        after.page, *after.components, *after.incidents, *after.updates
    }  # fmt: skip


def _titles(records: tuple[object, ...]) -> list[str]:
    return [getattr(record, "name", "") for record in records]


def test_open_incidents_come_by_their_last_update_and_all_by_their_first(tmp_path: Path) -> None:
    api = client(
        tmp_path,
        {
            "a": incident("2026-03-14 09:00 investigating", "2026-03-14 11:00 identified", title="A"),
            "b": incident("2026-03-14 10:00 investigating", title="B"),
            "c": incident("2026-03-14 08:00 investigating", "2026-03-14 11:30 resolved", title="C"),
            "d": incident("2026-03-14 10:00 investigating", title="D"),
        },
    )
    assert _titles(api.summary.incidents) == _titles(api.unresolved.incidents) == ["A", "B", "D"]
    assert _titles(api.incidents.incidents) == ["B", "D", "A", "C"]


def test_work_ahead_comes_by_its_window_and_all_work_by_its_announcement(tmp_path: Path) -> None:
    api = client(
        tmp_path,
        {
            "a": work("2026-03-18 09:00", "2026-03-18 10:00", "2026-03-01 09:00 scheduled", title="A"),
            "b": work("2026-03-16 09:00", "2026-03-16 10:00", "2026-03-02 09:00 scheduled", title="B"),
            "c": work("2026-03-16 09:00", "2026-03-16 10:00", "2026-03-03 09:00 scheduled", title="C"),
            "d": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-02-01 09:00 scheduled", title="D"),
            "e": work("2026-02-14 11:00", "2026-02-14 13:00", "2026-02-02 09:00 scheduled", title="E"),
        },
    )
    assert _titles(api.summary.scheduled_maintenances) == ["D", "C", "B", "A"]
    assert _titles(api.upcoming.scheduled_maintenances) == ["C", "B", "A"]
    assert _titles(api.active.scheduled_maintenances) == ["D"]
    assert _titles(api.maintenances.scheduled_maintenances) == ["C", "B", "A", "E", "D"]


class _Read(dict[str, Item]):
    """Remembers which items were read in full."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        super().__init__(items)
        self.ids: set[str] = set()

    def __getitem__(self, name: str) -> Item:
        self.ids.add(name)
        return super().__getitem__(name)


def test_only_the_newest_50_of_a_long_history_are_read_and_shown(tmp_path: Path) -> None:
    files = {}
    for number in range(70):
        day = datetime(2025, 1, 1) + timedelta(days=number)  # noqa: DTZ001 - written down as UTC
        files[f"i{number:02}"] = incident(f"{day:%Y-%m-%d} 09:00 resolved", title=f"I{number:02}")
        files[f"w{number:02}"] = work(
            f"{day:%Y-%m-%d} 12:00",
            f"{day:%Y-%m-%d} 13:00",
            f"{day:%Y-%m-%d} 09:00 scheduled",
            title=f"W{number:02}",
        )
    site = understood(tmp_path, files)
    read = _Read(site.items)
    api = understood_by_client(written(dataclasses.replace(site, items=read)))
    newest = [f"{number:02}" for number in range(69, 19, -1)]
    assert _titles(api.incidents.incidents) == [f"I{number}" for number in newest]
    assert _titles(api.maintenances.scheduled_maintenances) == [f"W{number}" for number in newest]
    assert read.ids == {f"{kind}{number}" for kind in "iw" for number in newest}


def _moments() -> Iterator[datetime]:
    """Before, at the edges of, in and after a window; and when nothing happens."""
    yield from map(moment, ("2026-03-14 11:00", "2026-03-14 11:29", "2026-03-14 11:30"))
    yield from map(moment, ("2026-03-14 12:00", "2026-03-14 13:00", "2026-03-14 13:01", "2026-03-15 13:01"))


def test_a_build_on_top_of_the_last_one_says_what_a_fresh_one_says(tmp_path: Path) -> None:
    root = project(tmp_path, STORIES, site=SMALL)
    for now in _moments():
        publish(root, now)
        grown = {name: content for name, content in output(root).items() if name.startswith("api/")}
        fresh = written(understood(tmp_path, STORIES, now, site=SMALL))
        assert grown == {f"api/v2/{name}.json": content for name, content in fresh.items()}
        assert set(fresh) == set(FILES)


def test_nothing_that_is_internal_and_no_notice_is_told(tmp_path: Path) -> None:
    files = written(understood(tmp_path, STORIES, site=SMALL))
    everything = b"".join(files.values())
    assert b"marker-of-a-secret" not in everything
    assert b"Sundays" not in everything


def test_a_body_is_text_with_what_to_do_and_when_to_expect_more(tmp_path: Path) -> None:
    (only,) = client(tmp_path, STORIES, site=SMALL).unresolved.incidents
    assert [update.body for update in only.incident_updates] == [
        "We know why.",
        (
            "About one in three customers can\u2019t finish checkout. Carts are kept.\n\n"
            "What you can do now: Paying by bank transfer (https://acme.example/bank) works.\n\n"
            "We\u2019ll write again by 14 March 2026, 12:20 (11:20 UTC)."
        ),
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\nline.\n\nAnother.", "One line.\n\nAnother."),
        ("A break:  \nhere.", "A break:\nhere."),
        ("# Now\n\nIt *works* **again**, `a < b`.", "Now\n\nIt works again, a < b."),
        ("Do:\n\n- one\n- two\n  - deeper\n- three\n\nDone.", "Do:\n\n- one\n- two\n  - deeper\n- three\n\nDone."),
        ("3. one\n4. two", "3. one\n4. two"),
        ("- loose\n\n- items", "- loose\n- items"),
        ("> said\n> so", "said so"),
        ("```\na  b\n  c\n```\nEnd.", "a  b\n  c\n\nEnd."),
        ("See [help](https://x.example/a?b=1&c=2).", "See help (https://x.example/a?b=1&c=2)."),
        ("See <https://x.example/>.", "See https://x.example/."),
        ("Write [us](mailto:us@x.example), [us@x.example](mailto:us@x.example).", "Write us (mailto:us@x.example), us@x.example."),
        ("Fish &amp; <b>chips</b>", "Fish & <b>chips</b>"),
        ("5 * 3 < 20 & so\u00a0on", "5 * 3 < 20 & so on"),
    ],
)  # fmt: skip
def test_markdown_becomes_plain_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text
