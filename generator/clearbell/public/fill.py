"""Every file of the public site into the stage: taken over from the last build where it would say the same, else made.

Loads templates and Markdown; a build with nothing to do doesn't come here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from clearbell import cache, urls
from clearbell.cache import Kept, Memory, Row
from clearbell.content import Items
from clearbell.documents import Found
from clearbell.household import SHOWN as LANGUAGE
from clearbell.household import earlier, read_house
from clearbell.model import ComponentState, Settings
from clearbell.news_checks import Gate
from clearbell.problems import Problem
from clearbell.processes import in_parts
from clearbell.public.before import Before
from clearbell.public.entries import Entry, in_window
from clearbell.public.given import Given
from clearbell.public.held import Held
from clearbell.public.items import Made, Task, has_page, keeps_source, make_items
from clearbell.public.manifest import build_json
from clearbell.public.output import Output
from clearbell.public.outputs import outputs
from clearbell.public.quarantine import Quarantine, hold_back
from clearbell.public.shelf import Shelf
from clearbell.public.shell import Shell
from clearbell.records import stops
from clearbell.site import Site
from clearbell.summary import seconds
from clearbell.write import Stage

_LITTLE: Final = 150  # outputs of a small site that are made sooner than a process is started
_NEWS: Final = timedelta(days=14)
_FEW: Final = 300  # content files; of so many the source of each can be remembered
_UNKNOWN: Final = Row("", None)
_LONG: Final = 500  # items that take as long to look through as an output does to make


class Filled(NamedTuple):
    """How many files are new, the problems that stop nothing, what is held back, the digests of content files; those
    are empty where the next build has to look again.
    """

    written: int
    problems: tuple[Problem, ...]
    held: tuple[Held, ...]
    digests: Mapping[str, str]


def fill(
    root: Path, staged: Stage, given: Given, at: datetime, before: Before, new: Memory, *, words: bool
) -> Filled:
    """All files. *new*: the memory of this build, which is filled as well. *words*: news has to pass the word gate."""
    shell = Shell.of(given.settings, given.logo)
    few = len(given.found) <= _FEW
    house, problems = read_house(root, given.settings)
    gate = Gate(house, at - _NEWS, whole=words)
    judged_since = seconds(gate.since) if words else None
    tasks = _keep_items(staged, given, seconds(at), before, new, few=few, judged_since=judged_since)
    with Shelf(staged.folder) as shelf:
        made = make_items([Task(found) for found in tasks], shell, gate, at, staged, shelf, few=few)
        quarantine = hold_back(root, given, gate, at, before.last, made)
        made += make_items(quarantine.tasks, shell, gate._replace(whole=False), at, staged, shelf, few=few)
        _remember(staged, made, quarantine, seconds(at), new)
        digests = dict(before.digests) | {each.id: each.digest for each in made}
        digests = {name: digests[name] for name in new.rows}
        site = Site.of(
            given.settings,
            [row.summary for row in new.rows.values() if row.summary],
            seconds(at),
            Items(quarantine.found(given.found), digests, given.settings, at, quarantine.instead),
            feared=quarantine.feared,
            late=frozenset(quarantine.instead),
        )
        living = {name: _entries(row) for name, row in new.rows.items() if row.entries}
        stale = _keep_outputs(staged, outputs(shell, site, digests, shelf, living), before, new)
        written = sum(each.written for each in made)
        written += _make_outputs(staged, stale, site, new)
    manifest = Output(urls.BUILD.file, "", partial(build_json, site, given.commit, new.files))
    written += _make_outputs(staged, [manifest], site, new)
    told = (*given.problems, *problems, *quarantine.problems)
    held = quarantine.held + _held_house(root, given.settings, problems)
    return Filled(written, told, held, {} if quarantine.problems or problems else digests)


def _held_house(root: Path, settings: Settings, problems: Iterable[Problem]) -> tuple[Held, ...]:
    """The word gate's own file, where its newest version is wrong."""
    if not any(map(stops, problems)):
        return ()
    before = earlier(root, settings)
    return (Held(LANGUAGE, before.origin if before else "", ComponentState.OPERATIONAL),)


