"""All files of content/incidents for the clocks: what can be read, and which can't be. Judges no content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from clearbell.clocks.incidents import AnyFile
from clearbell.content import read_form
from clearbell.documents import listing, read
from clearbell.problems import Problem


@dataclass(frozen=True, slots=True)
class IncidentForms:
    """`files` by their ids; `unread` has one problem for each that can't be."""

    files: dict[str, AnyFile]
    unread: tuple[Problem, ...]


def read_incidents(root: Path, zone: ZoneInfo) -> IncidentForms:
    """The incidents, planned work and notices of the site in *root*."""
    found, unread = listing(root / "content" / "incidents", "content/incidents", ".yml")
    files: dict[str, AnyFile] = {}
    for each in found:
        document = read(each)
        if isinstance(document, Problem):
            unread.append(document)
            continue
        file, problems = read_form(document, zone)
        unread += problems[:1]
        if file is not None:
            files[each.id] = file
    return IncidentForms(files, tuple(unread))
