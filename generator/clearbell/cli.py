"""The command line: what all commands share. Each is a module of its own in `commands`, loaded when it is called, so
that `--help` is there at once and a public build never loads what only the knowledge base needs.
"""
# ruff: noqa: D301 - click wants a real \b before what it shall not wrap

from __future__ import annotations

import os
from pathlib import Path

import click

from clearbell import __version__
from clearbell.commands import COMMANDS
from clearbell.console import Program


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
