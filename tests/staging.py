"""Sites into folders as builds do it, and readers who open them all the while, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clearbell.write import Stage, building
from publishing import tree

_READER: Final = """
import os, sys
out, lines, *names = sys.argv[1:]
reads = missing = cut = mixed = 0
print("ready", flush=True)
while not os.path.exists(f"{out}.done"):
    for name in names:
        try:
            with open(f"{out}/{name}", "rb") as file:
                found = file.read().split(b"\\n")
        except OSError:
            missing += 1
            continue
        reads += 1
        cut += len(found) != int(lines) + 1 or found[-1] != b""
        mixed += len(set(found[:-1])) != 1
print(reads, missing, cut, mixed)
"""


@contextmanager
def staged(out: Path) -> Iterator[Stage]:
    """What stands in the old site is known by its inode."""
    with building(out):
        standing = {name: (out / name).stat().st_ino for name in tree(out)} if out.is_dir() else {}
        with Stage(out, standing) as stage:
            stage.settle()
            yield stage


def write_site(out: Path, files: Mapping[str, bytes]) -> list[str]:
    """A whole site; the names of files that are new."""
    with staged(out) as stage:
        new = [name for name, content in files.items() if stage.add(name, content)]
        stage.swap()
    return new


@dataclass
class Seen:
    """What readers met: files they opened, that were not there, not whole, of two versions."""

    reads: int = 0
    missing: int = 0
    cut: int = 0
    mixed: int = 0


@contextmanager
def reading(out: Path, names: Sequence[str], *, lines: int) -> Iterator[Seen]:
    """Two readers open *names* while what is inside runs. Each file has so many lines, all alike."""
    command = [sys.executable, "-c", _READER, str(out), str(lines), *names]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, encoding="ascii") for _ in range(2)]
    seen = Seen()
    try:
        for reader in readers:
            assert reader.stdout
            assert reader.stdout.readline() == "ready\n"
        yield seen
    finally:
        Path(f"{out}.done").touch()
        said = [map(int, reader.communicate(timeout=60)[0].split()) for reader in readers]
        seen.reads, seen.missing, seen.cut, seen.mixed = map(sum, zip(*said, strict=True))
