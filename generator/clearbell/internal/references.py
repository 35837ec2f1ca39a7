"""What a postmortem or a drill may refer to, and what its checks go by. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from clearbell.clocks.clock import Clockwork
from clearbell.internal.records import PublicIncident
from clearbell.internal.vocabulary import Vocabulary
from clearbell.process import Process


class Incidents(Protocol):
    """The files of content/incidents."""

    @property
    def ids(self) -> Sequence[str]:
        """All of them."""

    def find(self, name: str) -> PublicIncident | None:
        """The incident of this id, if there is such a file."""


@dataclass(frozen=True, slots=True)
class References:
    """`language`: the site's, whose word lists apply."""

    vocabulary: Vocabulary
    incidents: Incidents
    by: Clockwork
    language: str

    @property
    def process(self) -> Process:
        return self.by.process

    @property
    def now(self) -> datetime:
        return self.by.now


def utc(moment: datetime) -> str:
    """A time as files write it."""
    return moment.strftime("%Y-%m-%d %H:%MZ")
