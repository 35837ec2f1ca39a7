"""Drills, game days and trainings: when the next one is due, the list, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from clearbell.formats.postmortem import DrillKind
from clearbell.formats.scalars import Duration
from clearbell.internal import places
from clearbell.internal.action_table import action_table
from clearbell.internal.archive import Archive
from clearbell.internal.lists import turning
from clearbell.internal.markdown import rendered
from clearbell.internal.postmortem_page import part_text
from clearbell.internal.prose import allowed, comma, day, escaped, front_matter, link, table
from clearbell.internal.records import ActionLine, Drill
from clearbell.process import later

_WORDS = {DrillKind.DRILL: "Drill", DrillKind.GAME_DAY: "Game day", DrillKind.TRAINING: "Training"}


def drill_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index and a page for each."""
    for sheet in places.sheets(places.DRILLS, archive.drills):
        text = [
            front_matter("navigation", "toc"),
            "# Drills" + (f", page {sheet.number} of {sheet.of}" if sheet.number > 1 else ""),
            _due(archive),
        ]
        if sheet.rows:
            rows = [_row(archive, sheet.path, drill) for drill in sheet.rows]
            text.append(table(("Day", "Practised", "Kind", "Steps in time", "Actions"), rows, "drills"))
        if sheet.of > 1:
            text.append(turning(sheet, places.DRILLS))
        yield sheet.path, "\n\n".join(text) + "\n"
    for drill in archive.drills:
        yield places.drill(drill.id), _page(archive, drill)


def _due(archive: Archive) -> str:
    """A game day is a drill as well: it starts both clocks."""
    rhythm = archive.process.drills
    exercises = [drill for drill in archive.drills if drill.file.kind is not DrillKind.TRAINING]
    game_days = [drill for drill in exercises if drill.file.kind is DrillKind.GAME_DAY]
    return (
        f"Practised every {_every(rhythm.every)}, as a game day every {_every(rhythm.game_day_every)}. "
        f"The next drill {_when(exercises, rhythm.every, archive.today)}; "
        f"the next game day {_when(game_days, rhythm.game_day_every, archive.today)}."
    )


def _every(rhythm: Duration) -> str:
    return f"{rhythm}" if rhythm.count != 1 else rhythm.unit.removesuffix("s")


def _when(held: list[Drill], rhythm: Duration, today: date) -> str:
    if not held:
        return "is due: none is recorded"
    due = later(held[0].file.date, rhythm)
    if due < today:
        return f"was due by {day(due)}" + f" ({(today - due).days} days ago)"
    return f"is due by {day(due)}"


def _row(archive: Archive, here: str, drill: Drill) -> tuple[str, ...]:
    file = drill.file
    lines = [ActionLine.of(action, drill, archive.today) for action in file.actions]
    states = [str(line.state) for line in lines]
    numbers = comma((f"{states.count(state)} {state}" for state in dict.fromkeys(states)), "none")
    return (
        file.date.isoformat(),
        link(here, places.drill(drill.id), file.title),
        _WORDS[file.kind],
        _in_time(drill),
        numbers,
    )


def _in_time(drill: Drill) -> str:
    judged = [verdict for step in drill.file.expected if (verdict := _kept(drill, step)) is not None]
    return f"{sum(judged)} of {len(judged)}" if judged else "not recorded"


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
        text += ["## Times", table(("Step", "Allowed", "Taken", ""), _times(drill), "steps")]
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
