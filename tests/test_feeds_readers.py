"""Readers that poll every quarter of an hour or once a day, while people edit: nothing comes twice, nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from publishing import incident, moment, notice, output, project, publish, work

START = moment("2026-03-10 12:00")
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
_SAID = re.compile(r"[a-z]+ says \d+")


def _said(name: str, text: str) -> str:
    """Each update with an id, and words that tell it from all others."""
    numbers = iter(range(1, 1000))
    text = text.replace("Words of update", f"{name} says")
    return re.sub("  - at:", lambda _: f"  - id: u{next(numbers)}\n    at:", text)


PAY = _said("pay", incident("2026-03-10 09:00 investigating", "2026-03-10 10:00 identified"))
SLOW = _said("slow", incident("2026-03-10 09:00 investigating", components="search: degraded_performance"))
OLD = _said("old", incident("2026-03-08 09:00 investigating", "2026-03-08 10:00 resolved"))
PAST = _said("past", incident("2025-06-08 09:00 investigating", "2025-06-08 10:00 resolved"))
MOVE = _said("move", work("2026-03-12 22:00", "2026-03-12 23:00", "2026-03-09 09:00 scheduled"))
FILES = {
    "2026-03-10-pay": PAY,
    "2026-03-10-slow": SLOW,
    "2026-03-08-old": OLD,
    "2025-06-08-past": PAST,
    "2026-03-12-move": MOVE,
    "sundays": notice("2026-03-02 09:00"),
}


@dataclass
class Reader:
    """Remembers what it has shown by id; `archives`: whether it follows the links into the past."""

    address: str
    archives: bool = False
    shown: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    last: bytes = b""

    def poll(self, files: Mapping[str, bytes]) -> None:
        """Fetch the feed, and show what is new."""
        name: str | None = None if files[self.address] == self.last else self.address  # "304 Not Modified"
        self.last = files[self.address]
        while name:
            content = files[name]
            if name.endswith(".json"):
                self._show([(each["id"], each["content_html"]) for each in json.loads(content)["items"]])
                return
            read = feedparser.parse(content)
            assert not read.bozo
            self._show(
                [
                    (each.id, (each.get("content") or [{}])[0].get("value") or each.summary)
                    for each in read.entries
                ]
            )
            older = [link.href for link in read.feed.links if link.rel == "prev-archive"]
            name = re.sub(r"https://[^/]+/(a/path/)?", "", older[0]) if older and self.archives else None

    def _show(self, entries: list[tuple[str, str]]) -> None:
        assert len({name for name, _ in entries}) == len(entries)
        for name, text in reversed(entries):
            if name not in self.shown:
                said = _SAID.search(text)
                words = said[0] if said else text
                self.twice += [words] if words in self.shown.values() else []
                self.shown[name] = words


def _change(root: Path, name: str, *changes: tuple[str, str]) -> None:
    path = root / "content" / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def _add(root: Path, name: str, number: int, at: str, status: str, more: str = "") -> None:
    path = root / "content" / "incidents" / f"{name}.yml"
    said = f"{name.rpartition('-')[2]} says {number}"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f"{text}  - id: u{number}\n    at: {at}Z\n    status: {status}\n    message: {said}.\n{more}",
        encoding="utf-8",
    )


def _retitle(root: Path) -> None:
    _change(root, "incidents/2026-03-10-pay", ("title: Some can't pay", "title: Nobody can pay with a card"))


def _another_slug(root: Path) -> None:
    """A title from which another file name would come: the file keeps its own, and with it the page's address."""
    _change(root, "incidents/2026-03-10-slow", ("title: Some can't pay", "title: Search is slow"))


def _another_address(root: Path) -> None:
    _change(root, "site", ("https://status.acme.example", "https://acme.example/a/path"))


def _another_zone(root: Path) -> None:
    _change(root, "site", ("Europe/Amsterdam", "Pacific/Auckland"))


def _another_severity(root: Path) -> None:
    _change(root, "incidents/2026-03-10-pay", ("severity: 2", "severity: 1"))


def _resolve(root: Path) -> None:
    _add(root, "2026-03-10-pay", 3, "2026-03-10 12:10", "resolved")


def _merge(root: Path) -> None:
    """Two turn out to be one: the second is closed with a word about the first, which goes on for both."""
    _add(root, "2026-03-10-slow", 2, "2026-03-10 12:08", "resolved")
    _add(
        root,
        "2026-03-10-pay",
        3,
        "2026-03-10 12:09",
        "identified",
        "    components: {search: partial_outage}\n",
    )


def _reorder(root: Path) -> None:
    """Components in another order, keys in another order, and two updates of one minute the other way round."""
    _change(root, "site", ("  - {id: website, name: Website}\n", ""))
    _change(
        root,
        "site",
        ("{id: search, name: Search}\n", "{id: search, name: Search}\n  - {id: website, name: Website}\n"),
    )
    _change(root, "incidents/2026-03-10-pay", ("2026-03-10 09:00Z", "2026-03-10 10:00Z"))
    text = (root / "content" / "incidents" / "2026-03-10-pay.yml").read_text(encoding="utf-8")
    head, first, second = re.split("(?=  - id:)", text)
    (root / "content" / "incidents" / "2026-03-10-pay.yml").write_text(
        head + second + first, encoding="utf-8"
    )


