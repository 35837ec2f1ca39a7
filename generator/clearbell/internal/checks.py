"""Facts that the front matter alone can't know: ids that must exist, times in order, actions that can be followed up.

Each rule is a small function from values to faults with paths. Knows no text and no positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from clearbell.checks import CLOCKS_DIFFER
from clearbell.formats.postmortem import DrillFile, PostmortemFile, PostmortemStatus
from clearbell.formats.reader import Fault, did_you_mean
from clearbell.internal.action_checks import actions
from clearbell.internal.records import STEPS
from clearbell.internal.references import Incidents, References, utc
from clearbell.internal.vocabulary import Words
from clearbell.problems import Level
from clearbell.process import Process
from clearbell.yamlfile import Path


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
        *_review(file, to),
    ]
    strict = file.status is not PostmortemStatus.DRAFT
    since = file.started.date() if file.started else None
    faults += actions(file.actions, to, since, complete=not file.imported, strict=strict)
    if file.imported is None and file.status is PostmortemStatus.PUBLISHED:
        faults += _published(file, to.process)
    return faults


def drill(file: DrillFile, to: References) -> list[Fault]:
    """The front matter of a drill."""
    faults = [
        *_roles(file.roles, to.process),
        *actions(file.actions, to, file.date, complete=True, strict=True),
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
        if at > now + CLOCKS_DIFFER:
            found = f"{utc(at)}, and it is {utc(now)}"
            yield Fault((step,), "future", "a time that has come", found, "Correct the time.")


def _review(file: PostmortemFile, to: References) -> Iterator[Fault]:
    scheduled, held = file.review.scheduled, file.review.held
    within = to.process.review_within(file.severity)
    if scheduled is not None and scheduled > to.now and held is None and within and file.resolved:
        latest = to.by.calendar.after(file.resolved, within)
        if scheduled > latest and file.imported is None:
            expected = f"a time within {within} of the end, until {utc(latest)}"
            cure = "Move it forward, if people can come."
            yield Fault(
                ("review", "scheduled"), "late-review", expected, utc(scheduled), cure, level=Level.HINT
            )
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
    if not file.contributing_factors:
        cure = "Add `contributing_factors:` with ids of taxonomy.yml: what let it happen, or let it grow?"
        expected = f"at least one contributing factor {expected}"
        yield Fault(("contributing_factors",), "incomplete", expected, "none", cure, level=Level.WARNING)
