"""Drills, game days and trainings: whether they are held in time, what came of them, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from clearbell.formats.postmortem import DrillKind
from clearbell.formats.scalars import Duration
from clearbell.internal import places
from clearbell.internal.action_table import action_table
from clearbell.internal.archive import Archive
from clearbell.internal.markdown import rendered
from clearbell.internal.paging import numbered, turning
from clearbell.internal.postmortem_page import part_text
from clearbell.internal.prose import allowed, comma, count, day, escaped, front_matter, link, table
from clearbell.internal.records import ActionLine, ActionState, Drill
from clearbell.process import later

_WORDS = {DrillKind.DRILL: "Drill", DrillKind.GAME_DAY: "Game day", DrillKind.TRAINING: "Training"}
_OPEN = 25


def drill_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index and a page for each."""
    held = [drill for drill in archive.drills if drill.file.date <= archive.today]
    exercises = [drill for drill in held if drill.file.kind is not DrillKind.TRAINING]
    late = _lateness(exercises, archive.process.drills.every)
    for sheet in places.sheets(places.DRILLS, archive.drills):
        text = [front_matter("navigation", "toc", searched=False), f"# Drills{numbered(sheet)}"]
        if sheet.number == 1:
            text += [_due(archive, exercises), _record(exercises, late), *_open(archive)]
        if sheet.rows:
            heads = ("Day", "Practised", "Kind", "By the schedule", "Steps in time", "Findings", "Actions")
            rows = [_row(archive, sheet.path, drill, late) for drill in sheet.rows]
            text += [*(("## All of them",) if sheet.number == 1 else ()), table(heads, rows, "drills")]
        text.append(turning(sheet, places.DRILLS))
        yield sheet.path, "\n\n".join(part for part in text if part) + "\n"
    for drill in archive.drills:
        yield places.drill(drill.id), _page(archive, drill)


def _lateness(exercises: Sequence[Drill], rhythm: Duration) -> Mapping[str, int]:
    """By how many days each came too late after the one before, or 0; newest first as *exercises* are. None of the first."""
    return {
        drill.id: max(0, (drill.file.date - later(before.file.date, rhythm)).days)
        for drill, before in pairwise(exercises)
    }


def _due(archive: Archive, exercises: Sequence[Drill]) -> str:
    """A game day is a drill as well: it starts both clocks."""
    rhythm = archive.process.drills
    game_days = [drill for drill in exercises if drill.file.kind is DrillKind.GAME_DAY]
    owner = f", which {escaped(rhythm.owner)} sees to" if rhythm.owner else ""
    said = (
        f"Practised every {_every(rhythm.every)}, as a game day every {_every(rhythm.game_day_every)}{owner}. "
        f"The next drill {_when(exercises, rhythm.every, archive.today)}; "
        f"the next game day {_when(game_days, rhythm.game_day_every, archive.today)}."
    )
    planned = [drill for drill in archive.drills if drill.file.date > archive.today]
    if planned:
        named = (
            f"{link(places.DRILLS, places.drill(drill.id), drill.file.title)} on {day(drill.file.date)}"
            for drill in reversed(planned)
        )
        said += f" Planned: {comma(named)}."
    return said


def _record(exercises: Sequence[Drill], late: Mapping[str, int]) -> str:
    """How well the rhythm was kept, and how well the steps."""
    if not exercises:
        return ""
    kept = sum(days == 0 for days in late.values())
    said = f"{count(len(exercises), 'exercise')} so far"
    if late:
        said += f"; {kept} of {len(late)} came in time after the one before"
    judged = [verdict for drill in exercises for verdict in _verdicts(drill)]
    if judged:
        said += f"; {sum(judged)} of {len(judged)} timed steps were done in the time allowed"
    return f"{said}."


