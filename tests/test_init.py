"""A new site: begun on any day it builds at once, and nothing that is there is changed."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from clearbell.skeleton import write_skeleton
from conftest import Clearbell

FILES = [
    ".gitignore",
    "README.md",
    "content/drills/{week_ago}-store-full.md",
    "content/incidents/{yesterday}-new-address.yml",
    "content/incidents/{days_ago}-sign-in-fails.yml",
    "content/incidents/{week_ahead}-settings-move.yml",
    "content/language.yml",
    "content/policy.yml",
    "content/postmortems/{days_ago}-sign-in-fails.md",
    "content/site.yml",
    "content/taxonomy.yml",
    "mkdocs.yml",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_site_has_one_of_everything_around_today(here: Path, clearbell: Clearbell) -> None:
    said = clearbell("init", "status")
    today = datetime.now(UTC).date()
    days = {"yesterday": -1, "days_ago": -3, "week_ago": -7, "week_ahead": 7}
    named = {name: today + timedelta(by) for name, by in days.items()}
    expected = sorted(f"status/{name.format(**named)}" for name in FILES)
    *written, blank, last = said.out.splitlines()
    assert sorted(written) == expected
    assert blank == ""
    assert last == (
        "Next: `clearbell serve` in that folder shows both sites; content/site.yml is the file to begin with."
    )
    assert sorted(path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()) == expected
    assert (said.code, said.err) == (0, "")


def test_it_builds_at_once_without_a_warning(here: Path, clearbell: Clearbell) -> None:
    assert clearbell("init").code == 0
    checked = clearbell("check", "--strict")
    assert checked.out == "9 files, nothing to mend.\n"
    built = clearbell("build", "--strict")
    assert (built.code, built.err) == (0, "")
    assert re.fullmatch(r"public    site/public  .*\ninternal  site/internal  .*\n", built.out)
    front = (here / "site/public/index.html").read_text(encoding="utf-8")
    assert "This page has a new address" in front
    assert "No changes of settings for an hour" in front
    assert "Some customers can't sign in" in html.unescape(front).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )


def test_plain_mkdocs_builds_it_as_well(here: Path, clearbell: Clearbell) -> None:
    clearbell("init")
    text = (here / "mkdocs.yml").read_text(encoding="utf-8")
    assert not re.search("!!|!ENV|INHERIT|://", text)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, "WARNING" in ran.stderr) == (0, False), ran.stderr
    assert (here / "site/internal/find/index.html").is_file()


@pytest.mark.parametrize("weekday", range(7))
def test_it_is_in_order_on_whatever_day_it_begins(weekday: int, here: Path, clearbell: Clearbell) -> None:
    today = date(2028, 2, 28) + timedelta(weekday)  # over the 29th of February
    assert len(list(write_skeleton(here, today))) == len(FILES)
    said = clearbell("check", "--strict", "--now", f"{today}T00:05Z")
    assert said.out == "9 files, nothing to mend.\n"


def test_every_kind_of_content_is_there_and_explained(here: Path, clearbell: Clearbell) -> None:
    clearbell("init")
    incidents = [path.read_text(encoding="utf-8") for path in sorted((here / "content/incidents").iterdir())]
    assert sorted(re.findall(r"(?m)^kind: (\w+)", "".join(incidents))) == ["maintenance", "notice"]
    for path in (here / "content").glob("*.yml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path
    readme = (here / "README.md").read_text(encoding="utf-8")
    assert "clearbell serve" in readme
    assert "clearbell build" in readme


@pytest.mark.parametrize("name", ["README.md", ".gitignore", "content/notes.txt"])
def test_if_anything_is_in_the_way_nothing_is_written(name: str, here: Path, clearbell: Clearbell) -> None:
    (here / name).parent.mkdir(exist_ok=True)
    (here / name).write_text("mine\n", encoding="utf-8")
    said = clearbell("init")
    top = name.partition("/")[0]
    assert (said.code, said.out) == (1, "")
    assert said.err == f"Nothing was written, because this is in the way: {top}. Name a new folder.\n"
    assert [path.read_text(encoding="utf-8") for path in here.rglob("*") if path.is_file()] == ["mine\n"]
