"""What the last build knew, so that the next one does only what changed.

A cache is a hint and never trusted further than that: it is JSON under a checksum, so that a damaged, foreign or
half-written one is simply none; it is keyed by content, settings, theme and program, never by time stamps; and it
is written in one step after the site itself. Delete it whenever you like.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from clearbell.summary import Span, Summary

_PACKAGE: Final = Path(__file__).resolve().parent


class Kept(NamedTuple):
    """An output of the last build: its key, size and time stamp (nanoseconds) by which an untouched file is
    recognised, and the hash that `build.json` tells.
    """

    key: str
    size: int
    stamp: int
    sha256: str


@dataclass
class Memory:
    """`company`: digest of what all keys depend on. `build`: digest of everything, `now` included. `now`: the moment
    shown; what was right then is so later too, but need not have been so before.

    `rows`: content file id to its digest and summary (None for what isn't public). `files`: by output name.
    """

    company: str = ""
    build: str = ""
    now: int = 0
    rows: dict[str, tuple[str, Summary | None]] = field(default_factory=dict)
    files: dict[str, Kept] = field(default_factory=dict)


def place(root: Path, out: Path) -> Path:
    """Where the memory of a site built into *out* lies."""
    return root / ".cache" / "clearbell" / f"public-{digest(os.fsencode(out))}.json"


def load(path: Path) -> Memory:
    """The last build's memory; an empty one when there is none that can be relied on."""
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        checksum, _, body = path.read_bytes().partition(b"\n")
        if checksum.decode() == digest(body):
            return _memory(json.loads(body))
    return Memory()


def save(path: Path, memory: Memory) -> None:
    """Keep *memory* for the next build. A disk that is full costs the next build time, nothing else."""
    body = json.dumps(
        [memory.company, memory.build, memory.now, memory.rows, memory.files], separators=(",", ":")
    ).encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
                file.write(digest(body).encode() + b"\n" + body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)


def digest(content: bytes) -> str:
    """A fingerprint: 128 bits of BLAKE2b."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def program() -> str:
    """The fingerprint of the program and its theme: a changed line of either makes everything anew."""
    from clearbell.theme import bundled_theme  # noqa: PLC0415 - only builds need it

    files = [*_PACKAGE.glob("*.py"), *_PACKAGE.glob("public/*.py"), *_PACKAGE.glob("formats/*.py")]
    files += [*_PACKAGE.glob("texts/*.yml"), *(bundled_theme() / "public").iterdir()]
    return digest(b"".join(digest(path.read_bytes()).encode() for path in sorted(files) if path.is_file()))


def _memory(raw: Any) -> Memory:
    company, build, now, rows, files = raw
    return Memory(
        company,
        build,
        now,
        {name: (key, None if row is None else _summary(row)) for name, (key, row) in rows.items()},
        {name: Kept(*kept) for name, kept in files.items()},
    )


def _summary(row: list[Any]) -> Summary:
    *fields, components, spans = row
    return Summary._make([*fields, tuple(components), tuple(Span(*span) for span in spans)])
