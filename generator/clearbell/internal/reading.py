"""One file of content/postmortems or content/drills to a record, with everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from clearbell.documents import Document
from clearbell.formats.postmortem import DrillFile, PostmortemFile, PostmortemStatus
from clearbell.formats.reader import Fault, Reading, Record
from clearbell.internal import checks, persons
from clearbell.internal.frontmatter import Halves, divide
from clearbell.internal.markdown import Part, parts
from clearbell.internal.records import Drill, Postmortem
from clearbell.internal.references import References
from clearbell.internal.sections import Text, seven
from clearbell.internal.substance import substance
from clearbell.internal.whys import whys
from clearbell.problems import Level, Problem, errors
from clearbell.records import read_record

T = TypeVar("T")
_POSTMORTEM: Final = Record(PostmortemFile)
_DRILL: Final = Record(DrillFile)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which files of the two folders there are, so that links between them can be followed."""

    postmortems: Collection[str]
    drills: Collection[str]

    def lies(self, link: str, folder: str) -> str | None:
        """Where a link from a file of *folder* leads in the knowledge base; None where there is no such file."""
        way = PurePosixPath(folder, link)
        place = [part for part in way.parts if part != "."]
        while ".." in place[1:]:
            at = place.index("..", 1)
            del place[at - 1 : at + 1]
        if len(place) != 2 or way.suffix != ".md":
            return None
        there, stem = place[0], way.stem
        known = {"postmortems": self.postmortems, "drills": self.drills}.get(there, ())
        return f"../../{there}/{stem}/" if stem in known else None


@dataclass(slots=True)
class _Body:
    """The text below the front matter, and the links in it that lead nowhere."""

    text: Text
    dead: list[str] = field(default_factory=list)


def read_postmortem(
    document: Document, zone: ZoneInfo, shelf: Shelf, to: References
) -> tuple[Postmortem | None, list[Problem]]:
    """A file of content/postmortems."""
    halves = divide(document)
    if isinstance(halves, Problem):
        return None, [halves]
    body = _body(document, halves, "postmortems", shelf)
    front = _front(halves, _POSTMORTEM, zone, lambda file: _judged(file, to))
    file, problems = front
    problems += _dead_links(body)
    if file is not None and file.imported is None:
        draft = file.status is PostmortemStatus.DRAFT
        names = [action.id for action in file.actions]
        problems += seven(body.text, Level.WARNING if draft else Level.ERROR)
        problems += persons.in_text(body.text, to.language)
        problems += substance(body.text, names, to.language, draft=draft)
        if not draft and to.process.needs_postmortem(file.severity):
            problems += whys(body.text, file.five_whys, file.severity, to.language)
    if file is None or errors(problems):
        return None, problems
    incident = to.incidents.find(file.incident) if file.incident else None
    return Postmortem(document.id, file, body.text.parts, incident, _day(document.id, file)), problems


def read_drill(
    document: Document, zone: ZoneInfo, shelf: Shelf, to: References
) -> tuple[Drill | None, list[Problem]]:
    """A file of content/drills."""
    halves = divide(document)
    if isinstance(halves, Problem):
        return None, [halves]
    body = _body(document, halves, "drills", shelf)
    front = _front(halves, _DRILL, zone, lambda file: checks.drill(file, to))
    file, problems = front
    problems += _dead_links(body)
    if file is None or errors(problems):
        return None, problems
    return Drill(document.id, file, body.text.parts), problems


def _front(halves: Halves, record: Record[T], zone: ZoneInfo, check: Any) -> tuple[T | None, list[Problem]]:
    """The front matter. What can't be read at all gives nothing; what is only wrong is kept for further checks."""
    kept: list[T] = []

    def keep(file: T) -> Any:
        kept.append(file)
        return check(file)

    _, problems = read_record(halves.front, record, Reading(zone=zone), check=keep)
    return (kept[0] if kept else None), problems


def _judged(file: PostmortemFile, to: References) -> list[Fault]:
    faults = checks.postmortem(file, to)
    return faults if file.imported else [*faults, *persons.in_front(file, to.language)]


def _body(document: Document, halves: Halves, folder: str, shelf: Shelf) -> _Body:
    dead: list[str] = []

    def address(link: str) -> str:
        there = shelf.lies(link, folder)
        if there is None:
            dead.append(link)
        return there or link

    found: tuple[Part, ...] = parts(halves.body, address)
    return _Body(Text(document.shown, halves.first_line, halves.body.split("\n"), found), dead)


def _dead_links(body: _Body) -> list[Problem]:
    problems = []
    for link in body.dead:
        line = next((number for number, line in enumerate(body.text.lines, 1) if link in line), 1)
        cure = (
            "Name a file of content/postmortems or content/drills, like ../drills/NAME.md, or a web address."
        )
        problems.append(
            body.text.problem(line, "dead-link", "a link to a file that is there", f"`{link}`", cure)
        )
    return problems


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
