"""`clearbell schema`: the JSON Schemas of the content files, for editors."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from pathlib import Path

import click

from clearbell.console import near


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def schema(site: Path, folder: Path | None) -> None:
    """Write the JSON Schemas of the content files.

    They go into DIR, by default into schema/. Editors use them to explain keys, complete them and underline mistakes while you type.

    \b
    Example:
      clearbell schema

    Exit codes: 0 written; 1 DIR can't be written.
    """
    from clearbell.schemas import write_schemas

    for path in write_schemas(folder or site / "schema"):
        click.echo(near(path))
