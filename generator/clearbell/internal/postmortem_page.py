"""The page of one postmortem: five facts, the times as a bar, causes and factors, the text, the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from clearbell.internal import places
from clearbell.internal.action_table import action_table
from clearbell.internal.archive import Archive
from clearbell.internal.markdown import Part, rendered
from clearbell.internal.prose import (
    NOT_RECORDED,
    comma,
    day,
    escaped,
    front_matter,
    in_words,
    length,
    link,
    outside,
    stamp,
    table,
)
from clearbell.internal.records import ActionLine, Postmortem
from clearbell.internal.related_list import related_list
from clearbell.internal.timebar import time_bar
from clearbell.internal.vocabulary import Words
from clearbell.internal.whys import ANALYSIS, FIVE_WHYS, is_five_whys

_ACTIONS = "Corrective Actions"


def postmortem_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    for postmortem in archive.postmortems:
        yield places.postmortem(postmortem.id), _page(archive, postmortem)


def _page(archive: Archive, postmortem: Postmortem) -> str:
    here = places.postmortem(postmortem.id)
    text = [
        front_matter("navigation"),
        f"# {escaped(postmortem.file.title)}",
        _facts(archive, postmortem, here),
        time_bar(postmortem.times) or f"Times: {NOT_RECORDED}.",
        _labels(archive, postmortem, here),
        *_text(archive, postmortem),
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


def _labels(archive: Archive, postmortem: Postmortem, here: str) -> str:
    file, words = postmortem.file, archive.vocabulary
    rows = [
        ("Root causes", _linked(here, words.root_causes, file.root_causes, places.cause)),
        ("Factors", _linked(here, words.contributing_factors, file.contributing_factors, places.factor)),
        ("Trigger", escaped(words.triggers.title(file.trigger)) if file.trigger else NOT_RECORDED),
        ("Detected by", escaped(words.detection.title(file.detection)) if file.detection else NOT_RECORDED),
        ("Ended by", comma(escaped(words.mitigation.title(name)) for name in file.mitigation)),
        ("Customers", _impact(postmortem)),
    ]
    if file.incident is not None:
        rows.append(("Public incident", _incident(postmortem)))
    if file.roles:
        titles = archive.process.role_titles
        held = comma(
            f"{escaped(titles.get(role, role))}: {escaped(team)}" for role, team in file.roles.items()
        )
        rows.append(("Roles", held))
    rows.append(("Review", _review(postmortem)))
    if file.tags:
        rows.append(("Tags", comma(map(escaped, file.tags))))
    if file.imported is not None:
        rows.append(("Imported from", escaped(file.imported)))
    return table(("", ""), rows, "labels")


def _linked(here: str, words: Words, names: Iterable[str], place: Callable[[str], str]) -> str:
    return comma(link(here, place(entry.id), entry.title) for entry in map(words.entry, names))


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


def _text(archive: Archive, postmortem: Postmortem) -> Iterator[str]:
    """The sections as written; whys from the front matter and the table of actions stand where they belong."""
    section = ""
    whys = postmortem.file.five_whys
    actions = _actions(archive, postmortem)
    for part in postmortem.parts:
        if part.level == 2:
            if section == ANALYSIS and whys:
                yield from _whys(whys)
                whys = ()
            section = part.title
        yield from part_text(part, ladder=is_five_whys(part))
        if part.level == 2 and part.title == _ACTIONS and actions:
            yield actions
            actions = ""
    if whys:
        yield from _whys(whys)
    if actions:
        yield f"## {_ACTIONS}\n\n{actions}"


def part_text(part: Part, *, ladder: bool = False) -> Iterator[str]:
    """A heading and what stands below it. The text is safe HTML already, and no engine is to read it again."""
    if part.level:
        yield f"{'#' * part.level} {escaped(part.title)}"
    if part.html:
        yield f'<div class="{"kb-text kb-ladder" if ladder else "kb-text"}">\n{part.html}\n</div>'


def _whys(whys: Iterable[str]) -> Iterator[str]:
    items = "\n".join(f"<li>{rendered(why)}</li>" for why in whys)
    yield f"### {FIVE_WHYS}"
    yield f'<div class="kb-text kb-ladder">\n<ol>\n{items}\n</ol>\n</div>'


def _actions(archive: Archive, postmortem: Postmortem) -> str:
    lines = [ActionLine.of(action, postmortem, archive.today) for action in postmortem.file.actions]
    return action_table(archive, places.postmortem(postmortem.id), lines) if lines else ""
