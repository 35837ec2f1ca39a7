"""`_headers`: each file of a built site gets its type, and no header from two rules."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from publishing import demo

TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    "history.json": "application/feed+json; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    "metrics": "text/plain; version=0.0.4; charset=utf-8",
    "status.txt": "text/plain; charset=utf-8",
}
EVERYWHERE = {"Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"}


@cache
def _rules() -> list[tuple[re.Pattern[str], list[tuple[str, str]]]]:
    """The file as hosts read it: a path, where `*` is anything, then its headers, indented."""
    rules: list[tuple[re.Pattern[str], list[tuple[str, str]]]] = []
    for line in demo()["_headers"].decode().splitlines():
        if line.startswith("/"):
            rules.append((re.compile(re.escape(line).replace(r"\*", ".*")), []))
        elif line:
            name, _, value = line.removeprefix("  ").partition(": ")
            rules[-1][1].append((name, value))
    return rules


def _headers(file: str) -> list[tuple[str, str]]:
    path = "/" + file.removesuffix("index.html")
    return [header for pattern, headers in _rules() if pattern.fullmatch(path) for header in headers]


def _expected_type(file: str) -> str | None:
    if file == "metrics":
        return TYPES[file]
    ends = [end for end in TYPES if file.endswith(end)]
    return TYPES[ends[0]] if ends else None


@pytest.mark.parametrize("file", sorted(demo()))
def test_each_file_has_its_headers_once(file: str) -> None:
    headers = _headers(file)
    given = dict(headers)
    assert max(Counter(name for name, _ in headers).values()) == 1
    assert given.keys() >= EVERYWHERE
    assert given.get("Content-Type") == _expected_type(file)
    assert given.get("Access-Control-Allow-Origin") == ("*" if _expected_type(file) else None)


def test_no_page_stands_in_a_frame_but_the_one_that_is_made_for_it() -> None:
    for file in demo():
        if file.endswith(".html"):
            given = dict(_headers(file))
            framed = ("X-Frame-Options" in given, "Content-Security-Policy" in given)
            assert framed == ((False, False) if file == "embed/index.html" else (True, True)), file


def test_the_file_is_within_the_limits_of_the_hosts() -> None:
    text = demo()["_headers"].decode()
    assert len(_rules()) <= 100
    assert max(map(len, text.splitlines())) <= 2000
    assert all(line.count("*") <= 1 for line in text.splitlines() if line.startswith("/"))
    assert re.fullmatch(r"(?:/[\w./*-]*\n(?:  [A-Z][\w-]+: [^\n]+\n)+\n?)+", text)
