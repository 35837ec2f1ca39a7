"""A page for each cause, factor, trigger and service: what it means, when it occurred, with what, what is open, and the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from clearbell.formats.taxonomy import FactorKind
from clearbell.internal import places
from clearbell.internal.action_table import action_table
from clearbell.internal.archive import Archive
from clearbell.internal.dimensions import Dimension, dimensions
from clearbell.internal.listing import listing
from clearbell.internal.paging import paged
from clearbell.internal.patterns.panel import find
from clearbell.internal.prose import comma, count, day, escaped, front_matter, link, link_to, table
from clearbell.internal.quarters import by_quarter
from clearbell.internal.records import ActionLine, ActionState, Postmortem
from clearbell.internal.vocabulary import Entry

_COMPANY: Final = 6  # words of each list that are named
_ACTIONS: Final = 15
_ANSWERED: Final = ("cause", "factor")  # what an action may say that it answers
_SIDES: Final = ("", *(str(kind).capitalize() for kind in FactorKind))


def term_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The four indexes, and a page for every word."""
    all_ = dimensions(archive)
    for of in all_:
        against = _open_actions(archive, of)
        entries = sorted(
            map(of.words.entry, of.found), key=lambda it: (-len(of.found[it.id]), it.title.casefold())
        )
        yield of.index, _index(of, entries, against)
        for entry in entries:
            intro = [*_about(of, entry), *_numbers(archive, all_, of, entry)]
            intro += _against(archive, of, entry, against.get(entry.id, ()))
            intro.append("## Postmortems")
            yield from paged(
                of.place(entry.id), escaped(entry.title), of.found[entry.id], intro, partial(listing, archive)
            )


def _open_actions(archive: Archive, of: Dimension) -> Mapping[str, Sequence[ActionLine]]:
    """What isn't done yet, by word, the most urgent first: what says that it answers the word, or, where no action says
    so of such words, what comes from its postmortems.
    """
    found: dict[str, list[ActionLine]] = {}
    for line in archive.actions():
        if line.state is ActionState.DONE:
            continue
        if of.facet in _ANSWERED:
            names = of.words.with_wider(name for name in line.action.addresses if of.words.knows(name))
        else:
            names = of.of.get(line.source.id, ()) if isinstance(line.source, Postmortem) else ()
        for name in names:
            found.setdefault(name, []).append(line)
    return found


def _index(of: Dimension, entries: Sequence[Entry], against: Mapping[str, Sequence[ActionLine]]) -> str:
    text = [front_matter("navigation", "toc", searched=False), f"# {of.title}", of.intro, _basis(of)]
    heads = (of.one.capitalize(), "Postmortems", "Last", "Open actions", "What it means")
    for side in _SIDES:
        group = [entry for entry in entries if (str(entry.kind).capitalize() if entry.kind else "") == side]
        if group:
            text += [f"## {side}"] if side else []
            text.append(table(heads, [_row(of, entry, against) for entry in group], "terms"))
    return "\n\n".join(text) + "\n"


def _basis(of: Dimension) -> str:
    total, recorded = len(of.postmortems), len(of.of)
    basis = f"{recorded:,} of {count(total, 'postmortem')} {'names' if recorded == 1 else 'name'} a {of.one}"
    return f"{basis}; the others don't record it." if recorded < total else f"{basis}."


def _row(of: Dimension, entry: Entry, against: Mapping[str, Sequence[ActionLine]]) -> tuple[str, ...]:
    found = of.found[entry.id]
    return (
        link(of.index, of.place(entry.id), entry.title),
        f"{len(found):,}",
        day(found[0].day) if found else "never",
        f"{len(against.get(entry.id, ())):,}",
        escaped(entry.means or ""),
    )


def _about(of: Dimension, entry: Entry) -> Iterator[str]:
    """The definition, the words around this one, and how many postmortems name it."""
    if said := " ".join(_defined(of, entry)):
        yield said
    found = of.found[entry.id]
    near = sum(each.file.near_miss for each in found)
    numbers = f"{len(found):,} of {count(len(of.of), 'postmortem')} with a recorded {of.one}"
    if near:
        numbers += f", {near:,} near {'miss' if near == 1 else 'misses'} among them"
    search = link_to(of.place(entry.id), find(**{of.facet: entry.id}), "Search among them")
    yield f"{numbers}. {search}." if found else f"{numbers}."


def _defined(of: Dimension, entry: Entry) -> Iterator[str]:
    def named(entries: Sequence[Entry]) -> str:
        return comma(link(of.place(entry.id), of.place(other.id), other.title) for other in entries)

    others = of.words.entries.values()
    if entry.means:
        yield f"{escaped(entry.means)}."
    if entry.kind:
        yield f"A {entry.kind} factor."
    if entry.parent is not None:
        yield f"Wider term: {named([of.words.entry(entry.parent)])}."
    if narrower := [other for other in others if other.parent == entry.id]:
        yield f"Counts those of {named(narrower)}, too."
    if entry.component is not None:
        yield f"Customers see it as {named([of.words.entry(entry.component)])}."
    if behind := [other for other in others if other.component == entry.id and other != entry]:
        yield f"Behind it: {named(behind)}."
    if entry.retired:
        yield "Retired."


def _numbers(archive: Archive, all_: Sequence[Dimension], of: Dimension, entry: Entry) -> Iterator[str]:
    found = of.found[entry.id]
    if trend := by_quarter(found, archive.postmortems, archive.today):
        yield trend
    here = of.place(entry.id)
    tables = [company for other in all_ if (company := _company(here, other, found, of, entry))]
    if tables:
        yield "## Occurs with"
        yield (
            "So many incidents here, and so many of all, of those that record it. Whether that is more than chance is for "
            f"{link(here, places.PATTERNS, 'Patterns')} to say."
        )
        yield '<div class="kb-company">\n' + "\n".join(tables) + "\n</div>"


def _company(here: str, other: Dimension, found: Sequence[Postmortem], of: Dimension, entry: Entry) -> str:
    """The words of another list, or of the same, that stand beside this one most often."""
    recorded, counted = other.among(found)
    everywhere, of_all = other.incidents
    related = _family(of, entry) if other is of else frozenset()
    ranked = sorted(
        ((number, name) for name, number in counted.items() if name not in related),
        key=lambda it: (-it[0], it[1]),
    )
    rows = [
        (
            link(here, other.place(name), other.words.title(name)),
            f"{number:,} of {recorded:,}",
            f"{of_all[name]:,} of {everywhere:,}",
        )
        for number, name in ranked[:_COMPANY]
    ]
    return table((other.title, "Here", "Of all"), rows, "beside") if rows else ""


def _family(of: Dimension, entry: Entry) -> frozenset[str]:
    """The word itself, all wider and all narrower ones: they go together by what they mean."""
    narrower = (name for name in of.words.entries if entry.id in of.words.with_wider((name,)))
    return frozenset((*of.words.with_wider((entry.id,)), *narrower))


def _against(archive: Archive, of: Dimension, entry: Entry, lines: Sequence[ActionLine]) -> Iterator[str]:
    if not lines:
        return
    here = of.place(entry.id)
    yield "## Open actions"
    which = "meant to answer it" if of.facet in _ANSWERED else "from these postmortems"
    said = f"Not done yet: {count(len(lines), 'action')} {which}"
    if len(lines) > _ACTIONS:
        postmortems = link_to(here, find(**{of.facet: entry.id, "open": "1"}), "all their postmortems")
        said += f". Here are the {_ACTIONS} most urgent, and {postmortems}"
    yield f"{said}."
    yield action_table(archive, here, lines[:_ACTIONS], with_source=True)
