"""The process as a page: severity levels with their clocks, roles, working hours, and the rhythm of practice and review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from clearbell.formats.policy import Coverage, ProcessReview
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import (
    allowed,
    comma,
    count,
    day,
    escaped,
    front_matter,
    length,
    link,
    table,
)
from clearbell.process import Process, later

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def process_page(archive: Archive) -> Iterator[tuple[str, str]]:
    process = archive.process
    intro = (
        "How incidents are handled here, as `content/policy.yml` says it. "
        f"More on {link(places.PROCESS, places.COMMUNICATION, 'telling customers')}; "
        f"a {link(places.PROCESS, places.TEMPLATE, 'template')} for postmortems."
    )
    text = [
        front_matter("navigation"),
        "# Process",
        intro,
        f"<strong>Next review:</strong> {_review(process.review, archive.today)}",
    ]
    text += ["## Severity levels", _clocks(process), *_levels(process)]
    text += _kept(archive)
    text += ["## Roles", *_roles(process)]
    text += ["## Rhythm", _rhythm(archive)]
    yield places.PROCESS, "\n\n".join(text) + "\n"


def _clocks(process: Process) -> str:
    heads = (
        "Level",
        "Somebody works on it",
        "First public update",
        "Then at least every",
        "Postmortem",
        "Review meeting",
    )
    rows = []
    for number, level in process.levels.items():
        covered = ", around the clock" if level.coverage is Coverage.ALWAYS else ", in working hours"
        review = (
            f"scheduled within {allowed(level.review_scheduled_within)}"
            if level.review_scheduled_within
            else "if useful"
        )
        rows.append(
            (
                escaped(process.severity(number)),
                f"within {allowed(level.respond_within)}{covered}",
                f"within {allowed(level.first_update_within)}" if level.first_update_within else "no limit",
                allowed(level.update_every),
                str(level.postmortem or "optional"),
                review,
            )
        )
    return table(heads, rows, "clocks")


def _kept(archive: Archive) -> Iterator[str]:
    if not archive.kept:
        return
    yield "## How the clocks were kept"
    yield "In the last twelve months, in incidents that have a postmortem; of reviews, when the meeting was."
    rows = [
        (
            line.title,
            f"{line.kept:,} of {line.of:,}",
            length(line.typical) if line.typical is not None else "",
        )
        for line in archive.kept
    ]
    yield table(("Clock", "In time", "Half of them within"), rows, "kept")


def _levels(process: Process) -> Iterator[str]:
    for number, level in process.levels.items():
        if not (level.means or level.examples or level.notify):
            continue
        yield f"### {escaped(process.severity(number))}"
        if level.means:
            yield _list(level.means)
        if level.examples:
            yield "For example:\n\n" + _list(level.examples)
        if level.notify:
            yield f"Told besides the responders: {comma(map(escaped, level.notify))}."


def _roles(process: Process) -> Iterator[str]:
    for role in process.roles:
        yield f"### {escaped(role.title)}"
        if role.does:
            yield _list(role.does)
        if role.chosen_for:
            yield "Right for it is who:\n\n" + _list(role.chosen_for)


def _list(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {escaped(item)}" for item in items)


def _rhythm(archive: Archive) -> str:
    process = archive.process
    hours, drills = process.working_hours, process.drills
    zone = (hours.timezone or archive.settings.zone).key.replace("_", " ")
    days = f"{_DAYS[hours.days[0]]} to {_DAYS[hours.days[-1]]}"
    lines = [
        f"Working hours: {days}, {hours.from_:%H:%M} to {hours.to:%H:%M} ({escaped(zone)}).",
        f"Practice: a drill every {drills.every}, a game day every {drills.game_day_every} ({link(places.PROCESS, places.DRILLS, 'drills')}).",
    ]
    ahead = [holiday for holiday in hours.holidays if holiday >= archive.today][:5]
    if ahead:
        lines.insert(1, f"Next days off: {comma(map(day, ahead))}.")
    return "\n".join(f"- {line}" for line in lines)


def _review(review: ProcessReview, today: date) -> str:
    owner = f", by {escaped(review.owner)}" if review.owner else ""
    every = f"this process is reviewed every {review.every}{owner}"
    if review.last_reviewed is None:
        return f"due. No review is recorded; {every}."
    due, last = later(review.last_reviewed, review.every), f"the last one was on {day(review.last_reviewed)}"
    if due < today:
        return f"was due by {day(due)} ({count((today - due).days, 'day')} ago). {every[0].upper()}{every[1:]}; {last}."
    return f"by {day(due)}. {every[0].upper()}{every[1:]}; {last}."
