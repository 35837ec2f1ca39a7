"""`clearbell export`: the archive as CSV, JSON and SQLite. Reads it, writes the files, names them and ends."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from clearbell.console import Moment, near
from clearbell.problems import Refused


@click.command()
@click.option(
    "--format",
    "forms",
    type=click.Choice(["csv", "json", "sqlite"]),
    multiple=True,
    help="Only this form; may be given again. Without it, all three.",
)
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write into DIR instead of site/export.",
)
@click.option("--texts", is_flag=True, help="With the sections of postmortems, as a table of their own.")
@click.option("--now", type=Moment(), help="As if it were this time: 2026-03-14 09:20Z.")
@click.pass_obj
def export(
    site: Path, forms: tuple[str, ...], folder: Path | None, texts: bool, now: datetime | None
) -> None:
    """Write the archive for spreadsheets and programs.

    Postmortems, their labels, actions, drills, what customers read, and the vocabulary: as CSV, a file for each table; as
    JSON; as a SQLite database. The page Data of the internal site offers the same files and says what each column means.
    In CSV, a text that a spreadsheet could take for a formula begins with an apostrophe.

    \b
    Examples:
      clearbell export
      clearbell export --format sqlite --texts --out archive

    Exit codes: 0 written; 1 content isn't right, or DIR can't be written.
    """
    from clearbell.internal.archive import present, read_archive
    from clearbell.internal.data.files import files, write_files
    from clearbell.internal.data.tables import tables

    archive, problems = read_archive(site, now or present(site))
    if archive is None:
        raise Refused(problems)
    made = files(archive, tables(archive, texts=texts), forms)
    for path in write_files(folder or site / "site" / "export", made):
        click.echo(near(path))
