"""One bad file holds up only itself: what can't be shown is held back, and its last good version stands in for it.

An incident never disappears because of a mistake, and the page never gets greener by one. Decides; knows no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from clearbell.cache import Memory
from clearbell.documents import Found
from clearbell.language.house import House
from clearbell.model import ComponentState
from clearbell.problems import Problem
from clearbell.public.given import Given
from clearbell.public.held import Held
from clearbell.public.items import Made, Task
from clearbell.records import stops
from clearbell.stand_ins import Reader, StandIn, feared, gone, stand_in, vanished, was_open


@dataclass(frozen=True, slots=True)
class Quarantine:
    """`tasks` are the stand-ins to be made, `instead` their texts by id; `problems` are those of all files."""

    tasks: tuple[Task, ...] = ()
    instead: Mapping[str, bytes] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def feared(self) -> ComponentState:
        """The worst that newest versions most likely tell of."""
        states = [each.feared for each in self.held]
        return max(states, default=ComponentState.OPERATIONAL, key=lambda state: state.rank)

    def found(self, given: Iterable[Found]) -> list[Found]:
        """All content files, those that are gone and have a stand-in too."""
        files = {each.id: each for each in given} | {task.found.id: task.found for task in self.tasks}
        return list(files.values())


def hold_back(
    root: Path, given: Given, house: House, at: datetime, last: Memory, made: Sequence[Made]
) -> Quarantine:
    """What of *made* can't be shown, and what there is instead. *last*: all that the last build knew, however old."""
    problems = [problem for each in made for problem in each.problems]
    found = {each.id: each for each in given.found}
    ask = Reader(root, given.settings, house, at)
    stand_ins: list[tuple[Found, StandIn | None, ComponentState]] = []
    for each in made:
        row = last.rows.get(each.id)
        bad = any(map(stops, each.problems))
        file = found[each.id]
        hidden = each.summary is None and not bad and was_open(ask, file, row)
        if bad or hidden:
            before = stand_in(ask, file, row)
            stand_ins.append((file, before, feared(file) if bad else ComponentState.OPERATIONAL))
            problems += [gone(file)] if hidden else []
    for file, before in vanished(ask, set(found), last):
        stand_ins.append((file, before, ComponentState.OPERATIONAL))
        problems.append(gone(file))
    instead = {file.id: before.content for file, before, _ in stand_ins if before}
    return Quarantine(
        tuple(Task(file, before.content) for file, before, _ in stand_ins if before),
        instead,
        tuple(Held(file.shown, before.origin if before else "", state) for file, before, state in stand_ins),
        tuple(problems),
    )
