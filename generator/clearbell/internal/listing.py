"""Postmortems as a table: a row for each. Knows no page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import NOT_RECORDED, comma, escaped, in_words, length, link, table
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Entry


def listing(archive: Archive, here: str, postmortems: Sequence[Postmortem], *, linked: bool = False) -> str:
    """A row for each. *linked*: services and causes as links, which a page that lists one of them can do without."""
    if not postmortems:
        return "No postmortem here."
    heads = ("Day", "Postmortem", "Severity", "Lasted", "Services", "Root causes", "Status")
    rows = [_row(archive, here, postmortem, linked=linked) for postmortem in postmortems]
    return table(heads, rows, "list")


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
