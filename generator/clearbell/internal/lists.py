"""The front page with the newest postmortems, and a list for each year when there are many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.listing import listing
from clearbell.internal.paging import paged
from clearbell.internal.prose import comma, count, escaped, front_matter, link, stamp
from clearbell.internal.records import ActionState, Postmortem

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
        yield here, "\n\n".join([*text, listing(archive, here, archive.postmortems, linked=True)]) + "\n"
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
        listing(archive, here, archive.postmortems[:_RECENT], linked=True),
    ]
    yield here, "\n\n".join(text) + "\n"
    for number, found in years.items():
        intro = f"{count(len(found), 'postmortem')} of {total:,}, newest first."
        yield from paged(
            places.year(number), escaped(_year(number)), found, [intro], partial(listing, archive)
        )


def _year(number: int) -> str:
    return str(number) if number else "Day not recorded"
