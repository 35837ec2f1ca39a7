"""What there is to begin with: what the last build knew and left, and how the content files are today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path

from clearbell import cache
from clearbell.cache import Memory
from clearbell.documents import Found, contents
from clearbell.processes import Beside
from clearbell.values import value


@value
class Before:
    """`digests` are today's, of content files by id; `standing` are the files that are as the last build left them, with
    their inodes. These are empty for a build that begins anew. `last` is all that the last build knew, be it of any use to
    this one's outputs or not: no incident may be forgotten because the program is new.
    """

    memory: Memory = field(default_factory=Memory)
    digests: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, int] = field(default_factory=dict)
    last: Memory = field(default_factory=Memory)

    @classmethod
    def of(
        cls, remembered: Path, found: Sequence[Found], out: Path, company: str, now: int, *, clean: bool
    ) -> Before:
        """What there is of a site in *out* for a build of *company* at *now* (seconds). *clean*: makes no use of it."""
        if not remembered.exists():
            return cls()
        if clean:
            return cls(last=cache.load(remembered))
        reading = Beside(partial(_digests, found))
        try:
            memory = cache.load(remembered)
            if memory.company != company or memory.now > now:
                return cls(last=memory)
            standing = memory.standing(out)
            ids = (each.id for each in found)
            return cls(memory, dict(zip(ids, reading.result(), strict=True)), standing, memory)
        finally:
            reading.end()

    def stands(self, build: str) -> bool:
        """Whether the site is there that this very build would make."""
        return self.memory.build == build and len(self.standing) == len(self.memory.files)


def _digests(found: Sequence[Found]) -> list[str]:
    """Empty where a file can't be read."""
    return [_digest(each) for each in found]


def _digest(found: Found) -> str:
    try:
        return cache.digest(contents(found))
    except OSError:
        return ""
