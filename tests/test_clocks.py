"""Clocks of any incident whatsoever: what is called late is late by the words of the process, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import event, given, settings
from hypothesis import strategies as some

from clearbell.clocks.clock import Clockwork
from clearbell.clocks.incidents import clocks, dues
from clearbell.content import read_form
from clearbell.documents import Document
from clearbell.formats.policy import PolicyFile
from clearbell.process import Process

START: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
OPEN: Final = ("investigating", "identified", "monitoring")


@dataclass(frozen=True, slots=True)
class Said:
    """An update as the story tells it; times are minutes from the start."""

    at: int
    status: str
    promised: int | None
    severity: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A whole incident, and when somebody asks."""

    severity: int
    confirmed: int | None
    draft: bool
    updates: tuple[Said, ...]
    now: int

    def text(self) -> str:
        lines = [f"title: Some can't pay\nseverity: {self.severity}\ndraft: {str(self.draft).lower()}"]
        if self.confirmed is not None:
            lines.append(f"confirmed: {_time(self.confirmed)}")
        lines.append("updates:")
        for update in self.updates:
            lines.append(f"  - at: {_time(update.at)}\n    status: {update.status}\n    message: Words.")
            if update.promised is not None:
                lines.append(f"    next_update: {_time(update.promised)}")
            if update.severity is not None:
                lines.append(f"    severity: {update.severity}")
        return "\n".join(lines) + "\n"

    def late(self) -> bool:
        """By the words of the process: 30 minutes to the first update, 60 between updates, promises as given."""
        if self.draft:
            return self.confirmed is not None and self.severity < 3 and self.now > self.confirmed + 30
        out = [update for update in self.updates if update.at <= self.now + 5]
        if not out:
            begun = self.confirmed is not None and self.confirmed <= self.now
            return begun and self.severity < 3 and self.now > (self.confirmed or 0) + 30
        last = out[-1]
        if last.status not in OPEN:
            return False
        severity = next((said.severity for said in reversed(out) if said.severity), self.severity)
        silent = severity < 3 and self.now > last.at + 60
        return silent or (last.promised is not None and self.now > last.promised)


def _time(minute: int) -> str:
    return f"{START + timedelta(minutes=minute):%Y-%m-%dT%H:%MZ}"


@some.composite
def stories(draw: some.DrawFn) -> Story:
    minutes = sorted(draw(some.lists(some.integers(0, 300), min_size=1, max_size=5, unique=True)))
    updates = tuple(
        Said(
            at,
            draw(some.sampled_from((*OPEN, "resolved", "postmortem"))),
            draw(some.none() | some.integers(at + 1, at + 200)),
            draw(some.none() | some.integers(1, 4)),
        )
        for at in minutes
    )
    confirmed = draw(some.none() | some.integers(0, 60))
    return Story(
        draw(some.integers(1, 4)), confirmed, draw(some.booleans()), updates, draw(some.integers(0, 600))
    )


def _by(story: Story) -> Clockwork:
    return Clockwork(
        Process.of(PolicyFile()), ZoneInfo("Europe/Amsterdam"), START + timedelta(minutes=story.now)
    )


@settings(max_examples=400, deadline=None)
@given(story=stories())
def test_an_incident_is_called_late_exactly_when_it_is(story: Story) -> None:
    by = _by(story)
    file, problems = read_form(Document("it", "it.yml", story.text()), None)
    assert file is not None, problems
    found = dues("it", file, by)
    event(f"late: {story.late()}, open: {bool(found)}")
    assert any(due.lateness(by.now) > 0 for due in found) is story.late()
    assert len(found) <= 1


@settings(max_examples=200, deadline=None)
@given(story=stories())
def test_a_clock_that_was_stopped_never_runs_again_and_each_has_one_end(story: Story) -> None:
    by = _by(story)
    file, _ = read_form(Document("it", "it.yml", story.text()), None)
    assert file is not None
    found = clocks(file, by)
    assert len({(clock.rule, clock.after) for clock in found}) == len(found)
    for clock in found:
        assert clock.met is None or clock.late(by.now) is (clock.met > clock.due)
        if clock.met is None and clock.after != "nothing":
            newest = max(said.at for said in story.updates if said.at <= story.now + 5)
            assert clock.after == f"{START + timedelta(minutes=newest):%Y%m%dt%H%M%Sz}"
