"""What somebody looks for: words, chosen facets, an order. Reads it from an address and writes it into one; finds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode


class Sort(StrEnum):
    """The orders; newest first among equals."""

    RELEVANCE = "relevance"
    DATE = "date"
    DURATION = "duration"
    SEVERITY = "severity"


@dataclass(frozen=True, slots=True)
class Query:
    """`chosen`: values of facets; any of one facet will do, and each facet counts."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None

    @property
    def order(self) -> Sort:
        """By relevance when there are words, or else by date."""
        if self.sort is Sort.RELEVANCE or self.sort is None:
            return Sort.RELEVANCE if self.words.strip() else Sort.DATE
        return self.sort

    @property
    def address(self) -> str:
        """Where Find shows the same, seen from the front page."""
        asked = [("q", self.words)] if self.words else []
        asked += [(name, value) for name, values in self.chosen.items() for value in values]
        asked += [("sort", str(self.sort))] if self.sort else []
        return f"find/?{urlencode(asked)}" if asked else "find/"
