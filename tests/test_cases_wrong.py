"""One folder per way in which content can be wrong, with the exact words that its author gets.

`pytest tests/test_cases_wrong.py --accept` writes what is said now; `git diff` is the review.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import SITE, Clearbell

STORIES = Path(__file__).parent / "cases_wrong"
NAMES = sorted(path.name for path in STORIES.iterdir() if path.is_dir())
NO_SITE = "no-site"


@pytest.mark.parametrize("name", NAMES)
def test_an_author_is_told(
    name: str,
    clearbell: Clearbell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(STORIES / name / "content", tmp_path / "content")
    own = tmp_path / "content" / "site.yml"
    if not own.exists() and name != NO_SITE:
        own.write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    said = clearbell("check", "--now", "2026-03-14 12:00Z")

    expected = STORIES / name / "problems.txt"
    if request.config.getoption("--accept"):
        expected.write_text(said.out, encoding="utf-8")
    assert said.out.splitlines() == expected.read_text(encoding="utf-8").splitlines()
    assert (said.code, said.err) == (1, "")


def test_there_are_stories() -> None:
    """An empty folder would let the test above pass by looking at nothing."""
    assert len(NAMES) > 40
