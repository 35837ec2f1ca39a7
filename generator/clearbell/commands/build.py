"""`clearbell build`: the sites, into their folders. Parses, calls, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import gc
from datetime import datetime
from pathlib import Path

import click

from clearbell.commands import options
from clearbell.commands.wings import archive_problems, build_wing, each_wing, place
from clearbell.exits import Exit
from clearbell.problems import Refused


@click.command()
@options.what
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Build into DIR.")
@options.now
@options.strict
@click.option("--clean", is_flag=True, help="Make everything anew, whatever the last build left.")
@click.option("--words", is_flag=True, help="Hold back news whose words don't pass the gate, too.")
@click.pass_context
def build(
    ctx: click.Context,
    what: str,
    out: Path | None,
    now: datetime | None,
    strict: bool,
    clean: bool,
    words: bool,
) -> None:
    """Build the public site, the internal one, or both.

    They go into site/public and site/internal. With --out DIR, both go into DIR/public and DIR/internal,
    and a single one into DIR itself. On the public site a file that isn't right holds up only itself: its last version
    that was stands in for it, from git's history or from the last build. So does a secret in news, and with --words all
    that the word gate calls an error, as long as an earlier version can stand in. When site.yml isn't right, or with --strict
    anything, the problems are shown and the site that is there stays as it was.

    \b
    Examples:
      clearbell build
      clearbell build public --out /srv/status --strict

    Exit codes: 0 built; 1 refused, or a part isn't installed; 3 built, but the newest version of a file is held back.
    """
    site: Path = ctx.obj
    if strict:
        _refuse_warnings(site, what, now)
    held = each_wing(
        what,
        lambda wing: build_wing(wing, site, place(site, what, wing, out), now=now, clean=clean, words=words),
    )
    gc.freeze()  # the process ends: looking for circles among ten thousand incidents would cost it a twentieth
    ctx.exit(Exit.OLDER_VERSION if held else Exit.FINE)


def _refuse_warnings(site: Path, what: str, now: datetime | None) -> None:
    """A strict build does nothing where `check --strict` would find something."""
    from clearbell.checking import check_public, check_site

    checked = check_public(site, now) if what == "public" else check_site(site, (), now, archive_problems)
    if checked.refused(strict=True):
        raise Refused(checked.problems)
