"""Whether what is written for colleagues lies where everybody can read it: in a repository that is public.

A runner says so in its environment, `content/policy.yml` may say it, and where neither does, the address that the
repository is pushed to says whether it could be. Reads no postmortem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from clearbell.documents import listing
from clearbell.formats.policy import Repository
from clearbell.problems import Level, Problem
from clearbell.process import read_process
from clearbell.settings import read_settings

_FOLDERS: Final = ("content/postmortems", "content/drills")
_LARGEST: Final = 4 * 2**20  # bytes of an event; GitHub's own are far smaller
_OPEN_HOSTS: Final = re.compile(
    r"^\s*url\s*=\s*\S*\b(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)\b", re.MULTILINE
)


class _Seen(StrEnum):
    PUBLIC = "everybody can read"
    PERHAPS = "everybody may be able to read"
    NOT = ""


def exposed(root: Path, environment: Mapping[str, str]) -> list[Problem]:
    """A problem for each folder that is read by more people than it was written for. A demonstration is for everybody."""
    settings, _ = read_settings(root)
    if settings is not None and settings.demo_now is not None:
        return []
    process, _ = read_process(root, settings.zone if settings else ZoneInfo("UTC"))
    seen = _seen(root, process.repository, environment)
    return [] if seen is _Seen.NOT else list(_problems(root, seen))


def _problems(root: Path, seen: _Seen) -> Iterator[Problem]:
    for folder in _FOLDERS:
        files, _ = listing(root / folder, folder, ".md")
        if not files:
            continue
        number = f"{len(files):,} file" if len(files) == 1 else f"{len(files):,} files"
        if seen is _Seen.PUBLIC:
            cure = "Move the folder to a private repository of its own, from its history too; docs/internal-hosting.md says how."
            level = Level.ERROR
        else:
            cure = "Nothing here says whether the repository is public. If it isn't, write `repository: private` into content/policy.yml."
            level = Level.WARNING
        yield Problem(
            folder, 0, 0, "internal-in-public", "", "a repository that only colleagues can read",
            f"{number} that {seen}", cure, level,
        )  # fmt: skip


def _seen(root: Path, said: Repository | None, environment: Mapping[str, str]) -> _Seen:
    on_runner = _of_runner(environment)
    if on_runner is not None:
        return _Seen.PUBLIC if on_runner else _Seen.NOT
    if said is not None:
        return _Seen.PUBLIC if said is Repository.PUBLIC else _Seen.NOT
    return _Seen.PERHAPS if _pushed_in_the_open(root) else _Seen.NOT


def _of_runner(environment: Mapping[str, str]) -> bool | None:
    """Whether a runner of GitHub or GitLab says that the repository is public; None where it says nothing."""
    if visibility := environment.get("CI_PROJECT_VISIBILITY"):
        return visibility == "public"
    path = Path(environment.get("GITHUB_EVENT_PATH", "/nowhere"))
    try:
        if path.stat().st_size > _LARGEST:
            return None
        event: Any = json.loads(path.read_bytes())
        repository = event["repository"]
        if isinstance(repository.get("visibility"), str):
            return bool(repository["visibility"] == "public")
        return not repository["private"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _pushed_in_the_open(root: Path) -> bool:
    root = root.absolute()
    for folder in (root, *root.parents):
        try:
            return _OPEN_HOSTS.search((folder / ".git" / "config").read_text(encoding="utf-8")) is not None
        except (OSError, UnicodeDecodeError):
            continue
    return False
