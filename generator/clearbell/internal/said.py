"""What a text comes to: its parts as safe HTML, and what is wrong with a postmortem's words and sections.

Depends on nothing but the file and what it refers to, so it can be kept, and worked out by several processes at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any, Final

from clearbell.documents import Document
from clearbell.formats.postmortem import PostmortemFile, PostmortemStatus
from clearbell.internal import persons
from clearbell.internal.frontmatter import Halves
from clearbell.internal.markdown import Part, parts
from clearbell.internal.memory import Memory, digest
from clearbell.internal.references import References
from clearbell.internal.sections import Text, seven
from clearbell.internal.shelf import Shelf
from clearbell.internal.substance import substance
from clearbell.internal.whys import whys
from clearbell.problems import Level, Problem

_KIND: Final = "said"


@dataclass(frozen=True, slots=True)
class Said:
    """`links`: those to other content files, and where they lead; None for one that leads nowhere."""

    parts: tuple[Part, ...]
    links: Mapping[str, str | None]
    problems: tuple[Problem, ...] = ()

    def text(self, document: Document, halves: Halves) -> Text:
        """The text in its file."""
        return Text(document.shown, halves.first_line, halves.body.split("\n"), self.parts)


def divided(halves: Halves, folder: str, shelf: Shelf) -> Said:
    """A text of *folder* in parts, with its links followed, and not judged."""
    links: dict[str, str | None] = {}

    def address(link: str) -> str:
        links[link] = shelf.lies(link, folder)
        return links[link] or link

    return Said(parts(halves.body, address), links)


def judged(document: Document, halves: Halves, file: PostmortemFile, said: Said, to: References) -> Said:
    """A postmortem's text with all that is wrong with it."""
    text = said.text(document, halves)
    draft = file.status is PostmortemStatus.DRAFT
    names = [action.id for action in file.actions]
    problems = [
        *seven(text, Level.WARNING if draft else Level.ERROR),
        *persons.in_text(text, to.language),
        *substance(text, names, to.language, draft=draft),
    ]
    if not draft and to.process.needs_postmortem(file.severity):
        problems += whys(text, file.five_whys, file.severity, to.language)
    return Said(said.parts, said.links, tuple(problems))


def recalled(document: Document, shelf: Shelf, memory: Memory) -> Said | None:
    """What was kept of a postmortem that still is what it was, and whose links lead where they led."""
    kept = memory.recall(_KIND, document.id, fingerprint(document))
    if kept is None:
        return None
    links = kept["links"]
    if any(shelf.lies(link, "postmortems") != there for link, there in links.items()):
        return None
    problems = (Problem(**{**found, "level": Level(found["level"])}) for found in kept["problems"])
    return Said(tuple(Part(*part) for part in kept["parts"]), links, tuple(problems))


def keep(document: Document, said: Said, memory: Memory) -> None:
    """Keep what a postmortem came to."""
    value: dict[str, Any] = {
        "parts": [astuple(part) for part in said.parts],
        "links": dict(said.links),
        "problems": [asdict(problem) for problem in said.problems],
    }
    memory.keep(_KIND, document.id, fingerprint(document), value)


def fingerprint(document: Document) -> str:
    """Of a file by its name and content."""
    return digest(f"{document.shown}\n{document.text}".encode())
