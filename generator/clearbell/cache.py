"""What the last build knew, so that the next one does only what changed.

A cache is a hint and never trusted further than that: it is JSON under a checksum, so that a damaged, foreign or
half-written one is simply none; it is keyed by content, settings, theme and program, never by time stamps; and it
is written in one step after the site itself. Delete it whenever you like.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from clearbell.summary import Span, Summary

_UNRELIABLE: Final = (OSError, ValueError, TypeError, AttributeError, RecursionError)
_span, _whole = Span._make, Summary._make  # both look at the number of fields
_PACKAGE: Final = Path(__file__).resolve().parent


class Kept(NamedTuple):
    """An output of the last build: its key, size and time stamp (nanoseconds) by which an untouched file is
    recognised, and the hash that `build.json` tells.
    """

    key: str
    size: int
    stamp: int
    sha256: str


class Row(NamedTuple):
    """A content file: its digest, its summary (None for what isn't public), its entries while feeds carry them, its text
    while it may be needed again. `line`: how it was written, and will be again.
    """

    digest: str
    summary: Summary | None
    entries: tuple[tuple[Any, ...], ...] = ()
    source: str = ""
    line: bytes = b""

    def kept(self, *, entries: bool, source: bool) -> Row:
        """The same with its entries and its source, or without."""
        if (entries or not self.entries) and (source or not self.source):
            return self
        return Row(self.digest, self.summary, self.entries if entries else (), self.source if source else "")


@dataclass
class Memory:
    """`company`: digest of what all keys depend on. `build`: digest of everything, `now` included; empty where the next
    build has something to say. `now`: the moment shown; what was right then is so later too, but need not have been so
    before. `files`: by output name.
    """

    company: str = ""
    build: str = ""
    now: int = 0
    files: dict[str, Kept] = field(default_factory=dict)
    _unread: bytes = b""  # rows; a build with nothing to do never looks at them

    @cached_property
    def rows(self) -> dict[str, Row]:
        """By id of the content file."""
        with suppress(*_UNRELIABLE):
            read = json.loads(b"[%b]" % self._unread.replace(b"\n", b","))
            lines = self._unread.split(b"\n") if read else []
            return {
                name: Row(key, summary and _summary(summary), tuple(map(tuple, entries)), source, line)
                for line, (name, key, summary, entries, source) in zip(lines, read, strict=True)
            }
        return {}

    def written(self) -> Iterator[bytes]:
        """All of it: a line of its own, one of files, the rest rows."""
        write = json.JSONEncoder(separators=(",", ":")).encode
        yield write([self.company, self.build, self.now]).encode()
        files = ",".join(
            f'{quoted(name)}:["{kept.key}",{kept.size},{kept.stamp},"{kept.sha256}"]'  # in a third of the encoder's time
            for name, kept in self.files.items()
        )
        yield f"{{{files}}}".encode()
        yield b"\n".join([row.line or write([name, *row[:-1]]).encode() for name, row in self.rows.items()])

    def standing(self, out: Path) -> dict[str, int]:
        """The files that still are what the last build left in *out*, with their inodes."""
        found = {}
        for name, kept in self.files.items():
            try:
                status = os.stat(f"{out}/{name}")  # noqa: PTH116 - ten thousand times: pathlib costs twice as much
            except OSError:
                continue
            if status.st_size == kept.size and status.st_mtime_ns == kept.stamp:
                found[name] = status.st_ino
        return found


def place(root: Path, out: Path) -> Path:
    """Where the memory of a site built into *out* lies."""
    return root / ".cache" / "clearbell" / f"public-{digest(os.fsencode(out))}.json"


def load(path: Path) -> Memory:
    """The last build's memory; an empty one when there is none that can be relied on."""
    with suppress(*_UNRELIABLE):
        written = path.read_bytes()
        checksum, head, files, rows = written.split(b"\n", 3)
        if checksum.decode() == digest(memoryview(written)[len(checksum) + 1 :]):
            company, build, now = json.loads(head)
            kept = {name: Kept._make(entry) for name, entry in json.loads(files).items()}
            return Memory(company, build, now, kept, rows)
    return Memory()


def save(path: Path, memory: Memory) -> None:
    """Keep *memory* for the next build. A disk that is full costs the next build time, nothing else."""
    import tempfile  # noqa: PLC0415 - a build with nothing to do saves nothing

    body = b"\n".join(memory.written())
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
                file.writelines((digest(body).encode(), b"\n", body))
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)


def digest(content: bytes | memoryview) -> str:
    """A fingerprint: 128 bits of SHA-256, for which processors have instructions of their own."""
    return hashlib.sha256(content).hexdigest()[:32]


def program() -> str:
    """The fingerprint of the program, its theme and what it stands on: a change of any makes everything anew."""
    from clearbell.theme import bundled_theme  # noqa: PLC0415 - only builds need it

    files = [path for path in _PACKAGE.rglob("*.py") if "internal" not in path.relative_to(_PACKAGE).parts]
    files += [*_PACKAGE.glob("texts/*.yml"), *(bundled_theme() / "public").iterdir()]
    ours = "".join(digest(path.read_bytes()) for path in sorted(files) if path.is_file())
    return digest(f"{sys.version} {_libraries()} {_zones()} {ours}".encode())


def _libraries() -> list[str]:
    """What is installed beside PyYAML, with versions: read from folder names, since asking each would take 30 ms."""
    beside = Path(yaml.__file__).parents[1]
    return sorted(name for name in os.listdir(beside) if name.endswith(".dist-info"))  # noqa: PTH208 - names only


def _zones() -> str:
    """The first line, which has the version, of the system's time zone data."""
    for folder in zoneinfo.TZPATH:
        with suppress(OSError), (Path(folder) / "tzdata.zi").open(encoding="utf-8") as data:
            return data.readline()
    return ""


def _summary(row: list[Any]) -> Summary:
    row[-2], row[-1] = tuple(row[-2]), tuple(map(_span, row[-1]))
    return _whole(row)
