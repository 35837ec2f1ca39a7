"""What a table is: documented columns and rows of plain values. Knows no archive and no file format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | bool | None


class Kind(StrEnum):
    """What a column holds. Days and times are texts in the form of ISO 8601, times in UTC."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """`refers`: the table whose `id` it names."""

    name: str
    kind: Kind
    means: str
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`key`: the columns that together are different in each row. `rows`: worked out when a file is made of them."""

    name: str
    means: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterable[tuple[Value, ...]]]


def text(name: str, means: str, refers: str = "") -> Column:
    return Column(name, Kind.TEXT, means, refers)


def number(name: str, means: str) -> Column:
    return Column(name, Kind.NUMBER, means)


def day(name: str, means: str) -> Column:
    return Column(name, Kind.DAY, means)


def time(name: str, means: str) -> Column:
    return Column(name, Kind.TIME, means)


def flag(name: str, means: str) -> Column:
    return Column(name, Kind.FLAG, means)


def moment(at: datetime | None) -> str | None:
    """A time as tables have it: 2026-03-14T09:20:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if at is not None else None


def iso(on: date | None) -> str | None:
    """A day as tables have it: 2026-03-14."""
    return on.isoformat() if on is not None else None
