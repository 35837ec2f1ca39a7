"""Whatever a file holds, its author gets sentences: no trace, no hang, no character that steers a terminal.

A small set of our own is always here. The large collections lie beside the checkout on machines that have them; the
name of a test says which one it reads.
"""

from __future__ import annotations

import base64
import json
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearbell.content import read_item
from clearbell.documents import Document, Found, read
from clearbell.model import Settings
from clearbell.problems import Problem
from clearbell.report.forms import FORMS
from clearbell.settings import read_settings
from conftest import SITE, Clearbell, Project

CHECKOUT: Final = Path(__file__).resolve().parents[1]
HOSTILE: Final = CHECKOUT.parent / "shared" / "hostile"
NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
DEMO: Final = sorted((CHECKOUT / "content" / "incidents").glob("*.yml"))
INCIDENT: Final = """\
title: %s
severity: 2
components: {checkout: partial_outage}
updates:
  - at: 2026-03-14 09:20Z
    status: investigating
    message: %s
"""
OUR_OWN: Final = (
    "",
    "\ufeff",
    "\ufeff\ufefftitle: x",
    "\x00",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe",
    "a: &a [*a]",
    "a: !!python/object/apply:os.system ['true']",
    "%YAML 9.9\n---\na: b",
    "%TAG ! tag:x,2000:\n--- !a b",
    "? ? ? a",
    "- - - - a",
    "a: 'b",
    'a: "\\x"',
    'a: "\\ud800"',
    "a: b: c",
    "[" * 5_000,
    "{" * 5_000,
    "&a" * 5_000,
    "a:" * 5_000,
    "- " * 5_000,
    "'" * 5_000,
    "#" * 5_000,
    "\n" * 5_000,
    "\t",
    "\r\r\n\r",
    "a\u2028b: c\u2029d",
    "\x85a: b",
    "title: \U0001f469\u200d\U0001f680" * 50,
    "e\u0301" * 5_000,
    "updates: [[[{}]]]",
    "updates: {0: {at: x}}",
    "kind: [incident]",
    "kind: {a: b}",
    "components: [a, b]\nupdates: x\ntitle: {}\nseverity: []",
    "translations: {nl: {updates: {u1: [a]}}}",
    "'': ''",
    "? ''\n: ''",
    "<<: *a",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "${{ secrets.TOKEN }}",
    "{{ config }}",
    "%s%s%n",
    "::error file=x::y",
    "::set-output name=a::b\n::stop-commands::x",
)


def _load(name: str) -> Any:
    return json.loads((HOSTILE / name).read_text(encoding="utf-8"))


def _yaml(name: str, key: str) -> Iterator[str | bytes]:
    for case in _load(name):
        text = case.get(key)
        yield base64.b64decode(case["base64"]) if text is None and "base64" in case else text or ""


def _unicode() -> Iterator[str]:
    data = _load("unicode.json")
    yield from data["bidi_and_invisible_lines"]
    yield from data["confusables_to_ascii"].values()


COLLECTIONS: Final[dict[str, Callable[[], Iterator[str | bytes]]]] = {
    "our own": lambda: iter(OUR_OWN),
    "yaml_test_suite.json": lambda: _yaml("yaml_test_suite.json", "yaml"),
    "yaml_bombs.json": lambda: _yaml("yaml_bombs.json", "yaml"),
    "yaml_pyyaml_docs.json": lambda: _yaml("yaml_pyyaml_docs.json", "text"),
    "json_parsing.json": lambda: _yaml("json_parsing.json", "text"),
    "blns.json": lambda: iter(_load("blns.json")),
    "unicode.json": _unicode,
    "xss_vectors.json, every 20th": lambda: (case["v"] for case in _load("xss_vectors.json")[::20]),
    "path_traversal.json, every 10th": lambda: iter(_load("path_traversal.json")[::10]),
}
THERE: Final = [
    name for name in COLLECTIONS if name == "our own" or (HOSTILE / name.partition(",")[0]).is_file()
]


