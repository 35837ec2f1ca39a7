"""Every file of the public site into the stage: taken over from the last build where it would say the same, else made.

Loads templates and Markdown; a build with nothing to do doesn't come here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from clearbell import cache, urls
from clearbell.cache import Kept, Memory
from clearbell.content import Items
from clearbell.problems import Problem, Refused
from clearbell.public.given import Given
from clearbell.public.items import Made, Task, has_page, make_items
from clearbell.public.manifest import build_json
from clearbell.public.output import Output
from clearbell.public.outputs import outputs
from clearbell.public.processes import in_parts
from clearbell.public.shelf import Shelf
from clearbell.public.shell import Shell
from clearbell.records import stops
from clearbell.site import Site
from clearbell.summary import seconds
from clearbell.write import Stage

_WORTH_A_PROCESS: Final = 150  # outputs, as in `items`


def fill(
    staged: Stage, given: Given, at: datetime, memory: Memory, new: Memory
) -> tuple[int, tuple[Problem, ...]]:
    """How many files are new, and the problems that stop nothing. *memory*: of the last build; *new*: of this one."""
    shell = Shell.of(given.settings, given.logo)
    kept = memory.untouched(staged.out)
    tasks = _keep_items(staged, given, seconds(at), memory, kept, new)
    with Shelf(staged.folder) as shelf:
        made = make_items(tasks, shell, at, staged, shelf)
        problems = (*given.problems, *(problem for each in made for problem in each.problems))
        if any(map(stops, problems)):
            raise Refused(problems)
        _remember(staged, made, given, seconds(at), new)
        site = _site(given, at, new)
        stale = _keep_outputs(staged, outputs(shell, site, given.digests, shelf), kept, new)
        written = sum(each.written for each in made)
        written += _make_outputs(staged, stale, new)
    manifest = Output(urls.BUILD.file, "", partial(build_json, site, given.commit, new.files))
    return written + _make_outputs(staged, [manifest], new), problems


def _keep_outputs(
    staged: Stage, wanted: Iterable[Output], kept: Mapping[str, Kept], new: Memory
) -> list[Output]:
    """Take over what would come out the same; the rest is to be made."""
    stale: dict[str, Output] = {}
    for output in wanted:
        if output.file in new.files or output.file in stale:
            raise ValueError(f"two outputs for {output.file}")
        known = kept.get(output.file)
        if known is not None and known.key == cache.digest(output.key.encode()):
            staged.keep(output.file)
            new.files[output.file] = known
        else:
            stale[output.file] = output
    return list(stale.values())


def _make_outputs(staged: Stage, stale: Sequence[Output], new: Memory) -> int:
    made = in_parts(lambda: partial(_make_part, staged=staged), stale, worth=_WORTH_A_PROCESS)
    for output, (kept, _) in zip(stale, made, strict=True):
        staged.expect(output.file)
        new.files[output.file] = kept
    return sum(written for _, written in made)


def _make_part(stale: Sequence[Output], *, staged: Stage) -> list[tuple[Kept, bool]]:
    made = []
    for output in stale:
        content = output.make()
        written = staged.add(output.file, content)
        key, sha256 = cache.digest(output.key.encode()), hashlib.sha256(content).hexdigest()
        made.append((Kept(key, *staged.seen(output.file), sha256), written))
    return made


def _keep_items(
    staged: Stage, given: Given, now: int, memory: Memory, kept: Mapping[str, Kept], new: Memory
) -> list[Task]:
    """Take over what is known of unchanged files; the rest is to be made."""
    tasks = []
    for found in given.found:
        digest = given.digests.get(found.id)
        if digest is None:
            continue
        known, summary = memory.rows.get(found.id, ("", None))
        file = urls.item(found.id).file
        if known == digest and (summary is None or not has_page(summary, now)):
            new.keep(found.id, memory)
        elif known == digest and summary and kept.get(file, ("",))[0] == digest + summary.phase(now):
            staged.keep(file)
            new.keep(found.id, memory)
            new.files[file] = kept[file]
        else:
            tasks.append(Task(found, given.contents[found.id]))
    return tasks


def _remember(staged: Stage, made: Iterable[Made], given: Given, now: int, new: Memory) -> None:
    """Note what was made. Files with problems are read again each time, so that each build tells of them."""
    for each in made:
        digest = given.digests[each.id]
        new.rows[each.id] = ("" if each.problems else digest, each.summary)
        if each.problems:
            new.build = ""
        if each.page and each.summary:
            file = urls.item(each.id).file
            key = digest + each.summary.phase(now)
            new.files[file] = Kept(key, *staged.seen(file), each.page)


def _site(given: Given, at: datetime, new: Memory) -> Site:
    summaries = [summary for _, summary in new.rows.values() if summary]
    items = Items(given.found, given.contents, given.settings, at)
    return Site.of(given.settings, summaries, seconds(at), items)
