"""`clearbell announce`: tell the channels what is new. Parses, makes one call, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from clearbell.commands import options
from clearbell.console import Moment
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.announce.ledger.book import Book
    from clearbell.announce.ledger.place import Place
    from clearbell.announce.page import Look
    from clearbell.announce.round import Desk

_form = options.form("For people, or one JSON object.", "text", "json")
_TRIES: Final = 3  # of one request to a bucket; whoever keeps the ledger tries on in their own time


@click.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Show each message to the letter, and send nothing.")
@click.option("--log", "logged", is_flag=True, help="Show what went where, when, and what came of it.")
@click.option("--channel", "names", multiple=True, metavar="ID", help="Only this channel; may be repeated.")
@click.option("--yes", "sure", is_flag=True, help="Send it, however many messages it is.")
@click.option(
    "--wait", default=600, show_default=True, metavar="SECONDS", help="Wait for the live page, for that long."
)
@click.option("--url", metavar="URL", help="The live page, where it isn't the `url` of site.yml.")
@click.option("--ledger", metavar="PLACE", help="Another ledger than that of site.yml.")
@click.option("--at", "--now", "at", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@_form
@click.pass_context
def announce(
    ctx: click.Context,
    dry_run: bool,
    logged: bool,
    names: tuple[str, ...],
    sure: bool,
    wait: int,
    url: str | None,
    ledger: str | None,
    at: datetime | None,
    form: str,
) -> None:
    """Tell the channels of site.yml what is new.

    New is what is published and not in the ledger, so it may run as often as you like, and a run that was skipped or
    killed is made up for by the next. A message goes out when the live page shows what it tells of, or after ten minutes
    with a sentence that the page is late. The first run of a channel sends nothing of what is there already. Addresses
    come from the environment, as site.yml names them.

    \b
    Examples:
      clearbell announce --dry-run
      clearbell announce
      clearbell announce --log

    Exit codes: 0 all sent; 1 refused, or it stopped to ask; 4 some channel failed; 5 a delivery of unknown outcome.
    """
    ctx.obj = (ctx.obj, ledger)
    if ctx.invoked_subcommand:
        return
    from clearbell.announce import report
    from clearbell.announce.round import announced, planned

    desk = desk_of(ctx.obj[0], ledger, at, names, wait=None if logged or dry_run else wait)
    if not desk.channels:
        click.echo("content/site.yml has no `channels`, so nobody is told of anything.")
    elif logged:
        opened(desk.book)
        click.echo(report.log(desk.book, form=form))
    elif dry_run:
        done = planned(desk)
        click.echo(report.preview_as_json(desk, done) if form == "json" else report.preview(desk, done))
    else:
        with desk.book.place.alone():
            done = announced(desk, _look(ctx.obj[0], url or desk.setup.settings.url), sure=sure)
        click.echo(report.as_json(done) if form == "json" else report.in_words(done))
        ctx.exit(report.exit_of(done))


@announce.command()
@click.argument("name", metavar="ITEM/UPDATE")
@click.option(
    "--as",
    "decision",
    type=click.Choice(["sent", "again", "dropped"]),
    required=True,
    help="It arrived; it is to be sent, once more or after all; it isn't to be sent.",
)
@click.option(
    "--channel", "names", multiple=True, metavar="ID", help="Only in this channel; may be repeated."
)
@click.option("--why", default="", help="The reason, for the log.")
@click.pass_context
def repair(ctx: click.Context, name: str, decision: str, names: tuple[str, ...], why: str) -> None:
    """Decide about messages that wait, or mend the ledger.

    NAME is that of the log: an item and an update. What was there stays in the ledger; the decision is a line below it.
    `again` is for the next run of `clearbell announce`.

    \b
    Examples:
      clearbell announce repair 2026-03-14-checkout-errors/u2 --as sent
      clearbell announce repair 2026-03-14-checkout-errors/u2 --as again --channel team-slack

    Exit codes: 0 noted; 1 there is nothing of that name.
    """
    from clearbell.announce.repairing import decided

    site, ledger = ctx.obj
    desk = desk_of(site, ledger, None, names)
    with desk.book.place.alone():
        opened(desk.book)
        for line in decided(desk, name, decision, why, named=bool(names)):
            click.echo(line)


def desk_of(
    site: Path, ledger: str | None, at: datetime | None, names: tuple[str, ...], wait: float | None = None
) -> Desk:
    """All that a run works with. *names*: only these channels. *wait*: seconds for the live page; none for what sends
    nothing, and so has no need to wait for a ledger that can't be reached either.
    """
    from clearbell.announce.channels import Setup
    from clearbell.announce.ledger.book import Book, this_machine
    from clearbell.announce.patience import Patience
    from clearbell.announce.round import Desk
    from clearbell.announce.templates import Templates

    setup = Setup.of(site)
    channels = tuple(map(setup.channel, names)) if names else setup.channels
    patience = Patience(page=0, ledger=0) if wait is None else Patience(page=wait)
    place = _place(site, ledger or setup.announcing.ledger)
    cache = site / ".cache" / "clearbell"
    me = this_machine(cache / "announcer")
    book = Book(place, me, cache / "announced.jsonl", patience=patience.ledger)
    clock = _clock(at or setup.settings.demo_now)
    return Desk(site, setup, channels, Templates.of(site), book, clock, os.environ, patience)


def _place(site: Path, name: str) -> Place:
    if name.startswith("branch:"):
        from clearbell.announce.ledger.branch import Branch

        return Branch(site, name.removeprefix("branch:"))
    if name.startswith("s3://"):
        from clearbell.announce.ledger.bucket import Bucket
        from clearbell.store import Store

        bucket, _, prefix = name.removeprefix("s3://").partition("/")
        return Bucket(Store(bucket, _TRIES), prefix.strip("/"), site / ".cache" / "clearbell" / "ledger.lock")
    from clearbell.announce.ledger.folder import Folder

    return Folder(site / name, name)


def _clock(at: datetime | None) -> Callable[[], datetime]:
    """The present, or a moment from which time goes on as it does."""
    if at is None:
        return lambda: datetime.now(UTC)
    begun = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - begun)


def _look(site: Path, url: str) -> Look:
    from clearbell.verifying.showing import shows

    return shows(url, site / "site" / "public")


def opened(book: Book) -> None:
    """Read the ledger. Raises Refused where that can't be."""
    from clearbell.announce.ledger.place import Down

    try:
        book.open()
    except Down as down:
        raise Refused(sentence=f"{down}.") from down
