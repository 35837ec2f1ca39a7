"""A ledger in a git branch of its own, which has nothing to do with the content's. A line counts when it is pushed.

The branch is never checked out: commits are made beside the work tree. Whoever pushed in between is seen by the push
being refused; then what they wrote is fetched, and ours goes on top.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clearbell.announce.ledger.lock import only_one
from clearbell.announce.ledger.place import Down

_PATIENCE: Final = 60  # seconds for one answer of git's
_ROUNDS: Final = 12  # in which somebody else may be faster
_REMOTE: Final = "origin"
_CREDENTIALS: Final = re.compile(r"://[^/\s]*@")
_HELD_OFF: Final = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "push.gpgSign=false",
)
_NOBODY: Final = {
    "GIT_AUTHOR_NAME": "Clearbell",
    "GIT_AUTHOR_EMAIL": "clearbell@localhost",
    "GIT_COMMITTER_NAME": "Clearbell",
    "GIT_COMMITTER_EMAIL": "clearbell@localhost",
}


@dataclass(slots=True)
class _Ticket:
    """Lines of one caller. `taken`: files that somebody else added to. `trouble`: why nothing was added."""

    lines: Mapping[str, bytes]
    taken: set[str] = field(default_factory=set)
    trouble: str = ""
    done: bool = False


class Branch:
    """The branch *name* of the repository that *root* lies in: on its remote where it has one, else its own."""

    def __init__(self, root: Path, name: str) -> None:
        self._root, self._name = root, name
        self._local = f"refs/clearbell/{name}"
        self._tip = ""
        self._files: dict[str, bytes] = {}
        self._waiting: list[_Ticket] = []
        self._guard, self._pushing = threading.Lock(), threading.Lock()

    @property
    def shown(self) -> str:
        return f"the branch {self._name}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        with only_one(
            Path(self._git("rev-parse", "--absolute-git-dir").decode().strip()) / "clearbell-ledger.lock"
        ):
            yield

    def read(self) -> dict[str, bytes]:
        self._tip = self._fetched()
        self._files = self._content(self._tip)
        return dict(self._files)

    def add(self, lines: Mapping[str, bytes]) -> set[str]:
        """As of Place. What several threads bring while one pushes goes out together with the next push."""
        ticket = _Ticket(lines)
        with self._guard:
            self._waiting.append(ticket)
        with self._pushing:
            if not ticket.done:
                with self._guard:
                    batch, self._waiting = self._waiting, []
                self._push(batch)
        if ticket.trouble:
            raise Down(ticket.trouble)
        return ticket.taken

    def _push(self, batch: Sequence[_Ticket]) -> None:
        try:
            trouble = "" if self._pushed(batch) else f"{self.shown} is pushed to by others all the time"
        except Down as down:
            trouble = f"{down}"
        for ticket in batch:
            ticket.trouble = trouble
            ticket.done = True

    def _pushed(self, batch: Sequence[_Ticket]) -> bool:
        for _ in range(_ROUNDS):
            new, files = self._committed(batch)
            if not new or self._accepted(new):
                self._tip, self._files = new or self._tip, files
                return True
            time.sleep(random.uniform(0.05, 0.5))  # noqa: S311 - no secret
            if self._gave_way(batch, new):
                return True
        return False

    def _gave_way(self, batch: Sequence[_Ticket], new: str) -> bool:
        """Take in what others pushed; what they wrote about, we don't. True where our push arrived after all."""
        before, tip = self._files, self._fetched()
        if tip == self._tip:
            raise Down(f"{self.shown} can't be pushed to")
        self._tip, self._files = tip, self._content(tip)
        if tip == new:
            return True
        for ticket in batch:
            ticket.taken |= {
                path for path in ticket.lines if self._files.get(path, b"") != before.get(path, b"")
            }
        return False

    def _committed(self, batch: Sequence[_Ticket]) -> tuple[str, dict[str, bytes]]:
        """A commit with all lines on top of what is there; none where there are none left."""
        files = dict(self._files)
        changed: dict[str, bytes] = {}
        for ticket in batch:
            for path, line in ticket.lines.items():
                if path not in ticket.taken:
                    files[path] = changed[path] = files.get(path, b"") + line
        if not changed:
            return "", files
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            if self._tip:
                self._git("read-tree", self._tip, more=index)
            entries = [f"100644 {self._blob(content)}\t{path}\n" for path, content in changed.items()]
            self._git("update-index", "--add", "--index-info", said="".join(entries).encode(), more=index)
            tree = self._git("write-tree", more=index).decode().strip()
        parents = ["-p", self._tip] if self._tip else []
        number = sum(len(ticket.lines) for ticket in batch)
        message = f"Announcements: {number} line{'' if number == 1 else 's'}\n".encode()
        return self._git("commit-tree", tree, *parents, said=message, more=_NOBODY).decode().strip(), files

    def _blob(self, content: bytes) -> str:
        return self._git("hash-object", "-w", "--stdin", said=content).decode().strip()

    def _accepted(self, commit: str) -> bool:
        """Whether the branch is this commit now."""
        try:
            if self._has_remote():
                self._git("push", "--quiet", _REMOTE, f"{commit}:refs/heads/{self._name}")
                self._git("update-ref", self._local, commit)
            else:
                self._git("update-ref", f"refs/heads/{self._name}", commit, self._tip or "0" * 40)
        except Down:
            return False
        return True

    def _fetched(self) -> str:
        """The commit that the branch is; nothing where there is none."""
        if not self._has_remote():
            return self._known(f"refs/heads/{self._name}")
        if not self._git("ls-remote", "--heads", _REMOTE, f"refs/heads/{self._name}").strip():
            if self._known(self._local):
                raise Down(
                    f"{self.shown} was there before and is gone; bring it back, or delete {self._local}"
                )
            return ""
        self._git("fetch", "--quiet", "--no-tags", _REMOTE, f"+refs/heads/{self._name}:{self._local}")
        return self._known(self._local)

    def _content(self, commit: str) -> dict[str, bytes]:
        if not commit:
            return {}
        listed = self._git("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]
        names = {line.partition(b"\t")[2].decode(): line.split()[2] for line in listed}
        said = self._git("cat-file", "--batch", said=b"\n".join([*names.values(), b""]))
        files = {}
        for name in names:
            head, _, said = said.partition(b"\n")
            size = int(head.split()[2])
            files[name], said = said[:size], said[size + 1 :]
        return files

    def _has_remote(self) -> bool:
        return _REMOTE in self._git("remote").decode().split()

    def _known(self, ref: str) -> str:
        try:
            return self._git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode().strip()
        except Down:
            return ""

    def _git(self, *words: str, said: bytes | None = None, more: Mapping[str, str] | None = None) -> bytes:
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                ["git", *_HELD_OFF, "-C", f"{self._root}", *words],  # noqa: S607 - found on PATH as everywhere
                input=said if said is not None else b"",
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                env={**os.environ, **quiet, **(more or {})},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Down(f"{self.shown}: git {words[0]} gives no answer") from error
        if done.returncode:
            said_ = _CREDENTIALS.sub("://", done.stderr.decode(errors="replace")).strip().splitlines()
            raise Down(f"{self.shown}: git {words[0]}: {said_[-1] if said_ else 'it failed'}")
        return done.stdout
