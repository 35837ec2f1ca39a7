"""How long it takes to detect, acknowledge, mitigate and resolve: every case as a dot, with median and quartiles.

Lengths come from recorded times alone. Where only working hours count for a level, they are a row of their own beside
the wall clock's; the two are different quantities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from clearbell.clocks.clock import Clockwork
from clearbell.formats.policy import Coverage
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import UNIT, incidents, services
from clearbell.internal.patterns.panel import Basis, Method, Panel, find
from clearbell.internal.records import Postmortem
from clearbell.internal.statistics.outcome import Estimate, Refusal
from clearbell.internal.statistics.spread import spread

MEDIAN: Final = 6
WALL: Final = "wall clock"
WORKING: Final = "working hours"


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """Minutes of one group of cases by one clock. Quartiles and their intervals are None below 6 cases.

    `mean` and `longest_share` (the longest case's part of all minutes) are for comparison with what others publish.
    """

    id: str
    title: str
    clock: str
    n: int
    of: int
    lower: Estimate | None
    median: Estimate | None
    upper: Estimate | None
    mean: float | None
    longest_share: float | None
    minutes: tuple[float, ...]
    find: str


@dataclass(frozen=True, slots=True)
class _Measure:
    id: str
    title: str
    question: str
    begin: str
    end: str


_MEASURES: Final = (
    _Measure("detect", "Time to detect", "How long does it go unnoticed?", "started", "detected"),
    _Measure(
        "acknowledge",
        "Time to acknowledge",
        "How long until somebody works on it?",
        "detected",
        "acknowledged",
    ),
    _Measure("mitigate", "Time to mitigate", "How long do customers suffer?", "started", "mitigated"),
    _Measure("resolve", "Time to resolve", "How long until it is over?", "started", "resolved"),
)


def time_to_detect(archive: Archive) -> Panel[SpreadRow]:
    return _measured(archive, _MEASURES[0])


def time_to_acknowledge(archive: Archive) -> Panel[SpreadRow]:
    return _measured(archive, _MEASURES[1])


def time_to_mitigate(archive: Archive) -> Panel[SpreadRow]:
    return _measured(archive, _MEASURES[2])


def time_to_resolve(archive: Archive) -> Panel[SpreadRow]:
    return _measured(archive, _MEASURES[3])


def _measured(archive: Archive, of: _Measure) -> Panel[SpreadRow]:
    cases = incidents(archive)
    rows = [_row("all", "All incidents", WALL, cases, _wall(cases, of), find(sort="duration"))]
    rows += _by_level(archive, cases, of)
    rows += _by_service(archive, cases, of)
    whole = rows[0]
    refusal = None
    if whole.median is None:
        refusal = f"No median: it needs {MEDIAN} incidents, and there are {whole.n}."
    method = Method("95 % of median and quartiles by order statistics, which assume no distribution")
    note = (
        f"From {of.begin} to {of.end}, on a logarithmic axis that begins at a minute. Dots in one place stand above each other, "
        "four at most."
    )
    return Panel(
        f"time-to-{of.id}",
        of.title,
        of.question,
        _said(whole),
        Basis(whole.n, whole.of, UNIT, "record both times", whole.of - whole.n, "don't"),
        method,
        tuple(rows),
        refusal,
        note,
    )


def _by_level(archive: Archive, cases: Sequence[Postmortem], of: _Measure) -> Iterator[SpreadRow]:
    by = Clockwork(archive.process, archive.settings.zone, archive.now)
    for number, level in archive.process.levels.items():
        chosen = [case for case in cases if case.file.severity == number]
        if not chosen:
            continue
        title, address = archive.process.severity(number), find(severity=number, sort="duration")
        yield _row(f"sev{number}", title, WALL, chosen, _wall(chosen, of), address)
        if level.coverage is Coverage.BUSINESS_HOURS:
            working = [by.calendar.between(*times) for case in chosen if (times := _times(case, of))]
            yield _row(f"sev{number}-working", title, WORKING, chosen, working, address)


def _by_service(archive: Archive, cases: Sequence[Postmortem], of: _Measure) -> Iterator[SpreadRow]:
    having: dict[str, list[Postmortem]] = {}
    found = services(archive, cases)
    for case, wide in zip(found.cases, found.wide, strict=True):
        for service in wide:
            having.setdefault(service, []).append(case)
    for service in sorted(having, key=lambda name: (-len(having[name]), name)):
        chosen = having[service]
        yield _row(
            f"service-{service}",
            found.words.title(service),
            WALL,
            chosen,
            _wall(chosen, of),
            find(service=service, sort="duration"),
        )


def _wall(cases: Sequence[Postmortem], of: _Measure) -> list[timedelta]:
    return [end - begin for case in cases if (times := _times(case, of)) for begin, end in (times,)]


def _times(case: Postmortem, of: _Measure) -> tuple[datetime, datetime] | None:
    begin, end = getattr(case.file, of.begin), getattr(case.file, of.end)
    return (begin, end) if begin is not None and end is not None else None


def _row(
    name: str,
    title: str,
    clock: str,
    cases: Sequence[Postmortem],
    lengths: Sequence[timedelta],
    address: str,
) -> SpreadRow:
    minutes = tuple(sorted(length.total_seconds() / 60 for length in lengths))
    found = spread(minutes) if len(minutes) >= MEDIAN else Refusal("")
    if isinstance(found, Refusal):
        return SpreadRow(
            name, title, clock, len(minutes), len(cases), None, None, None, None, None, minutes, address
        )
    return SpreadRow(
        name,
        title,
        clock,
        found.n,
        len(cases),
        found.lower,
        found.median,
        found.upper,
        found.mean,
        found.longest_share,
        minutes,
        address,
    )


def _said(row: SpreadRow) -> str:
    if row.median is None:
        return "Nothing to say yet." if row.n else "Nothing records both times."
    median = row.median
    said = f"Half of them within {in_time(median.value)}"
    if median.low is not None and median.high is not None:
        said += f" ({in_time(median.low)} to {in_time(median.high)})"
    if row.longest_share is not None and row.mean is not None and row.longest_share > 0.5:
        said += f". One incident holds {100 * row.longest_share:.0f} % of all minutes: a mean would say {in_time(row.mean)}"
    return f"{said}."


def in_time(minutes: float) -> str:
    """`0 min`, `38 min`, `1 h 44 min`, `23 h`, `28 days`: as exact as it is worth."""
    if minutes < 60:
        return f"{minutes:.0f} min"
    if minutes < 600:
        hours, left = divmod(round(minutes), 60)
        return f"{hours} h {left} min" if left else f"{hours} h"
    if minutes < 2880:
        return f"{minutes / 60:.0f} h"
    return f"{minutes / 1440:.0f} days"
