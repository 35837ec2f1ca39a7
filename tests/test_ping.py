"""`clearbell ping`: hubs of feeds and search engines are told what changed, and the site says who they are."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

import feedparser
import pytest

from conftest import Clearbell
from publishing import SITE, incident, output, project, publish
from sinks import Hook, in_turn, says

KEY: Final = "0123456789abcdef"
FILES: Final = {
    "2026-03-14-pay": incident("2026-03-14 09:20 investigating"),
    "2026-02-01-old": incident("2026-02-01 09:20 resolved"),
}
NOW: Final = ("--now", "2026-03-14 12:00Z")


def _site(folder: Path, more: str) -> Path:
    return project(folder, FILES, site=SITE + more)


def test_the_hub_is_told_of_every_feed_that_the_news_is_in(
    tmp_path: Path, web: Hook, clearbell: Clearbell
) -> None:
    root = _site(tmp_path, f"hub: {web.address}\n")
    said = clearbell("-C", str(root), "ping", *NOW)
    names = [f"history.{kind}" for kind in ("atom", "rss", "json")]
    feeds = ["incidents.atom", *names, *(f"components/checkout/{name}" for name in names)]
    topics = [f"https://status.acme.example/{feed}" for feed in feeds]
    assert (said.code, said.out.splitlines()) == (0, [f"{web.address}: {topic}" for topic in topics])
    assert [request.form for request in web.got] == [
        {"hub.mode": "publish", "hub.url": topic} for topic in topics
    ]


def test_search_engines_are_told_of_the_pages_and_find_the_key(
    tmp_path: Path, web: Hook, clearbell: Clearbell
) -> None:
    root = _site(tmp_path, f"indexnow: {{key: {KEY}, to: '{web.address}'}}\n")
    said = clearbell("-C", str(root), "ping", *NOW)
    assert (said.code, said.out) == (0, f"{web.address}: 3 pages\n")
    [request] = web.got
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"
    assert request.json == {
        "host": "status.acme.example",
        "key": KEY,
        "keyLocation": f"https://status.acme.example/{KEY}.txt",
        "urlList": [
            "https://status.acme.example/",
            "https://status.acme.example/history/",
            "https://status.acme.example/incidents/2026-03-14-pay/",
        ],
    }
    publish(root)
    assert output(root)[f"{KEY}.txt"] == KEY.encode()


def test_feeds_name_the_hub_and_archives_do_not(tmp_path: Path) -> None:
    root = _site(tmp_path, "hub: https://hub.example/\n")
    publish(root)
    made = output(root)
    for name in ("history.atom", "history.rss", "incidents.atom", "components/checkout/history.atom"):
        links = feedparser.parse(made[name]).feed.links
        assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"], name
        ET.fromstring(made[name])
    feed = json.loads(made["history.json"])
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    archives = [name for name in made if name.startswith("history/") and name.endswith(".atom")]
    assert [b"hub.example" in made[name] for name in archives] == [False]


@pytest.mark.parametrize(
    ("more", "now", "said"),
    [
        ("", "2026-03-14 12:00Z", "content/site.yml has neither `hub` nor `indexnow`, so nobody is told."),
        ("hub: https://hub.example\n", "2026-03-20 12:00Z", "Nothing was said in the last day."),
    ],
    ids=["nobody to tell", "nothing new"],
)
def test_where_there_is_nothing_to_tell_it_says_so(
    tmp_path: Path, clearbell: Clearbell, more: str, now: str, said: str
) -> None:
    done = clearbell("-C", str(_site(tmp_path, more)), "ping", "--now", now)
    assert (done.code, done.out) == (0, f"{said}\n")


def test_a_dry_run_asks_nobody(tmp_path: Path, web: Hook, clearbell: Clearbell) -> None:
    root = _site(tmp_path, f"hub: {web.address}\n")
    said = clearbell("-C", str(root), "ping", "--dry-run", *NOW)
    assert (said.code, len(said.out.splitlines()), web.got) == (0, 7, [])


def test_a_hub_that_refuses_one_feed_hears_of_the_others(
    tmp_path: Path, web: Hook, clearbell: Clearbell
) -> None:
    web.answer = in_turn(says(503), says(204))
    root = _site(tmp_path, f"hub: {web.address}\n")
    said = clearbell("-C", str(root), "ping", *NOW)
    assert said.code == 4
    assert said.out.splitlines()[0].endswith("/incidents.atom: it answered with 503")
    assert len(web.got) == 7


def test_drills_and_drafts_are_told_to_nobody(tmp_path: Path, web: Hook, clearbell: Clearbell) -> None:
    hidden = {
        name: incident("2026-03-14 09:20 investigating") + f"{name}: true\n" for name in ("drill", "draft")
    }
    root = project(tmp_path, hidden, site=f"{SITE}hub: {web.address}\n")
    said = clearbell("-C", str(root), "ping", *NOW)
    assert (said.out, web.got) == ("Nothing was said in the last day.\n", [])


def test_a_key_that_is_none_is_refused(tmp_path: Path, clearbell: Clearbell) -> None:
    said = clearbell("-C", str(_site(tmp_path, "indexnow: {key: short}\n")), "check", *NOW)
    assert said.code == 1
    assert "Write 8 to 128 letters, digits and hyphens" in said.out
