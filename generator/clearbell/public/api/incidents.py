"""Incidents and planned work as the API tells of them, with every update and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from clearbell import urls
from clearbell.model import (
    ComponentState,
    Incident,
    IncidentStatus,
    Maintenance,
    MaintenanceStatus,
    Status,
    Update,
)
from clearbell.public.api.bodies import body
from clearbell.public.api.components import Components
from clearbell.public.api.words import Object, api_id, page_id, stamp
from clearbell.public.shell import Shell
from clearbell.summary import Phase, Summary, seconds

_IMPACTS: Final = {1: "critical", 2: "major", 3: "minor", 4: "minor"}
_WORKS: Final = ComponentState.OPERATIONAL
_BEGUN: Final = (MaintenanceStatus.IN_PROGRESS, MaintenanceStatus.VERIFYING)
_ENDED: Final = (
    IncidentStatus.RESOLVED,
    IncidentStatus.POSTMORTEM,
    MaintenanceStatus.COMPLETED,
    MaintenanceStatus.CANCELLED,
)

_Change: TypeAlias = tuple[ComponentState, ComponentState]


def incident(shell: Shell, components: Components, summary: Summary, item: Incident) -> Object:
    """*item*, an incident, whole."""
    watched = (update for update in item.updates if update.status is IncidentStatus.MONITORING)
    first_watched = next((seconds(update.at) for update in watched), None)
    told = _record(
        shell,
        components,
        summary,
        item,
        status=summary.status,
        updated=summary.last_update,
        monitoring=first_watched,
        resolved=summary.end,
        impact=_IMPACTS[item.severity],
        started=summary.start,
    )
    return told | {"reminder_intervals": None}


def maintenance(
    shell: Shell, components: Components, summary: Summary, item: Maintenance, now: int
) -> Object:
    """*item*, planned work, whole, in the state that its window gives it at *now*."""
    phase = summary.phase(now)
    over = summary.end if phase is Phase.CANCELLED else summary.until(now) if phase is Phase.OVER else None
    told = _record(
        shell,
        components,
        summary,
        item,
        status=_status_by_window(summary, phase),
        updated=changed(summary, now),
        monitoring=None,
        resolved=over,
        impact="maintenance",
        started=summary.first_update,
    )
    window = {"scheduled_for": seconds(item.start), "scheduled_until": seconds(item.end)}
    return told | {name: stamp(shell, at) for name, at in window.items()}


def changed(summary: Summary, now: int) -> int:
    """When something was last said of it, or its window opened or closed without a word."""
    phase = summary.phase(now)
    if summary.kind != "maintenance" or phase not in (Phase.OPEN, Phase.OVER):
        return summary.last_update
    return max(summary.last_update, summary.start if phase is Phase.OPEN else summary.until(now))


def _status_by_window(summary: Summary, phase: Phase) -> str:
    if phase is Phase.AHEAD:
        return MaintenanceStatus.SCHEDULED
    if phase is Phase.OPEN:
        return summary.status if summary.status in _BEGUN else MaintenanceStatus.IN_PROGRESS
    return MaintenanceStatus.COMPLETED


def _record(
    shell: Shell,
    components: Components,
    summary: Summary,
    item: Incident | Maintenance,
    *,
    status: str,
    updated: int,
    monitoring: int | None,
    resolved: int | None,
    impact: str,
    started: int,
) -> Object:
    """What incidents and planned work have in common, in the API's order. Times are in seconds."""
    return {
        "id": api_id(shell, "incident", item.id),
        "name": item.title,
        "status": status,
        "created_at": stamp(shell, summary.first_update),
        "updated_at": stamp(shell, updated),
        "monitoring_at": None if monitoring is None else stamp(shell, monitoring),
        "resolved_at": None if resolved is None else stamp(shell, resolved),
        "impact": impact,
        "shortlink": f"{shell.settings.url}/{urls.item(item.id).path}",
        "started_at": stamp(shell, started),
        "page_id": page_id(shell),
        "incident_updates": [
            _update(shell, components, item, update, changes)
            for update, changes in reversed(list(_changes(summary, item)))
        ],
        "components": components.of_these(summary.components),
    }


def _update(
    shell: Shell,
    components: Components,
    item: Incident | Maintenance,
    update: Update,
    changes: Mapping[str, _Change],
) -> Object:
    at = stamp(shell, seconds(update.at))
    return {
        "id": api_id(shell, "update", item.id, update.id),
        "status": _status(update.status),
        "body": body(shell, update),
        "incident_id": api_id(shell, "incident", item.id),
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": [
            {
                "code": components.by_id[name]["id"],
                "name": components.by_id[name]["name"],
                "old_status": str(old),
                "new_status": str(new),
            }
            for name, (old, new) in changes.items()
        ]
        or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _status(status: Status) -> str:
    return MaintenanceStatus.COMPLETED if status is MaintenanceStatus.CANCELLED else status


def _changes(summary: Summary, item: Incident | Maintenance) -> Iterator[tuple[Update, dict[str, _Change]]]:
    """Each update, and what became of every component named up to it since the update before."""
    said = dict(item.components)
    told: dict[str, ComponentState] = {}
    for update in item.updates:
        said.update(update.components)
        before = told
        told = dict(said) if _holds(summary, update) else dict.fromkeys(said, _WORKS)
        yield update, {name: (before.get(name, _WORKS), state) for name, state in told.items()}


def _holds(summary: Summary, update: Update) -> bool:
    """Whether what was said of components is so from this update on. Not by spans: updates may share a second."""
    if update.status in _ENDED:
        return False
    at = seconds(update.at)
    if summary.kind == "incident" or summary.planned_end is None:
        return True
    return summary.start <= at and (summary.told or at < summary.planned_end)
