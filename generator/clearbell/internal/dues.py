"""What is to be done after incidents and between them: postmortems, reviews, actions, exercises, the process itself.

Reads front matters alone, so that a text that isn't right yet hides no action. Knows nothing of updates to customers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeGuard, TypeVar
from zoneinfo import ZoneInfo

from clearbell.clocks.clock import Clockwork
from clearbell.clocks.due import RHYTHMS_AHEAD, WORK_AHEAD, Due, owner
from clearbell.clocks.incidents import AnyFile, ended
from clearbell.documents import listing, read
from clearbell.formats.incident import IncidentFile
from clearbell.formats.postmortem import (
    ActionStatus,
    DrillFile,
    DrillKind,
    PostmortemFile,
    PostmortemStatus,
)
from clearbell.formats.reader import Reading, Record
from clearbell.formats.scalars import Duration
from clearbell.internal.frontmatter import divide
from clearbell.problems import Problem
from clearbell.process import later
from clearbell.records import read_record

T = TypeVar("T")
_CLOSED: Final = (ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.DECLINED)
_NAMED: Final = re.compile(r"^incident:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)
_LEADS: Final = "incident_commander"


@dataclass(frozen=True, slots=True)
class Fronts:
    """Front matters by the ids of their files. `unread` has one problem for each that can't be.

    `named`: the incidents that some postmortem is about, broken ones too, so that nobody is told to write a second.
    """

    postmortems: Mapping[str, PostmortemFile]
    drills: Mapping[str, DrillFile]
    named: frozenset[str]
    unread: tuple[Problem, ...]


def read_fronts(root: Path, zone: ZoneInfo) -> Fronts:
    """The postmortems and drills of the site in *root*."""
    named: set[str] = set()
    postmortems, unread = _folder(root, "postmortems", Record(PostmortemFile), zone, named)
    drills, more = _folder(root, "drills", Record(DrillFile), zone, set())
    return Fronts(postmortems, drills, frozenset(named), (*unread, *more))


def dues(incidents: Mapping[str, AnyFile], fronts: Fronts, by: Clockwork) -> Iterator[Due]:
    """All of it whose time is known, near or not."""
    real = {name: file for name, file in incidents.items() if _counts(file)}
    over = {name: at for name, file in real.items() if (at := ended(file, by.now)) is not None}
    for name in over.keys() - fronts.named:
        yield from _missing(name, real[name], over[name], by)
    for name, postmortem in fronts.postmortems.items():
        if postmortem.imported is None:
            yield from _review(name, postmortem, over.get(postmortem.incident or ""), by)
            yield from _actions(f"postmortems/{name}", postmortem, by)
    for name, drill in fronts.drills.items():
        yield from _actions(f"drills/{name}", drill, by)
    begun = min((file.confirmed or file.updates[0].at for file in real.values()), default=None)
    yield from _rhythms(list(fronts.drills.values()), begun, by)


def _counts(file: AnyFile) -> TypeGuard[IncidentFile]:
    return isinstance(file, IncidentFile) and file.imported is None and not file.draft and not file.drill


def _missing(name: str, incident: IncidentFile, over: datetime, by: Clockwork) -> Iterator[Due]:
    due = by.ends(incident.worst, over, by.process.review_within(incident.worst))
    if due is not None:
        yield Due(
            key=f"postmortem:{name}",
            rule="postmortem",
            title=f"Postmortem: {incident.title}",
            owner=owner(incident.internal.roles if incident.internal else {}, by.process, _LEADS),
            file=f"content/postmortems/{name}.md",
            step=f"Begin it with `incident: {name}`, and plan its review meeting: `review: {{scheduled: ...}}`.",
            due=due,
            ahead=WORK_AHEAD,
        )


def _review(name: str, file: PostmortemFile, over: datetime | None, by: Clockwork) -> Iterator[Due]:
    """A meeting is to be planned, then to be held; what is published without one is past mending."""
    if file.status is PostmortemStatus.PUBLISHED or file.review.held is not None:
        return
    meeting, end = file.review.scheduled, file.resolved or over
    if meeting is not None:
        yield Due(
            key=f"review-held:{name}",
            rule="review-held",
            title=f"Review meeting at {meeting:%Y-%m-%d %H:%MZ}: {file.title}",
            owner=owner(file.roles, by.process, _LEADS),
            file=f"content/postmortems/{name}.md",
            step="Hold it and note when in `review: {held: ...}`, or move `scheduled`.",
            due=by.end_of(meeting.astimezone(by.zone).date()),
            ahead=WORK_AHEAD,
            whole_day=True,
        )
        return
    due = by.ends(file.severity, end, by.process.review_within(file.severity)) if end else None
    if due is not None:
        yield Due(
            key=f"review-scheduled:{name}",
            rule="review-scheduled",
            title=f"Date for the review meeting: {file.title}",
            owner=owner(file.roles, by.process, _LEADS),
            file=f"content/postmortems/{name}.md",
            step="Agree on a time and note it in `review: {scheduled: ...}`.",
            due=due,
            ahead=WORK_AHEAD,
        )


def _actions(place: str, file: PostmortemFile | DrillFile, by: Clockwork) -> Iterator[Due]:
    for action in file.actions:
        if action.due is not None and action.status not in _CLOSED and _near(action.due, WORK_AHEAD, by):
            yield Due(
                key=f"action:{place}:{action.id}",
                rule="action",
                title=f"Action {action.id}: {action.what}",
                owner=action.owner or owner(file.roles, by.process, _LEADS),
                file=f"content/{place}.md",
                step="Set it to `done` and note the day in `closed`; or agree on another day, or decline it.",
                due=by.end_of(action.due),
                ahead=WORK_AHEAD,
                whole_day=True,
            )


def _rhythms(drills: Sequence[DrillFile], begun: datetime | None, by: Clockwork) -> Iterator[Due]:
    """What recurs is counted from the last time, or from the first incident. A game day is a drill as well."""
    process, start = by.process, begun.astimezone(by.zone).date() if begun else None
    held = [drill for drill in drills if drill.kind is not DrillKind.TRAINING and drill.date <= by.today]
    exercise = max((drill.date for drill in held), default=start)
    game_day = max((drill.date for drill in held if drill.kind is DrillKind.GAME_DAY), default=start)
    review = process.review.last_reviewed or start
    for rule, title, step, last, every in (
        ("drill", "Drill", "Practise an incident; a game day will do.", exercise, process.drills.every),
        ("game-day", "Game day", "Practise on the real thing.", game_day, process.drills.game_day_every),
    ):
        note = f"{step} Write down what came to light in a file of this folder, with `kind: {rule}`."
        yield from _recurring(rule, title, note, "content/drills", last, every, process.drills.owner, by)
    note = "Go through the levels, clocks and roles, and set `last_reviewed` of `review:` to the day."
    yield from _recurring(
        "process-review",
        "Review of the process",
        note,
        "content/policy.yml",
        review,
        process.review.every,
        process.review.owner,
        by,
    )


def _recurring(
    rule: str,
    title: str,
    step: str,
    file: str,
    last: date | None,
    every: Duration,
    lead: str | None,
    by: Clockwork,
) -> Iterator[Due]:
    if last is None:
        return
    day = later(min(last, by.today), every)
    if _near(day, RHYTHMS_AHEAD, by):
        yield Due(
            key=f"{rule}:{last}",
            rule=rule,
            title=title,
            owner=lead or owner({}, by.process, _LEADS),
            file=file,
            step=step,
            due=by.end_of(day),
            ahead=RHYTHMS_AHEAD,
            whole_day=True,
        )


def _near(day: date, ahead: timedelta, by: Clockwork) -> bool:
    """Whether a day is worth a look: those at the end of the calendar have no moment in every zone."""
    return day <= by.today + ahead


def _folder(
    root: Path, folder: str, record: Record[T], zone: ZoneInfo, named: set[str]
) -> tuple[dict[str, T], list[Problem]]:
    found, unread = listing(root / "content" / folder, f"content/{folder}", ".md")
    files: dict[str, T] = {}
    for each in found:
        document = read(each)
        if isinstance(document, Problem):
            unread.append(document)
            continue
        named.update(_NAMED.findall(document.text))
        halves = divide(document)
        if isinstance(halves, Problem):
            unread.append(halves)
            continue
        outcome = read_record(halves.front, record, Reading(zone=zone))
        file, problems = outcome
        unread += problems[:1]
        if file is not None:
            files[each.id] = file
    return files, unread
