"""Where each page of the knowledge base lies in the staged folder. Addresses follow from it: `x.md` is the page `x/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
FRONT: Final = "index.md"
FIND: Final = "find/index.md"
CAUSES: Final = "causes/index.md"
FACTORS: Final = "factors/index.md"
SERVICES: Final = "services/index.md"
PATTERNS: Final = "patterns.md"
MEASURES: Final = "measures.md"
TRIGGERS: Final = "triggers/index.md"
ACTIONS: Final = "actions.md"
OWNERS: Final = "actions/owners/index.md"
READING: Final = "reading/index.md"
COMMUNICATION: Final = "process/communication.md"
TEMPLATE: Final = "process/template.md"
DATA: Final = "data.md"
DRILLS: Final = "drills/index.md"
PROCESS: Final = "process.md"
ROWS: Final = 200


def year(number: int) -> str:
    return f"years/{number}.md"


def postmortem(name: str) -> str:
    return _named("postmortems", name)


def cause(name: str) -> str:
    return _named("causes", name)


def factor(name: str) -> str:
    return _named("factors", name)


def service(name: str) -> str:
    return _named("services", name)


def trigger(name: str) -> str:
    return _named("triggers", name)


def actions(name: str) -> str:
    return _named("actions", name)


def owner(name: str) -> str:
    return _named("actions/owners", name)


def reading_list(name: str) -> str:
    return _named("reading", name)


def drill(name: str) -> str:
    return _named("drills", name)


def _named(folder: str, name: str) -> str:
    """An id may be `index`, too; the page of that name is the folder's own."""
    return f"{folder}/{name if name != 'index' else 'index-'}.md"


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T_co]):
    """One page of a list: its number of so many, and its rows."""

    path: str
    number: int
    of: int
    rows: Sequence[T_co]


def sheets(path: str, rows: Sequence[T], *, size: int = ROWS) -> list[Sheet[T]]:
    """A list cut into pages, so that none grows without bound. The first lies at *path*, the next ones in a folder below."""
    starts = range(0, max(1, len(rows)), size)
    return [
        Sheet(sheet(path, number), number, len(starts), rows[start : start + size])
        for number, start in enumerate(starts, 1)
    ]


def sheet(path: str, number: int) -> str:
    """Where page *number* of a list lies."""
    if number == 1:
        return path
    folder = path.removesuffix("/index.md").removesuffix(".md")
    return f"{folder}/page/{number}.md"
