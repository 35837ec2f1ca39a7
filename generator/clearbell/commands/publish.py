"""`clearbell publish`: check, build and send out, from any machine. Parses, calls, prints and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearbell.commands.progress import Progress
from clearbell.console import held_back, near, told
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.publishing.manifest import Manifest
    from clearbell.publishing.place import Place, Sent
    from clearbell.publishing.release import Release


@click.command()
@click.option("--to", metavar="PLACE", required=True, help="DIR, rsync:HOST:PATH or s3://BUCKET/PREFIX.")
@click.option("--dry-run", is_flag=True, help="Build, and say what would be sent.")
@click.option("--force", is_flag=True, help="Send everything, whatever is there, and whoever publishes.")
@click.option("--forget", is_flag=True, help="Delete at once what is no more, and every earlier release.")
@click.option("--strict", is_flag=True, help="Refuse warnings like errors.")
@click.pass_context
def publish(ctx: click.Context, to: str, dry_run: bool, force: bool, forget: bool, strict: bool) -> None:
    """Check, build and publish the public site, from this machine.

    The same as the workflow does on GitHub, for when GitHub is down or you have other hosts. News whose words don't pass
    the gate is held back as long as an earlier version can stand in for it. PLACE is a folder of this machine (readers
    see the old site or the new one, never a mixture), another machine by rsync, or a bucket (only what changed is sent:
    data, pages, the front page last; what is no more goes an hour later). Each keeps five releases, which `clearbell
    rollback` brings back. Whatever ends it halfway, the same command goes on where it was. Keys for the bucket come from
    the environment, as AWS' own tools take them.

    \b
    Examples:
      clearbell publish --to /srv/status
      clearbell publish --to rsync:web1:/srv/status --dry-run
      clearbell publish --to s3://status.example/

    Exit codes: 0 published, or there already; 1 refused, and readers see what they saw; 3 published, but the newest version of a file is held back.
    """
    from clearbell.publishing.order import refuse_older
    from clearbell.publishing.place import Wish
    from clearbell.publishing.release import Release
    from clearbell.publishing.targets import place_of, publisher

    place = place_of(to, publisher(ctx.obj, os.environ))
    code = _build(ctx.obj, strict=strict)
    release, live = Release.of(ctx.obj / "site" / "public"), place.live()
    if not force:
        refuse_older(live, release.manifest, ctx.obj)
    if dry_run:
        click.echo(_plan(release, live, place))
    elif live and live.digest == release.manifest.digest and not (force or forget):
        click.echo(f"{place.shown} has this site already.")
    else:
        with Progress() as progress:
            sent = place.publish(release, Wish(datetime.now(UTC), again=force, forget=forget), progress)
        remember(ctx.obj, to)
        click.echo(_done(sent, place))
    ctx.exit(code)


def remember(site: Path, to: str) -> None:
    """Where this site was published last: `rollback` goes there unless told otherwise."""
    path = site / ".cache" / "clearbell" / "published-to"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{to}\n", encoding="utf-8")


def _build(site: Path, *, strict: bool) -> int:
    """Check and build; the exit code of the build. What `check` alone finds is shown and holds up nothing."""
    from clearbell.checking import check_public
    from clearbell.exits import Exit
    from clearbell.problems import Level
    from clearbell.public.build import build

    checked = check_public(site, None)
    if strict and checked.refused(strict=True):
        raise Refused(checked.problems)
    built = build(site, site / "site" / "public", words=True)
    problems = [problem for problem in checked.problems if problem.level is not Level.HINT]
    if problems:
        click.echo(told(problems, site), err=True)
    click.echo(f"Built {built.pages:,} files in {near(built.out)}.")
    if not built.held:
        return Exit.FINE
    click.echo(held_back(built.held, site), err=True)
    return Exit.OLDER_VERSION


def _plan(release: Release, live: Manifest | None, place: Place) -> str:
    """What would be sent, in its order."""
    from clearbell.publishing.release import in_order

    before, after = (live.everything if live else {}), release.manifest.everything
    changed = [name for name, digest in after.items() if before.get(name) != digest]
    lines = [f"To {place.shown}: {len(changed):,} of {len(after):,} files."]
    for part, names in in_order(changed):
        lines += [f"{part.title}:", *(f"  {name}" for name in names)]
    if gone := sorted(set(before) - set(after)):
        lines += ["no more there:", *(f"  {name}" for name in gone)]
    return "\n".join([*lines, "Nothing was sent."])


def _done(sent: Sent, place: Place) -> str:
    said = f"Published to {place.shown}: {sent.sent:,} files sent"
    said += f", release {sent.release}." if sent.release else "."
    if sent.later:
        said += f" {sent.later:,} that are no more go with a publication in an hour or later."
    return f"{said}\n`clearbell verify ADDRESS` looks whether readers get it."
