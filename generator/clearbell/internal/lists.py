"""Lists of postmortems: the front page, years, and a page for each cause, factor and service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import (
    NOT_RECORDED,
    comma,
    count,
    day,
    escaped,
    front_matter,
    in_words,
    length,
    link,
    stamp,
    table,
)
from clearbell.internal.records import ActionState, Postmortem
from clearbell.internal.vocabulary import Entry, Words

_RECENT = 50


def front_page(archive: Archive) -> Iterator[tuple[str, str]]:
    """The front page, and a list for each year when there are many."""
    here, total = places.FRONT, len(archive.postmortems)
    states = [line.state for line in archive.actions()]
    late = count(states.count(ActionState.LATE), "action")
    intro = (
        f"What went wrong at {escaped(archive.settings.name)}, why, and what was done about it: "
        f"{count(total, 'postmortem')} and {count(len(archive.drills), 'drill')}. "
        f"{link(here, places.FIND, 'Find')} searches them by words and by whatever else is recorded; or go by "
        f"{link(here, places.CAUSES, 'cause')}, "
        f"{link(here, places.FACTORS, 'contributing factor')} or {link(here, places.SERVICES, 'service')}. "
        f"{late} {'is' if states.count(ActionState.LATE) == 1 else 'are'} {link(here, places.ACTIONS, 'late')}."
    )
    text = [front_matter("navigation", "toc", searched=False), "# Postmortems", intro]
    if archive.settings.demo_now is not None:
        text.append(f"This is a demonstration; its time stands still at {stamp(archive.now)}.")
    if total <= places.ROWS:
        yield here, "\n\n".join([*text, *_listing(archive, here, archive.postmortems, linked=True)]) + "\n"
        return
    years: dict[int, list[Postmortem]] = {}
    for postmortem in archive.postmortems:
        years.setdefault(postmortem.day.year if postmortem.day else 0, []).append(postmortem)
    named = (
        f"{link(here, places.year(number), _year(number))} ({len(found):,})"
        for number, found in years.items()
    )
    text += [
        f"By year: {comma(named)}",
        "## Newest",
        *_listing(archive, here, archive.postmortems[:_RECENT], linked=True),
    ]
    yield here, "\n\n".join(text) + "\n"
    for number, found in years.items():
        intro = f"{count(len(found), 'postmortem')} of {total:,}, newest first."
        yield from _paged(archive, places.year(number), escaped(_year(number)), [intro], found)


@dataclass(frozen=True, slots=True)
class _Dimension:
    """Causes, factors or services: their words, where they lie, and who names them."""

    index: str
    title: str
    one: str
    intro: str
    words: Words
    place: Callable[[str], str]
    found: Mapping[str, Sequence[Postmortem]]
    recorded: int


def cause_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index of root causes and a page for each."""
    yield from _dimension(
        archive,
        _Dimension(
            places.CAUSES,
            "Causes",
            "root cause",
            "The mechanism that failed. A postmortem may have more than one.",
            archive.vocabulary.root_causes,
            places.cause,
            archive.by_cause(),
            sum(bool(postmortem.file.root_causes) for postmortem in archive.postmortems),
        ),
    )


def factor_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index of contributing factors and a page for each."""
    yield from _dimension(
        archive,
        _Dimension(
            places.FACTORS,
            "Factors",
            "contributing factor",
            "Conditions that let an incident happen or grow. A postmortem may have more than one.",
            archive.vocabulary.contributing_factors,
            places.factor,
            archive.by_factor(),
            sum(bool(postmortem.file.contributing_factors) for postmortem in archive.postmortems),
        ),
    )


def service_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index of services and a page for each."""
    yield from _dimension(
        archive,
        _Dimension(
            places.SERVICES,
            "Services",
            "service",
            "Components as customers know them, and the services behind them. A postmortem may name more than one.",
            archive.vocabulary.services,
            places.service,
            archive.by_service(),
            sum(bool(postmortem.file.services) for postmortem in archive.postmortems),
        ),
    )


def _dimension(archive: Archive, of: _Dimension) -> Iterator[tuple[str, str]]:
    entries = [of.words.entry(name) for name in of.found]
    entries.sort(key=lambda entry: (-len(of.found[entry.id]), entry.title.casefold()))
    text = [front_matter("navigation", "toc", searched=False), f"# {of.title}", of.intro, _basis(archive, of)]
    for heading, group in _groups(entries):
        if heading:
            text.append(f"## {heading}")
        rows = [_term_row(of, entry) for entry in group]
        text.append(table((of.one.capitalize(), "Postmortems", "Last", "What it means"), rows, "terms"))
    yield of.index, "\n\n".join(text) + "\n"
    for entry in entries:
        yield from _term_pages(archive, of, entry)


