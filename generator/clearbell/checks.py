"""Facts about an incident file that its format alone can't know: order of updates, ids that must exist, states that agree.

Each rule is a small function from a file's values to faults with paths. Knows no text and no positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final, TypeAlias

from clearbell.formats.incident import (
    IncidentFile,
    IncidentUpdate,
    MaintenanceFile,
    MaintenanceUpdate,
    NoticeFile,
)
from clearbell.formats.reader import Fault, did_you_mean
from clearbell.model import ComponentState, IncidentStatus, MaintenanceStatus, Settings
from clearbell.yamlfile import Path

CLOCKS_DIFFER: Final = timedelta(minutes=5)
_OPERATIONAL: Final = ComponentState.OPERATIONAL

_Updates: TypeAlias = Sequence[IncidentUpdate] | Sequence[MaintenanceUpdate]


def item(file: IncidentFile | MaintenanceFile | NoticeFile, settings: Settings, now: datetime) -> list[Fault]:
    """A file of content/incidents against the site's components and the present time."""
    known = {component.id for component in settings.components}
    if isinstance(file, NoticeFile):
        faults = [*_unknown_components(enumerate(file.components), ("components",), known)]
        if file.until is not None and file.until <= file.from_:
            faults.append(_reversed(("until",), "a time after `from`", file.until))
        return faults
    faults = [*_unknown_components(((name, name) for name in file.components), ("components",), known)]
    updates: _Updates = file.updates
    for index, update in enumerate(updates):
        inside = ("updates", index, "components")
        faults += _unknown_components(((name, name) for name in update.components), inside, known)
    faults += _update_ids(file.updates)
    faults += _update_times(file.updates, now)
    if isinstance(file, MaintenanceFile):
        faults += _windows(file)
        faults += _ends(file.updates, (MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED))
    else:
        faults += _confirmed(file, now)
        faults += _follow_up(file.updates)
        faults += _greener_than_the_truth(file)
    return faults


def derived_id(at: datetime) -> str:
    """The id of an update that was given none: its time, to the second, in UTC."""
    return at.strftime("%Y%m%dt%H%M%Sz")


def _unknown_components(names: Iterable[tuple[Any, str]], path: Path, known: set[str]) -> Iterator[Fault]:
    for key, name in names:
        if name not in known:
            cure = did_you_mean(name, known) or "Use an id of site.yml: " + ", ".join(sorted(known)) + "."
            on_key = not isinstance(key, int)
            yield Fault(
                (*path, key), "unknown-component", "a component of site.yml", f"`{name}`", cure, on_key
            )


def _update_ids(updates: _Updates) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, update in enumerate(updates):
        name = update.id or derived_id(update.at)
        if name not in seen:
            seen.add(name)
        elif update.id:
            cure = "Give it an id of its own; feeds tell updates apart by it."
            yield Fault(("updates", index, "id"), "duplicate-id", "an id used once", f"`{name}` again", cure)
        else:
            expected, cure = (
                "a time of its own for each update",
                "Correct the time, or give this update an `id:`.",
            )
            yield Fault(("updates", index, "at"), "duplicate-id", expected, f"{_utc(update.at)} again", cure)


def _update_times(updates: _Updates, now: datetime) -> Iterator[Fault]:
    for index, (before, after) in enumerate(pairwise(updates), 1):
        if after.at < before.at:
            expected, cure = "updates in order, oldest first", "Correct the time, or move the update up."
            yield Fault(
                ("updates", index, "at"), "order", expected, f"{_utc(after.at)} after {_utc(before.at)}", cure
            )
    for index, update in enumerate(updates):
        if update.at > now + CLOCKS_DIFFER:
            cure = "Publish it when its time has come; planned work has `scheduled:` for what lies ahead."
            found = f"{_utc(update.at)}, and it is {_utc(now)}"
            yield Fault(("updates", index, "at"), "future", "a time that has come", found, cure)
        if update.next_update is not None and update.next_update <= update.at:
            yield _reversed(
                ("updates", index, "next_update"), "a time after this update's `at`", update.next_update
            )


def _windows(file: MaintenanceFile) -> Iterator[Fault]:
    moved = ((("updates", index, "scheduled"), each.scheduled) for index, each in enumerate(file.updates))
    for path, window in ((("scheduled",), file.scheduled), *moved):
        if window is not None and window.end <= window.start:
            yield _reversed((*path, "end"), "a time after `start`", window.end)


def _ends(updates: Sequence[MaintenanceUpdate], final: tuple[MaintenanceStatus, ...]) -> Iterator[Fault]:
    for index, (before, after) in enumerate(pairwise(updates), 1):
        if before.status in final and after.status not in final:
            cure = "Write a new file for more work; finished work stays finished."
            found = f"`{after.status}` after `{before.status}`"
            yield Fault(("updates", index, "status"), "order", "nothing after the end", found, cure)


def _confirmed(file: IncidentFile, now: datetime) -> Iterator[Fault]:
    if file.confirmed is not None and file.confirmed > now + CLOCKS_DIFFER:
        found = f"{_utc(file.confirmed)}, and it is {_utc(now)}"
        yield Fault(("confirmed",), "future", "a time that has come", found, "Correct the time.")


def _follow_up(updates: Sequence[IncidentUpdate]) -> Iterator[Fault]:
    solved = False
    for index, update in enumerate(updates):
        if update.status is IncidentStatus.POSTMORTEM and not solved:
            cure = "Write `resolved` first; a follow-up comes after it."
            path: Path = ("updates", index, "status")
            yield Fault(path, "order", "`postmortem` only after `resolved`", "`postmortem`", cure)
        solved = update.status in (IncidentStatus.RESOLVED, IncidentStatus.POSTMORTEM)


def _greener_than_the_truth(file: IncidentFile) -> Iterator[Fault]:
    """An open Sev1 or Sev2 that says everything works is a mistake; history from elsewhere may not know better."""
    last = file.updates[-1]
    if last.status in (IncidentStatus.RESOLVED, IncidentStatus.POSTMORTEM) or file.imported:
        return
    states: dict[str, ComponentState] = dict(file.components)
    for update in file.updates:
        states.update(update.components)
    if file.worst > 2:
        return
    if all(state is _OPERATIONAL for state in states.values()):
        cure = "Say which component suffers, or write `resolved` when it is over."
        found = "every component operational" if states else "no component"
        path: Path = ("components",) if file.components else ()
        expected = f"an open Sev{file.worst} to name a component that doesn't work"
        yield Fault(path, "greener-than-the-truth", expected, found, cure)


def _reversed(path: Path, expected: str, found: datetime) -> Fault:
    return Fault(path, "reversed-times", expected, _utc(found), "Correct one of the two.")


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%MZ")
