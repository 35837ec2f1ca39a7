"""`clearbell check`: all that needs mending. Parses, calls, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from clearbell.commands import options
from clearbell.commands.wings import archive_problems
from clearbell.console import seen_from_here
from clearbell.exits import Exit


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@options.form(
    "For people, for GitHub's annotations, for programs, for code scanning.",
    "text",
    "github",
    "json",
    "sarif",
)
@click.option("--hints", is_flag=True, help="Show hints, too: what could be said better, and may stay.")
@options.now
@options.strict
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: str,
    hints: bool,
    now: datetime | None,
    strict: bool,
) -> None:
    """Show everything that needs mending.

    Looks at all content files, or at FILES; a folder stands for the files in it. Each problem comes with its place, what was expected, what was found, and how to mend it. Drafts and
    drills are checked like everything else. `clearbell explain RULE` says more about a rule.

    With --format github, a job of GitHub shows the first ten of each level beside their lines, and all of them in its summary.

    \b
    Examples:
      clearbell check
      clearbell check content/incidents/2026-03-14-checkout-errors.yml
      clearbell check --format github

    Exit codes: 0 nothing to mend; 1 errors (with --strict: or warnings).
    """
    from clearbell.checking import check_site
    from clearbell.circles import not_looked_for
    from clearbell.report.forms import FORMS
    from clearbell.report.text import hidden

    with not_looked_for():
        checked = check_site(ctx.obj, files, now, archive_problems)
    problems = seen_from_here(checked.shown(hints=hints or form == "json"), ctx.obj)
    if form in ("github", "sarif"):
        from clearbell.report.runner import Runner

        runner = Runner.of(os.environ)
        problems = runner.from_top(problems)
        if form == "github":
            runner.summarise(problems, checked.files)
            runner.add(_announcements(ctx.obj, files, now, form))
    if form == "text" and (told := _announcements(ctx.obj, files, now, form)):
        click.echo(told)
    click.echo(FORMS[form](problems, checked.files))
    if form == "text" and (left := len(checked.problems) - len(problems)):
        click.echo(hidden(left))
    ctx.exit(Exit.REFUSED if checked.refused(strict=strict) else Exit.FINE)


def _announcements(site: Path, files: tuple[Path, ...], now: datetime | None, form: str) -> str:
    """What would be announced; nothing where only some files are checked, or nobody is told of anything."""
    if files or not (site / "content" / "site.yml").is_file():
        return ""
    from clearbell.announce.upcoming import upcoming
    from clearbell.report.announcements import in_markdown, in_words

    found = upcoming(site, now)
    return "" if not found else in_markdown(found) if form == "github" else in_words(found)
