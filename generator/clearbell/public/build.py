"""The recipe: content files in, a public site out, whole or not at all; only what changed is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from clearbell import cache, circles
from clearbell.cache import Memory
from clearbell.problems import Problem
from clearbell.public.before import Before
from clearbell.public.given import Given, usable
from clearbell.public.held import Held
from clearbell.summary import seconds
from clearbell.values import value
from clearbell.write import Stage, building


@value
class Built:
    """What a build did: `pages` files are there, `written` of them are new. `problems` stopped nothing but the newest
    versions of the files that are `held` back.
    """

    out: Path
    pages: int
    written: int
    problems: tuple[Problem, ...] = ()
    held: tuple[Held, ...] = ()


def build(
    root: Path, out: Path, *, now: datetime | None = None, clean: bool = False, words: bool = False
) -> Built:
    """Build the public site of *root* into *out*. Raises Refused, and leaves the old site, when the settings aren't right.

    A content file that isn't holds up only itself: its last good version stands in for it.

    *words*: the newest version of a file is held back, too, if it is news and its words don't pass the gate.
    *now*: the moment that the site shows; without one that of a demonstration, or the present minute.
    """
    out = out.absolute()
    with circles.not_looked_for():
        usable(root)
        with building(out):  # who had to wait looks at what is there by then: nobody's news may be undone
            given = Given.of(root)
            at = now or given.settings.demo_now or datetime.now(UTC).replace(second=0, microsecond=0)
            return _build(root.absolute(), given, at, out, clean=clean, words=words)


def _build(root: Path, given: Given, at: datetime, out: Path, *, clean: bool, words: bool) -> Built:
    remembered = cache.place(root, out)
    said = f"{cache.program()}{given.settings!r}".encode()
    company = cache.digest(said + cache.digest(given.language).encode() + (given.logo or b""))
    now = seconds(at)
    before = Before.of(remembered, given.found, out, company, now, clean=clean)
    if before.stands(_everything(company, now, given, before.digests, words=words)):
        return Built(out, len(before.memory.files), 0, given.problems)

    new = Memory(company, now=now)
    with Stage(out, before.standing) as staged:
        from clearbell.public.fill import fill  # noqa: PLC0415 - a build with nothing to do needs no templates

        filled = fill(root, staged, given, at, before, new, words=words)
        staged.swap()
    if filled.digests:
        new.build = _everything(company, now, given, filled.digests, words=words)
    cache.save(remembered, new)
    return Built(out, len(new.files), filled.written, filled.problems, filled.held)


def _everything(company: str, now: int, given: Given, digests: Mapping[str, str], *, words: bool) -> str:
    """The digest of all that the site depends on."""
    files = "".join(map("".join, digests.items()))
    return cache.digest(f"{company}{now}{files}{given.problems}{given.commit}{words}".encode())
