"""`clearbell ping`: tells hubs and search engines that the site changed. Parses, calls, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from clearbell.console import Moment
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.announce.pings import Ping

_PATIENCE: Final = 10  # seconds


@click.command()
@click.option("--dry-run", is_flag=True, help="Show who would be asked, and ask nobody.")
@click.option("--at", "--now", "at", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@click.pass_context
def ping(ctx: click.Context, dry_run: bool, at: datetime | None) -> None:
    """Tell a WebSub hub and search engines what changed.

    `hub` and `indexnow` of site.yml say whom. Both are optional: feeds and search engines find what is new without them,
    only later. They look for themselves, so run it when the live page shows the news, as often as you like: all that was
    said in the last day is told of each time.

    \b
    Examples:
      clearbell verify https://status.example --wait 600 && clearbell ping
      clearbell ping --dry-run

    Exit codes: 0 all told, or nobody to tell; 1 refused; 4 somebody gave no answer or refused.
    """
    from clearbell.announce.pings import pings
    from clearbell.announce.reading import read_news
    from clearbell.exits import Exit
    from clearbell.settings import read_settings

    settings, problems = read_settings(ctx.obj)
    if settings is None:
        raise Refused(problems)
    if not (settings.hub or settings.indexnow):
        click.echo("content/site.yml has neither `hub` nor `indexnow`, so nobody is told.")
        return
    now = at or settings.demo_now or datetime.now(UTC)
    asked = pings(settings, read_news(ctx.obj, settings, now).news, now)
    if not asked:
        click.echo("Nothing was said in the last day.")
    troubles = 0
    for each in asked:
        trouble = "" if dry_run else _asked(each)
        troubles += bool(trouble)
        click.echo(f"{each.to}: {each.about}" + (f": {trouble}" if trouble else ""))
    ctx.exit(Exit.CHANNEL_FAILED if troubles else Exit.FINE)


def _asked(ping_: Ping) -> str:
    """Ask, and say in words what went wrong."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    headers = {"Content-Type": ping_.kind, "User-Agent": "Clearbell"}
    request = Request(ping_.to, data=ping_.body, headers=headers)  # noqa: S310 - site.yml takes web addresses only
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
            answer.read(1)
    except HTTPError as error:
        return f"it answered with {error.code}"
    except (OSError, ValueError):
        return "it gives no answer"
    return ""
