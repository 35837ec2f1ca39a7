"""`clearbell check` refuses postmortems in a repository that everybody can read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clearbell.skeleton import write_skeleton
from conftest import Clearbell, Said

NOW = ("--now", "2026-01-25T12:00Z")
PUBLIC, PRIVATE = ({"visibility": word} for word in ("public", "private"))
FOUND = """\
content/drills: error: (internal-in-public)
  expected a repository that only colleagues can read
  found    1 file that everybody can read
  Move the folder to a private repository of its own, from its history too;
  docs/internal-hosting.md says how.

content/postmortems: error: (internal-in-public)
  expected a repository that only colleagues can read
  found    1 file that everybody can read
  Move the folder to a private repository of its own, from its history too;
  docs/internal-hosting.md says how.

2 errors in 2 files.
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    list(write_skeleton(tmp_path, date(2026, 1, 15)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _on_github(clearbell: Clearbell, event: Any, *words: str) -> Said:
    Path("event.json").write_text(event if isinstance(event, str) else json.dumps(event), encoding="utf-8")
    return clearbell("check", *NOW, *words, env={"GITHUB_EVENT_PATH": "event.json"})


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("repository", "refused"),
    [
        ({"visibility": "public"}, True),
        ({"visibility": "public", "private": True}, True),
        ({"visibility": "private"}, False),
        ({"visibility": "internal"}, False),
        ({"private": False}, True),
        ({"private": True}, False),
    ],
)
def test_on_github_exactly_the_public_ones_are_refused(
    clearbell: Clearbell, repository: dict[str, Any], refused: bool
) -> None:
    said = _on_github(clearbell, {"repository": repository})
    assert (said.code, said.out == FOUND) == (1, True) if refused else (0, False)


@pytest.mark.usefixtures("site")
def test_on_gitlab_too(clearbell: Clearbell) -> None:
    assert clearbell("check", *NOW, env={"CI_PROJECT_VISIBILITY": "public"}).out == FOUND
    for visibility in ("private", "internal"):
        assert clearbell("check", *NOW, env={"CI_PROJECT_VISIBILITY": visibility}).code == 0


@pytest.mark.parametrize("kept", ["nothing internal", "postmortems elsewhere"])
def test_a_public_repository_may_hold_the_status_page(site: Path, clearbell: Clearbell, kept: str) -> None:
    (site / "content" / "drills" / "2026-01-08-store-full.md").unlink()
    if kept == "nothing internal":
        (site / "content" / "postmortems" / "2026-01-12-sign-in-fails.md").unlink()
        assert _on_github(clearbell, {"repository": PUBLIC}).code == 0
    else:
        assert _on_github(clearbell, {"repository": PUBLIC}).out.count("internal-in-public") == 1


def test_a_demonstration_is_for_everybody(site: Path, clearbell: Clearbell) -> None:
    settings = site / "content" / "site.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "\ndemo: {now: 2026-01-25T12:00Z}\n", encoding="utf-8"
    )
    assert _on_github(clearbell, {"repository": PUBLIC}).code == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "event", ["", "[]", "{", "null", {"repository": None}, {"repository": {}}, "[" * 9999]
)
def test_an_event_that_says_nothing_counts_for_nothing(clearbell: Clearbell, event: Any) -> None:
    assert _on_github(clearbell, event).code == 0


def test_what_the_policy_says_counts_where_no_runner_says_it(site: Path, clearbell: Clearbell) -> None:
    policy = site / "content" / "policy.yml"
    before = policy.read_text(encoding="utf-8")
    policy.write_text(before + "repository: public\n", encoding="utf-8")
    assert clearbell("check", *NOW).out == FOUND
    assert _on_github(clearbell, {"repository": PRIVATE}).code == 0
    policy.write_text(before + "repository: private\n", encoding="utf-8")
    assert clearbell("check", *NOW).code == 0
    assert _on_github(clearbell, {"repository": PUBLIC}).out == FOUND


def test_here_an_address_that_may_be_public_is_a_warning_with_the_way_out(
    site: Path, clearbell: Clearbell
) -> None:
    (site / ".git").mkdir()
    config = site / ".git" / "config"
    config.write_text('[remote "origin"]\n\turl = git@git.acme.example:ops/status.git\n', encoding="utf-8")
    assert clearbell("check", *NOW, "--strict").code == 0
    config.write_text('[remote "origin"]\n\turl = git@github.com:acme/status.git\n', encoding="utf-8")
    said = clearbell("check", *NOW)
    assert said.code == 0
    assert said.out == (
        FOUND.replace("error", "warning")
        .replace("that everybody can read", "that everybody may be able to read")
        .replace(
            "  Move the folder to a private repository of its own, from its history too;\n"
            "  docs/internal-hosting.md says how.\n",
            "  Nothing here says whether the repository is public. If it isn't, write\n"
            "  `repository: private` into content/policy.yml.\n",
        )
    )
    assert clearbell("check", *NOW, "--strict").code == 1
    assert clearbell("check", *NOW, "content/incidents").code == 0
