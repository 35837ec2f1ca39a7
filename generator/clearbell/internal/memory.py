"""What reading a postmortem's text came to the last time, so that only what is new is read with all care.

A hint, never trusted further: it is JSON under a checksum, keyed by content, by what the content refers to, and by the
program; a damaged, foreign or half-written one is simply none. Knows nothing of what it keeps.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from clearbell.documents import Found, contents
from clearbell.internal.program import program

_FOLDER: Final = ".cache/internal"
_REFERRED_TO: Final = ("site.yml", "policy.yml", "taxonomy.yml", "language.yml")
_UNRELIABLE: Final = (OSError, ValueError, KeyError, TypeError)


class Memory:
    """Values of JSON by kind, name and key, under a *company* that they all depend on. Without a *path* it forgets everything."""

    def __init__(self, path: Path | None = None, company: str = "") -> None:
        self._path, self.company = path, company
        self._last: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._now: dict[tuple[str, str], tuple[str, bytes]] = {}
        if path is not None:
            with suppress(*_UNRELIABLE):
                self._load(path)

    @classmethod
    def of(cls, root: Path) -> Memory:
        """That of the site in *root*."""
        digest = hashlib.sha256(program().encode())
        for name in _REFERRED_TO:
            with suppress(OSError):
                digest.update(name.encode() + contents(Found(name, f"{root}/content/{name}", name)))
        return cls(root / _FOLDER / "memory", digest.hexdigest())

    def recall(self, kind: str, name: str, key: str) -> Any:
        """What was kept; None where there is nothing, or something else than *key*."""
        kept, text = self._last.get((kind, name), ("", b""))
        if kept != key:
            return None
        self._now[kind, name] = key, text
        return json.loads(text)

    def hold(self, kind: str, name: str, key: str) -> None:
        """Keep for the next one what may not be recalled this time."""
        kept, text = self._last.get((kind, name), ("", b""))
        if kept == key:
            self._now[kind, name] = key, text

    def keep(self, kind: str, name: str, key: str, value: Any) -> None:
        if self._path is not None:
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            self._now[kind, name] = key, text.encode()

    def save(self) -> None:
        """Let the next one know. A disk that is full costs it time, nothing else."""
        if self._path is None or self._now == self._last:
            return
        lines = [
            b"%b\t%b" % (f"{kind}\t{name}\t{key}".encode(), text)
            for (kind, name), (key, text) in self._now.items()
        ]
        body = b"\n".join([self.company.encode(), *lines])
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(digest(body).encode() + b"\n" + body)
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _load(self, path: Path) -> None:
        checksum, _, body = path.read_bytes().partition(b"\n")
        company, *lines = body.split(b"\n")
        if checksum.decode() != digest(body) or company.decode() != self.company:
            return
        for line in lines:
            kind, name, key, text = line.split(b"\t", 3)
            self._last[kind.decode(), name.decode()] = key.decode(), text


def digest(content: bytes) -> str:
    """A fingerprint of 128 bits."""
    return hashlib.sha256(content).hexdigest()[:32]
