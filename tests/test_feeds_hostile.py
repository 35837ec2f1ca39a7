"""Hostile texts in feeds: the XML stays whole, nothing in it can run, and no word is lost on the way."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import pytest

from clearbell.formats.reader import BAD, Kind, Reading
from clearbell.formats.scalars import LINE, TEXT
from clearbell.language import keys, persons
from clearbell.language.house import House
from clearbell.language.text import Text
from feed_rules import ATOM, faults
from publishing import CHECKOUT, SITE, incident, output, project, publish

HOSTILE: Final = CHECKOUT.parent / "shared" / "hostile"
BASE: Final = "https://status.acme.example"
OWN: Final = [
    "]]><script>alert(1)</script>",
    "]]>",
    "<![CDATA[x]]>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<?xml version='1.0'?>",
    "</content></entry><entry><id>x</id>",
    "</description></item></channel></rss>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "&unknown; &#; &#x; &#x110000; &#0;",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) <javascript:alert(1)>",
    "![x](data:text/html,<script>alert(1)</script>)",
    "<svg onload=alert(1)><style>@import '//elsewhere.test'</style>",
    "a \N{RIGHT-TO-LEFT MARK} b \N{ZERO WIDTH JOINER} c",
    "\U0001f514 \N{COMBINING ACUTE ACCENT} é 中文",
    "\\u0000 %00 \\x1b[31m",
]
# Code points that no XML 1.0 document may hold, by any means.
ILLEGAL: Final = [*range(9), 11, 12, *range(14, 32), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]
ALLOWED: Final = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr"}
_LIVE: Final = re.compile(
    r"<(script|style|iframe|object|embed|svg|math|base|meta)>|attribute on"
    r"|link to [^a-z]*(javascript|vbscript|data):",
    re.IGNORECASE,
)


def _vectors() -> list[str]:
    """Ours; beside the checkout there may be collections, of which every tenth and every sanitiser's feed is taken."""
    found = list(OWN)
    scripts, sanitiser = HOSTILE / "xss_vectors.json", HOSTILE / "feeds_hostile.json"
    if scripts.is_file():
        found += [each["v"] for each in json.loads(scripts.read_text(encoding="utf-8"))[::10]]
    if sanitiser.is_file():
        for each in json.loads(sanitiser.read_text(encoding="utf-8")):
            inner = re.search(
                r"<(content|description|summary|title)\b[^>]*>(.*?)</\1>", each.get("text", ""), re.DOTALL
            )
            found += [html.unescape(inner[2])] if inner else []
    return found


def _accepted(kind: Kind[str], text: str, instead: str) -> str:
    """What is refused is no danger."""
    return instead if kind.read(text, (), Reading()) is BAD else text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each vector is a title, a message and a workaround."""
    files = {}
    for number, vector in enumerate(_vectors()):
        text = json.dumps(_accepted(TEXT, vector, "A text"), ensure_ascii=False)
        files[f"v{number:05}"] = (
            f"title: {json.dumps(_accepted(LINE, vector, 'A title'), ensure_ascii=False)}\n"
            f"severity: 2\ncomponents: {{checkout: partial_outage}}\nupdates:\n"
            f"  - at: 2026-03-{number % 13 + 1:02} {number % 24:02}:{number % 60:02}Z\n"
            f"    status: investigating\n    message: {text}\n    workaround: {text}\n"
        )
    root = project(tmp_path_factory.mktemp("hostile"), files)
    publish(root)
    return output(root)


def _dangers(markup: str) -> list[str]:
    """Elements, attributes and addresses that a reader could come to harm by."""
    found = []
    for element in html5lib.parseFragment(markup, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            found.append("a comment")
        elif element.tag not in ALLOWED | {"DOCUMENT_FRAGMENT"}:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ("href", "rel", "start"):
                found.append(f"attribute {name}")
            if name == "href" and urlsplit(value.strip()).scheme not in ("http", "https", "mailto", "tel"):
                found.append(f"link to {value}")
    return found


FEEDS: Final = (
    "history.atom",
    "history.rss",
    "history.json",
    "incidents.atom",
    "components/checkout/history.atom",
)


@pytest.mark.parametrize("name", FEEDS)
def test_hostile_texts_leave_every_feed_in_form(hostile: dict[str, bytes], name: str) -> None:
    assert faults(f"{BASE}/{name}", hostile[name]) == []


def test_nothing_in_what_we_write_could_run(hostile: dict[str, bytes]) -> None:
    items = json.loads(hostile["history.json"])["items"]
    atom = [each.text or "" for each in ET.fromstring(hostile["history.atom"]).iter(f"{ATOM}content")]
    rss = [each.text or "" for each in ET.fromstring(hostile["history.rss"]).iter("description")][1:]
    assert [item["content_html"] for item in items] == atom == rss
    assert {text: danger for text in atom if (danger := _dangers(text))} == {}
    whole = [each.text or "" for each in ET.fromstring(hostile["incidents.atom"]).iter(f"{ATOM}content")]
    assert {text: danger for text in whole if (danger := _dangers(text))} == {}


@pytest.mark.parametrize("name", ["history.atom", "history.rss"])
def test_nothing_in_what_a_reader_shows_could_run(hostile: dict[str, bytes], name: str) -> None:
    """Feedparser cleans what it takes for HTML."""
    read = feedparser.parse(hostile[name])
    assert not read.bozo
    assert len(read.entries) >= len(OWN)
    for entry in read.entries:
        detail = entry.content[0] if "content" in entry else entry.summary_detail
        shown = [detail, entry.title_detail]
        texts = [each.value for each in shown if each.type != "text/plain"]  # plain text isn't taken for HTML
        assert detail.value in texts
        assert [each for text in texts for each in _dangers(text) if _LIVE.match(each)] == []


def _looks_secret(text: str) -> bool:
    house = House.plain()
    return any(True for find in (keys.find, persons.find) for _ in find(Text(text), house))


def test_titles_come_out_of_atom_and_json_as_they_were_written(hostile: dict[str, bytes]) -> None:
    written = {_in_one_line(_accepted(LINE, vector, "A title")) for vector in _vectors()}
    entries = ET.fromstring(hostile["history.atom"]).iter(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    shown = {_in_one_line(title.rpartition(": ")[0]) for title in titles}
    assert shown <= written
    assert all(map(_looks_secret, written - shown)), "what is missing would give something away"
    assert titles == [item["title"] for item in json.loads(hostile["history.json"])["items"]]


def test_titles_that_look_like_html_read_right_as_html_in_rss(hostile: dict[str, bytes]) -> None:
    """RSS doesn't say what a title is, and readers differ; feedparser looks whether there are tags or entities."""
    titles = [item["title"] for item in json.loads(hostile["history.json"])["items"]]
    read = [
        html.unescape(entry.title) if entry.title_detail.type == "text/html" else entry.title
        for entry in feedparser.parse(hostile["history.rss"]).entries
    ]
    assert [_in_one_line(title) for title in read] == [_in_one_line(title) for title in titles]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("place", ["title: {}", "    message: {}"])
