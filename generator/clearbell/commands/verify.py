"""`clearbell verify`: does the live site say what was built, and is it still true? Looks, prints and ends with its code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearbell.commands import options
from clearbell.commands.progress import Progress
from clearbell.console import Moment
from clearbell.exits import Exit

if TYPE_CHECKING:
    from clearbell.verifying.verdict import Verdict

_AGAIN = 5.0  # seconds between two looks with --wait


@click.command()
@click.argument("url")
@click.option("--quick", is_flag=True, help="Look at what readers open first, and at a sample of the rest.")
@click.option("--at", "--now", "at", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds to wait for a file, at most.")
@click.option("--wait", default=0, metavar="SECONDS", help="Look again until all is well, for that long.")
@options.form("For people, for programs.", "text", "json")
@click.pass_context
def verify(
    ctx: click.Context, url: str, quick: bool, at: datetime | None, timeout: float, wait: int, form: str
) -> None:
    """Look at the live site as readers get it.

    Fetches every file of the site at URL and compares it with the site's own build.json: hash, type, whole or cut.
    Says how old the site is, whether it may still be relied on, and whether readers see each incident that is open in
    content/. Redirects are followed to find the site, and are a finding for each of its files.

    \b
    Examples:
      clearbell verify https://status.example
      clearbell verify https://status.example --quick --format json

    Exit codes: 0 whole, fresh, and showing what is open; 1 something isn't so, or there is no answer.
    """
    from clearbell.verifying.verdict import in_json, in_words

    end = time.monotonic() + wait
    while not (verdict := _verdict(ctx.obj, url, at, quick=quick, seconds=timeout)).good:
        if time.monotonic() + _AGAIN > end:
            break
        time.sleep(_AGAIN)
    click.echo(in_json(verdict) if form == "json" else in_words(verdict))
    ctx.exit(Exit.FINE if verdict.good else Exit.REFUSED)


def _verdict(site: Path, url: str, at: datetime | None, *, quick: bool, seconds: float) -> Verdict:
    from clearbell.public.headers import headers
    from clearbell.publishing.expected import Expected
    from clearbell.verifying.findings import look
    from clearbell.verifying.verdict import Verdict

    with Progress() as progress:
        seen = look(url, headers().decode(), quick=quick, seconds=seconds, told=progress)
    expected = Expected.of(site, at)
    kept = expected.kept(seen.shown) if expected and seen.shown else frozenset()
    return Verdict(seen, expected, at or (expected.at if expected else datetime.now(UTC)), kept)
