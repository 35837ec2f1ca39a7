"""Hostile texts through every public output that isn't a page: each stays well-formed, and gives the text back as a text.

Pages are looked at by a browser in test_browser_hostile.py, feeds in test_feeds_hostile.py. A few vectors are ours; the
large collections beside the checkout are used where they are there.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import html5lib
import icalendar
import pytest
from prometheus_client.parser import text_string_to_metric_families

from clearbell.formats.reader import BAD, Kind, Reading
from clearbell.formats.scalars import LINE, TEXT
from clearbell.internal.archive import read_archive
from clearbell.internal.build import build as build_internal
from clearbell.problems import Level
from internal_stories import NOW as LATER
from internal_stories import site as archive_site
from publishing import CHECKOUT, SITE, incident, output, project, publish
from rfc5545 import events, strictly_read

HOSTILE: Final = CHECKOUT.parent / "shared" / "hostile"
STRIDE: Final = {  # of large collections, every so many-th
    "xss_vectors.json": 8,
    "path_traversal.json": 40,
    "feeds_hostile.json": 8,
    "gha_untrusted_contexts.json": 40,
    "unicode.json": 10,
}
OWN: Final = (
    "</script><script>alert(1)</script>",
    '"},{"name":"x"',
    '\\"',
    "\\u003cscript>",
    "a\\nBEGIN:VEVENT\\nEND:VEVENT",
    'SUMMARY:x;ALTREP="javascript:alert(1)":y',
    'state="operational"} 0 \\n# HELP x',
    '{state="x"}',
    "]]></title><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%0d%0aSet-Cookie: x=1",
    "${{ secrets.TOKEN }}",
    "$(touch /tmp/x) `id` ; id | id && id",
    "\u2028 \u2029 \u0085",
    "\U0001f600" * 80,
    "e\u0301" * 140,
    "\u0645\u0631\u062d\u0628\u0627",
    "Ĳ ß ﬃ Ⅷ",
    "All systems operational",
)


def _texts(name: str) -> Iterator[str]:
    """All that a collection holds, as texts."""
    data = json.loads((HOSTILE / name).read_text(encoding="utf-8"))
    if isinstance(data, dict):
        data = [each for value in data.values() if not isinstance(value, str) for each in value]
    for each in data[:: STRIDE.get(name, 1)]:
        if isinstance(each, str):
            yield each
        elif "base64" in each:
            yield base64.b64decode(each["base64"]).decode("utf-8", "replace")
        else:
            yield from (
                f"{value}"
                for key, value in each.items()
                if key in ("v", "markdown", "text", "yaml", "reversed")
            )


@cache
def _vectors() -> tuple[str, ...]:
    names = sorted(path.name for path in HOSTILE.glob("*.json")) if HOSTILE.is_dir() else []
    return tuple(dict.fromkeys([*OWN, *(text for name in names for text in _texts(name))]))


def _accepted(kind: Kind[str], text: str) -> bool:
    """Whether a content file may say this at all; what is refused is no danger."""
    return kind.read(text, (), Reading()) is not BAD


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085")


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def titles() -> list[str]:
    """What may be a title; each once, as it is understood."""
    return list(dict.fromkeys(_in_one_line(text) for text in _vectors() if _accepted(LINE, text)))


@pytest.fixture(scope="module")
def hostile(titles: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each vector is the title of an open incident and of planned work, and where it may be, a message and a workaround."""
    files = {}
    for number, title in enumerate(titles):
        text = _quoted(title if _accepted(TEXT, title) else "A text")
        at = f"2026-03-{number % 13 + 1:02} {number % 24:02}:{number % 60:02}Z"
        files[f"i{number:05}"] = (
            f"title: {_quoted(title)}\nseverity: 2\ncomponents: {{checkout: partial_outage}}\n"
            f"updates: [{{at: {at}, status: investigating, message: {text}, workaround: {text}}}]\n"
        )
        files[f"w{number:05}"] = (
            f"kind: maintenance\ntitle: {_quoted(title)}\ncomponents: [search]\n"
            "scheduled: {start: 2026-03-20 10:00Z, end: 2026-03-20 11:00Z}\n"
            f"updates: [{{at: {at}, status: scheduled, message: {text}, workaround: {text}}}]\n"
        )
    root = project(tmp_path_factory.mktemp("hostile"), files)
    publish(root)
    return output(root)


