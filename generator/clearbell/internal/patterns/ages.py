"""How long corrective actions stay open, those that still are included: a survival curve instead of a mean of what was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clearbell.formats.postmortem import ActionStatus
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.panel import Basis, Method, Panel
from clearbell.internal.records import Drill, Postmortem
from clearbell.internal.statistics.outcome import Estimate, Refusal
from clearbell.internal.statistics.survival import survival


@dataclass(frozen=True, slots=True)
class AgeRow:
    """At `age` days, `closed` of `at_risk` actions were done; `open` is the share that stays open longer."""

    age: int
    at_risk: int
    closed: int
    open: Estimate
    find: str


def action_ages(archive: Archive) -> Panel[AgeRow]:
    """Counted from the end of the incident, or the day of the drill. A declined action was watched until then, and never done."""
    lives, of = [], 0
    sources: tuple[Postmortem | Drill, ...] = (*archive.postmortems, *archive.drills)
    for source in sources:
        begun = _begun(source)
        for action in source.file.actions:
            of += 1
            done = action.status in (ActionStatus.DONE, ActionStatus.VERIFIED)
            over = done or action.status is ActionStatus.DECLINED
            end = action.closed if over else archive.today
            if begun is not None and end is not None:
                lives.append((float(max((end - begun).days, 0)), done))
    curve = survival(lives)
    refusal = f"No curve: {curve.reason[0].lower()}{curve.reason[1:]}" if isinstance(curve, Refusal) else None
    steps = () if isinstance(curve, Refusal) else curve.steps
    rows = tuple(AgeRow(int(step.age), step.at_risk, step.closed, step.open, "actions/") for step in steps)
    answer = "Nothing to say yet."
    if not isinstance(curve, Refusal):
        half = (
            f"Half of them are done within {curve.median:.0f} days"
            if curve.median is not None
            else "More than half stay open longer than any has been watched"
        )
        answer = f"{half}; {curve.closed} of {curve.n} are done."
    return Panel(
        "action-ages",
        "Age of actions",
        "How long do corrective actions stay open?",
        answer,
        Basis(
            len(lives),
            of,
            "corrective actions",
            "record the days to count from and to",
            of - len(lives),
            "don't",
        ),
        Method("95 % of the share still open, Greenwood on log(-log)", "Kaplan-Meier"),
        rows,
        refusal,
        "Days from the end of the incident or drill. Open actions count for as long as they have been watched.",
    )


def _begun(source: Postmortem | Drill) -> date | None:
    if isinstance(source, Drill):
        return source.file.date
    return source.file.resolved.date() if source.file.resolved is not None else source.day
