"""The tables of the archive: postmortems with their labels, actions, drills, what customers read, the vocabulary.

Each table says what its columns mean; that is the documentation, of the Data page and of the files alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from clearbell.commonmark import plain
from clearbell.internal.archive import Archive
from clearbell.internal.data import action_tables, drill_tables
from clearbell.internal.data.table import Table, Value, day, flag, iso, moment, number, text, time
from clearbell.internal.ladder import whys_of
from clearbell.internal.records import Postmortem

_OF = text("postmortem", "The postmortem.", "postmortems")


def tables(archive: Archive, *, texts: bool = False) -> tuple[Table, ...]:
    """All of them. *texts*: the sections of postmortems, too, which are most of an archive's size."""
    return (
        _postmortems(archive),
        _labels(archive),
        _roles(archive),
        _whys(archive),
        *action_tables.tables(archive),
        *drill_tables.tables(archive),
        _updates(archive),
        _terms(archive),
        *((_sections(archive),) if texts else ()),
    )


def _postmortems(archive: Archive) -> Table:
    columns = (
        text("id", "The name of its file, and of its page."),
        text("title", "What happened, in engineers' words."),
        text("status", "draft, in-review or published."),
        number("severity", "1 to 4, as the incident was rated."),
        day("day", "The day it began; where no time is recorded, the day in the file's name."),
        text("incident", "The public incident's id, if there was one."),
        text("incident_url", "The public page, if there is one."),
        time("started", "When it began to go wrong."),
        time("detected", "When it was first known."),
        time("acknowledged", "When somebody began to work on it."),
        time("mitigated", "When customers no longer suffered."),
        time("resolved", "When it was over."),
        number("minutes_to_detect", "From started to detected, by the wall clock."),
        number("minutes_to_acknowledge", "From detected to acknowledged."),
        number("minutes_to_mitigate", "From started to mitigated."),
        number("minutes_to_resolve", "From started to resolved."),
        text("detection", "How it was noticed.", "terms"),
        text("trigger", "What changed just before.", "terms"),
        number("customers", "How many customers were affected."),
        text("impact", "What customers noticed."),
        flag("near_miss", "Nothing reached customers; it counts in no rate of incidents."),
        time("review_scheduled", "When the review meeting was planned for."),
        time("review_held", "When it was held."),
        number("taxonomy_version", "The version of the vocabulary it was labelled with."),
        text("imported", "The tool this history came from."),
    )
    return Table(
        "postmortems",
        "One row for each postmortem, newest first.",
        columns,
        ("id",),
        lambda: (_postmortem(archive, it) for it in archive.postmortems),
    )


def _postmortem(archive: Archive, postmortem: Postmortem) -> tuple[Value, ...]:
    file, words, incident = postmortem.file, archive.vocabulary, postmortem.incident
    impact = file.customer_impact
    return (
        postmortem.id,
        file.title,
        str(file.status),
        file.severity,
        iso(postmortem.day),
        file.incident,
        incident.url if incident else None,
        moment(file.started),
        moment(file.detected),
        moment(file.acknowledged),
        moment(file.mitigated),
        moment(file.resolved),
        _minutes(file.started, file.detected),
        _minutes(file.detected, file.acknowledged),
        _minutes(file.started, file.mitigated),
        _minutes(file.started, file.resolved),
        words.detection.entry(file.detection).id if file.detection else None,
        words.triggers.entry(file.trigger).id if file.trigger else None,
        impact.customers if impact else None,
        impact.summary if impact else None,
        file.near_miss,
        moment(file.review.scheduled),
        moment(file.review.held),
        file.taxonomy_version,
        file.imported,
    )


def _minutes(begin: datetime | None, end: datetime | None) -> int | None:
    if begin is None or end is None:
        return None
    return round((end - begin).total_seconds() / 60)


def _labels(archive: Archive) -> Table:
    columns = (
        _OF,
        text("list", "service, cause, factor, mitigation, tag or reading-list."),
        text("label", "The id of the word; earlier ids are given as they are now. Tags are free words."),
    )
    return Table(
        "labels",
        "One row for each word that a postmortem is labelled with. Wider words aren't repeated: see terms.parent.",
        columns,
        ("postmortem", "list", "label"),
        lambda: (row for it in archive.postmortems for row in dict.fromkeys(_labels_of(archive, it))),
    )


