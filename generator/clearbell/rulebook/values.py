"""Rules about single keys and values, the same in every kind of content file."""

from __future__ import annotations

from typing import Final

from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="missing-key",
        level=Level.ERROR,
        says="A key that this format can't do without isn't there.",
        why="A page would have to guess it.",
        instead="Add it. The message says what belongs there.",
        allow="",
        bad="# content/taxonomy.yml\ntriggers:\n  - {id: deploy}",
        good="# content/taxonomy.yml\ntriggers:\n  - {id: deploy, title: Deploy}",
    ),
    Rule(
        id="unknown-key",
        level=Level.ERROR,
        says="A key that this format doesn't have.",
        why="Mostly it is a slip, and what was written behind it would be lost.",
        instead="The key that was meant; the message offers the nearest.",
        allow="",
        bad="severty: 2",
        good="severity: 2",
    ),
    Rule(
        id="wrong-type",
        level=Level.ERROR,
        says="A list where one value belongs, a value where a list belongs, or nothing at all.",
        why="It says something else than was meant, mostly by a bracket too many or a dash too few.",
        instead="What the message expects.",
        allow="",
        bad="title: [Some customers can't sign in]",
        good="title: Some customers can't sign in",
    ),
    Rule(
        id="wrong-value",
        level=Level.ERROR,
        says="A value that isn't one of those allowed, or not of the form that belongs there.",
        why="Pages, feeds and measures are built on a few words with a fixed meaning.",
        instead="One of the words, or the form, that the message names.",
        allow="",
        bad="components: {sign-in: broken}",
        good="components: {sign-in: partial_outage}",
    ),
    Rule(
        id="impossible-time",
        level=Level.ERROR,
        says="A day or hour that doesn't exist.",
        why="A page would show another time than the one meant.",
        instead="Check day, month and hour.",
        allow="",
        bad="confirmed: 2026-01-32 09:05Z",
        good="confirmed: 2026-01-12 09:05Z",
    ),
    Rule(
        id="time-without-zone",
        level=Level.ERROR,
        says="A time that doesn't say where its clock hangs.",
        why="Read in another zone it is hours wrong, and so is every clock and every downtime counted from it.",
        instead="`Z` for UTC, or an offset such as `+01:00`. The message offers both.",
        allow="",
        bad="confirmed: 2026-01-12 10:05",
        good="confirmed: 2026-01-12 10:05+01:00",
    ),
    Rule(
        id="duplicate-id",
        level=Level.ERROR,
        says="An id that something else in the same list has already.",
        why="Feeds, pages and references tell things apart by their ids.",
        instead="An id of its own.",
        allow="",
        bad="# content/taxonomy.yml\ntriggers:\n  - {id: deploy, title: Deploy}\n  - {id: deploy, title: Release}",
        good="# content/taxonomy.yml\ntriggers:\n  - {id: deploy, title: Deploy}\n  - {id: release, title: Release}",
    ),
    Rule(
        id="reversed-times",
        level=Level.ERROR,
        says="An end before its beginning.",
        why="Lengths of time are computed from the two, and come out below zero.",
        instead="Correct one of the two.",
        allow="",
        bad='# content/policy.yml\nworking_hours: {from: "17:00", to: "09:00"}',
        good='# content/policy.yml\nworking_hours: {from: "09:00", to: "17:00"}',
    ),
    Rule(
        id="future",
        level=Level.ERROR,
        says="Something that has happened at a time that hasn't come. Five minutes are let pass, because clocks differ.",
        why="It is a slip of the day or the zone, and readers see it.",
        instead="Correct the time. Planned work has `scheduled:` for what lies ahead.",
        allow="",
        bad="confirmed: 2027-01-12 09:05Z",
        good="confirmed: 2026-01-12 09:05Z",
    ),
)
