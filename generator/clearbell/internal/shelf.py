"""Links from one postmortem or drill to another: where they lead in the knowledge base, and those that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from clearbell.internal.sections import Text
from clearbell.problems import Problem


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which files of the two folders there are."""

    postmortems: Collection[str]
    drills: Collection[str]

    def lies(self, link: str, folder: str) -> str | None:
        """Where a link from a file of *folder* leads in the knowledge base; None where there is no such file."""
        way = PurePosixPath(folder, link)
        place = [part for part in way.parts if part != "."]
        while ".." in place[1:]:
            at = place.index("..", 1)
            del place[at - 1 : at + 1]
        if len(place) != 2 or way.suffix != ".md":
            return None
        there, stem = place[0], way.stem
        known = {"postmortems": self.postmortems, "drills": self.drills}.get(there, ())
        return f"../../{there}/{stem}/" if stem in known else None


def dead_links(text: Text, links: Mapping[str, str | None]) -> Iterator[Problem]:
    """A problem for each of *links* that leads nowhere."""
    for link in (link for link, there in links.items() if there is None):
        line = next((number for number, line in enumerate(text.lines, 1) if link in line), 1)
        cure = (
            "Name a file of content/postmortems or content/drills, like ../drills/NAME.md, or a web address."
        )
        yield text.problem(line, "dead-link", "a link to a file that is there", f"`{link}`", cure)
