"""Corrective actions as tables, of postmortems and drills alike. How they stand is that of the moment the archive shows."""

from __future__ import annotations

from collections.abc import Iterator

from clearbell.internal.archive import Archive
from clearbell.internal.data.table import Table, Value, day, iso, text
from clearbell.internal.records import ActionLine, Drill

_FROM = (
    text("source", "postmortem or drill."),
    text("source_id", "The postmortem or drill it comes from."),
)


def tables(archive: Archive) -> tuple[Table, ...]:
    lines = sorted(archive.actions(), key=lambda line: (_source(line), line.source.id, line.action.id))
    return _actions(lines), _addressed(archive, lines)


def _actions(lines: list[ActionLine]) -> Table:
    columns = (
        *_FROM,
        text("id", "Permanent within its source."),
        text("what", "What will be done."),
        text("category", "technical, process, monitoring, training or automation."),
        text("kind", "prevent, detect or mitigate."),
        text("owner", "The team or role that does it."),
        day("due", "The day it should be done."),
        text("success", "How anybody can see that it worked."),
        text("status", "open, in-progress, done, verified or declined."),
        text("state", "late, due, open or done on the day the archive shows; due means within 14 days."),
        day("closed", "The day it was done or declined."),
        day("verified", "The day its success was seen."),
        text("tracker", "The ticket."),
    )

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (_action(line) for line in lines)

    return Table("actions", "Corrective actions.", columns, ("source", "source_id", "id"), rows)


def _action(line: ActionLine) -> tuple[Value, ...]:
    action = line.action
    return (
        _source(line),
        line.source.id,
        action.id,
        action.what,
        str(action.category) if action.category else None,
        str(action.kind) if action.kind else None,
        action.owner,
        iso(action.due),
        action.success,
        str(action.status),
        str(line.state),
        iso(action.closed),
        iso(action.verified),
        action.tracker,
    )


def _addressed(archive: Archive, lines: list[ActionLine]) -> Table:
    causes, factors = archive.vocabulary.root_causes, archive.vocabulary.contributing_factors

    def rows() -> Iterator[tuple[Value, ...]]:
        for line in lines:
            for name in line.action.addresses:
                words, listed = (
                    (causes, "cause") if causes.knows(name) and not causes.open else (factors, "factor")
                )
                yield _source(line), line.source.id, line.action.id, listed, words.entry(name).id

    columns = (
        *_FROM,
        text("action", "The action."),
        text("list", "cause or factor."),
        text("label", "The id of what it answers."),
    )
    return Table(
        "addresses",
        "What actions answer.",
        columns,
        ("source", "source_id", "action", "list", "label"),
        lambda: dict.fromkeys(rows()),
    )


def _source(line: ActionLine) -> str:
    return "drill" if isinstance(line.source, Drill) else "postmortem"
