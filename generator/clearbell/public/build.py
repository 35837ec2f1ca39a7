"""The recipe: content files in, a public site out, whole or not at all; only what changed is made anew."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clearbell import cache
from clearbell.cache import Memory
from clearbell.problems import Problem
from clearbell.public.given import Given
from clearbell.summary import seconds
from clearbell.write import stage


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: `pages` files are there, `written` of them are new. `problems` are those that stop nothing."""

    out: Path
    pages: int
    written: int
    problems: tuple[Problem, ...] = ()


def build(root: Path, out: Path, *, now: datetime | None = None, clean: bool = False) -> Built:
    """Build the public site of *root* into *out*. Raises Refused, and leaves the old site, when content isn't right.

    *now*: the moment that the site shows; without one that of a demonstration, or the present minute.
    """
    out = out.absolute()
    with _no_looking_for_circles():
        given = Given.of(root)
        at = now or given.settings.demo_now or datetime.now(UTC).replace(second=0, microsecond=0)
        company = cache.digest(f"{cache.program()}{given.settings!r}".encode() + (given.logo or b""))
        everything = f"{company}{seconds(at)}{given.digests}{given.problems}{given.commit}"
        new = Memory(company, cache.digest(everything.encode()), seconds(at))

        remembered = cache.place(root.absolute(), out)
        memory = Memory() if clean else cache.load(remembered)
        if memory.build == new.build and memory.stands(out):
            return Built(out, len(memory.files), 0, given.problems)
        if memory.company != company or memory.now > seconds(at):
            memory = Memory()

        from clearbell.public.fill import fill  # noqa: PLC0415 - a build with nothing to do needs no templates

        with stage(out) as staged:
            written, problems = fill(staged, given, at, memory, new)
            staged.swap()
        cache.save(remembered, new)
        return Built(out, len(new.files), written, problems)


@contextmanager
def _no_looking_for_circles() -> Iterator[None]:
    """A build makes millions of small objects, hardly any in circles; to look for those takes a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
