"""What a place that can't change in one step has to remember: releases, what goes later, and a publication under way.

A file of ours lies there beside the site. While somebody publishes it says so, and by whom; whoever comes after one
that was killed knows from it that any file may be the old or the new one, and sends them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from clearbell.problems import Refused
from clearbell.publishing.place import GRACE, KEPT

NAME: Final = ".clearbell/journal.json"
_PATIENCE: Final = timedelta(minutes=10)  # a publication by somebody else that began earlier has died


@dataclass(frozen=True, slots=True)
class Journal:
    """`gone`: files that the site no longer has, and since when. `by`, `since`: of a publication that isn't done."""

    live: str = ""
    releases: tuple[str, ...] = ()
    gone: Mapping[str, datetime] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    by: str = ""
    since: datetime | None = None

    @classmethod
    def read(cls, raw: bytes | None) -> Self:
        """One that can't be read is none: then everything is sent again."""
        try:
            said = json.loads(raw or b"{}")
            return cls(
                said.get("live", ""),
                tuple(said.get("releases", ())),
                {name: datetime.fromisoformat(at) for name, at in said.get("gone", {}).items()},
                frozenset(said.get("unsure", ())),
                said.get("by", ""),
                datetime.fromisoformat(said["since"]) if said.get("since") else None,
            )
        except (ValueError, TypeError, AttributeError):
            return cls()

    def written(self) -> bytes:
        said: dict[str, Any] = {
            "live": self.live,
            "releases": self.releases,
            "gone": {name: at.isoformat() for name, at in sorted(self.gone.items())},
            "unsure": sorted(self.unsure),
            "by": self.by,
            "since": self.since.isoformat() if self.since else None,
        }
        return json.dumps(said, indent=1).encode() + b"\n"

    def refuse_another(self, who: str, at: datetime) -> None:
        """Refuse while somebody else publishes. *who*: this checkout."""
        if self.since and self.by != who and at - self.since < _PATIENCE:
            minutes = max(1, int((_PATIENCE - (at - self.since)).total_seconds()) // 60)
            raise Refused(
                sentence="Somebody else is publishing there right now. Try again when they are done; "
                f"if they never finish, you can in {minutes} min, or at once with --force."
            )

    def begun(self, who: str, at: datetime, changing: Iterable[str]) -> Self:
        """*changing*: the files of which nobody knows, from now on, which version is there."""
        return replace(self, by=who, since=at, unsure=self.unsure | frozenset(changing))

    def done(
        self, live: str, before: Iterable[str], now: Iterable[str], at: datetime, *, forget: bool
    ) -> tuple[Self, list[str]]:
        """After all files of *now* were sent: the new journal, and what is to be deleted before it is written.

        *before*: what readers saw; what a killed publication may have left is known here.
        """
        lost = (set(before) | set(self.gone) | self.unsure) - set(now)
        gone = {name: self.gone.get(name, at) for name in sorted(lost)}
        due = [name for name, since in gone.items() if forget or at - since >= GRACE]
        after = replace(
            self,
            live=live,
            releases=_newest({*self.releases, live}, live, 1 if forget else KEPT) if live else (),
            gone={name: since for name, since in gone.items() if name not in due},
            unsure=frozenset(),
            by="",
            since=None,
        )
        return after, due


def _newest(releases: Iterable[str], live: str, keep: int) -> tuple[str, ...]:
    """The last few, and the live one whichever it is."""
    others = sorted(set(releases) - {live})
    return tuple(sorted([*others[max(0, len(others) - keep + 1) :], live]))
