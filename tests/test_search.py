"""`clearbell search` and the ranking behind it: words as people type them, facets, orders, what isn't there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clearbell.internal.find.query import Query, Sort
from clearbell.internal.find.ranking import distance
from clearbell.internal.find.words import folded, words
from conftest import Clearbell
from internal_stories import FILES, site

BARE = "---\ntitle: {title}\nstatus: draft\nseverity: {severity}\nimported: wiki\n{more}---\n{text}\n"


def _postmortem(title: str, text: str = "", *, severity: int = 3, more: str = "") -> str:
    return BARE.format(title=title, text=text, severity=severity, more=more)


ARCHIVE: Mapping[str, str] = {
    "postmortems/2025-01-01-pool.md": _postmortem(
        "The connection pool ran dry",
        "Every connection waited for a lock.",
        more="started: 2025-01-01T10:00Z\nresolved: 2025-01-01T11:30Z\nroot_causes: [race]\n",
    ),
    "postmortems/2025-02-01-lock.md": _postmortem(
        "A lock held for hours",
        "The `lock_timeout` was not set. One connection held it.",
        severity=1,
        more="started: 2025-02-01T10:00Z\nresolved: 2025-02-01T16:00Z\nroot_causes: [code-defect]\n"
        "contributing_factors: [t-missing-alert]\nservices: [checkout]\n",
    ),
    "postmortems/2025-03-01-cafe.md": _postmortem(
        "The café's certificate expired",
        "Nobody renewed certificates.",
        severity=2,
        more="near_miss: true\nactions: [{id: a1, what: Renew them by timer, tracker: https://t.example/BAY-4031}]\n",
    ),
}


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell) -> Any:
    """Searches a small archive; the ids found, in their order."""
    site(tmp_path, {"site.yml": FILES["site.yml"], "taxonomy.yml": FILES["taxonomy.yml"], **ARCHIVE})
    monkeypatch.chdir(tmp_path)

    def search(*arguments: str) -> list[str]:
        said = clearbell("search", *arguments, "--format", "json")
        told = json.loads(said.out)
        assert said.code == (0 if told["total"] else 1)
        return [each["id"].removeprefix("2025-") for each in told["postmortems"]]

    return search


POOL, LOCK, CAFE = "01-01-pool", "02-01-lock", "03-01-cafe"


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("connection", [POOL, LOCK]),  # in the title it counts more
        ("lock", [LOCK, POOL]),
        ("connections", [POOL, LOCK]),  # of several, one will do
        ("conn", [POOL, LOCK]),  # the beginning of a word
        ("lock connection", [LOCK, POOL]),
        ("pool certificate", [CAFE, POOL]),  # none has both, so either
        ("lock_timeout", [LOCK]),  # what hangs together is one word
        ("lock-timeout", [LOCK]),
        ("cafe", [CAFE]),
        ("CAFÉ", [CAFE]),
        ("certifcate", [CAFE]),  # a letter left out
        ("cetrificate", [CAFE]),  # two letters swapped
        ("2025-02-01-lock", [LOCK]),  # an id means that one
        ("BAY-4031", [CAFE]),  # so does a ticket
        ("race", [POOL]),  # a label is searched, too
        ("zebra", []),
        ("zebra lock", [LOCK, POOL]),  # what nobody says is left out
        ("?! ...", [CAFE, LOCK, POOL]),  # no word at all: all of them, newest first
        ("", [CAFE, LOCK, POOL]),
    ],
)
def test_words_find_what_people_mean(typed: str, ids: list[str], found: Any) -> None:
    assert found(typed) == ids


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--cause", "race"], [POOL]),
        (["--cause", "code-defect"], [LOCK, POOL]),  # the wider term has the narrower one
        (["--cause", "concurrency"], [POOL]),  # an earlier id
        (["--severity", "1", "--severity", "2"], [CAFE, LOCK]),  # either
        (["--severity", "1", "--severity", "2", "--cause", "code-defect"], [LOCK]),  # and
        (["--near-miss"], [CAFE]),
        (["--open"], [CAFE]),
        (["--year", "2025", "--sort", "duration"], [LOCK, POOL, CAFE]),
        (["--sort", "severity"], [LOCK, CAFE, POOL]),
        (["--service", "checkout", "connection"], [LOCK]),
        (["--factor", "h-workload"], []),
    ],
)
def test_facets_narrow_down(options: list[str], ids: list[str], found: Any) -> None:
    assert found(*options) == ids


def test_the_terminal_says_where_each_is_and_what_became_of_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    site(tmp_path, {"site.yml": FILES["site.yml"], "taxonomy.yml": FILES["taxonomy.yml"], **ARCHIVE})
    monkeypatch.chdir(tmp_path)
    said = clearbell("search", "lock_timeot", "--limit", "1")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "A lock held for hours\n"
        "  2025-02-01 · Sev1 · 6 h · Checkout · Code defect\n"
        "  The lock_timeout was not set. One connection held it.\n"
        "  content/postmortems/2025-02-01-lock.md\n"
        "\n"
        "1 postmortem. Nothing has “timeot”; this is for “timeout”. In the knowledge base: find/?q=lock_timeot\n"
    )


def test_a_cause_that_there_is_not_is_named_with_one_that_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    monkeypatch.chdir(site(tmp_path))
    said = clearbell("search", "--cause", "cod-defect")
    assert said.code == 2
    assert "Invalid value for --cause: there is no `cod-defect`. Did you mean `code-defect`?" in said.err


def test_content_that_is_not_right_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    monkeypatch.chdir(site(tmp_path, {**FILES, "postmortems/bad.md": "no front matter\n"}))
    said = clearbell("search", "payments")
    assert (said.code, said.out) == (1, "")
    assert "content/postmortems/bad.md:1:1: error" in said.err


def test_words_are_letters_and_digits_without_accents_and_what_is_tied_together() -> None:
    assert folded("ÀÉ ﬁ Ⅷ") == "ae fi viii"
    assert words("p99 of pg_blocking_pids() isn't 1.5 s") == [
        *("p99", "of", "pg", "blocking", "pids", "isn", "t", "1", "5", "s"),
        *("pgblockingpids", "isnt", "15"),
    ]
    assert [len(word) for word in words("x" * 100)] == [40, 40, 20]


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abcd", "abd", 1), ("kitten", "sitting", 3)],
)
def test_slips_are_counted(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


def test_an_address_holds_all_that_was_asked() -> None:
    query = Query("50 % & more", {"cause": ("race", "code-defect"), "open": ("1",)}, Sort.DATE)
    assert query.address == "find/?q=50+%25+%26+more&cause=race&cause=code-defect&open=1&sort=date"
    assert (Query().address, Query().order, Query("x").order) == ("find/", Sort.DATE, Sort.RELEVANCE)
