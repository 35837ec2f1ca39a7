"""`build.json` as whoever compares two sites reads it. Believes nothing that doesn't look as a build writes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_NAME: Final = re.compile(r"(?:[A-Za-z0-9._-]+/)*[A-Za-z0-9._-]+\Z")
_LARGEST: Final = 64 * 2**20  # bytes; 300,000 files


class Unreadable(ValueError):  # noqa: N818 - what isn't ours is no error of ours
    """No `build.json` of ours, and why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which build a site is. `raw` is the file itself, `files` the hash of every other one by name."""

    raw: bytes
    version: str
    commit: str | None
    now: datetime
    newest: datetime | None
    stale_after: datetime
    files: Mapping[str, str]

    @classmethod
    def read(cls, raw: bytes) -> Manifest:
        """Raises Unreadable."""
        if len(raw) > _LARGEST:
            raise Unreadable("it is larger than any build makes it")
        try:
            said = json.loads(raw)
            newest = said["newest_update"]
            return cls(
                raw,
                str(said["generator"]["version"]),
                _commit(said["commit"]),
                datetime.fromisoformat(said["now"]),
                None if newest is None else datetime.fromisoformat(newest),
                datetime.fromisoformat(said["stale_after"]),
                _files(said["files"]),
            )
        except Unreadable:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable("it isn't what a build of Clearbell writes") from error

    @property
    def digest(self) -> str:
        """The hash of all: two sites with the same one are the same to the byte."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def everything(self) -> dict[str, str]:
        """The hashes of all files, this one too."""
        return {**self.files, "build.json": self.digest}


def _commit(said: Any) -> str | None:
    if said is not None and not _COMMIT.match(said):
        raise Unreadable("its commit is none")
    return said  # type: ignore[no-any-return] # what matched is text


def _files(said: Any) -> dict[str, str]:
    for name, digest in said.items():
        parts = name.split("/")
        if not _NAME.match(name) or ".." in parts or "." in parts or not _HASH.match(digest):
            raise Unreadable("it lists a file that no build makes")
    return dict(said)
