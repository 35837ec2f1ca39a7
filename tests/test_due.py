"""What `clearbell due` says: a folder of content for each story, with the whole of what is printed; and every edge of a clock.

`pytest tests/test_due.py --accept` writes what is said now; `git diff` is the review.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from conftest import SITE, Clearbell

STORIES: Final = Path(__file__).parent / "cases_due"
NAMES: Final = sorted(path.name for path in STORIES.iterdir())
FORMS: Final = {"text": "due.txt", "json": "due.json", "github": "due.github", "markdown": "due.md"}
INCIDENT: Final = "content/incidents/2026-03-14-cannot-pay.yml"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_due_is_said_with_who_when_where_and_how(
    name: str,
    form: str,
    clearbell: Clearbell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(STORIES / name / "content", tmp_path / "content")
    (tmp_path / "content" / "site.yml").write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    at = (STORIES / name / "at.txt").read_text(encoding="utf-8").strip()

    said = clearbell("due", "--at", at, "--format", form)

    expected = STORIES / name / FORMS[form]
    if request.config.getoption("--accept"):
        expected.write_text(said.out, encoding="utf-8")
    assert said.out.splitlines() == expected.read_text(encoding="utf-8").splitlines()
    late = json.loads((STORIES / name / FORMS["json"]).read_text(encoding="utf-8"))["late"]
    assert (said.code, said.err) == (1 if late else 0, "")
