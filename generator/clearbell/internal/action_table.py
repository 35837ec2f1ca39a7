"""Corrective actions as a table: how each stands, what it is, who does it, by when. Knows no page."""

from __future__ import annotations

from collections.abc import Sequence

from clearbell.formats.postmortem import ActionStatus
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import (
    NOT_RECORDED,
    comma,
    count,
    escaped,
    link,
    outside,
    table,
)
from clearbell.internal.records import ActionLine, ActionState, Drill


def action_table(
    archive: Archive, here: str, lines: Sequence[ActionLine], *, with_source: bool = False
) -> str:
    """A row for each action; *with_source* says where it comes from."""
    heads = ("State", "Action", "Owner", "Due", *(("From",) if with_source else ()))
    return table(heads, [_row(archive, here, line, with_source=with_source) for line in lines], "actions")


def _row(archive: Archive, here: str, line: ActionLine, *, with_source: bool) -> tuple[str, ...]:
    action = line.action
    name = "" if with_source else f"{escaped(action.id)}: "
    ticket = f" ({outside(action.tracker, 'ticket')})" if action.tracker is not None else ""
    return (
        f'<span class="kb-{line.state}">{state_in_words(line)}</span>',
        f'{name}{escaped(action.what)}{ticket}<br><span class="kb-more">{_more(archive, here, line)}</span>',
        escaped(action.owner) if action.owner else NOT_RECORDED,
        action.due.isoformat() if action.due else NOT_RECORDED,
        *((_source(here, line),) if with_source else ()),
    )


def _more(archive: Archive, here: str, line: ActionLine) -> str:
    """What kind of action it is, what it answers, and how anybody can see that it worked."""
    action = line.action
    kind = comma((str(word) for word in (action.category, action.kind) if word), "kind not recorded")
    answers = comma(_term(archive, here, name) for name in action.addresses)
    success = escaped(action.success) if action.success else NOT_RECORDED
    return f"{kind.capitalize()}. Answers: {answers}. It works when: {success}"


def state_in_words(line: ActionLine) -> str:
    """`late by 14 days`, `due in 4 days, in progress`, `done 2026-11-19`."""
    action, days = line.action, line.days or 0
    if line.state is ActionState.DONE:
        return f"{action.status} {action.verified or action.closed or ''}".strip()
    begun = ", in progress" if action.status is ActionStatus.IN_PROGRESS else ""
    if line.state is ActionState.LATE:
        return f"late by {count(-days, 'day')}{begun}"
    if line.state is ActionState.DUE:
        return f"due in {count(days, 'day')}{begun}" if days else f"due today{begun}"
    return f"open{begun}"


def _term(archive: Archive, here: str, name: str) -> str:
    causes, factors = archive.vocabulary.root_causes, archive.vocabulary.contributing_factors
    words, place = (
        (causes, places.cause) if causes.knows(name) and not causes.open else (factors, places.factor)
    )
    entry = words.entry(name)
    return link(here, place(entry.id), entry.title)


def _source(here: str, line: ActionLine) -> str:
    place = places.drill if isinstance(line.source, Drill) else places.postmortem
    return link(here, place(line.source.id), line.source.file.title)