def test_a_character_that_xml_cannot_hold_is_refused(tmp_path: Path, place: str) -> None:
    key = place.partition(":")[0].strip()
    plain = incident("2026-03-14 09:00 investigating")
    for code in ILLEGAL:
        line = place.format(f'"a \\\\u{code:04x} b"')  # as YAML spells it, and once more for the pattern
        text = re.sub(rf"^ *{key}: .*$", line, plain, flags=re.MULTILINE)
        assert line.replace("\\\\", "\\") in text
        built = publish(project(tmp_path / f"{code}", {"a": text}))
        assert [held.file for held in built.held] == ["content/incidents/a.yml"]
        assert (
            f"a {chr(code)} b".encode("utf-8", "surrogatepass")
            not in output(tmp_path / f"{code}")["history.atom"]
        )


def test_its_number_does_not_bring_it_in_either(tmp_path: Path) -> None:
    numbers = " ".join(
        form for code in ILLEGAL for form in (f"&#{code};", f"&#x{code:x};", f"&#X{code:06X};")
    )
    written = incident("2026-03-14 09:00 investigating", title=json.dumps(numbers[:250])).replace(
        "Words of update 1.", json.dumps(numbers)
    )
    root = project(tmp_path, {"a": written})
    publish(root)
    built = output(root)
    for name in FEEDS:
        assert faults(f"{BASE}/{name}", built[name]) == []
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", built[name].decode())
    (item,) = json.loads(built["history.json"])["items"]
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", item["content_html"])
    assert item["content_html"].count("\N{REPLACEMENT CHARACTER}") == len(ILLEGAL) * 3


def test_hostile_names_and_addresses_of_the_site_itself(tmp_path: Path) -> None:
    site = SITE.replace("name: Acme", 'name: "A & <b>B</b> \']]>"').replace(
        "name: Checkout", 'name: "\\"Check\\" <out> & pay"'
    )
    root = project(
        tmp_path, {"a": incident("2026-03-14 09:00 investigating")}, site=f"{site}description: '<&>'\n"
    )
    publish(root)
    built = output(root)
    for name in FEEDS:
        assert faults(f"{BASE}/{name}", built[name]) == []
    read = feedparser.parse(built["history.rss"]).feed
    assert read.title_detail.type == "text/html"
    assert html.unescape(read.title) == "A & <b>B</b> ']]> status"


def test_the_watcher_of_these_stories_sees_each_danger() -> None:
    dangers = {
        "<p onclick=x>": ["attribute onclick"],
        "<script>x</script>": ["<script>"],
        "<a href='javascript:x'>": ["link to javascript:x"],
        "<!-- x -->": ["a comment"],
        "<p><a href='https://acme.example' rel=x>": [],
    }
    assert {markup: _dangers(markup) for markup in dangers} == dangers