def _open(archive: Archive) -> Iterator[str]:
    """What drills brought to light and nobody has mended yet."""
    lines = [
        line
        for line in archive.actions()
        if isinstance(line.source, Drill) and line.state is not ActionState.DONE
    ]
    if lines:
        yield "## Open actions"
        yield action_table(archive, places.DRILLS, lines[:_OPEN], with_source=True)
        if len(lines) > _OPEN:
            yield f"And {len(lines) - _OPEN:,} more, in the {link(places.DRILLS, places.ACTIONS, 'lists of actions')}."


def _every(rhythm: Duration) -> str:
    return f"{rhythm}" if rhythm.count != 1 else rhythm.unit.removesuffix("s")


def _when(held: Sequence[Drill], rhythm: Duration, today: date) -> str:
    if not held:
        return "is due: none is recorded"
    due = later(held[0].file.date, rhythm)
    if due < today:
        return f"was due by {day(due)} ({count((today - due).days, 'day')} ago)"
    return f"is due by {day(due)}"


def _row(archive: Archive, here: str, drill: Drill, late: Mapping[str, int]) -> tuple[str, ...]:
    file = drill.file
    lines = [ActionLine.of(action, drill, archive.today) for action in file.actions]
    states = [str(line.state) for line in lines]
    numbers = comma((f"{states.count(state)} {state}" for state in dict.fromkeys(states)), "none")
    return (
        file.date.isoformat(),
        link(here, places.drill(drill.id), file.title),
        _WORDS[file.kind],
        _scheduled(archive, drill, late),
        _in_time(drill),
        f"{len(file.findings)}" if file.findings else "none",
        numbers,
    )


def _scheduled(archive: Archive, drill: Drill, late: Mapping[str, int]) -> str:
    if drill.file.date > archive.today:
        return "planned"
    if drill.file.kind is DrillKind.TRAINING:
        return "not on it"
    days = late.get(drill.id)
    if days is None:
        return "the first"
    return f"{count(days, 'day')} late" if days else "in time"


def _in_time(drill: Drill) -> str:
    judged = _verdicts(drill)
    return f"{sum(judged)} of {len(judged)}" if judged else "not recorded"


def _verdicts(drill: Drill) -> list[bool]:
    return [verdict for step in drill.file.expected if (verdict := _kept(drill, step)) is not None]


def _kept(drill: Drill, step: str) -> bool | None:
    """Whether a step was done in the time allowed; None where that can't be said."""
    expected, observed = drill.file.expected[step], drill.file.observed.get(step)
    if observed is None or observed.exact is None or expected.exact is None:
        return None
    return observed.exact <= expected.exact


def _page(archive: Archive, drill: Drill) -> str:
    file, here = drill.file, places.drill(drill.id)
    titles = archive.process.role_titles
    roles = comma(f"{escaped(titles.get(role, role))}: {escaped(team)}" for role, team in file.roles.items())
    facts = (_WORDS[file.kind], day(file.date), _in_time(drill), roles)
    text = [
        front_matter("navigation"),
        f"# {escaped(file.title)}",
        table(("Kind", "When", "Steps in time", "Roles"), [facts], "facts", searched=False),
        f'## Scenario\n\n<div class="kb-text">\n{rendered(file.scenario)}\n</div>',
    ]
    if file.expected:
        text += ["## Times", table(("Step", "Allowed", "Taken", "Result"), _times(drill), "steps")]
    if file.findings:
        items = "\n".join(f"<li>{rendered(finding)}</li>" for finding in file.findings)
        text += ["## Findings", f'<div class="kb-text">\n<ul>\n{items}\n</ul>\n</div>']
    for part in drill.parts:
        text += part_text(part)
    if file.actions:
        lines = [ActionLine.of(action, drill, archive.today) for action in file.actions]
        text += ["## Actions", action_table(archive, here, lines)]
    return "\n\n".join(text) + "\n"


def _times(drill: Drill) -> Iterator[tuple[str, ...]]:
    for step, expected in drill.file.expected.items():
        observed = drill.file.observed.get(step)
        verdict = {True: "in time", False: "too late", None: ""}[_kept(drill, step)]
        taken = allowed(observed) if observed else "not recorded"
        yield escaped(step.replace("_", " ").capitalize()), allowed(expected), taken, verdict
