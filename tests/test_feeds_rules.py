"""The rules that the other stories hold feeds to see what breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from feed_rules import faults
from publishing import NOW, incident, moment, output, project, publish, work

BASE = "https://status.acme.example"
ID = "urn:uuid:69a98054-c2f8-570f-adbb-d691c00ede19"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    files = {
        "a": incident("2026-03-14 09:00 investigating", "2026-03-14 10:00 resolved"),
        "b": work("2026-02-10 09:00", "2026-02-10 10:00", "2026-02-01 09:00 scheduled"),
    }
    root = project(tmp_path_factory.mktemp("small"), files)
    publish(root)
    return output(root)


NAMES = ["history.atom", "history.rss", "history.json", "incidents.atom", "history/2026-02.atom"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_is_let_pass(small: dict[str, bytes], name: str) -> None:
    assert faults(f"{BASE}/{name}", small[name]) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("history.atom", f"<id>{ID}</id>", "", "feed: 0 of id"),
        ("history.atom", f"<id>{ID}</id>", "<id>no iri</id>", "id 'no iri' is no IRI"),
        ("history.atom", "<title>Acme status</title>", "<title> </title>", "feed: 1 of title, or an empty one"),
        ("history.atom", "<author><name>Acme</name></author>", "", "the feed has no author"),
        ("history.atom", 'rel="self"', 'rel="related"', "0 links self"),
        ("history.atom", 'rel="self" href="https://status.acme.example/', 'rel="self" href="/', "link self to"),
        ("history.atom", "history.atom", "feed.atom", "not https://status.acme.example/feed.atom"),
        ("history.atom", 'rel="alternate"', 'rel="related"', "0 links alternate"),
        ("history.atom", "<updated>2026-03-14T10:00:00Z", "<updated>2026-03-14", "'2026-03-14' is no RFC 3339"),
        ("history.atom", "2026-03-14T09:00:00Z", "2026-03-14T10:00:00Z", "follows 2026-03-14T10:00:00Z"),
        ("history.atom", "<published>2026-03-14T10", "<published>2026-03-14T11", "changed before"),
        ("history.atom", 'type="html"', 'type="text/html"', "content of type text/html"),
        ("history.atom", "</feed>", "<fh:archive/></feed>", "an archive without the current feed"),
        ("history/2026-02.atom", "<fh:archive/>", "", "an archive without the current feed"),
        ("history.rss", '<guid isPermaLink="false">', "<guid>", "a guid that passes for an address"),
        ("history.rss", "<ttl>15</ttl>", "", "channel: 0 of ttl"),
        ("history.rss", "Sat, 14 Mar 2026 10:00:00 +0000", "Sat, 14 Mar 26 10:00:00", "no RFC 822 time"),
        ("history.rss", "14 Mar 2026 09:00", "14 Mar 2026 10:00", "2026-03-14T10:00:00Z follows"),
        ("history.rss", 'version="2.0" xmlns', 'version="0.91" xmlns', "no RSS 2.0"),
        ("history.rss", "<item><title>", "<item><title>x</title><title>", "2 of title"),
        ("history.json", "version/1.1", "version/1", "no JSON Feed 1.1"),
        ("history.json", '"language"', '"lang"', "feed: language is None"),
        ("history.json", '"content_html"', '"content"', "content_html is None"),
        ("history.json", "2026-03-14T09:00:00Z", "14 March", "'14 March' is no RFC 3339 time"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_seen(small: dict[str, bytes], name: str, right: str, wrong: str, said: str) -> None:
    text = small[name].decode()
    assert right in text
    found = faults(f"{BASE}/{name}", text.replace(right, wrong).encode())
    assert any(said in each for each in found), found


def test_an_id_that_comes_twice_is_seen(small: dict[str, bytes]) -> None:
    for name in NAMES[:3]:
        text = small[name].decode()
        ids = [part[:36] for part in text.split("urn:uuid:")[1:]]
        twice = text.replace(ids[-1], ids[-2])
        assert any(each.endswith("2 times") for each in faults(f"{BASE}/{name}", twice.encode())), name


def test_feeds_without_any_entry_are_right_too(tmp_path: Path) -> None:
    root = project(tmp_path)
    publish(root, NOW)
    built = output(root)
    for name in (
        "history.atom",
        "history.rss",
        "history.json",
        "incidents.atom",
        "components/search/history.atom",
    ):
        assert faults(f"{BASE}/{name}", built[name]) == [], name


def test_an_empty_feed_is_the_same_every_day(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    made = []
    for now in (moment("2026-03-14 12:00"), moment("2026-09-14 12:00")):
        publish(root, now)
        made.append(
            {
                name: content
                for name, content in output(root).items()
                if "history." in name or "incidents.atom" in name
            }
        )
    assert made[0] == made[1]
    assert len(made[0]) == 13
