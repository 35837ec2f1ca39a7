"""`clearbell patterns`: the numbers of every panel of Patterns and Measures. Reads the archive, prints, ends."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from clearbell.commands import options
from clearbell.problems import Refused


@click.command()
@options.form("For people, or for programs with every row.", "text", "json")
@options.now
@click.pass_obj
def patterns(site: Path, form: str, now: datetime | None) -> None:
    """Show what keeps causing incidents, in numbers.

    The panels of the pages Patterns and Measures: each with what was counted, intervals, tests and their correction, and
    with the reason where there is too little to say anything.

    \b
    Examples:
      clearbell patterns
      clearbell patterns --format json

    Exit codes: 0 shown; 1 content isn't right, or a part isn't installed.
    """
    if find_spec("scipy") is None:
        raise Refused(sentence="Patterns need SciPy: pip install 'clearbell[kb]'.")
    from clearbell.internal.archive import present, read_archive
    from clearbell.internal.patterns.printed import as_json, as_text

    archive, problems = read_archive(site, now or present(site))
    if archive is None:
        raise Refused(problems)
    click.echo({"text": as_text, "json": as_json}[form](archive))
