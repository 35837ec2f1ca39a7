"""`clearbell remind`: tell colleagues what is late. Gathers, makes one call, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from clearbell.commands.announce import desk_of, opened
from clearbell.commands.due import agenda_of
from clearbell.console import Moment
from clearbell.exits import Exit
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.announce.reminding import Reminded


@click.command()
@click.option("--dry-run", is_flag=True, help="Show each message to the letter, and send nothing.")
@click.option("--channel", "names", multiple=True, metavar="ID", help="Only this channel; may be repeated.")
@click.option(
    "--heartbeat", metavar="env:NAME", help="Ask for this address afterwards: a monitor outside watches it."
)
@click.option("--ledger", metavar="PLACE", help="Another ledger than that of site.yml.")
@click.option("--at", "--now", "at", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@click.pass_context
def remind(
    ctx: click.Context,
    dry_run: bool,
    names: tuple[str, ...],
    heartbeat: str | None,
    ledger: str | None,
    at: datetime | None,
) -> None:
    """Remind colleagues of what is late or nearly so.

    What `clearbell due` shows goes to the channels of site.yml with `audience: team`, in one message each: updates that
    customers wait for a quarter of an hour before, when they are late, and then in growing steps; work when it is late,
    after three days, a week, a month. Each step once, by the ledger.

    \b
    Examples:
      clearbell remind --dry-run
      clearbell remind --heartbeat env:CLEARBELL_HEARTBEAT

    Exit codes: 0 told, or nothing to tell; 1 refused; 4 some channel failed; 5 a delivery of unknown outcome.
    """
    from clearbell.announce import reminding
    from clearbell.announce.outcome import Fate

    desk = desk_of(ctx.obj, ledger, at, names, 0)
    agenda = agenda_of(ctx.obj, desk.clock())
    with desk.book.place.alone():
        opened(desk.book)
        found = reminding.for_channels(desk, reminding.reminders(agenda.items, agenda.at))
        if not dry_run:
            found = [reminding.sent(desk, each) for each in found]
    for each in found:
        click.echo(_shown(each) if dry_run else _told(each))
    if not found:
        click.echo("Nothing to remind of.")
    if heartbeat and not dry_run:
        _beat(heartbeat)
    fates = [each.fate for each in found if not dry_run]
    failed = any(fate is not Fate.SENT for fate in fates)
    ctx.exit(Exit.DELIVERY_UNKNOWN if Fate.UNKNOWN in fates else Exit.CHANNEL_FAILED if failed else Exit.FINE)


def _shown(reminded: Reminded) -> str:
    lines = [f"    {line}".rstrip() for line in f"{reminded.message}".split("\n")]
    return "\n".join([f"{reminded.channel.id} ({reminded.kind or 'of unknown kind'}):", *lines, ""])


def _told(reminded: Reminded) -> str:
    number = len(reminded.reminders)
    said = f"{reminded.channel.id}: {reminded.fate or 'not sent'}, {number} {'thing' if number == 1 else 'things'} due"
    return f"{said}: {reminded.why}" if reminded.why else said


def _beat(name: str) -> None:
    """Show a monitor outside that reminders still run. It tells somebody when this stops; so a failure here needs nobody."""
    from urllib.error import URLError
    from urllib.request import urlopen

    address = os.environ.get(name.removeprefix("env:"), "").strip()
    if not address.startswith(("https://", "http://")):
        raise Refused(sentence=f"{name}: expected env:NAME, and a web address in that variable.")
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310 - its scheme is looked at above
            answer.read(1)
    except (URLError, OSError, ValueError):
        click.echo("The monitor that watches the heartbeat gives no answer.", err=True)
