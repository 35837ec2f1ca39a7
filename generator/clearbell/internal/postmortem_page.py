"""The page of one postmortem: five facts, the times as a bar, the text with whys and actions, what customers read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from clearbell.internal import places
from clearbell.internal.action_table import action_table, state_in_words
from clearbell.internal.archive import Archive
from clearbell.internal.ladder import given, in_text, ladder
from clearbell.internal.markdown import Part
from clearbell.internal.postmortem_labels import labels
from clearbell.internal.prose import (
    NOT_RECORDED,
    comma,
    day,
    escaped,
    front_matter,
    in_words,
    length,
    link,
    stamp,
    table,
)
from clearbell.internal.records import ActionLine, Postmortem
from clearbell.internal.related_list import related_list
from clearbell.internal.standing import Standing, page
from clearbell.internal.timebar import time_bar
from clearbell.internal.told import told
from clearbell.internal.whys import ANALYSIS, FIVE_WHYS, is_five_whys

_ACTIONS = "Corrective Actions"


def postmortem_pages(archive: Archive) -> Iterator[tuple[str, str | Standing]]:
    """Those of which nothing changed, nor of what stands near them, need only stand."""
    for postmortem, text in zip(archive.postmortems, archive.texts, strict=True):
        near = [
            (other.id, other.file.title, other.day, each.reason, each.strength)
            for each in archive.related[postmortem.id]
            for other in (archive.postmortems[each.number],)
        ]
        made = partial(_page, archive, postmortem)
        written = "\n".join(
            part.html for part in postmortem.parts
        )  # whether a link leads somewhere shows in it
        of = f"{text.key}\n{archive.today}\n{near}\n{written}"
        yield places.postmortem(postmortem.id), page(archive.memory, postmortem.id, of, made)


def _page(archive: Archive, postmortem: Postmortem) -> str:
    here = places.postmortem(postmortem.id)
    lines = [ActionLine.of(action, postmortem, archive.today) for action in postmortem.file.actions]
    public = postmortem.incident
    text = [
        front_matter("navigation", actions=[_beside(line) for line in lines]),
        f"# {escaped(postmortem.file.title)}",
        _facts(archive, postmortem, here),
        time_bar(postmortem.times) or f"Times: {NOT_RECORDED}.",
        labels(archive, postmortem, lines),
        *_text(archive, postmortem, lines),
        told(public, postmortem.file.started, archive.settings.language) if public else "",
        related_list(archive, postmortem),
    ]
    return "\n\n".join(part for part in text if part) + "\n"


def _facts(archive: Archive, postmortem: Postmortem, here: str) -> str:
    file = postmortem.file
    lasted = length(postmortem.lasted)
    if postmortem.lasted is None and file.near_miss:
        lasted = "near miss, nothing reached customers"
    services = (
        link(here, places.service(entry.id), entry.title)
        for entry in map(archive.vocabulary.services.entry, file.services)
    )
    facts = (
        archive.process.severity(file.severity),
        stamp(file.started) if file.started else day(postmortem.day),
        lasted,
        comma(services),
        in_words(file.status).capitalize(),
    )
    return table(("Severity", "When", "How long", "Services", "Status"), [facts], "facts", searched=False)


def _beside(line: ActionLine) -> tuple[str, str, str]:
    """An action as it stands beside the text, where there is room."""
    return str(line.state), state_in_words(line), line.action.what


def _text(archive: Archive, postmortem: Postmortem, lines: Sequence[ActionLine]) -> Iterator[str]:
    """The sections as written; whys from the front matter and the table of actions stand where they belong."""
    section = ""
    whys = postmortem.file.five_whys
    actions = action_table(archive, places.postmortem(postmortem.id), lines) if lines else ""
    for part in postmortem.parts:
        if part.level == 2:
            if section == ANALYSIS and whys:
                yield from _whys(whys)
                whys = ()
            section = part.title
        yield from part_text(part, whys=is_five_whys(part))
        if part.level == 2 and part.title == _ACTIONS and actions:
            yield actions
            actions = ""
    if whys:
        yield from _whys(whys)
    if actions:
        yield f"## {_ACTIONS}\n\n{actions}"


def part_text(part: Part, *, whys: bool = False) -> Iterator[str]:
    """A heading and what stands below it. The text is safe HTML already, and no engine is to read it again."""
    if part.level:
        yield f"{'#' * part.level} {escaped(part.title)}"
    if part.html:
        yield f'<div class="kb-text">\n{in_text(part.html) if whys else part.html}\n</div>'


def _whys(whys: Sequence[str]) -> Iterator[str]:
    yield f"### {FIVE_WHYS}"
    yield f'<div class="kb-text">\n{ladder(given(whys))}\n</div>'
