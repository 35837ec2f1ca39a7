"""Which incidents the content says are open, or said before their files went, for comparing with what readers see.

Judges no content.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from clearbell import cache
from clearbell.content import read_items
from clearbell.documents import Found, listing, read
from clearbell.household import read_house
from clearbell.model import Settings
from clearbell.news_checks import Gate
from clearbell.problems import Problem
from clearbell.settings import read_settings
from clearbell.stand_ins import Reader, was_open
from clearbell.summary import Phase, seconds, summarise


@dataclass(frozen=True, slots=True)
class Expected:
    """`open`: titles by id. `over`: ids of the other incidents. `unread`: files of which nobody can tell.

    `at`: the moment, a demonstration's own if it is one.
    """

    open: dict[str, str]
    over: frozenset[str]
    unread: tuple[str, ...]
    at: datetime
    root: Path
    settings: Settings

    @classmethod
    def of(cls, root: Path, at: datetime | None) -> Self | None:
        """What the content in *root* says; None where there is none."""
        settings, _ = read_settings(root)
        if settings is None:
            return None
        now = at or settings.demo_now or datetime.now(UTC)
        found, misplaced = listing(root / "content" / "incidents", "content/incidents", ".yml")
        documents = [read(each) for each in found]
        good = [document for document in documents if not isinstance(document, Problem)]
        unread = [problem.file for problem in misplaced]
        unread += [document.file for document in documents if isinstance(document, Problem)]
        incidents: dict[bool, dict[str, str]] = {True: {}, False: {}}
        for document, file in zip(good, read_items(good, settings, now), strict=True):
            if file.item is not None:
                summary = summarise(file.item)
                is_open = summary.kind == "incident" and summary.phase(seconds(now)) is Phase.OPEN
                incidents[is_open][summary.id] = summary.title
            elif file.problems:
                unread.append(document.shown)
        return cls(incidents[True], frozenset(incidents[False]), tuple(sorted(unread)), now, root, settings)

    def not_open(self, names: Iterable[str]) -> set[str]:
        """Those that the content has as over, or not at all. Of files that can't be read nobody can tell."""
        return {*names} - {*self.open} - {Path(file).stem for file in self.unread}

    def kept(self, names: Iterable[str]) -> frozenset[str]:
        """Of incidents that readers see as open, those whose files are gone or hidden, by what the last build here knew or
        by git's history in mid-course: a build keeps them, since nobody said how they ended.
        """
        lost = self.not_open(names) - self.over
        if not lost:
            return frozenset()
        house, _ = read_house(self.root, self.settings)
        reader = Reader(self.root, self.settings, Gate(house, self.at, whole=False), self.at)
        last = cache.load(cache.place(self.root.absolute(), self.root.absolute() / "site" / "public"))
        files = (
            Found(n, f"{self.root}/content/incidents/{n}.yml", f"content/incidents/{n}.yml") for n in lost
        )
        return frozenset(file.id for file in files if was_open(reader, file, last.rows.get(file.id)))