def _basis(archive: Archive, of: _Dimension) -> str:
    total = len(archive.postmortems)
    names = "names" if of.recorded == 1 else "name"
    basis = f"{of.recorded:,} of {count(total, 'postmortem')} {names} a {of.one}"
    return f"{basis}; the others don't record it." if of.recorded < total else f"{basis}."


def _groups(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Factors by their side, everything else together."""
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind.capitalize() if entry.kind else "", []).append(entry)
    return sorted(kinds.items(), key=lambda item: ["", "Technical", "Process", "Human"].index(item[0]))


def _term_row(of: _Dimension, entry: Entry) -> tuple[str, ...]:
    found = of.found[entry.id]
    last = day(found[0].day) if found else "never"
    return link(of.index, of.place(entry.id), entry.title), str(len(found)), last, escaped(entry.means or "")


def _term_pages(archive: Archive, of: _Dimension, entry: Entry) -> Iterator[tuple[str, str]]:
    here, found = of.place(entry.id), of.found[entry.id]
    text = []
    if entry.means:
        text.append(escaped(entry.means) + ".")
    if entry.kind:
        text.append(f"A {entry.kind} factor.")
    if entry.parent is not None:
        wider = of.words.entry(entry.parent)
        text.append(f"Wider term: {link(here, of.place(wider.id), wider.title)}.")
    narrower = [other for other in of.words.entries.values() if other.parent == entry.id]
    if narrower:
        text.append(f"Counts those of {comma(link(here, of.place(e.id), e.title) for e in narrower)}, too.")
    if entry.component is not None:
        seen = of.words.entry(entry.component)
        text.append(f"Customers see it as {link(here, of.place(seen.id), seen.title)}.")
    behind = [other for other in of.words.entries.values() if other.component == entry.id and other != entry]
    if behind:
        text.append(f"Behind it: {comma(link(here, of.place(e.id), e.title) for e in behind)}.")
    if entry.retired:
        text.append("Retired.")
    text.append(f"{len(found):,} of {count(of.recorded, 'postmortem')} with a recorded {of.one}.")
    yield from _paged(archive, here, escaped(entry.title), text, found)


def _paged(
    archive: Archive, path: str, title: str, intro: Sequence[str], found: Sequence[Postmortem]
) -> Iterator[tuple[str, str]]:
    for sheet in places.sheets(path, found):
        text = [
            front_matter("navigation", "toc", searched=False),
            f"# {title}" + (f", page {sheet.number} of {sheet.of}" if sheet.number > 1 else ""),
        ]
        text += [*(intro if sheet.number == 1 else ()), *_listing(archive, sheet.path, sheet.rows)]
        if sheet.of > 1:
            text.append(turning(sheet, path))
        yield sheet.path, "\n\n".join(text) + "\n"


def turning(sheet: places.Sheet[object], path: str) -> str:
    """The links between the pages of a list."""
    numbers = [
        f"<strong>{number}</strong>"
        if number == sheet.number
        else link(sheet.path, places.sheet(path, number), str(number))
        for number in range(1, sheet.of + 1)
    ]
    return "Page " + " ".join(numbers)


def _listing(
    archive: Archive, here: str, postmortems: Sequence[Postmortem], *, linked: bool = False
) -> list[str]:
    """A row for each. *linked*: services and causes as links, which a page that lists one of them can do without."""
    if not postmortems:
        return ["No postmortem here."]
    heads = ("Day", "Postmortem", "Severity", "Lasted", "Services", "Root causes", "Status")
    rows = [_row(archive, here, postmortem, linked=linked) for postmortem in postmortems]
    return [table(heads, rows, "list")]


def _row(archive: Archive, here: str, postmortem: Postmortem, *, linked: bool) -> tuple[str, ...]:
    file, words = postmortem.file, archive.vocabulary

    def named(entry: Entry, place: Callable[[str], str]) -> str:
        return link(here, place(entry.id), entry.title) if linked else escaped(entry.title)

    return (
        postmortem.day.isoformat() if postmortem.day else NOT_RECORDED,
        link(here, places.postmortem(postmortem.id), file.title),
        f"Sev{file.severity}",
        "near miss" if file.near_miss and postmortem.lasted is None else length(postmortem.lasted),
        comma(named(words.services.entry(name), places.service) for name in file.services),
        comma(named(words.root_causes.entry(name), places.cause) for name in file.root_causes),
        in_words(file.status),
    )


def _year(number: int) -> str:
    return str(number) if number else "Day not recorded"
