"""`clearbell due`: what is late or soon due, of both wings. Gathers, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearbell.commands import options
from clearbell.console import Moment, near
from clearbell.exits import Exit
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.clocks.due import Agenda


@click.command()
@click.option("--at", "--now", "at", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@options.form(
    "For people, for programs, for GitHub's annotations, for an issue or a message.",
    "text",
    "json",
    "github",
    "markdown",
)
@click.pass_context
def due(ctx: click.Context, at: datetime | None, form: str) -> None:
    """Show what is late and what is due soon.

    Public updates that customers wait for, postmortems and their reviews, corrective actions, drills, and the
    review of the process itself: each with who sees to it, the file to edit and what to do. Times come from
    content/policy.yml. Updates are shown a day ahead, work a week, drills and the review of the process two.

    \b
    Examples:
      clearbell due
      clearbell due --at "2026-03-14 09:20Z"
      clearbell due --format json

    Exit codes: 0 nothing is late; 1 something is.
    """
    from clearbell.clocks.due import Urgency
    from clearbell.reminders import FORMS

    agenda = agenda_of(ctx.obj, at)
    click.echo(FORMS[form](_seen_from_here(agenda, ctx.obj)))
    ctx.exit(Exit.REFUSED if Urgency.LATE in agenda.by_urgency() else Exit.FINE)


def agenda_of(site: Path, at: datetime | None) -> Agenda:
    """All that can be read, whatever else can't."""
    from zoneinfo import ZoneInfo

    from clearbell.clocks.clock import Clockwork
    from clearbell.clocks.due import Agenda
    from clearbell.clocks.incidents import dues
    from clearbell.clocks.reading import read_incidents
    from clearbell.internal.dues import dues as internal_dues
    from clearbell.internal.dues import read_fronts
    from clearbell.process import read_process
    from clearbell.settings import read_settings

    settings, unread = read_settings(site)
    if any(problem.rule == "missing-file" for problem in unread):
        raise Refused(unread)
    zone = settings.zone if settings else ZoneInfo("UTC")
    process, faults = read_process(site, zone)
    now = at or (settings.demo_now if settings else None) or datetime.now(UTC)
    by = Clockwork(process, zone, now.replace(second=0, microsecond=0))
    incidents, fronts = read_incidents(site, zone), read_fronts(site, zone)
    found = [due for name, file in incidents.files.items() for due in dues(name, file, by)]
    found += internal_dues(incidents.files, fronts, by)
    return Agenda.of(by.now, zone, found, [*unread, *faults, *incidents.unread, *fronts.unread])


def _seen_from_here(agenda: Agenda, site: Path) -> Agenda:
    """With its files as seen from the current folder, so that a terminal can link them."""
    items = tuple(replace(due, file=near(site / due.file)) for due in agenda.items)
    return replace(agenda, items=items, unread=tuple(near(site / file) for file in agenda.unread))
