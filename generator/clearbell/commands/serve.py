"""`clearbell serve`: both sites in a browser while one writes. Parses, calls and prints."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from clearbell.commands import options
from clearbell.commands.options import WINGS
from clearbell.commands.wings import build_wing, each_wing, place
from clearbell.console import bug, refusal
from clearbell.problems import Refused


@click.command()
@options.what
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
    places = {wing: place(site, "all", wing, None) for wing in WINGS[what]}
    preview(site, places, lambda: _rebuild(site, what), host=host, port=port)


def _rebuild(site: Path, what: str) -> str:
    """Build what is served. What goes wrong is printed and handed on, and ends nothing."""
    try:
        return each_wing(what, lambda wing: build_wing(wing, site, place(site, what, wing, None)))
    except Refused as refused:
        trouble = refusal(refused, site)
    except Exception as error:  # noqa: BLE001 - the next change of a file may find it mended
        trouble = bug(error)
    click.echo(trouble, err=True)
    return click.unstyle(trouble)
