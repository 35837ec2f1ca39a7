"""Which commit a folder holds, found in git's own files, without git: a site is built where no git is, and no repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def checked_out(root: Path) -> str | None:
    """The commit whose files *root* holds; None where there is no repository, or one that keeps its names elsewhere."""
    root = root.absolute()
    repository = next(
        (folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None
    )
    if repository is None:
        return None
    try:
        return _head(repository)
    except (OSError, UnicodeDecodeError):
        return None


def _head(repository: Path) -> str | None:
    if repository.is_file():  # of a worktree or submodule: says where the repository is
        repository = repository.parent / _line(repository).removeprefix("gitdir: ")
    head = _line(repository / "HEAD")
    if not head.startswith("ref: "):
        return _commit(head)
    branch = head.removeprefix("ref: ")
    shared = repository / "commondir"  # a worktree keeps only its HEAD to itself
    folders = [repository, repository / _line(shared)] if shared.is_file() else [repository]
    for folder in folders:
        if (folder / branch).is_file():
            return _commit(_line(folder / branch))
    packed = folders[-1] / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
    return next((_commit(line.partition(" ")[0]) for line in lines if line.endswith(f" {branch}")), None)


def _line(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _commit(text: str) -> str | None:
    return text if _COMMIT.fullmatch(text) else None
