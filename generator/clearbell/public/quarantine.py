"""One bad file holds up only itself: what can't be shown is held back, and its last good version stands in for it.

An incident never disappears because of a mistake, and the page never gets greener by one. Decides; knows no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path

from clearbell.cache import Memory
from clearbell.documents import Found
from clearbell.model import ComponentState
from clearbell.news_checks import Gate
from clearbell.problems import Problem
from clearbell.public.given import Given
from clearbell.public.held import Held
from clearbell.public.items import Made, Task
from clearbell.records import stops
from clearbell.stand_ins import Reader, StandIn, feared, gone, stand_in, vanished, was_open
from clearbell.values import value


@value
class Quarantine:
    """`tasks` are to be made: stand-ins, with their texts in `instead` by id, and what goes out whatever the gate says of
    its words. `problems` are those of all files.
    """

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
    root: Path, given: Given, gate: Gate, at: datetime, last: Memory, made: Sequence[Made]
) -> Quarantine:
    """What of *made* can't be shown, and what there is instead. *last*: all that the last build knew, however old."""
    problems = [problem for each in made for problem in each.problems]
    found = {each.id: each for each in given.found}
    ask = Reader(root, given.settings, gate, at)
    passed: list[Task] = []
    stand_ins: list[tuple[Found, StandIn | None, ComponentState]] = []
    for each in made:
        row = last.rows.get(each.id)
        bad = any(map(stops, each.problems))
        file = found[each.id]
        hidden = each.summary is None and not bad and was_open(ask, file, row)
        if bad or hidden:
            before = stand_in(ask, file, row)
            if bad and not before and _only_words(each.problems, gate):
                passed.append(Task(file))
                continue
            stand_ins.append((file, before, feared(file) if bad else ComponentState.OPERATIONAL))
            problems += [gone(file)] if hidden else []
    for file, before in vanished(ask, set(found), last):
        stand_ins.append((file, before, ComponentState.OPERATIONAL))
        problems.append(gone(file))
    instead = {file.id: before.content for file, before, _ in stand_ins if before}
    return Quarantine(
        (*passed, *(Task(file, before.content) for file, before, _ in stand_ins if before)),
        instead,
        tuple(Held(file.shown, before.origin if before else "", state) for file, before, state in stand_ins),
        tuple(problems),
    )


def _only_words(problems: Iterable[Problem], gate: Gate) -> bool:
    """Whether nothing but style is wrong: news of which there is no better version goes out as it is, not to be silent."""
    if not gate.whole:
        return False
    from clearbell import word_checks  # noqa: PLC0415 - loaded already where it is asked for

    style = set(word_checks.EXPECTED) - word_checks.ALWAYS
    return all(problem.rule in style for problem in problems if stops(problem))
