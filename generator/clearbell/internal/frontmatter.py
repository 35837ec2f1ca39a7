"""A Markdown file's two halves: the YAML between `---` lines, and the text below. Knows what neither of them says."""

from __future__ import annotations

from dataclasses import dataclass

from clearbell.documents import Document
from clearbell.problems import Problem

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Halves:
    """`front` keeps its place in the file: the opening `---` is an empty line. `first_line` is that of the body."""

    front: Document
    body: str
    first_line: int


def divide(document: Document) -> Halves | Problem:
    """The front matter and the body of *document*, or why there is none."""
    lines = document.text.split("\n")
    if lines[0].rstrip() != _FENCE:
        cure = "Begin the file with a line `---`, then `title:`, `status:` ..., then a second line `---`."
        return _missing(document, "a line `---` that opens the front matter", lines[0], cure)
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            front = "\n" + "\n".join(lines[1:number]) + "\n"
            body = "\n".join(lines[number + 1 :])
            return Halves(Document(document.id, document.shown, front), body, number + 2)
    cure = "Close the front matter with a line `---` before the text begins."
    return _missing(document, "a second line `---` that closes the front matter", lines[0], cure, "none")


def _missing(document: Document, expected: str, line: str, cure: str, found: str = "") -> Problem:
    shown = found or (f"`{line[:60].rstrip()}`" if line.strip() else "an empty line")
    return Problem(
        document.shown, 1, 1, "front-matter", "", expected, shown, cure, width=max(1, len(line)), source=line
    )
