"""Facts that the front matter alone can't know: ids that must exist, times in order, actions that can be followed up.

Each rule is a small function from values to faults with paths. Knows no text and no positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Protocol

from clearbell.formats.postmortem import Action, ActionStatus, DrillFile, PostmortemFile, PostmortemStatus
from clearbell.formats.reader import Fault, did_you_mean
from clearbell.internal.records import STEPS, PublicIncident
from clearbell.internal.vocabulary import Vocabulary, Words
from clearbell.problems import Level
from clearbell.process import Process
from clearbell.yamlfile import Path

_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_CLOSED: Final = (ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.DECLINED)


class Incidents(Protocol):
    """The files of content/incidents."""

    @property
    def ids(self) -> Sequence[str]:
        """All of them."""

    def find(self, name: str) -> PublicIncident | None:
        """The incident of this id, if there is such a file."""


@dataclass(frozen=True, slots=True)
class References:
    """What a postmortem may refer to, and the present."""

    vocabulary: Vocabulary
    process: Process
    incidents: Incidents
    now: datetime


def postmortem(file: PostmortemFile, to: References) -> list[Fault]:
    """The front matter of a postmortem. History from elsewhere need not be complete, but what it says must be right."""
    words = to.vocabulary
    faults = [
        *_unknown(
            ("services",), file.services, words.services, "a component of site.yml or service of taxonomy.yml"
        ),
        *_unknown(("trigger",), file.trigger, words.triggers, "a trigger of taxonomy.yml"),
        *_unknown(("root_causes",), file.root_causes, words.root_causes, "a root cause of taxonomy.yml"),
        *_unknown(
            ("contributing_factors",),
            file.contributing_factors,
            words.contributing_factors,
            "a contributing factor of taxonomy.yml",
        ),
        *_unknown(("detection",), file.detection, words.detection, "a way of detection of taxonomy.yml"),
        *_unknown(("mitigation",), file.mitigation, words.mitigation, "a mitigation of taxonomy.yml"),
        *_roles(file.roles, to.process),
        *_incident(file, to.incidents),
        *_times(file, to.now),
        *_review(file),
    ]
    strict = file.status is not PostmortemStatus.DRAFT
    since = file.started.date() if file.started else None
    faults += _actions(file.actions, to, since, complete=not file.imported, strict=strict)
    if file.imported is None and file.status is PostmortemStatus.PUBLISHED:
        faults += _published(file, to.process)
    return faults


def drill(file: DrillFile, to: References) -> list[Fault]:
    """The front matter of a drill."""
    faults = [
        *_roles(file.roles, to.process),
        *_actions(file.actions, to, file.date, complete=True, strict=True),
    ]
    for step in file.observed:
        if step not in file.expected:
            cure = did_you_mean(step, file.expected) or f"Add `{step}` to `expected:`, with the time allowed."
            faults.append(
                Fault(
                    ("observed", step),
                    "unknown-step",
                    "a step of `expected:`",
                    f"`{step}`",
                    cure,
                    on_key=True,
                )
            )
    return faults


def _unknown(path: Path, names: str | Sequence[str] | None, words: Words, expected: str) -> Iterator[Fault]:
    single = isinstance(names, str)
    for index, name in enumerate((names,) if isinstance(names, str) else names or ()):
        if not words.knows(name):
            known = [*words.entries, *words.aliases]
            cure = did_you_mean(name, known) or f"Use one of these: {', '.join(sorted(words.entries))}."
            yield Fault(path if single else (*path, index), "unknown-id", expected, f"`{name}`", cure)


def _roles(roles: Mapping[str, str], process: Process) -> Iterator[Fault]:
    known = process.role_titles
    for role in roles:
        if role not in known:
            cure = did_you_mean(role, known) or f"Use one of these: {', '.join(known)}."
            yield Fault(
                ("roles", role), "unknown-role", "a role of policy.yml", f"`{role}`", cure, on_key=True
            )


def _incident(file: PostmortemFile, incidents: Incidents) -> Iterator[Fault]:
    if file.incident is None:
        return
    incident = incidents.find(file.incident)
    if incident is None:
        cure = did_you_mean(file.incident, incidents.ids) or (
            "Use the name of a file of content/incidents without its ending, or leave it out if nothing was public."
        )
        yield Fault(
            ("incident",), "unknown-incident", "an incident of content/incidents", f"`{file.incident}`", cure
        )
    elif incident.severity is not None and incident.severity != file.severity:
        expected = f"the severity of the incident, Sev{incident.severity}"
        cure = "Correct the one that is wrong."
        yield Fault(
            ("severity",), "severity-differs", expected, f"Sev{file.severity}", cure, level=Level.WARNING
        )


def _times(file: PostmortemFile, now: datetime) -> Iterator[Fault]:
    recorded = [(step, at) for step in STEPS if (at := getattr(file, step)) is not None]
    for (before, earlier), (after, late) in pairwise(recorded):
        if late < earlier:
            expected = f"a time not before `{before}` ({utc(earlier)})"
            yield Fault((after,), "reversed-times", expected, utc(late), "Correct one of the two.")
    for step, at in recorded:
        if at > now + _CLOCKS_DIFFER:
            found = f"{utc(at)}, and it is {utc(now)}"
            yield Fault((step,), "future", "a time that has come", found, "Correct the time.")


def _review(file: PostmortemFile) -> Iterator[Fault]:
    scheduled, held = file.review.scheduled, file.review.held
    if scheduled is not None and held is not None and held < scheduled:
        expected = f"a time not before `scheduled` ({utc(scheduled)})"
        cure = "Correct `held`, or set `scheduled` to the day it was moved to."
        yield Fault(("review", "held"), "reversed-times", expected, utc(held), cure)
    first = file.resolved or file.started
    if first is not None and held is not None and held < first:
        expected = f"a time after the incident ({utc(first)})"
        yield Fault(("review", "held"), "reversed-times", expected, utc(held), "Correct the time.")


def _published(file: PostmortemFile, process: Process) -> Iterator[Fault]:
    if not process.needs_postmortem(file.severity):
        return
    expected = f"in a published postmortem of a Sev{file.severity}"
    if not file.root_causes:
        cure = "Add `root_causes:` with ids of taxonomy.yml; `unknown` if it could not be established."
        yield Fault(("root_causes",), "incomplete", f"at least one root cause {expected}", "none", cure)
    if not file.actions:
        cure = "Add `actions:`, or set the status to in-review."
        yield Fault(("actions",), "incomplete", f"at least one corrective action {expected}", "none", cure)


def _actions(
    actions: Sequence[Action], to: References, since: date | None, *, complete: bool, strict: bool
) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, action in enumerate(actions):
        path: Path = ("actions", index)
        if action.id in seen:
            cure = "Give it an id of its own."
            yield Fault((*path, "id"), "duplicate-id", "an id used once", f"`{action.id}` again", cure)
        seen.add(action.id)
        yield from _addresses((*path, "addresses"), action, to.vocabulary)
        yield from _status(path, action, complete=complete)
        yield from _days(path, action, since, to.now.date())
        if complete:
            yield from _followable(path, action, Level.ERROR if strict else Level.WARNING)


def _addresses(path: Path, action: Action, vocabulary: Vocabulary) -> Iterator[Fault]:
    causes, factors = vocabulary.root_causes, vocabulary.contributing_factors
    for index, name in enumerate(action.addresses):
        if not causes.knows(name) and not factors.knows(name):
            cure = did_you_mean(name, [*causes.entries, *factors.entries]) or (
                "Use an id of `root_causes` or `contributing_factors` in taxonomy.yml."
            )
            expected = "a root cause or contributing factor of taxonomy.yml"
            yield Fault((*path, index), "unknown-id", expected, f"`{name}`", cure)


def _followable(path: Path, action: Action, level: Level) -> Iterator[Fault]:
    for key, expected, cure in (
        ("owner", "an owner", "Add `owner:` with the team or role that does it."),
        ("due", "a due day", "Add `due:` with a day, like 2026-04-10."),
        ("success", "a success criterion", "Add `success:` and say how anybody can see that it worked."),
    ):
        if getattr(action, key) is None:
            yield Fault((*path, key), "incomplete-action", expected, "none", cure, level=level)


def _status(path: Path, action: Action, *, complete: bool) -> Iterator[Fault]:
    if action.status in _CLOSED and action.closed is None and complete:
        expected, cure = f"the day it was {action.status}", "Add `closed:` with the day."
        yield Fault((*path, "closed"), "incomplete-action", expected, "none", cure)
    unmeant = f"no day for an action that is {action.status}"
    if action.status not in _CLOSED and action.closed is not None:
        cure = "Set the status to done, verified or declined, or remove the day."
        yield Fault((*path, "closed"), "closed-but-open", unmeant, f"{action.closed}", cure)
    if action.verified is not None and action.status is not ActionStatus.VERIFIED:
        cure = "Set the status to verified, or remove the day."
        yield Fault((*path, "verified"), "closed-but-open", unmeant, f"{action.verified}", cure)


def _days(path: Path, action: Action, since: date | None, today: date) -> Iterator[Fault]:
    closed, verified = action.closed, action.verified
    if closed is not None and closed > today:
        found = f"{closed}, and it is {today}"
        yield Fault((*path, "closed"), "future", "a day that has come", found, "Correct the day.")
    if closed is not None and since is not None and closed < since:
        expected, cure = f"a day not before it all began ({since})", "Correct the day."
        yield Fault((*path, "closed"), "reversed-times", expected, f"{closed}", cure)
    if verified is not None and closed is not None and verified < closed:
        expected, cure = f"a day not before `closed` ({closed})", "Correct one of the two."
        yield Fault((*path, "verified"), "reversed-times", expected, f"{verified}", cure)


def utc(moment: datetime) -> str:
    """A time as files write it."""
    return moment.strftime("%Y-%m-%d %H:%MZ")
