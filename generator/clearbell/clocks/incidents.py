"""The clocks of one file of content/incidents, kept and running, and what is to be done about those that run.

A clock counts by the severity that held when it began. Of a draft only the first update is expected; what was taken
over from elsewhere has no clocks. Knows nothing of postmortems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Final, TypeAlias

from clearbell.checks import CLOCKS_DIFFER, derived_id
from clearbell.clocks.clock import Clock, Clockwork
from clearbell.clocks.due import UPDATES_AHEAD, Due, owner
from clearbell.formats.incident import (
    IncidentFile,
    IncidentUpdate,
    MaintenanceFile,
    MaintenanceUpdate,
    NoticeFile,
)
from clearbell.model import IncidentStatus, MaintenanceStatus

AnyFile: TypeAlias = IncidentFile | MaintenanceFile | NoticeFile
_Updates: TypeAlias = Sequence[IncidentUpdate | MaintenanceUpdate]

FIRST_UPDATE: Final = "first-update"
UPDATE_EVERY: Final = "update-every"
NEXT_UPDATE: Final = "next-update"
PLANNED_END: Final = "planned-end"
_SOLVED: Final = (IncidentStatus.RESOLVED, IncidentStatus.POSTMORTEM)
_OVER: Final = (*_SOLVED, MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED)
_UNDER_WAY: Final = (MaintenanceStatus.IN_PROGRESS, MaintenanceStatus.VERIFYING)
_ADD: Final = "Add an update, also if there is no news. Say in `next_update` when you will write again."
_TO_DO: Final = {
    FIRST_UPDATE: ("First public update", "Say what customers notice, set `draft: false`, and publish it."),
    UPDATE_EVERY: ("Next public update", _ADD),
    NEXT_UPDATE: ("Promised public update", _ADD),
    PLANNED_END: (
        "End of planned work",
        "Add an update: `completed` if it is done, else why it takes longer and until when.",
    ),
}


def clocks(file: AnyFile, by: Clockwork) -> list[Clock]:
    """All clocks of a file that have begun."""
    if file.imported is not None or isinstance(file, NoticeFile):
        return []
    if isinstance(file, MaintenanceFile):
        planned = _out(file.updates, by.now) if not file.draft else []
        return [*_promised(planned), *_planned_end(file, planned)]
    out = _out(file.updates, by.now) if not file.draft else []
    return [*_first(file, out, by), *_promised(out), *_silence(file, out, by)]


def dues(name: str, file: AnyFile, by: Clockwork) -> list[Due]:
    """What customers are still to be told. One update stops all clocks of a file, so the first of them counts."""
    running = [clock for clock in clocks(file, by) if clock.met is None]
    if not running:
        return []
    clock = min(running, key=lambda each: each.due)
    title, step = _TO_DO[clock.rule]
    return [
        Due(
            key=f"update:{name}:{clock.after}",
            rule=clock.rule,
            title=f"{title}: {file.title}",
            owner=owner(
                file.internal.roles if file.internal else {},
                by.process,
                "communications_lead",
                "incident_commander",
            ),
            file=f"content/incidents/{name}.yml",
            step=step,
            due=clock.due,
            ahead=UPDATES_AHEAD,
            practice=file.drill,
        )
    ]


def ended(file: IncidentFile, now: datetime) -> datetime | None:
    """When an incident was resolved, the last time if it was opened again; None while it is open."""
    over: datetime | None = None
    for update in _out(file.updates, now):
        over = None if update.status not in _SOLVED else over or update.at
    return over


def _out(updates: _Updates, now: datetime) -> _Updates:
    """Those that customers have: one from a clock that runs a little ahead counts at once, as on the page."""
    return [update for update in updates if update.at <= now + CLOCKS_DIFFER]


def _first(file: IncidentFile, out: _Updates, by: Clockwork) -> Iterator[Clock]:
    if file.confirmed is None or file.confirmed > by.now:
        return
    due = by.ends(file.severity, file.confirmed, by.process.levels[file.severity].first_update_within)
    if due is not None:
        yield Clock(FIRST_UPDATE, "nothing", due, out[0].at if out else None)


def _silence(file: IncidentFile, out: _Updates, by: Clockwork) -> Iterator[Clock]:
    severity = file.severity
    for update, after in zip_longest(out, out[1:]):
        severity = getattr(update, "severity", None) or severity
        due = by.ends(severity, update.at, by.process.levels[severity].update_every)
        if due is not None and update.status not in _OVER:
            yield Clock(UPDATE_EVERY, _id(update), due, after.at if after else None)


def _promised(out: _Updates) -> Iterator[Clock]:
    for update, after in zip_longest(out, out[1:]):
        if update.next_update is not None and update.status not in _OVER:
            yield Clock(NEXT_UPDATE, _id(update), update.next_update, after.at if after else None)


def _planned_end(file: MaintenanceFile, out: _Updates) -> Iterator[Clock]:
    """Work that was said to begin lasts until it is said to have ended; saying after its end that it goes on will do."""
    if any(update.status in _UNDER_WAY for update in out):
        end = file.window.end
        said = (update.at for update in out if update.at >= end or update.status in _OVER)
        yield Clock(PLANNED_END, _id(out[-1]), end, next(said, None))


def _id(update: IncidentUpdate | MaintenanceUpdate) -> str:
    return update.id or derived_id(update.at)
