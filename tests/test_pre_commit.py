"""The hook for pre-commit checks exactly the content files of a commit, and holds the commit up when one is wrong.

pre-commit itself isn't installed here; what it does with the manifest (which files it takes, how it calls the command)
is played by git and a few lines.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import INCIDENT, Project
from documents import CHECKOUT

(HOOK,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ONE = "content/incidents/2026-03-14-one.yml"


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def _takes(hook: dict[str, Any], name: str) -> bool:
    return bool(re.search(hook["files"], name)) and not re.search(hook["exclude"], name)


def _commit(folder: Path) -> tuple[int, list[str], str]:
    """What pre-commit does for the staged files: the code, the files handed over, and what was said."""
    staged = _git(folder, "diff", "--staged", "--name-only", "--diff-filter=ACMRTUXB").splitlines()
    names = [name for name in staged if _takes(HOOK, name)]
    if not names:
        return 0, [], ""
    program, *rest = HOOK["entry"].split()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *rest, *names],
        cwd=folder,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, names, done.stdout + done.stderr


@pytest.fixture
def repository(project: Project) -> Path:
    folder = project({ONE: INCIDENT, "README.md": "Hello.\n"})
    _git(folder, "init", "--quiet")
    _git(folder, "add", ".")
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    _git(folder, *identity, "commit", "--quiet", "--no-verify", "-m", "The site")
    return folder


def test_a_bad_staged_file_holds_up_the_commit(repository: Path) -> None:
    (repository / ONE).write_text(INCIDENT.replace("investigating", "investigatin"), encoding="utf-8")
    (repository / "README.md").write_text("Hello again.\n", encoding="utf-8")
    _git(repository, "add", ".")
    code, names, said = _commit(repository)
    assert (code, names) == (1, [ONE])
    assert said.startswith(f"{ONE}:6:13: error: updates[0].status (wrong-value)\n")


def test_a_good_staged_file_does_not_although_another_is_wrong(repository: Path) -> None:
    (repository / "content/incidents/2026-03-14-two.yml").write_text("oops\n", encoding="utf-8")
    (repository / ONE).write_text(INCIDENT.replace("pay", "check out"), encoding="utf-8")
    _git(repository, "add", ONE)
    code, names, said = _commit(repository)
    assert (code, names) == (0, [ONE]), said


def test_a_commit_that_touches_no_content_is_not_checked(repository: Path) -> None:
    (repository / "README.md").write_text("Hello again.\n", encoding="utf-8")
    (repository / "content/incidents/README.md").write_text("About this folder.\n", encoding="utf-8")
    _git(repository, "rm", "--quiet", ONE)
    _git(repository, "add", ".")
    assert _commit(repository) == (0, [], "")


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("content/site.yml", True),
        ("content/policy.yml", True),
        ("content/incidents/2026-03-14-one.yml", True),
        ("content/incidents/2026-03-14-one.yaml", True),
        ("content/postmortems/2026-03-14-one.md", True),
        ("content/drills/2026-03-14-one.md", True),
        ("content/postmortems/README.md", False),
        ("content/incidents/.2026-03-14-one.yml.swp", False),
        ("content/brand/logo.svg", False),
        ("docs/content/site.yml", False),
        ("mkdocs.yml", False),
    ],
)
def test_the_hook_takes_what_check_takes(name: str, taken: bool) -> None:
    assert _takes(HOOK, name) is taken
