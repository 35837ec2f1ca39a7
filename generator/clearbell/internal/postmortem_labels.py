"""What a postmortem is labelled with, as a table: each word leads to its page, or to the search for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from clearbell.formats.taxonomy import FactorKind
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.panel import find
from clearbell.internal.prose import (
    NOT_RECORDED,
    comma,
    escaped,
    in_words,
    link,
    link_to,
    outside,
    stamp,
    table,
)
from clearbell.internal.records import ActionLine, Postmortem
from clearbell.internal.vocabulary import Entry, Words

_KINDS: Final = (*FactorKind, None)


def labels(archive: Archive, postmortem: Postmortem, lines: Sequence[ActionLine]) -> str:
    """*lines*: its corrective actions as they stand."""
    return table(("", ""), _rows(archive, postmortem, lines), "labels")


def _rows(archive: Archive, postmortem: Postmortem, lines: Sequence[ActionLine]) -> Iterator[tuple[str, str]]:
    file, words = postmortem.file, archive.vocabulary
    here = places.postmortem(postmortem.id)
    yield "Root causes", _linked(here, words.root_causes, file.root_causes, places.cause)
    yield "Factors", _by_kind(here, map(words.contributing_factors.entry, file.contributing_factors))
    yield "Trigger", _linked(here, words.triggers, [file.trigger] if file.trigger else [], places.trigger)
    yield (
        "Detected by",
        _sought(here, words.detection, "detection", [file.detection] if file.detection else []),
    )
    yield "Ended by", _sought(here, words.mitigation, "mitigation", file.mitigation)
    yield "Customers", _impact(postmortem)
    if file.incident is not None:
        yield "Public incident", _incident(postmortem)
    if lines:
        states = [str(line.state) for line in lines]
        numbers = comma(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        yield "Actions", f'<a href="#corrective-actions">{numbers}</a>'
    if file.roles:
        titles = archive.process.role_titles
        yield (
            "Roles",
            comma(f"{escaped(titles.get(role, role))}: {escaped(team)}" for role, team in file.roles.items()),
        )
    yield "Review", _review(postmortem)
    if file.case_study:
        yield (
            "Reading lists",
            comma(
                link(here, places.reading_list(name), in_words(name).capitalize()) for name in file.case_study
            ),
        )
    if file.tags:
        yield "Tags", comma(map(escaped, file.tags))
    if file.imported is not None:
        yield "Imported from", escaped(file.imported)


def _linked(here: str, words: Words, names: Iterable[str], place: Callable[[str], str]) -> str:
    return comma(link(here, place(entry.id), entry.title) for entry in map(words.entry, names))


def _by_kind(here: str, entries: Iterable[Entry]) -> str:
    """Factors with the side they come from, each side a line."""
    listed = list(entries)
    found = {
        kind: comma(
            link(here, places.factor(entry.id), entry.title) for entry in listed if entry.kind is kind
        )
        for kind in _KINDS
        if any(entry.kind is kind for entry in listed)
    }
    return "<br>".join(f"{kind}: {named}" if kind else named for kind, named in found.items()) or NOT_RECORDED


def _sought(here: str, words: Words, facet: str, names: Iterable[str]) -> str:
    """Words without a page of their own lead to the search for them."""
    return comma(link_to(here, find(**{facet: entry.id}), entry.title) for entry in map(words.entry, names))


def _impact(postmortem: Postmortem) -> str:
    impact = postmortem.file.customer_impact
    if impact is None:
        return "nothing reached them" if postmortem.file.near_miss else NOT_RECORDED
    number = f" ({impact.customers:,} customers)" if impact.customers is not None else ""
    return escaped(impact.summary) + number


def _incident(postmortem: Postmortem) -> str:
    incident = postmortem.incident
    if incident is None or incident.url is None:
        return f"{escaped(postmortem.file.incident or '')} (not published)"
    return outside(incident.url, incident.title or incident.id)


def _review(postmortem: Postmortem) -> str:
    review = postmortem.file.review
    if review.held is not None:
        return f"held {stamp(review.held)}"
    return f"scheduled for {stamp(review.scheduled)}" if review.scheduled else NOT_RECORDED