def _keep_items(
    staged: Stage,
    given: Given,
    now: int,
    before: Before,
    new: Memory,
    *,
    few: bool,
    judged_since: int | None,
) -> list[Found]:
    """Take over what is known of unchanged files; the rest is to be made, and what is to be judged again."""
    rows, files, standing, digests = before.memory.rows, before.memory.files, before.standing, before.digests
    tasks = []
    staged.settle()
    for found in given.found:
        name = found.id
        digest = digests.get(name)
        row = rows.get(name, _UNKNOWN)
        if not digest or row.digest != digest:
            tasks.append(found)
            continue
        summary = row.summary
        if summary is None:
            new.rows[name] = row
            continue
        file = urls.item_file(name)
        if judged_since is not None and summary.last_update >= judged_since:
            tasks.append(found)
        elif not has_page(summary, now):
            new.rows[name] = row.kept(entries=False, source=True)
        elif file in standing and files[file].key == digest + summary.phase(now):
            staged.keep(file)
            new.files[file] = files[file]
            if row.entries or row.source:
                source = keeps_source(summary, now, few=few)
                row = row.kept(entries=in_window(summary, now), source=source)
            new.rows[name] = row
        else:
            tasks.append(found)
    return tasks


def _remember(staged: Stage, made: Iterable[Made], quarantine: Quarantine, now: int, new: Memory) -> None:
    """Note what was made. Files with problems are read again each time, so that each build tells of them."""
    for each in made:
        troubled = each.problems or each.id in quarantine.instead
        new.rows[each.id] = Row("" if troubled else each.digest, each.summary, each.entries, each.source)
        if each.page and each.summary:
            file = urls.item(each.id).file
            key = each.digest + each.summary.phase(now)
            new.files[file] = Kept(key, *staged.seen(file), each.page)


def _entries(row: Row) -> list[Entry]:
    return [Entry._make(entry)._replace(components=tuple(entry[6])) for entry in row.entries]


def _keep_outputs(staged: Stage, wanted: Iterable[Output], before: Before, new: Memory) -> list[Output]:
    """Take over what would come out the same; the rest is to be made."""
    stale: dict[str, Output] = {}
    for output in wanted:
        if output.file in new.files or output.file in stale:
            raise ValueError(f"two outputs for {output.file}")
        known = before.memory.files.get(output.file) if output.file in before.standing else None
        if known is not None and known.key == cache.digest(output.key.encode()):
            staged.keep(output.file)
            new.files[output.file] = known
        else:
            stale[output.file] = output
    return list(stale.values())


def _make_outputs(staged: Stage, stale: Sequence[Output], site: Site, new: Memory) -> int:
    """Outputs that share their work are made together, and begun first, for they take longest."""
    together: dict[str, list[Output]] = {}
    for output in stale:
        together.setdefault(output.shares or output.file, []).append(output)
    alike = sorted(together.values(), key=len, reverse=True)
    alone = len(stale) * (1 + len(site.summaries) // _LONG) < _LITTLE
    made = in_parts(lambda: partial(_make_part, staged=staged), alike, piece=1, alone=alone)
    written = 0
    for outputs_, done in zip(alike, made, strict=True):
        for output, (kept, is_new) in zip(outputs_, done, strict=True):
            staged.expect(output.file)
            new.files[output.file] = kept
            written += is_new
    return written


def _make_part(part: Sequence[Sequence[Output]], *, staged: Stage) -> list[list[tuple[Kept, bool]]]:
    return [[_make(output, staged) for output in alike] for alike in part]


def _make(output: Output, staged: Stage) -> tuple[Kept, bool]:
    content = output.make()
    written = staged.add(output.file, content)
    key, sha256 = cache.digest(output.key.encode()), hashlib.sha256(content).hexdigest()
    return Kept(key, *staged.seen(output.file), sha256), written
