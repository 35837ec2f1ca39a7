"""The command line. Each command parses, makes one call, prints and ends with its exit code; it decides nothing.

The only module that sees both wings, and it imports them inside the commands: `--help` is there at once, and a
public build never loads what only the knowledge base needs.
"""
# ruff: noqa: PLC0415, D301 - commands import late, as said above; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

import click

from clearbell import __version__
from clearbell.commands import COMMANDS
from clearbell.console import Moment, Program, bug, held_back, near, refusal, seen_from_here, told
from clearbell.exits import Exit
from clearbell.problems import Problem, Refused

_WINGS: Final = {"public": ("public",), "internal": ("internal",), "all": ("public", "internal")}


class _Built(Protocol):
    """What both wings say of a build."""

    @property
    def out(self) -> Path: ...
    @property
    def pages(self) -> int: ...
    @property
    def written(self) -> int: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def held(self) -> Sequence[tuple[str, str, object]]: ...


_now = click.option("--now", type=Moment(), help="Act as if it were this time: 2026-03-14 09:20Z.")
_strict = click.option("--strict", is_flag=True, help="Refuse warnings like errors.")
_wing = click.argument("what", type=click.Choice(list(_WINGS)), default="all")


@click.group(cls=Program, further=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "site",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Work on the site in DIR instead of the current folder.",
)
@click.option("--debug", is_flag=True, help="Show the trace of an unexpected error.")
@click.version_option(__version__, message="Clearbell %(version)s")
@click.pass_context
def main(ctx: click.Context, site: Path, debug: bool) -> None:  # noqa: ARG001 - `debug` is read by Program
    """A status page for customers and a knowledge base for engineers, from one git repository.

    \b
    Exit codes of all commands:
      0   fine
      1   refused: content or files aren't right, and the message says what to mend
      2   the command line isn't right
      3   done, but the newest version of a file is held back, and an older one is shown
      4   some channel wasn't told
      5   nobody knows whether some channel was told
      70  an error of Clearbell's own

    \b
    To complete commands with the tab key, add one line to your shell's settings:
      bash  eval "$(_CLEARBELL_COMPLETE=bash_source clearbell)"     in ~/.bashrc
      zsh   eval "$(_CLEARBELL_COMPLETE=zsh_source clearbell)"      in ~/.zshrc
      fish  _CLEARBELL_COMPLETE=fish_source clearbell | source      in ~/.config/fish/config.fish
    """
    ctx.obj = site
    if os.environ.get("NO_COLOR"):
        ctx.color = False


@main.command()
@_wing
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Build into DIR.")
@_now
@_strict
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
    held = _each_wing(
        what,
        lambda wing: _build(wing, site, _place(site, what, wing, out), now=now, clean=clean, words=words),
    )
    gc.freeze()  # the process ends: looking for circles among ten thousand incidents would cost it a twentieth
    ctx.exit(Exit.OLDER_VERSION if held else Exit.FINE)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for GitHub's annotations, for programs, for code scanning.",
)
@click.option("--hints", is_flag=True, help="Show hints, too: what could be said better, and may stay.")
@_now
@_strict
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
    from clearbell.report.forms import FORMS
    from clearbell.report.text import hidden

    checked = check_site(ctx.obj, files, now, _archive_problems)
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


@main.command()
@_wing
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port; 0 takes any free one.")
@click.pass_obj
def serve(site: Path, what: str, host: str, port: int) -> None:
    """Show both sites in a browser while you write.

    The public site is at /, the internal one at /internal/. They are built again when a file changes, and
    pages reload by themselves; while content has problems they show them, over the last good version. Ctrl-C
    ends it.

    \b
    Examples:
      clearbell serve
      clearbell serve public --port 9000

    Exit codes: 0 ended by Ctrl-C; 1 the port is taken, or a part isn't installed.
    """
    from clearbell.preview import preview

    if what == "all" and find_spec("mkdocs") is None:
        what = "public"
        click.echo("Without the internal site, which needs MkDocs: pip install 'clearbell[kb]'", err=True)
    places = {wing: _place(site, "all", wing, None) for wing in _WINGS[what]}
    preview(site, places, lambda: _rebuild(site, what), host=host, port=port)


@main.command()
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


@main.command()
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


def _each_wing(what: str, build_one: Callable[[str], str]) -> str:
    """Build what was asked for, and say what was held back; one wing that is refused doesn't hold up the other. All
    refusals at once.
    """
    problems: set[Problem] = set()
    sentences = []
    held = ""
    for wing in _WINGS[what]:
        try:
            held += build_one(wing)
        except Refused as refused:
            problems.update(refused.problems)
            sentences += [refused.sentence] if refused.sentence else []
    if problems or sentences:
        raise Refused(problems, sentence="\n".join(sentences))
    return held


def _rebuild(site: Path, what: str) -> str:
    """Build what is served. What goes wrong is printed and handed on, and ends nothing."""
    try:
        return _each_wing(what, lambda wing: _build(wing, site, _place(site, what, wing, None)))
    except Refused as refused:
        trouble = refusal(refused, site)
    except Exception as error:  # noqa: BLE001 - the next change of a file may find it mended
        trouble = bug(error)
    click.echo(trouble, err=True)
    return click.unstyle(trouble)


def _build(
    wing: str,
    site: Path,
    out: Path,
    *,
    now: datetime | None = None,
    clean: bool = False,
    words: bool = False,
) -> str:
    """Build one wing, and say in a line what came out. What was held back is handed on, too, as plain text."""
    begun = time.perf_counter()
    built = _builder(wing, words=words)(site, out, now=now, clean=clean)
    took = time.perf_counter() - begun
    if built.problems:
        click.echo(told(built.problems, site), err=True)
    changed = f"{built.written:,} changed" if built.written else "nothing changed"
    name = click.style(f"{wing:<10}", bold=True)
    click.echo(f"{name}{near(out)}  {built.pages:,} files, {changed}, {took:.2f} s")
    if not built.held:
        return ""
    held = held_back(built.held, site)
    click.echo(held, err=True)
    return click.unstyle(f"{told(built.problems, site)}\n{held}")


def _announcements(site: Path, files: tuple[Path, ...], now: datetime | None, form: str) -> str:
    """What would be announced; nothing where only some files are checked, or nobody is told of anything."""
    if files or not (site / "content" / "site.yml").is_file():
        return ""
    from clearbell.announce.upcoming import upcoming
    from clearbell.report.announcements import in_markdown, in_words

    found = upcoming(site, now)
    return "" if not found else in_markdown(found) if form == "github" else in_words(found)


def _builder(wing: str, *, words: bool) -> Callable[..., _Built]:
    if wing == "public":
        from clearbell.public.build import build as build_public

        return partial(build_public, words=words)
    from clearbell.internal.build import build as build_internal

    return build_internal


def _refuse_warnings(site: Path, what: str, now: datetime | None) -> None:
    """A strict build does nothing where `check --strict` would find something."""
    from clearbell.checking import check_public, check_site

    checked = check_public(site, now) if what == "public" else check_site(site, (), now, _archive_problems)
    if checked.refused(strict=True):
        raise Refused(checked.problems)


def _archive_problems(site: Path, now: datetime) -> list[Problem]:
    """What the internal wing finds in postmortems, drills, taxonomy and policy, and who else can read them."""
    from clearbell.exposure import exposed
    from clearbell.internal.archive import read_archive

    return [*read_archive(site, now)[1], *exposed(site, os.environ)]


def _place(site: Path, what: str, wing: str, out: Path | None) -> Path:
    if out is None:
        return site / "site" / wing
    return out / wing if what == "all" else out
