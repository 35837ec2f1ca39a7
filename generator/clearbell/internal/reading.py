"""Files of content/postmortems and content/drills to records, with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from clearbell.documents import Document
from clearbell.formats.postmortem import DrillFile, PostmortemFile
from clearbell.formats.reader import Fault, Reading, Record
from clearbell.internal import checks, persons
from clearbell.internal.frontmatter import Halves, divide
from clearbell.internal.memory import Memory
from clearbell.internal.records import Drill, Postmortem
from clearbell.internal.references import References
from clearbell.internal.said import Said, divided, fingerprint, judged, keep, recalled
from clearbell.internal.shelf import Shelf, dead_links
from clearbell.problems import Problem, errors
from clearbell.processes import in_parts
from clearbell.records import read_record

T = TypeVar("T")
_POSTMORTEM: Final = Record(PostmortemFile)
_DRILL: Final = Record(DrillFile)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PIECE: Final = 25  # files that a process takes at a time
_MANY: Final = 200  # front matters for which a second process is worth its start
_FEW: Final = 50  # texts for which it isn't


class _Front(NamedTuple, Generic[T]):
    """What some front matter came to. `file`: None where it can't be read at all."""

    file: T | None
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A postmortem whose front matter is read and whose text isn't. `file`: None where it can't be read at all."""

    document: Document
    halves: Halves
    file: PostmortemFile | None
    problems: list[Problem]


def read_postmortems(
    documents: Iterable[Document], zone: ZoneInfo, shelf: Shelf, to: References, memory: Memory
) -> tuple[list[Postmortem], list[Problem]]:
    """The files of content/postmortems. Front matter, and texts that *memory* doesn't have, are shared out among processes."""
    pairs = [(document, divide(document)) for document in documents]
    problems = [halves for _, halves in pairs if isinstance(halves, Problem)]
    good = [(document, halves) for document, halves in pairs if isinstance(halves, Halves)]

    def judge(file: PostmortemFile) -> Sequence[Fault]:
        return _judged(file, to)

    def fronts(part: Sequence[Halves]) -> list[_Front[PostmortemFile]]:
        return [_front(halves, _POSTMORTEM, zone, judge) for halves in part]

    front = in_parts(lambda: fronts, [halves for _, halves in good], piece=_PIECE, alone=len(good) < _MANY)
    opened = [_Opened(*pair, *read) for pair, read in zip(good, front, strict=True)]
    said = {each.document.id: recalled(each.document, shelf, memory) for each in opened}
    new = [each for each in opened if said[each.document.id] is None]
    made = in_parts(
        lambda: lambda part: [_said(each, shelf, to) for each in part],
        new,
        piece=_PIECE,
        alone=len(new) < _FEW,
    )
    for each, text in zip(new, made, strict=True):
        said[each.document.id] = text
        keep(each.document, text, memory)
    postmortems = []
    for each in opened:
        postmortem = _joined(each, said[each.document.id], to)
        if postmortem is not None:
            postmortems.append(postmortem)
        problems += each.problems
    return postmortems, problems


def _said(opened: _Opened, shelf: Shelf, to: References) -> Said:
    said = divided(opened.halves, "postmortems", shelf)
    if opened.file is None or opened.file.imported is not None:
        return said
    return judged(opened.document, opened.halves, opened.file, said, to)


def _joined(opened: _Opened, said: Said | None, to: References) -> Postmortem | None:
    """The record, where nothing stops it; the problems of the text go to those of the front matter."""
    if said is None:
        raise ValueError(f"{opened.document.id} was not read")
    opened.problems.extend(dead_links(said.text(opened.document, opened.halves), said.links))
    opened.problems.extend(said.problems)
    file = opened.file
    if file is None or errors(opened.problems):
        return None
    incident = to.incidents.find(file.incident) if file.incident else None
    return Postmortem(
        opened.document.id,
        file,
        said.parts,
        incident,
        _day(opened.document.id, file),
        fingerprint(opened.document),
        fingerprint(opened.halves.front),
    )


def read_drills(
    documents: Iterable[Document], zone: ZoneInfo, shelf: Shelf, to: References
) -> tuple[list[Drill], list[Problem]]:
    """The files of content/drills."""
    drills: list[Drill] = []
    problems: list[Problem] = []
    for document in documents:
        halves = divide(document)
        if isinstance(halves, Problem):
            problems.append(halves)
            continue
        said = divided(halves, "drills", shelf)
        front = _front(halves, _DRILL, zone, lambda drill: checks.drill(drill, to))
        file, found = front
        found += dead_links(said.text(document, halves), said.links)
        if file is not None and not errors(found):
            drills.append(Drill(document.id, file, said.parts))
        problems += found
    return drills, problems


def _front(halves: Halves, record: Record[T], zone: ZoneInfo, check: Any) -> _Front[T]:
    """The front matter. What can't be read at all gives nothing; what is only wrong is kept for further checks."""
    kept: list[T] = []

    def keep_it(file: T) -> Any:
        kept.append(file)
        return check(file)

    _, problems = read_record(halves.front, record, Reading(zone=zone), check=keep_it)
    return _Front(kept[0] if kept else None, problems)


def _judged(file: PostmortemFile, to: References) -> Sequence[Fault]:
    faults = checks.postmortem(file, to)
    return faults if file.imported else [*faults, *persons.in_front(file, to.language)]


def _day(name: str, file: PostmortemFile) -> date | None:
    """The day it began; where no time is recorded, the day in the file's name."""
    for at in (file.started, file.detected, file.acknowledged, file.mitigated, file.resolved):
        if at is not None:
            return at.date()
    found = _DAY.match(name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
