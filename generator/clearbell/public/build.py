"""The recipe: content files in, a public site out, whole or not at all; only what changed is made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clearbell import cache, urls
from clearbell.cache import Kept, Memory
from clearbell.content import Items, read_settings, stops
from clearbell.documents import Found, listing, read
from clearbell.model import Settings
from clearbell.problems import Problem, Refused
from clearbell.public.manifest import build_json, checked_out
from clearbell.public.shelf import Shelf
from clearbell.site import Site
from clearbell.summary import seconds
from clearbell.write import Stage, stage

if TYPE_CHECKING:
    from clearbell.public.items import Made, Task

_MAX_LOGO: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: `pages` files are there, `written` of them are new. `problems` are those that stop nothing."""

    out: Path
    pages: int
    written: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Input:
    """All that was read, before anything is understood."""

    settings: Settings
    logo: bytes | None
    found: tuple[Found, ...]
    contents: Mapping[str, bytes]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]
    commit: str | None


def build(root: Path, out: Path, *, now: datetime | None = None, clean: bool = False) -> Built:
    """Build the public site of *root* into *out*. Raises Refused, and leaves the old site, when content isn't right.

    *now*: the moment that the site shows; without one that of a demonstration, or the present minute.
    """
    given = _read(root)
    at = now or given.settings.demo_now or datetime.now(UTC).replace(second=0, microsecond=0)
    company = cache.digest(f"{cache.program()}{given.settings!r}".encode() + (given.logo or b""))
    everything = f"{company}{seconds(at)}{sorted(given.digests.items())}{given.problems}{given.commit}"
    whole = cache.digest(everything.encode())

    out = out.absolute()
    remembered = cache.place(root.absolute(), out)
    memory = Memory() if clean else cache.load(remembered)
    if (
        memory.build == whole
        and _nothing_to_say(memory)
        and len(_untouched(out, memory)) == len(memory.files)
    ):
        return Built(out, len(memory.files), 0, given.problems)
    if memory.company != company or memory.now > seconds(at):
        memory = Memory()

    new = Memory(company, whole, seconds(at))
    with stage(out) as staged, Shelf(staged.folder) as shelf:
        written, problems = _fill(staged, shelf, given, at, memory, new)
        staged.swap()
    cache.save(remembered, new)
    return Built(out, len(new.files), written, problems)


def _read(root: Path) -> _Input:
    settings, problems = read_settings(root)
    if settings is None:
        raise Refused(problems)
    found, misplaced = listing(root / "content" / "incidents", "content/incidents", ".yml")
    problems += misplaced
    contents: dict[str, bytes] = {}
    for each in found:
        try:
            contents[each.id] = each.path.read_bytes()
        except OSError:
            unreadable = read(each)
            problems += [unreadable] if isinstance(unreadable, Problem) else []
    logo, more = _logo(root, settings)
    problems += more
    digests = {name: cache.digest(content) for name, content in contents.items()}
    return _Input(settings, logo, tuple(found), contents, digests, tuple(problems), checked_out(root))


def _fill(
    staged: Stage, shelf: Shelf, given: _Input, at: datetime, memory: Memory, new: Memory
) -> tuple[int, tuple[Problem, ...]]:
    """Every file of the site into the stage; how many are new, and the problems that stop nothing."""
    from clearbell.public.items import make_items  # noqa: PLC0415 - a build with nothing to do needs no templates
    from clearbell.public.outputs import outputs  # noqa: PLC0415
    from clearbell.public.shell import Shell  # noqa: PLC0415

    shell = Shell.of(given.settings, given.logo)
    untouched = _untouched(staged.out, memory)
    tasks = _keep_items(staged, given, seconds(at), memory, untouched, new)
    made = make_items(tasks, shell, at, staged, shelf)
    problems = (*given.problems, *(problem for each in made for problem in each.problems))
    if any(map(stops, problems)):
        raise Refused(problems)
    _remember(staged, made, given, seconds(at), new)
    site = _site(given, at, new)
    written = sum(each.written for each in made)
    for output in outputs(shell, site, given.digests, shelf):
        kept = untouched.get(output.file)
        key = cache.digest(output.key.encode())
        if kept is not None and kept.key == key:
            staged.keep(output.file)
            new.files[output.file] = kept
        else:
            written += _put(staged, new, output.file, key, output.make())
    written += _put(staged, new, urls.BUILD.file, "", build_json(site, given.commit, new.files))
    return written, problems


def _put(staged: Stage, new: Memory, file: str, key: str, content: bytes) -> bool:
    written = staged.add(file, content)
    new.files[file] = Kept(key, *staged.seen(file), hashlib.sha256(content).hexdigest())
    return written


def _keep_items(
    staged: Stage, given: _Input, now: int, memory: Memory, untouched: Mapping[str, Kept], new: Memory
) -> list[Task]:
    """Take over what is known of unchanged files; the rest is to be made."""
    from clearbell.public.items import Task, has_page  # noqa: PLC0415 - as in _fill

    tasks = []
    for found in given.found:
        digest = given.digests.get(found.id)
        if digest is None:
            continue
        known, summary = memory.rows.get(found.id, ("", None))
        file = urls.item(found.id).file
        if known == digest and (summary is None or not has_page(summary, now)):
            new.rows[found.id] = (digest, summary)
        elif known == digest and summary and untouched.get(file, ("",))[0] == digest + summary.phase(now):
            staged.keep(file)
            new.rows[found.id] = (digest, summary)
            new.files[file] = untouched[file]
        else:
            tasks.append(Task(found, given.contents[found.id]))
    return tasks


def _remember(staged: Stage, made: Iterable[Made], given: _Input, now: int, new: Memory) -> None:
    """Note what was made. Files with problems are read again each time, so that each build tells of them."""
    for each in made:
        digest = given.digests[each.id]
        new.rows[each.id] = ("" if each.problems else digest, each.summary)
        if each.page and each.summary:
            file = urls.item(each.id).file
            key = digest + each.summary.phase(now)
            new.files[file] = Kept(key, *staged.seen(file), each.page)


def _site(given: _Input, at: datetime, new: Memory) -> Site:
    summaries = [summary for _, summary in new.rows.values() if summary]
    items = Items(given.found, given.contents, given.settings, at)
    return Site.of(given.settings, summaries, seconds(at), items)


def _nothing_to_say(memory: Memory) -> bool:
    """Whether no file had a problem that each build has to tell of."""
    return all(digest for digest, _ in memory.rows.values())


def _untouched(out: Path, memory: Memory) -> dict[str, Kept]:
    """The files that still are what the last build left there."""
    kept = {}
    for name, entry in memory.files.items():
        try:
            status = os.stat(f"{out}/{name}")  # noqa: PTH116 - ten thousand times: pathlib costs twice as much
        except OSError:
            continue
        if (status.st_size, status.st_mtime_ns) == (entry.size, entry.stamp):
            kept[name] = entry
    return kept


def _logo(root: Path, settings: Settings) -> tuple[bytes | None, list[Problem]]:
    """The logo's bytes: it is written into every page, so it has to be small."""
    if settings.logo is None:
        return None, []
    path = root / "content" / settings.logo
    expected, cure = (
        "a picture of at most 16 KiB",
        "Correct the path, or take a smaller picture (SVG is best).",
    )
    found = "none there"
    if path.is_file() and not path.is_symlink():
        content = path.read_bytes()
        if len(content) <= _MAX_LOGO:
            return content, []
        found = f"{len(content) // 1024} KiB"
    return None, [Problem("content/site.yml", 0, 0, "logo", "brand.logo", expected, found, cure)]
