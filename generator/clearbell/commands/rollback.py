"""`clearbell rollback`: an earlier release for readers, unless it would hide something. Asks, calls and prints."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearbell.commands.progress import Progress
from clearbell.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearbell.publishing.place import Kept, Place


@click.command()
@click.argument("place", required=False)
@click.option("--to", "release", metavar="RELEASE", help="Bring back this one; `--list` names them.")
@click.option("--list", "listed", is_flag=True, help="Show the releases that are kept.")
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
@click.option("--force", is_flag=True, help="Even when an open incident is hidden by it.")
@click.pass_obj
def rollback(
    site: Path, place: str | None, release: str | None, listed: bool, dry_run: bool, force: bool
) -> None:
    """Let readers see an earlier release again.

    For a release that is broken, not for taking back what was said: it never hides an incident that is open in
    content/ or that readers see now. PLACE is as `clearbell publish --to` has it; without one it
    is where this site was published last. Without --to it is the release before the present one. The next
    publication replaces what was brought back, so mend the cause before that.

    \b
    Examples:
      clearbell rollback --dry-run
      clearbell rollback /srv/status --to 2026-03-14T092000Z-1a2b3c4d

    Exit codes: 0 done; 1 refused, or there is nothing to bring back.
    """
    from clearbell.publishing.place import Wish
    from clearbell.publishing.targets import place_of, publisher

    there = place_of(place or _last(site), publisher(site, os.environ))
    kept = there.kept()
    if listed:
        click.echo("\n".join(map(_line, kept)) or f"{there.shown} keeps no release.")
        return
    wanted = _wanted(kept, release, there)
    hidden = {} if force else _hidden(site, there, wanted)
    if hidden:
        titles = "".join(f"\n  {name}  {title}" for name, title in sorted(hidden.items()))
        raise Refused(
            sentence=f"Release {wanted.id} doesn't show what is open now:{titles}\n"
            "Nothing was changed. A later release may show it; with --force it is hidden all the same."
        )
    if dry_run:
        click.echo(f"Would bring back {_line(wanted)}\nat {there.shown}. Nothing was changed.")
        return
    with Progress() as progress:
        there.bring_back(wanted.id, Wish(datetime.now(UTC)), progress)
    click.echo(
        f"Readers of {there.shown} see release {wanted.id} again, as of {wanted.now:%Y-%m-%d %H:%M}Z.\n"
        "The next publication replaces it: mend the cause first, and stop the schedule until then."
    )


def _last(site: Path) -> str:
    path = site / ".cache" / "clearbell" / "published-to"
    if not path.is_file():
        raise Refused(
            sentence="Nothing was published from here yet. Name the place: clearbell rollback /srv/status"
        )
    return path.read_text(encoding="utf-8").strip()


def _wanted(kept: Sequence[Kept], release: str | None, there: Place) -> Kept:
    """The release that was named, or the newest one before that which readers see."""
    if release:
        found = [each for each in kept if each.id == release]
    else:
        after = [number for number, each in enumerate(kept) if each.live]
        found = list(kept[after[0] + 1 :] if after else kept)
    if not found:
        named = f"no release {release}" if release else "no earlier release"
        raise Refused(sentence=f"{there.shown} has {named}. `clearbell rollback --list` shows those it has.")
    return found[0]


def _hidden(site: Path, there: Place, wanted: Kept) -> dict[str, str]:
    """What is open in the content or for readers now, and isn't in the release that is wanted."""
    from clearbell.publishing.expected import Expected
    from clearbell.report.safe import safe

    expected = Expected.of(site, None)
    shown = _shown(there, wanted)
    seen = [incidents for each in there.kept() if each.live for incidents in [_shown(there, each)]]
    over = expected.over if expected else frozenset()
    now_open = {name: title for incidents in seen for name, title in incidents.items() if name not in over}
    now_open |= expected.open if expected else {}
    return {name: safe(title) for name, title in now_open.items() if name not in shown}


def _shown(there: Place, release: Kept) -> dict[str, str]:
    """What a release shows as open; nothing where that can't be read."""
    from clearbell.publishing.shown import FILE, open_incidents

    try:
        return open_incidents(there.read(release.id, FILE))
    except (OSError, ValueError, KeyError):
        return {}


def _line(kept: Kept) -> str:
    return f"{kept.id}  as of {kept.now:%Y-%m-%d %H:%M}Z{'  (what readers see)' if kept.live else ''}"
