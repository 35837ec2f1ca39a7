"""Earlier versions of content files, asked of git. Without git, a repository or a history there are none.

Only what the branch itself held counts: what was tried on another before it was merged, nobody has seen. Knows git;
knows nothing of what is in a file.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

_PATIENCE: Final = 20  # seconds for one answer; a page that goes out late beats one that never does
_VERSIONS: Final = 50  # of one file: who broke it that often will find an older one by hand
_LOOK_BACK: Final = ("--max-count=2000", "--since=400.days")
# A repository's own settings may name programs to run; those that reading could start are switched off. So is fetching.
_HARMLESS: Final = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
)  # fmt: skip
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ELSEWHERE: Final = re.compile(
    r"GIT_(?!CONFIG)"
)  # what git's own hooks are told, of where their repository lies


class Version(NamedTuple):
    """A file as a commit had it."""

    commit: str
    content: bytes


def versions(root: Path, name: str) -> Iterator[Version]:
    """What the file *name* below *root* held, newest first, read one by one as they are asked for."""
    log = _git(root, "log", "--first-parent", f"--max-count={_VERSIONS}", "--format=%H", "--", name)
    for commit in (log or b"").decode().split():
        content = _git(root, "cat-file", "blob", f"{commit}:./{name}")
        if content is not None:  # where the commit deleted it, there is none
            yield Version(commit, content)


def left(root: Path, folder: str, present: set[str]) -> dict[str, bytes]:
    """What files of *folder* below *root* held at the end that aren't *present* any more, by name.

    Those that the newest commit has, and those that were deleted not too long ago; all asked for at once, since
    hundreds may have been.
    """
    tree = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", f"{folder}/")
    log = _git(
        root, "log", "--first-parent", *_LOOK_BACK, "--diff-filter=D", "--name-only", "--relative", "--no-renames", "-z",
        "--format=%x00%H", "--", folder,
    )  # fmt: skip
    at = dict.fromkeys(_names(tree or b""), "HEAD")
    commit = ""
    for line in _names(log or b""):
        if _COMMIT.fullmatch(line):  # names have a folder before them
            commit = line
        else:
            at.setdefault(line, f"{commit}^")  # newest first: what was deleted twice counts once
    asked = {name: commit for name, commit in at.items() if name not in present and "\n" not in name}
    return dict(_contents(root, asked))


def _names(said: bytes) -> list[str]:
    return [name.decode("utf-8", "replace") for part in said.split(b"\0") if (name := part.strip(b"\n"))]


def _contents(root: Path, asked: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files *asked* for, each of a commit."""
    objects = "".join(f"{commit}:./{name}\n" for name, commit in asked.items())
    said = _git(root, "cat-file", "--batch", given=objects.encode()) if asked else b""
    answers = BytesIO(said or b"")
    for name in asked:
        head = answers.readline().split()
        if len(head) == 3 and head[1] == b"blob":  # else the commit before it isn't here, in a shallow clone
            yield name, answers.read(int(head[2]))
            answers.read(1)


def _git(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    # Of another repository, in whose hook this may run, nothing is asked.
    own = {name: value for name, value in os.environ.items() if not _ELSEWHERE.match(name)}
    command = ["git", *_HARMLESS, "-C", f"{root}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and names of files after `--`
            command,
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env=own | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
