"""All corrective actions: how they stand, by owner, category and kind, how long they take, and whether they worked.

Every list is cut into pages; of what is closed, owners and categories show the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from clearbell.formats.postmortem import ActionCategory, ActionKind, ActionStatus
from clearbell.internal import measures_page, patterns_page, places
from clearbell.internal.action_table import action_table
from clearbell.internal.archive import Archive
from clearbell.internal.paging import paged
from clearbell.internal.patterns.ages import action_ages
from clearbell.internal.patterns.recurrence import action_recurrence
from clearbell.internal.prose import NOT_RECORDED, count, day, escaped, front_matter, link, table
from clearbell.internal.records import ActionLine, ActionState
from clearbell.internal.slugs import slugs

_ROWS: Final = 100
_URGENT: Final = 25  # late and due ones on the first page
_OWNERS: Final = 15
_CLOSED: Final = 50  # closed ones in the list of an owner, a category, a kind


@dataclass(frozen=True, slots=True)
class _State:
    """One way for an action to stand, as people ask for it."""

    name: str
    title: str
    means: str
    holds: Callable[[ActionLine], bool]


def _is(status: ActionStatus) -> Callable[[ActionLine], bool]:
    return lambda line: line.action.status is status


_STATES: Final = (
    _State("late", "Late", "Not done, and the day has passed.", lambda line: line.state is ActionState.LATE),
    _State(
        "due-soon",
        "Due soon",
        "Not done, and due within 14 days.",
        lambda line: line.state is ActionState.DUE,
    ),
    _State(
        "open", "Open", "Not done, and due later or on no day.", lambda line: line.state is ActionState.OPEN
    ),
    _State("done", "Done", "Done; that it worked hasn't been seen yet.", _is(ActionStatus.DONE)),
    _State("verified", "Verified", "Done, and seen to work.", _is(ActionStatus.VERIFIED)),
    _State("declined", "Declined", "Decided against.", _is(ActionStatus.DECLINED)),
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Actions that have something in common, and where they are listed."""

    title: str
    path: str
    lines: Sequence[ActionLine]


def actions_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The overview, and every list it leads to."""
    lines = archive.actions()
    by_owner = _owners(lines)
    by_category = list(_by(lines, "category", ActionCategory, lambda line: line.action.category))
    by_kind = list(_by(lines, "kind", ActionKind, lambda line: line.action.kind))
    yield places.ACTIONS, _overview(archive, lines, by_owner, by_category, by_kind)
    for state in _STATES:
        chosen = [line for line in lines if state.holds(line)]
        yield from _list(
            archive, _Group(f"{state.title} actions", places.actions(state.name), chosen), state.means
        )
    everything = _Group("All actions", places.actions("all"), lines)
    yield from _list(archive, everything, f"{_counted(lines)}. What isn't done comes first.")
    for group in (*by_owner, *by_category, *by_kind):
        said = f"{_counted(group.lines)}. What isn't done comes first."
        closed = sum(line.state is ActionState.DONE for line in group.lines)
        if closed > _CLOSED:
            said += f" Of what is closed, the newest {_CLOSED} are here."
        shown = group.lines[: len(group.lines) - max(0, closed - _CLOSED)]
        yield from _list(archive, _Group(f"Actions: {group.title}", group.path, shown), said)
    yield from paged(
        places.OWNERS, "Owners of actions", by_owner, [], lambda here, some: _groups(here, "Owner", some)
    )


def _list(archive: Archive, group: _Group, intro: str) -> Iterator[tuple[str, str]]:
    listed = partial(action_table, archive, with_source=True)
    back = f"{intro} {link(group.path, places.ACTIONS, 'Back to actions')}."
    yield from paged(group.path, escaped(group.title), group.lines, [back], listed, size=_ROWS)


def _overview(
    archive: Archive,
    lines: Sequence[ActionLine],
    by_owner: Sequence[_Group],
    by_category: Sequence[_Group],
    by_kind: Sequence[_Group],
) -> str:
    here = places.ACTIONS
    text = [
        front_matter("navigation", "toc", searched=False),
        "# Actions",
        f"{count(len(lines), 'corrective action')} from postmortems and drills, as they stand on {day(archive.today)}.",
    ]
    stand = [
        (
            link(here, places.actions(state.name), state.title),
            f"{sum(map(state.holds, lines)):,}",
            state.means,
        )
        for state in _STATES
    ]
    everything = link(here, places.actions("all"), "All")
    stand.append((everything, f"{len(lines):,}", "In one list; what isn't done comes first."))
    text.append(table(("", "Actions", ""), stand, "stand", searched=False))
    for state in _STATES[:2]:
        if chosen := [line for line in lines if state.holds(line)]:
            text += [f"## {state.title}", action_table(archive, here, chosen[:_URGENT], with_source=True)]
            if len(chosen) > _URGENT:
                text.append(link(here, places.actions(state.name), f"All {len(chosen):,}"))
    if by_owner:
        text += ["## By owner", _groups(here, "Owner", by_owner[:_OWNERS])]
        if len(by_owner) > _OWNERS:
            text.append(link(here, places.OWNERS, f"All {len(by_owner):,} owners"))
        text += ["## By category", _groups(here, "Category", by_category)]
        text += ["## By kind", _groups(here, "Kind", by_kind)]
    text.append(measures_page.drawn(action_ages(archive)))
    text.append(patterns_page.drawn(action_recurrence(archive)))
    return "\n\n".join(text) + "\n"


def _groups(here: str, one: str, groups: Sequence[_Group]) -> str:
    if not groups:
        return "No action yet."
    heads = (one, *(state.title for state in _STATES))
    rows = [
        (
            link(here, group.path, group.title),
            *(f"{sum(map(state.holds, group.lines)):,}" for state in _STATES),
        )
        for group in groups
    ]
    return table(heads, rows, "groups")


def _owners(lines: Sequence[ActionLine]) -> list[_Group]:
    """Who has most to do comes first."""
    found: dict[str, list[ActionLine]] = {}
    for line in lines:
        found.setdefault(line.action.owner or NOT_RECORDED, []).append(line)
    path = slugs(found)
    groups = [_Group(name, places.owner(path[name]), some) for name, some in found.items()]
    return sorted(groups, key=lambda group: (-_open(group.lines), group.title))


def _by(
    lines: Sequence[ActionLine],
    what: str,
    words: type[ActionCategory | ActionKind],
    of: Callable[[ActionLine], str | None],
) -> Iterator[_Group]:
    """A group for each word that is used, and one for what records none."""
    for word in (*words, None):
        if some := [line for line in lines if of(line) == word]:
            name = str(word or "none")
            title = name.capitalize() if word else f"{what.capitalize()} {NOT_RECORDED}"
            yield _Group(title, places.actions(f"{what}-{name}"), some)


def _counted(lines: Sequence[ActionLine]) -> str:
    numbers: Mapping[str, int] = {state.title.lower(): sum(map(state.holds, lines)) for state in _STATES}
    said = ", ".join(f"{number:,} {title}" for title, number in numbers.items() if number)
    return f"{count(len(lines), 'action')}: {said}"


def _open(lines: Sequence[ActionLine]) -> int:
    return sum(line.state is not ActionState.DONE for line in lines)
