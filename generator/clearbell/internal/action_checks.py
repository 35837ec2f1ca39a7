"""Whether corrective actions can be followed up: ids, days in order, an owner, an end, and how anybody sees that it worked.

Knows nothing of the text around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from clearbell.formats.postmortem import Action, ActionStatus
from clearbell.formats.reader import Fault, did_you_mean, shown
from clearbell.internal.references import References
from clearbell.internal.vocabulary import Vocabulary
from clearbell.language.patterns import patterns
from clearbell.problems import Level
from clearbell.yamlfile import Path

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT: Final = 4  # words, below which "improve" names nothing
_CLOSED: Final = (ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.DECLINED)


def actions(
    listed: Sequence[Action], to: References, since: date | None, *, complete: bool, strict: bool
) -> Iterator[Fault]:
    """All of a file's. *since*: the day it all began. *complete*: whether they have to be; *strict*: or it is an error."""
    seen: set[str] = set()
    for index, action in enumerate(listed):
        path: Path = ("actions", index)
        if action.id in seen:
            cure = "Give it an id of its own."
            yield Fault((*path, "id"), "duplicate-id", "an id used once", f"`{action.id}` again", cure)
        seen.add(action.id)
        yield from _addresses((*path, "addresses"), action, to.vocabulary)
        yield from _status(path, action, complete=complete)
        yield from _days(path, action, since, to.by.today)
        if complete:
            yield from _followable(path, action, Level.ERROR if strict else Level.WARNING)
        if complete and action.status not in _CLOSED:
            yield from _worded(path, action, to.language, Level.WARNING if strict else Level.HINT)
            yield from _day_off(path, action, to)


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
    if action.category is None:
        cure = "Add `category:` with technical, process, monitoring, training or automation."
        weaker = Level.WARNING if level is Level.ERROR else Level.HINT
        yield Fault((*path, "category"), "incomplete-action", "a category", "none", cure, level=weaker)


def _worded(path: Path, action: Action, language: str, level: Level) -> Iterator[Fault]:
    """What has been done by now is past better words."""
    words = patterns(language, "postmortem")
    if words is None:
        return
    short = len(action.what.split()) < _SHORT
    if words["no-verb"].match(action.what):
        expected, cure = "a verb first", "Begin with what will be done: Add, Alert, Limit, Move, Refuse ..."
    elif words["no-end"].match(action.what) or (short and words["improve"].match(action.what)):
        expected, cure = (
            "something that can be finished",
            "Name the thing that will be there when it is done.",
        )
    else:
        expected = cure = ""
    if expected:
        yield Fault((*path, "what"), "vague-action", expected, shown(action.what), cure, level=level)
    success = action.success or ""
    seen = words["seen"].search(success) and not words["felt"].search(success)
    if success and not words["counted"].search(success) and not seen:
        expected = "something to count or to look at"
        cure = "Say what anybody would see: a number with its limit, or what happens when it is tried."
        yield Fault((*path, "success"), "vague-success", expected, shown(success), cure, level=level)


def _day_off(path: Path, action: Action, to: References) -> Iterator[Fault]:
    due, calendar = action.due, to.by.calendar
    if due is None or due < to.by.today or calendar.works(due):
        return
    found = f"{due}, a {'holiday' if due in calendar.holidays else _DAYS[due.weekday()]}"
    cure = "Choose a working day."
    yield Fault(
        (*path, "due"), "due-on-day-off", "a day on which somebody works", found, cure, level=Level.HINT
    )


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
    closed, verified, due = action.closed, action.verified, action.due
    if due is not None and since is not None and due < since:
        expected, cure = f"a day not before it all began ({since})", "Correct the day."
        yield Fault((*path, "due"), "reversed-times", expected, f"{due}", cure)
    if closed is not None and closed > today:
        found = f"{closed}, and it is {today}"
        yield Fault((*path, "closed"), "future", "a day that has come", found, "Correct the day.")
    if closed is not None and since is not None and closed < since:
        expected, cure = f"a day not before it all began ({since})", "Correct the day."
        yield Fault((*path, "closed"), "reversed-times", expected, f"{closed}", cure)
    if verified is not None and closed is not None and verified < closed:
        expected, cure = f"a day not before `closed` ({closed})", "Correct one of the two."
        yield Fault((*path, "verified"), "reversed-times", expected, f"{verified}", cure)
