"""The facets by which postmortems are browsed: their values with titles, and which of them each postmortem has.

A pure function of the archive. The names of facets are the keys of Find's address and the options of `clearbell search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.formats.postmortem import PostmortemStatus
from clearbell.formats.taxonomy import FactorKind
from clearbell.internal.archive import Archive
from clearbell.internal.prose import in_words
from clearbell.internal.records import ActionLine, ActionState, Postmortem
from clearbell.internal.vocabulary import Words

YES: Final = "1"
_GROUPS: Final = ("", *map(str, FactorKind))
TITLES: Final = {
    "cause": "Root cause",
    "factor": "Contributing factor",
    "trigger": "Trigger",
    "service": "Service",
    "severity": "Severity",
    "year": "Year",
    "detection": "Detected by",
    "mitigation": "Ended by",
    "status": "Status",
    "nearmiss": "Near miss",
    "open": "Open actions",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet. `group`: the side of a factor."""

    id: str
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """`values` in the order in which they are listed; `of`: the ids that each postmortem has, newest first."""

    values: tuple[Value, ...]
    of: tuple[tuple[str, ...], ...]


def facets(archive: Archive) -> Mapping[str, Facet]:
    """All of them, by name. A postmortem with a narrower cause or factor has the wider ones as well."""
    words = archive.vocabulary

    def termed(named: Words, names: Callable[[Postmortem], Iterable[str | None]]) -> Facet:
        of = [
            named.with_wider(name for name in names(postmortem) if name) for postmortem in archive.postmortems
        ]
        return _facet(of, lambda name: _value(named, name))

    def plain(names: Callable[[Postmortem], Iterable[str]], title: Callable[[str], str]) -> Facet:
        return _facet([tuple(names(it)) for it in archive.postmortems], lambda name: Value(name, title(name)))

    by_name = {
        "cause": termed(words.root_causes, lambda it: it.file.root_causes),
        "factor": termed(words.contributing_factors, lambda it: it.file.contributing_factors),
        "trigger": termed(words.triggers, lambda it: [it.file.trigger]),
        "service": termed(words.services, lambda it: it.file.services),
        "severity": plain(
            lambda it: [str(it.file.severity)], lambda name: archive.process.severity(int(name))
        ),
        "year": plain(lambda it: [f"{it.day.year}"] if it.day else [], str),
        "detection": termed(words.detection, lambda it: [it.file.detection]),
        "mitigation": termed(words.mitigation, lambda it: it.file.mitigation),
        "status": plain(lambda it: [str(it.file.status)], lambda name: in_words(name).capitalize()),
        "nearmiss": plain(lambda it: [YES] if it.file.near_miss else [], lambda _: "Near misses only"),
        "open": plain(lambda it: _open(archive, it), lambda _: "With open actions only"),
    }
    return {name: _sorted(name, facet) for name, facet in by_name.items()}


def _facet(of: Sequence[tuple[str, ...]], value: Callable[[str], Value]) -> Facet:
    named = dict.fromkeys(name for names in of for name in names)
    return Facet(tuple(map(value, named)), tuple(of))


def _value(words: Words, name: str) -> Value:
    entry = words.entry(name)
    return Value(entry.id, entry.title, str(entry.kind) if entry.kind else "")


def _open(archive: Archive, postmortem: Postmortem) -> Iterable[str]:
    lines = (ActionLine.of(action, postmortem, archive.today) for action in postmortem.file.actions)
    return [YES] if any(line.state is not ActionState.DONE for line in lines) else []


def _sorted(name: str, facet: Facet) -> Facet:
    return Facet(tuple(sorted(facet.values, key=lambda value: _place(name, value))), facet.of)


def _place(name: str, value: Value) -> tuple[int, str]:
    """Severities, years and states have an order of their own; the rest comes by its title, factors by their side."""
    if name == "severity":
        return int(value.id), ""
    if name == "year":
        return -int(value.id), ""
    if name == "status":
        return list(PostmortemStatus).index(PostmortemStatus(value.id)), ""
    return _GROUPS.index(value.group), value.title.casefold()