def _labels_of(archive: Archive, postmortem: Postmortem) -> Iterator[tuple[Value, ...]]:
    file, words = postmortem.file, archive.vocabulary
    for name, of, listed in (
        ("service", words.services, file.services),
        ("cause", words.root_causes, file.root_causes),
        ("factor", words.contributing_factors, file.contributing_factors),
        ("mitigation", words.mitigation, file.mitigation),
    ):
        yield from ((postmortem.id, name, of.entry(label).id) for label in listed)
    yield from ((postmortem.id, "tag", tag) for tag in file.tags)
    yield from ((postmortem.id, "reading-list", name) for name in file.case_study)


def _roles(archive: Archive) -> Table:
    def rows() -> Iterator[tuple[Value, ...]]:
        yield from ((it.id, role, team) for it in archive.postmortems for role, team in it.file.roles.items())

    columns = (_OF, text("role", "A role of policy.yml."), text("team", "The team that held it."))
    return Table(
        "roles", "Who did what in an incident: teams, not names.", columns, ("postmortem", "role"), rows
    )


def _whys(archive: Archive) -> Table:
    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (it.id, place, plain(rung.question) or None, plain(rung.answer) or None)
            for it in archive.postmortems
            for place, rung in enumerate(whys_of(it), 1)
        )

    columns = (
        _OF,
        number("number", "From the first question to the last."),
        text("question", "What is asked."),
        text("answer", "What is answered."),
    )
    return Table("whys", "The five whys.", columns, ("postmortem", "number"), rows)


def _updates(archive: Archive) -> Table:
    incidents = {it.incident.id: it.incident for it in archive.postmortems if it.incident and it.incident.url}

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (
                name,
                place,
                moment(update.at),
                str(update.status),
                update.message,
                update.workaround,
                moment(update.next_update),
            )
            for name, incident in incidents.items()
            for place, update in enumerate(incident.updates, 1)
        )

    columns = (
        text("incident", "The public incident; postmortems.incident names it."),
        number("number", "From the first update to the last."),
        time("at", "When it was sent."),
        text("status", "What it said how far it is."),
        text("message", "What customers read."),
        text("workaround", "What they could do."),
        time("next_update", "When the next one was promised."),
    )
    return Table(
        "updates",
        "What customers read, of the public incidents that have a postmortem.",
        columns,
        ("incident", "number"),
        rows,
    )


def _terms(archive: Archive) -> Table:
    words = archive.vocabulary

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (
                name,
                entry.id,
                entry.title,
                entry.means,
                entry.parent,
                str(entry.kind) if entry.kind else None,
                entry.component,
            )
            for name, of in (
                ("service", words.services),
                ("trigger", words.triggers),
                ("cause", words.root_causes),
                ("factor", words.contributing_factors),
                ("detection", words.detection),
                ("mitigation", words.mitigation),
            )
            for entry in of.entries.values()
        )

    columns = (
        text("list", "service, trigger, cause, factor, detection or mitigation."),
        text("id", "Permanent."),
        text("title", "As people read it."),
        text("means", "When it applies."),
        text("parent", "The wider word it belongs to."),
        text("kind", "Of factors: technical, process or human."),
        text("component", "Of services: the part that customers see."),
    )
    return Table("terms", "The vocabulary.", columns, ("list", "id"), rows)


def _sections(archive: Archive) -> Table:
    def rows() -> Iterator[tuple[Value, ...]]:
        yield from (
            (it.id, place, part.level, part.title or None, plain(part.html))
            for it in archive.postmortems
            for place, part in enumerate(it.parts)
            if part.title or not part.empty
        )

    columns = (
        _OF,
        number("number", "Its place in the text."),
        number("level", "2 for a section, 3 for a smaller heading, 0 for what comes before the first."),
        text("title", "Its heading."),
        text("text", "What stands there, without Markdown, in one line."),
    )
    return Table("sections", "The texts of postmortems.", columns, ("postmortem", "number"), rows)
