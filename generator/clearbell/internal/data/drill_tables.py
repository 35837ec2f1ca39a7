"""Drills as tables: when, what was practised, the times allowed and taken, what came to light."""

from __future__ import annotations

from collections.abc import Iterator

from clearbell.formats.scalars import Duration
from clearbell.internal.archive import Archive
from clearbell.internal.data.table import Table, Value, day, iso, number, text

_OF = text("drill", "The drill.", "drills")


def tables(archive: Archive) -> tuple[Table, ...]:
    return _drills(archive), _steps(archive), _findings(archive)


def _drills(archive: Archive) -> Table:
    columns = (
        text("id", "The name of its file, and of its page."),
        text("title", "What was practised."),
        day("day", "The day."),
        text("kind", "drill, game-day or training."),
        text("scenario", "What was assumed to happen."),
    )

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (it.id, it.file.title, iso(it.file.date), str(it.file.kind), it.file.scenario)
            for it in archive.drills
        )

    return Table("drills", "Drills, game days and trainings, newest first.", columns, ("id",), rows)


def _steps(archive: Archive) -> Table:
    columns = (
        _OF,
        text("step", "What was timed."),
        number("minutes_allowed", "The time it should take."),
        number("minutes_taken", "The time it took."),
    )

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (it.id, step, _minutes(it.file.expected.get(step)), _minutes(it.file.observed.get(step)))
            for it in archive.drills
            for step in dict.fromkeys((*it.file.expected, *it.file.observed))
        )

    return Table("drill_steps", "The times of drills.", columns, ("drill", "step"), rows)


def _findings(archive: Archive) -> Table:
    columns = (_OF, number("number", "In the order of the file."), text("finding", "What came to light."))

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (it.id, place, finding)
            for it in archive.drills
            for place, finding in enumerate(it.file.findings, 1)
        )

    return Table("findings", "What drills brought to light.", columns, ("drill", "number"), rows)


def _minutes(duration: Duration | None) -> int | None:
    exact = duration.exact if duration is not None else None
    return round(exact.total_seconds() / 60) if exact is not None else None
