"""Earlier versions of content files, asked of git. Without git, a repository or a history there are none.

Only what the branch itself held counts: what was tried on another before it was merged, nobody has seen. Knows git;
knows nothing of what is in a file.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_PATIENCE: Final = 20  # seconds for one answer; a page that goes out late beats one that never does
_VERSIONS: Final = 50  # of one file: who broke it that often will find an older one by hand
_LOOK_BACK: Final = ("--max-count=2000", "--since=400.days")
# A repository's own settings may name programs to run; those that reading could start are switched off. So is fetching.
_HARMLESS: Final = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
)  # fmt: skip
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


def known(root: Path, folder: str) -> list[str]:
    """Names below *root* of files of *folder* that the newest commit has, or that were deleted not too long ago."""
    tree = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", f"{folder}/")
    log = _git(
        root, "log", "--first-parent", *_LOOK_BACK, "--diff-filter=D", "--name-only", "--relative", "--no-renames", "-z",
        "--format=", "--", folder,
    )  # fmt: skip
    names = [name.strip(b"\n") for said in (tree, log) for name in (said or b"").split(b"\0")]
    return list(dict.fromkeys(name.decode("utf-8", "replace") for name in names if name))


def _git(root: Path, *arguments: str) -> bytes | None:
    # Of another repository, in whose hook this may run, nothing is asked.
    own = {name: value for name, value in os.environ.items() if not _ELSEWHERE.match(name)}
    command = ["git", *_HARMLESS, "-C", f"{root}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and names of files after `--`
            command,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env=own | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
