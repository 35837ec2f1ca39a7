"""Small sites as a build leaves them, for stories in which only their files matter."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from clearbell.public.headers import headers
from clearbell.publishing.release import Release

AT: Final = datetime(2026, 3, 14, 12, tzinfo=UTC)
NAMES: Final = (
    "index.html",
    "404.html",
    "incidents/it/index.html",
    "api/v2/incidents/unresolved.json",
    "history.atom",
    "status.txt",
)


def quiet(_: str, __: int, ___: int) -> None:
    """Takes the progress and shows none."""


def built(folder: Path, version: int) -> Release:
    """A site in which nearly every file says its version; odd ones have a page more."""
    files = {name: f"{name} of version {version:05}\n".encode() * 400 for name in NAMES}
    files |= {"robots.txt": b"User-agent: *\n", "_headers": headers()}
    if version % 2:
        files["history/odd.html"] = b"only in odd versions\n"
    said = {
        "generator": {"name": "clearbell", "version": "1"},
        "commit": None,
        "now": f"{AT + timedelta(minutes=version):%Y-%m-%dT%H:%MZ}",
        "newest_update": None,
        "stale_after": f"{AT + timedelta(minutes=version, hours=1):%Y-%m-%dT%H:%MZ}",
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    for name, content in {**files, "build.json": json.dumps(said).encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return Release.of(folder)