def _delete(root: Path) -> None:
    """An update taken back, and a whole incident."""
    path = root / "content" / "incidents" / "2026-03-10-pay.yml"
    path.write_text("".join(re.split("(?=  - id:)", path.read_text(encoding="utf-8"))[:2]), encoding="utf-8")
    (root / "content" / "incidents" / "2026-03-08-old.yml").unlink()


def _a_hundred(root: Path) -> None:
    for number in range(2, 102):
        _add(root, "2026-03-10-slow", number, f"2026-03-10 12:{number // 10:02}", "identified")


def _upgrade(root: Path) -> None:
    """What a new version of the program may do: say everything in other words, with nothing left of the old cache."""
    _change(root, "site", ("timezone:", "language: nl\ntimezone:"))


def _skew(root: Path) -> None:
    """One computer's clock runs four minutes ahead; another's update comes in between."""
    _add(root, "2026-03-10-pay", 3, "2026-03-10 12:19", "identified")
    _add(root, "2026-03-10-slow", 2, "2026-03-10 12:16", "identified")


EDITS: dict[str, Callable[[Path], None]] = {
    "retitle": _retitle,
    "slug": _another_slug,
    "address": _another_address,
    "zone": _another_zone,
    "severity": _another_severity,
    "resolve": _resolve,
    "merge": _merge,
    "reorder": _reorder,
    "delete": _delete,
    "a hundred updates": _a_hundred,
    "upgrade": _upgrade,
    "clock skew": _skew,
}
ADDRESSES = ("history.atom", "history.rss", "history.json")


def _written(root: Path, past: str = "(?!past)") -> set[str]:
    """Everything that content files say in updates; without what is older than 90 days, unless asked for."""
    files = sorted((root / "content" / "incidents").iterdir())
    return {
        said
        for path in files
        for said in _SAID.findall(path.read_text(encoding="utf-8"))
        if re.match(past, said)
    }


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_no_edit_sends_anything_twice_or_not_at_all(tmp_path: Path, edit: Callable[[Path], None]) -> None:
    root = project(tmp_path, {**FILES, **_daily()})
    quick, slow = ([Reader(address) for address in ADDRESSES] for _ in range(2))
    everything = _written(root)
    at = START
    while at <= START + DAY:
        if at == START + QUARTER:
            edit(root)
            everything |= _written(root)
        if at <= START + 6 * QUARTER or at == START + DAY:
            publish(root, at, clean=edit is _upgrade)
        for reader in quick + (slow if at in (START, START + DAY) else []):
            reader.poll(output(root))
        at += QUARTER
    for reader in quick + slow:
        assert reader.twice == []
        assert everything <= set(reader.shown.values())
    assert len({len(reader.shown) for reader in quick + slow}) == 1


def _daily() -> dict[str, str]:
    """So much else that the window is one of 90 days, and no more than that."""
    days = [moment("2026-03-09 15:00") - timedelta(days=back) for back in range(30)]
    return {
        f"{day:%Y-%m-%d}-day": _said(
            f"day{chr(97 + number // 26)}{chr(97 + number % 26)}".replace("day", "d"),
            incident(f"{day:%Y-%m-%d %H:%M} investigating", f"{day + QUARTER:%Y-%m-%d %H:%M} resolved"),
        )
        for number, day in enumerate(days)
    }


def test_all_edits_one_after_the_other_send_nothing_twice_to_one_who_was_away_for_half_a_year(
    tmp_path: Path,
) -> None:
    root = project(tmp_path, {**FILES, **_daily()})
    daily, away = Reader("history.rss"), Reader("history.atom", archives=True)
    publish(root, START)
    for reader in (daily, away):
        reader.poll(output(root))
    assert set(away.shown.values()) >= _written(root, past="")
    everything = _written(root)
    in_turn = [
        _retitle,
        _another_slug,
        _another_zone,
        _another_severity,
        _a_hundred,
        _another_address,
        _upgrade,
    ]
    at = START
    for edit in in_turn:
        edit(root)
        everything |= _written(root)
        at += DAY
        publish(root, at)
        daily.poll(output(root))
    for week in range(26):
        name = f"{at + week * 7 * DAY:%Y-%m-%d}-later"
        when = at + week * 7 * DAY
        text = incident(f"{when:%Y-%m-%d %H:%M} investigating", f"{when + QUARTER:%Y-%m-%d %H:%M} resolved")
        project(root, {name: _said(f"w{chr(97 + week)}", text)}, site=_site(root))
    publish(root, at + 200 * DAY)
    away.poll(output(root))
    assert away.twice == daily.twice == []
    assert set(daily.shown.values()) >= everything
    assert set(away.shown.values()) >= _written(root, past="")


def _site(root: Path) -> str:
    return (root / "content" / "site.yml").read_text(encoding="utf-8")


def test_the_title_is_free_to_change_the_page_stays_where_it_is(tmp_path: Path) -> None:
    root = project(tmp_path, FILES)
    publish(root, START)
    before = json.loads(output(root)["history.json"])["items"]
    _another_slug(root)
    publish(root, START + QUARTER)
    after = json.loads(output(root)["history.json"])["items"]
    assert [(item["id"], item["url"]) for item in before] == [(item["id"], item["url"]) for item in after]
    assert [item["title"] for item in before] != [item["title"] for item in after]


def test_a_feed_that_shows_things_twice_would_be_seen() -> None:
    reader = Reader("history.json")
    for number in (1, 2):
        item = {"id": f"urn:x:{number}", "content_html": "<p>pay says 1.</p>"}
        reader.poll({"history.json": json.dumps({"items": [item]}).encode()})
    assert reader.twice == ["pay says 1"]
