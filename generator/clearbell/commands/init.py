"""`clearbell init`: a new site that builds at once."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from clearbell.console import near


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.pass_obj
def init(site: Path, folder: Path) -> None:
    """Begin a new site with one example of everything.

    It goes into DIR, by default into the current folder, and builds at once. Nothing that is there already is changed: if a file is in the way, nothing is written.

    \b
    Example:
      clearbell init our-status

    Exit codes: 0 written; 1 a file is in the way.
    """
    from clearbell.skeleton import write_skeleton

    for path in write_skeleton(site / folder, datetime.now(UTC).date()):
        click.echo(near(path))
    click.echo(
        "\nNext: `clearbell serve` in that folder shows both sites; content/site.yml is the file to begin with."
    )
