"""The verbs of the stories about announcements: a site with channels, a moment, a run, and what the run said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner

from clearbell.announce.channels import Setup
from clearbell.announce.ledger.book import Book
from clearbell.announce.ledger.folder import Folder
from clearbell.announce.ledger.place import Place
from clearbell.announce.news import News
from clearbell.announce.page import Look
from clearbell.announce.patience import Patience
from clearbell.announce.report import exit_of, in_words
from clearbell.announce.round import Desk, Round, announced, planned
from clearbell.announce.templates import Templates
from clearbell.cli import main
from publishing import SITE, moment, project

NOW: Final = moment("2026-03-14 09:30")
# In stories nobody waits as long as in life.
HASTY: Final = Patience(page=0.1, attempt=1, pause=0.01, message=5, ledger=0.2)


def shown(_: News) -> bool:
    """A page that shows everything."""
    return True


def hidden(_: News) -> bool:
    """A page that shows nothing of it."""
    return False


def channel(name: str, *, kind: str = "webhook", **more: Any) -> str:
    """A line of `channels:`; its address is in the variable of its name."""
    said = {"id": name, "address": f"env:{name.upper().replace('-', '_')}", "kind": kind, **more}
    return f"  - {json.dumps(said)}\n"


def site(*channels: str, more: str = "") -> str:
    """A site.yml with these channels."""
    return f"{SITE}{more}channels:\n{''.join(channels)}"


@dataclass(frozen=True, slots=True)
class Office:
    """A site whose news is announced from *root*. `environment`: the addresses by the names of their channels."""

    root: Path
    environment: Mapping[str, str]
    patience: Patience = HASTY
    me: str = "this-machine"

    def write(self, files: Mapping[str, str], *, text: str | None = None) -> Office:
        """Write incident files; *text*: another site.yml."""
        kept = (self.root / "content/site.yml").read_text(encoding="utf-8") if text is None else text
        project(self.root, files, site=kept)
        return self

    def desk(self, at: datetime = NOW, *names: str, place: Place | None = None) -> Desk:
        setup = Setup.of(self.root)
        channels = tuple(map(setup.channel, names)) if names else setup.channels
        place = place or Folder(self.root / setup.announcing.ledger, setup.announcing.ledger)
        book = Book(place, self.me, self.root / "spare.jsonl", patience=self.patience.ledger)
        environment = {name.upper().replace("-", "_"): each for name, each in self.environment.items()}
        return Desk(
            self.root, setup, channels, Templates.of(self.root), book, lambda: at, environment, self.patience
        )

    def announce(
        self,
        at: datetime = NOW,
        *names: str,
        look: Look = shown,
        sure: bool = False,
        place: Place | None = None,
    ) -> Told:
        """One run."""
        desk = self.desk(at, *names, place=place)
        with desk.book.place.alone():
            done = announced(desk, look, sure=sure)
        return Told(done, in_words(done).splitlines(), int(exit_of(done)))

    def begun(self, at: datetime = NOW) -> Office:
        """The same after the first run of its channels."""
        self.announce(at)
        return self

    def preview(self, at: datetime = NOW) -> Round:
        return planned(self.desk(at))

    def hasty(self, **patience: float) -> Office:
        return replace(self, patience=replace(self.patience, **patience))  # type: ignore[arg-type] # `tries` is a whole number


@dataclass(frozen=True, slots=True)
class Told:
    """What a run did, said, and ended with."""

    round: Round
    said: Sequence[str]
    code: int


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def run(root: Path, *words: str, env: Mapping[str, str]) -> tuple[int, str]:
    """The command itself."""
    done = CliRunner().invoke(main, ["-C", str(root), "announce", *words], env=dict(env))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output
