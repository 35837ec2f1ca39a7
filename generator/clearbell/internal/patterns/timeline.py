"""What is followed over time, fixed beforehand: all incidents, each severity, each widest cause, by their days.

Knows since when words mean what they mean today: across a change of the vocabulary one would measure relabelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import UNKNOWN, causes, incidents
from clearbell.internal.patterns.panel import find
from clearbell.internal.records import Postmortem


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened on these days. `of_cause`: it is told from others by the vocabulary."""

    id: str
    title: str
    days: tuple[date, ...]
    find: str
    of_cause: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """`first`: the day of the oldest record. `relabelled`: since when the newest vocabulary is used, where there was another."""

    lines: tuple[Line, ...]
    cases: int
    first: date | None
    relabelled: date | None

    @classmethod
    def of(cls, archive: Archive) -> Timeline:
        cases = incidents(archive)
        dated = [(case.day, case) for case in cases if case.day is not None]
        return cls(
            tuple(_lines(archive, cases, dated)),
            len(cases),
            min((day for day, _ in dated), default=None),
            _relabelled(dated),
        )

    @property
    def days(self) -> tuple[date, ...]:
        """Of all cases that have one."""
        return self.lines[0].days

    @property
    def undated(self) -> int:
        return self.cases - len(self.days)

    def breaks(self, since: date) -> str:
        """What to say of a change of the vocabulary after *since*."""
        if self.relabelled is None or self.relabelled <= since:
            return ""
        return f" The vocabulary changed by {self.relabelled}; causes aren't compared across it."


def _lines(
    archive: Archive, cases: Sequence[Postmortem], dated: Sequence[tuple[date, Postmortem]]
) -> Iterator[Line]:
    yield Line("all", "All incidents", tuple(day for day, _ in dated), find())
    for level in archive.process.levels:
        days = tuple(day for day, case in dated if case.file.severity == level)
        if len(days) == len(dated):
            continue  # all of them are of one level: its line would say the same twice
        yield Line(f"sev{level}", archive.process.severity(level), days, find(severity=level))
    of = causes(archive, cases)
    by_cause: dict[str, list[date]] = {}
    for case, wide in zip(of.cases, of.wide, strict=True):
        for word in wide:
            if case.day is not None and word != UNKNOWN and of.words.entry(word).parent is None:
                by_cause.setdefault(word, []).append(case.day)
    for word in sorted(by_cause, key=lambda word: (-len(by_cause[word]), word)):
        yield Line(
            f"cause-{word}", of.words.title(word), tuple(by_cause[word]), find(cause=word), of_cause=True
        )


def _relabelled(dated: Sequence[tuple[date, Postmortem]]) -> date | None:
    versions = {version for _, case in dated if (version := case.file.taxonomy_version) is not None}
    if len(versions) < 2:
        return None
    return min(day for day, case in dated if case.file.taxonomy_version == max(versions))
