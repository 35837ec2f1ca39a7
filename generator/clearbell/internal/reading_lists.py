"""Reading lists: postmortems that newcomers or a team should know, with what each is about and what it teaches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from clearbell.commonmark import plain
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.paging import paged
from clearbell.internal.prose import comma, day, escaped, front_matter, in_words, length, link, table
from clearbell.internal.records import Postmortem

_ROWS: Final = 50
_LONG: Final = 360  # characters of a text
_WORDS_A_MINUTE: Final = 200
_BLANK: Final = re.compile(r" (?=[,.;:?!)])")  # where markup ended


def reading_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """The index and a page for each list, which begins with what is oldest: later ones often build on it."""
    lists: dict[str, list[Postmortem]] = {}
    for postmortem in reversed(archive.postmortems):
        for name in postmortem.file.case_study:
            lists.setdefault(name, []).append(postmortem)
    yield places.READING, _index(lists)
    for name, found in lists.items():
        minutes = sum(map(_minutes, found))
        intro = (
            f"{_many(len(found))}, oldest first; about {minutes:,} minutes to read. "
            f"{link(places.reading_list(name), places.READING, 'All lists')}."
        )
        yield from paged(
            places.reading_list(name),
            escaped(_title(name)),
            found,
            [intro],
            partial(_studies, archive),
            size=_ROWS,
        )


def _index(lists: dict[str, list[Postmortem]]) -> str:
    here = places.READING
    text = [
        front_matter("navigation", "toc", searched=False),
        "# Reading lists",
        "Postmortems worth reading for who is new, or new to a subject. A postmortem belongs to the lists in its `case_study`.",
    ]
    rows = [
        (
            link(here, places.reading_list(name), _title(name)),
            f"{len(found):,}",
            f"{sum(map(_minutes, found)):,} min",
            day(found[-1].day),
        )
        for name, found in sorted(lists.items())
    ]
    text.append(
        table(("List", "Case studies", "To read", "Newest from"), rows, "lists")
        if rows
        else "There is none yet."
    )
    return "\n\n".join(text) + "\n"


def _studies(archive: Archive, here: str, found: Sequence[Postmortem]) -> str:
    return "\n\n".join(_study(archive, here, postmortem) for postmortem in found)


def _study(archive: Archive, here: str, postmortem: Postmortem) -> str:
    file, words = postmortem.file, archive.vocabulary
    facts = (
        day(postmortem.day),
        f"Sev{file.severity}",
        *((f"lasted {length(postmortem.lasted)}",) if postmortem.lasted is not None else ()),
        comma(link(here, places.service(it.id), it.title) for it in map(words.services.entry, file.services)),
        comma(
            link(here, places.cause(it.id), it.title) for it in map(words.root_causes.entry, file.root_causes)
        ),
        f"{_minutes(postmortem)} min to read",
    )
    text = [
        f"## {link(here, places.postmortem(postmortem.id), file.title)}",
        f'<p class="kb-more">{"; ".join(facts)}</p>',
    ]
    if summary := _beginning(postmortem, "Incident Summary"):
        text.append(f'<p class="kb-text">{escaped(summary)}</p>')
    if lessons := _beginning(postmortem, "Lessons Learned"):
        text.append(f'<p class="kb-text"><em>What it teaches:</em> {escaped(lessons)}</p>')
    return "\n\n".join(part for part in text if part)


def _beginning(postmortem: Postmortem, section: str) -> str:
    """How a section begins, in one line."""
    text = next((plain(part.html) for part in postmortem.parts if part.title == section), "")
    text = _BLANK.sub("", text)
    if len(text) <= _LONG:
        return text
    return f"{text[:_LONG].rpartition(' ')[0].rstrip(',;:.')} ..."


def _minutes(postmortem: Postmortem) -> int:
    words = sum(len(plain(part.html).split()) for part in postmortem.parts)
    return max(1, round(words / _WORDS_A_MINUTE))


def _title(name: str) -> str:
    return in_words(name).capitalize()


def _many(number: int) -> str:
    return f"{number:,} case {'study' if number == 1 else 'studies'}"
