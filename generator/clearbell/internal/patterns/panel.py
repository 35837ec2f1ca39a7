"""The shape of a panel: a question, what was counted, how it was tested, rows of numbers, and why something isn't said.

Knows no page: a panel is printed as text, JSON or a chart elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """*n* of *of* cases (`unit`) do what the panel asks for (`asked`); `not_recorded` of them don't say (`lacking`).

    `labels`: how often it is said, where a case may say it several times.
    """

    n: int
    of: int
    unit: str
    asked: str
    not_recorded: int
    lacking: str
    labels: int | None = None

    def __str__(self) -> str:
        said = f"{self.n:,} of {self.of:,} {self.unit} {self.asked}"
        if self.labels is not None:
            said += f", {self.labels:,} label{'' if self.labels == 1 else 's'} in all"
        if not self.not_recorded:
            return f"{said}."
        lacking = self.lacking.replace("don't", "doesn't", 1) if self.not_recorded == 1 else self.lacking
        return f"{said}; {self.not_recorded:,} {lacking}."


@dataclass(frozen=True, slots=True)
class Method:
    """How the numbers come about: `interval` or `test` in words, the `correction` for so many `tests`."""

    interval: str = ""
    test: str = ""
    correction: str = ""
    tests: int = 0


@dataclass(frozen=True, slots=True)
class Panel(Generic[R_co]):
    """`answer`: what the rows say, and how sure that is, in a sentence. `refusal`: what isn't shown, and why.

    A refusal leaves the bare counts in `rows`; what would need more data is None in them.
    """

    id: str
    title: str
    question: str
    answer: str
    basis: Basis
    method: Method
    rows: tuple[R_co, ...]
    refusal: str | None = None
    note: str = ""


def find(**facets: str | int | Sequence[str]) -> str:
    """The address of a search for what has all of these, seen from the front page."""
    return f"find/?{urlencode(facets, doseq=True)}" if facets else "find/"


def percent(part: float) -> str:
    """`35 %`; never 0 or 100 for what is neither."""
    if 0 < part < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < part < 1 else f"{100 * part:.0f} %"


def span(low: float, high: float) -> str:
    """`21 to 57 %`."""
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def chance(p: float) -> str:
    """`0.03`, `under 0.001`."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.0995 else f"{p:.2f}"
