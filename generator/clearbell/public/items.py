"""Content files to summaries and pages, many at a time: the part of a build that grows with the history.

Each file stands alone, so halves of the work go to processes of their own. They write their pages into the stage
themselves and hand back only what the rest of the build needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from clearbell import urls
from clearbell.cache import digest
from clearbell.content import ItemFile, read_items
from clearbell.documents import Document, Found, contents, read
from clearbell.model import Item, Settings
from clearbell.news_checks import Gate
from clearbell.problems import Problem
from clearbell.processes import Work, in_parts
from clearbell.public.archives import put_aside
from clearbell.public.entries import Entry, entries_of, in_window
from clearbell.public.item_page import item_page, texts
from clearbell.public.markdown import rendered
from clearbell.public.shelf import Board, Place, Shelf
from clearbell.public.shell import Shell
from clearbell.summary import Phase, Summary, seconds, summarise
from clearbell.write import Stage

_WORTH_A_PROCESS: Final = 300  # files; below that, starting one costs more than it brings
_TOGETHER: Final = (
    50  # files that take each step together: so the processor has its code at hand, which saves a third
)


class Task(NamedTuple):
    """A file whose summary or page isn't known from the last build; `instead` is what stands in for its newest version."""

    found: Found
    instead: bytes | None = None


class Made(NamedTuple):
    """What came of a file: no summary where it isn't public, or has a problem that stops the build.

    `entries` are those that feeds carry now. `page` is the SHA-256 of its page (none for a notice whose day hasn't come), `written` whether its bytes are new,
    `archived` where its entries for the feeds' archives lie, `source` its text while it may have to stand in for a later one.
    """

    id: str
    digest: str
    summary: Summary | None
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    page: str | None = None
    written: bool = False
    archived: Place | None = None
    source: str = ""


def make_items(
    tasks: Sequence[Task],
    shell: Shell,
    gate: Gate,
    now: datetime,
    staged: Stage,
    shelf: Shelf,
    *,
    few: bool,
) -> list[Made]:
    """All of *tasks* in their order; pages go into the stage, entries for archives onto the shelf.

    *few*: of a site so small that the source of everything can be kept.
    """

    def begin() -> Work[Task, Made]:
        return partial(_make, shell=shell, gate=gate, now=now, staged=staged, board=shelf.board(), few=few)

    made = in_parts(begin, tasks, piece=_TOGETHER, alone=len(tasks) < _WORTH_A_PROCESS)
    for each in made:
        if each.page:
            staged.expect(urls.item(each.id).file)
        if each.archived:
            shelf.note(each.id, each.archived)
    return made


def _make(
    tasks: Sequence[Task],
    *,
    shell: Shell,
    gate: Gate,
    now: datetime,
    staged: Stage,
    board: Board,
    few: bool,
) -> list[Made]:
    raw = [_contents(task.found) if task.instead is None else task.instead for task in tasks]
    files = _read([task.found for task in tasks], raw, shell.settings, gate, now)
    summaries = [summarise(file.item) if file.item else None for file in files]
    both = [(file.item, summary) for file, summary in zip(files, summaries, strict=True)]
    for item, _ in both:
        for text in texts(item) if item else ():
            rendered(text)  # so that what follows finds it done
    makers = [
        _page(item, summary, shell, now, late=task.instead is not None)
        for (item, summary), task in zip(both, tasks, strict=True)
    ]
    pages = [make and make() for make in makers]
    aside = put_aside(shell, both, seconds(now))
    living = [_living(shell, item, summary, seconds(now)) for item, summary in both]
    made = []
    for task, content, file, summary, page, entries, over in zip(
        tasks, raw, files, summaries, pages, living, aside, strict=True
    ):
        key = (
            "" if content is None else digest(content) if task.instead is None else f"late {digest(content)}"
        )
        written = page is not None and staged.add(urls.item(task.found.id).file, page)
        sha256 = None if page is None else hashlib.sha256(page).hexdigest()
        archived = None if over is None else board.put(over)
        kept = content is not None and summary is not None and keeps_source(summary, seconds(now), few=few)
        source = content.decode(errors="replace") if content is not None and kept else ""
        name = task.found.id
        made.append(Made(name, key, summary, entries, file.problems, sha256, written, archived, source))
    board.done()
    return made


def _living(shell: Shell, item: Item | None, summary: Summary | None, now: int) -> tuple[Entry, ...]:
    if item is None or summary is None or not in_window(summary, now):
        return ()
    return tuple(entries_of(shell, summary, item, now))


def _contents(found: Found) -> bytes | None:
    try:
        return contents(found)
    except OSError:
        return None  # `read` says why


def _read(
    tasks: Sequence[Found], raw: Sequence[bytes | None], settings: Settings, gate: Gate, now: datetime
) -> list[ItemFile]:
    documents = [read(task, content) for task, content in zip(tasks, raw, strict=True)]
    texts_ = [each for each in documents if isinstance(each, Document)]
    files = iter(read_items(texts_, settings, now, gate=gate))
    return [next(files) if isinstance(each, Document) else ItemFile(None, (each,)) for each in documents]


def _page(
    item: Item | None, summary: Summary | None, shell: Shell, now: datetime, *, late: bool
) -> Callable[[], bytes] | None:
    if item is None or summary is None or not has_page(summary, seconds(now)):
        return None
    return item_page(shell, item, summary, seconds(now), late=late)


def has_page(summary: Summary, now: int) -> bool:
    """A notice has none before its day."""
    return not (summary.kind == "notice" and summary.phase(now) is Phase.AHEAD)


def keeps_source(summary: Summary, now: int, *, few: bool) -> bool:
    """Whether its text is remembered, to stand in for a later version: all of a small site, else what is still news."""
    return few or in_window(summary, now) or summary.phase(now) in (Phase.AHEAD, Phase.OPEN)