@cache
def _site() -> Settings:
    """The site of all stories here."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - once

    with TemporaryDirectory() as folder:
        (Path(folder) / "content").mkdir()
        (Path(folder) / "content/site.yml").write_text(SITE, encoding="utf-8")
        site, problems = read_settings(Path(folder))
    assert site is not None, problems
    return site


def _problems(content: bytes) -> tuple[Problem, ...]:
    """What `check` says of one incident file with this content."""
    found = Found("x", "content/incidents/x.yml", "content/incidents/x.yml")
    document = read(found, content)
    if isinstance(document, Problem):
        return (document,)
    assert isinstance(document, Document)
    return read_item(document, _site(), NOW).problems


def _is_told_calmly(content: bytes) -> None:
    begun = time.perf_counter()
    problems = _problems(content)
    lines = len(content.decode("utf-8", "replace").splitlines())
    for form in FORMS.values():
        out = form(problems, 1)
        assert {
            char for char in _unstyled(out) if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        } <= {"\n"}
        out.encode()
    for problem in problems:
        assert problem.expected
        assert problem.found
        assert problem.cure
        assert problem.line <= lines + 1  # what is missing at the end is missed one line further
    assert time.perf_counter() - begun < 3


def _unstyled(text: str) -> str:
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[34m"):
        text = text.replace(code, "")
    return text


def _as_bytes(case: str | bytes) -> bytes:
    return case if isinstance(case, bytes) else case.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("name", THERE)
def test_as_a_whole_file(name: str) -> None:
    for case in COLLECTIONS[name]():
        _is_told_calmly(_as_bytes(case))


@pytest.mark.parametrize("name", THERE)
def test_as_title_and_as_message_quoted_and_bare(name: str) -> None:
    for case in COLLECTIONS[name]():
        text = _as_bytes(case).decode("utf-8", "replace")
        quoted = json.dumps(text)
        _is_told_calmly((INCIDENT % (quoted, quoted)).encode())
        _is_told_calmly((INCIDENT % ("A title", text.replace("\n", "\n      "))).encode())


@pytest.mark.parametrize("name", THERE)
def test_as_component_and_as_key(name: str) -> None:
    for case in COLLECTIONS[name]():
        quoted = json.dumps(_as_bytes(case).decode("utf-8", "replace"))
        text = INCIDENT % ("A title", "A message")
        _is_told_calmly(text.replace("checkout:", f"{quoted}:").encode())
        _is_told_calmly(f"{text}{quoted}: {quoted}\n".encode())


def test_as_every_other_file_of_a_site(project: Project, clearbell: Clearbell) -> None:
    names = ("site.yml", "policy.yml", "taxonomy.yml", "language.yml", "postmortems/a.md", "drills/b.md")
    for case in OUR_OWN:
        whole = {f"content/{name}": _as_bytes(case) for name in names}
        front = {
            f"content/{name}": f"---\n{case}\n---\n{case}".encode("utf-8", "surrogatepass")
            for name in names[4:]
        }
        for files in (whole, whole | front, whole | front | {"content/site.yml": SITE}):
            project(files)
            assert clearbell("check", "--now", "2026-03-14 12:00Z").code == 1


def test_nothing_of_python_is_ever_made_from_a_tag(tmp_path: Path) -> None:
    there = tmp_path / "made"
    text = f"title: !!python/object/apply:pathlib.Path.touch ['{there}']\n"
    (problem,) = _problems(text.encode())
    assert problem.rule == "no-anchors-or-tags"
    assert not there.exists()


def test_a_line_with_ten_thousand_faults_is_reported_in_time() -> None:
    line = ", ".join(f"k{number}: x" for number in range(9_000))
    begun = time.perf_counter()
    problems = _problems(
        (INCIDENT % ("A", "B")).replace("{checkout: partial_outage}", f"{{{line}}}").encode()
    )
    FORMS["text"](problems, 1)
    assert len(problems) == 9_000
    assert time.perf_counter() - begun < 5


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_SCALARS = (
    st.sampled_from(["2026-03-14 09:20Z", "resolved", "checkout", "2", "true", "maintenance", "notice", "u1"])
    | _TEXT
    | st.integers()
    | st.none()
)
_KEYS = st.sampled_from(
    [
        "title",
        "severity",
        "kind",
        "components",
        "updates",
        "at",
        "status",
        "message",
        "id",
        "next_update",
        "workaround",
        "allow",
        "internal",
        "roles",
        "source",
        "notes",
        "draft",
        "drill",
        "imported",
        "translations",
        "scheduled",
        "start",
        "end",
        "from",
        "until",
        "confirmed",
        "checkout",
        "nl",
        "u1",
    ]
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | _TEXT, inner, max_size=6),
    max_leaves=25,
)
_PLAIN = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@_PLAIN
@given(st.dictionaries(_KEYS, _VALUES, max_size=10))
def test_any_values_in_any_place(data: dict[str, Any]) -> None:
    _is_told_calmly(json.dumps(data, ensure_ascii=False).encode())  # JSON is YAML


@_PLAIN
@given(st.data())
def test_any_bytes_of_a_good_file_changed(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(DEMO)).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        new = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\t", b": ", b"- ", b"[", b"{", b'"', b"'", b"&a", b"\n", b"#"])
        )
        content[start:end] = new
    _is_told_calmly(bytes(content))
