"""The files of content/incidents as the knowledge base sees them: ids, and what customers were told it was called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from clearbell import urls
from clearbell.clocks.clock import Clock, Clockwork
from clearbell.clocks.incidents import clocks, ended
from clearbell.content import read_form, read_item
from clearbell.documents import Document, Found, listing, read
from clearbell.formats.incident import IncidentFile
from clearbell.internal.records import PublicIncident
from clearbell.model import Incident, Settings
from clearbell.problems import Problem

_LEVEL: Final = re.compile(r"severity[\"']?[ \t]*:[ \t]*[\"']?(?:sev[- ]?)?([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the incidents that must have a postmortem and are over, how many have one."""

    written: int
    required: int


class IncidentFiles:
    """Reads a file only when a postmortem names it: there may be many more incidents than postmortems.

    What is wrong with an incident file is for the public build to say; here its id is enough.
    """

    def __init__(self, root: Path, settings: Settings, now: datetime) -> None:
        found, _ = listing(root / "content" / "incidents", "content/incidents", ".yml")
        self._found = {each.id: each for each in found}
        self._settings, self._now = settings, now
        self._read: dict[str, PublicIncident] = {}

    @property
    def ids(self) -> Sequence[str]:
        return list(self._found)

    def find(self, name: str) -> PublicIncident | None:
        if name not in self._read and name in self._found:
            self._read[name] = self._incident(self._found[name])
        return self._read.get(name)

    def clocks(self, name: str, by: Clockwork) -> list[Clock]:
        """What customers were told when, of an incident that was real."""
        document = read(self._found[name]) if name in self._found else None
        if not isinstance(document, Document):
            return []
        file, _ = read_form(document, by.zone)
        return [] if file is None or file.draft or file.drill else clocks(file, by)

    def coverage(self, written: Mapping[str, int], by: Clockwork) -> Coverage:
        """*written*: the incidents that a postmortem is about, and its severity."""
        needing = {str(level) for level in by.process.levels if by.process.needs_postmortem(level)}
        have = sum(name in self._found and str(level) in needing for name, level in written.items())
        lack = sum(
            name not in written and self._requires(found, needing, by) for name, found in self._found.items()
        )
        return Coverage(have, have + lack)

    def _requires(self, found: Found, needing: AbstractSet[str], by: Clockwork) -> bool:
        document = read(found)
        # Most incidents without a postmortem are mild; who names no level with a duty needn't be understood.
        if isinstance(document, Problem) or needing.isdisjoint(_LEVEL.findall(document.text)):
            return False
        file, _ = read_form(document, by.zone)
        if not isinstance(file, IncidentFile) or file.imported or file.draft or file.drill:
            return False
        return str(file.worst) in needing and ended(file, by.now) is not None

    def _incident(self, found: Found) -> PublicIncident:
        document = read(found)
        item = None if isinstance(document, Problem) else read_item(document, self._settings, self._now).item
        if item is None:
            return PublicIncident(found.id)
        url = f"{self._settings.url}/{urls.item(item.id).path}"
        if not isinstance(item, Incident):
            return PublicIncident(item.id, item.title, url=url)
        return PublicIncident(item.id, item.title, item.severity, url, item.updates)