def _api(files: dict[str, bytes]) -> dict[str, Any]:
    def strange(word: str) -> None:
        raise AssertionError(f"no JSON: {word}")

    return {
        name: json.loads(content, parse_constant=strange)
        for name, content in files.items()
        if name.endswith(".json")
    }


def test_every_json_is_json_and_gives_titles_and_texts_back(
    hostile: dict[str, bytes], titles: list[str]
) -> None:
    read = _api(hostile)
    shown = {each["name"] for each in read["api/v2/incidents/unresolved.json"]["incidents"]}
    assert len(titles) >= len(OWN) - 3
    assert shown <= set(titles)
    assert len(shown) >= min(50, len(titles) // 2)
    assert {
        each["name"] for each in read["api/v2/scheduled-maintenances/upcoming.json"]["scheduled_maintenances"]
    } >= shown


@pytest.mark.parametrize(
    "text", ["-", "---", "[x]: https://acme.example", "&nbsp;", "<!-- x -->", "#", "```", "> ", "*"]
)
def test_a_text_of_marks_that_show_nothing_holds_up_no_build(tmp_path: Path, text: str) -> None:
    message = incident("2026-03-14 09:20 investigating").replace("Words of update 1.", _quoted(text))
    root = project(
        tmp_path, {"it": message, "other": incident("2026-03-14 09:30 investigating", title="Another")}
    )
    publish(root)
    assert b"Another" in output(root)["index.html"]
    assert b'<meta name="description" content="">' not in output(root)["incidents/it/index.html"]


def test_every_calendar_gives_titles_back_to_both_readers(
    hostile: dict[str, bytes], titles: list[str]
) -> None:
    content = hostile["maintenance.ics"]
    ours = [event["SUMMARY"] for event in events(strictly_read(content))]
    theirs = [f"{event['SUMMARY']}" for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    assert ours == theirs
    assert set(ours) <= set(titles)
    assert len(ours) >= len(titles) * 3 // 4  # those that give a secret away are held back


def test_the_page_for_a_terminal_holds_nothing_that_steers_one(hostile: dict[str, bytes]) -> None:
    text = hostile["status.txt"].decode()
    assert {char for char in text if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")} <= {"\n"}
    assert text.partition("\n")[0].startswith("Acme")


def test_what_holds_no_text_of_incidents_is_as_always(hostile: dict[str, bytes], tmp_path: Path) -> None:
    publish(project(tmp_path))
    plain = output(tmp_path)
    for name in (
        "embed/banner.js",
        "_headers",
        "robots.txt",
        ".nojekyll",
        "404.html",
        "subscribe/index.html",
    ):
        assert hostile[name] == plain[name]
    assert {name for name in hostile if not re.match("(incidents/[iw]\\d{5}|history/2)", name)} == {
        name for name in plain if not name.startswith("history/2")
    }
    for name in ("sitemap.xml", "badge.svg"):
        ET.fromstring(hostile[name])


def _named(names: list[str]) -> str:
    """A site with components of these names."""
    parts = "".join(f"  - {{id: c{number}, name: {_quoted(name)}}}\n" for number, name in enumerate(names))
    return SITE.partition("components:")[0] + f"components:\n{parts}"


def test_names_of_components_come_back_from_badges_metrics_api_and_terminal(
    titles: list[str], tmp_path: Path
) -> None:
    names = titles[: len(OWN)] + titles[len(OWN) :: 12]
    root = project(tmp_path, site=_named(names))
    publish(root)
    made = output(root)
    numbered = {f"c{number}": name for number, name in enumerate(names)}
    badges = {
        file.split("/")[1]: ET.fromstring(content).findtext("{http://www.w3.org/2000/svg}title") or ""
        for file, content in made.items()
        if re.fullmatch(r"components/c\d+/badge\.svg", file)
    }
    assert {key: _in_one_line(text.rpartition(": ")[0]) for key, text in badges.items()} == numbered
    for content in (content for file, content in made.items() if file.endswith("badge.svg")):
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(content).iter()}
        assert tags <= {"svg", "title", "style", "rect", "path", "text", "g", "clipPath", "circle", "defs"}
    families = text_string_to_metric_families(made["metrics"].decode())
    labels = [
        sample.labels for family in families for sample in family.samples if "component" in sample.labels
    ]
    assert {each["component"] for each in labels} == set(numbered)
    assert {each["name"] for each in labels if "name" in each} <= set(names)
    summary = json.loads(made["api/v2/components.json"])
    assert [each["name"] for each in summary["components"]] == names
    text = made["status.txt"].decode()
    assert {char for char in text if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")} <= {"\n"}


_DEAD: Final = frozenset(
    {"script", "iframe", "object", "embed", "base", "form", "meta", "link", "style", "img", "math", "video"}
)
_BLANK: Final = re.compile(r"[\s\x00-\x20]")
_SCHEME: Final = re.compile(r"(?i)(javascript|vbscript|data|file):")


def _running(article: str) -> list[str]:
    found = []
    for element in html5lib.parseFragment(article, namespaceHTMLElements=False).iter():
        if element.tag in _DEAD:
            found.append(f"<{element.tag}>")
        found += [name for name in element.attrib if f"{name}".startswith("on")]
        found += [
            value
            for name, value in element.attrib.items()
            if name in ("href", "src") and _SCHEME.match(_BLANK.sub("", value))
        ]
    return found


SECTIONS: Final = (
    "Incident Summary",
    "Timeline",
    "Root Cause Analysis",
    "What Went Well",
    "What Went Poorly",
    "Corrective Actions",
    "Lessons Learned",
)


def _postmortem(texts: list[str]) -> str:
    """With these texts in every field and section."""
    quoted = [_quoted(text) for text in texts]
    body = "".join(
        f"\n## {name}\n\n" + "".join(f"> {text}\n\n1. {text}\n\n" for text in texts[number::7])
        for number, name in enumerate(SECTIONS)
    )
    return (
        f"---\ntitle: {quoted[0]}\nstatus: draft\nseverity: 2\nservices: [checkout]\nimported: {quoted[1]}\n"
        f"tags: [{', '.join(quoted[:5])}]\nfive_whys: [{', '.join(quoted[:5])}]\nroles: {{scribe: {quoted[2]}}}\n"
        f"customer_impact: {{summary: {quoted[3]}}}\n"
        f"actions: [{{id: a1, what: {quoted[4]}, owner: {quoted[0]}, success: {quoted[1]}}}]\n---\n{body}"
    )


def _archive(root: Path, parts: dict[str, list[str]]) -> int:
    """Write them; what a postmortem can't say is left out. How many texts there are."""
    while True:
        archive_site(root, {f"postmortems/{name}.md": _postmortem(texts) for name, texts in parts.items()})
        faults = [each for each in read_archive(root, LATER)[1] if each.level is Level.ERROR]
        if not faults:
            return sum(map(len, parts.values()))
        for fault in faults:
            texts = parts[Path(fault.file).stem]
            line = (root / fault.file).read_text(encoding="utf-8").split("\n")[fault.line - 1]
            guilty = [text for text in texts if text in line]
            assert guilty, fault
            parts[Path(fault.file).stem] = [text for text in texts if text not in guilty]


def test_a_postmortem_of_such_texts_is_a_page_in_which_nothing_runs(
    titles: list[str], tmp_path: Path
) -> None:
    chosen = [*titles[: len(OWN)], *titles[len(OWN) :: 6]]
    parts = {f"h{start}": chosen[start : start + 70] for start in range(0, len(chosen), 70)}
    root = archive_site(tmp_path)
    assert _archive(root, parts) > len(chosen) * 0.9
    build_internal(root, tmp_path / "out", now=LATER)
    for name in parts:
        page = (tmp_path / "out" / "postmortems" / name / "index.html").read_text(encoding="utf-8")
        assert page.count("</article>") == 1
        article = page[page.index("<article") : page.index("</article>")]
        assert _running(article) == [], name


def test_the_judge_of_these_stories_sees_each_danger() -> None:
    for danger in (
        "<script>x</script>",
        "<p onclick=x>",
        "<a href='java\nscript:x'>",
        "<a href=' JavaScript:x'>",
        "<img src=x>",
    ):
        assert _running(danger) != []
    assert _running("<p>x <a href='https://x.example'>y</a>") == []
