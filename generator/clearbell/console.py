"""How the command line speaks: problems, refusals and errors of ours in sentences, times as the content files write them.

Knows terminals and click; knows no command and no content.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from clearbell.exits import Exit
from clearbell.problems import Problem, Refused


class Program(click.Group):
    """Shows what can't be done in sentences; a trace only with --debug. *further* commands are loaded when they are needed."""

    def __init__(self, *arguments: Any, further: tuple[str, ...] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._further = further

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._further])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._further:
            command: click.Command = getattr(import_module(f"clearbell.commands.{cmd_name}"), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):  # a terminal that can't show a character gets its number
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            return super().invoke(ctx)
        except Refused as refused:
            click.echo(refusal(refused, ctx.params["site"]), err=True)
            ctx.exit(refused.exit_code)
        except OSError as error:
            if ctx.params["debug"] or error.errno == errno.EPIPE:
                raise
            click.echo(f"{error.filename or 'Clearbell'}: {error.strerror or error}.", err=True)
            ctx.exit(Exit.REFUSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is left is ours, and no user should meet its trace
            if ctx.params["debug"]:
                click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
            click.echo(bug(error), err=True)
            ctx.exit(Exit.BUG)


class Moment(click.ParamType):  # type: ignore[type-arg] # generic only since click 8.2
    """A time as the content files write it."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        # Late: a command without --now does not need the formats.
        from clearbell.formats.reader import BAD, Reading  # noqa: PLC0415
        from clearbell.formats.scalars import TIME  # noqa: PLC0415

        reading = Reading()
        moment: Any = TIME.read(value, (), reading)
        if moment is BAD:
            fault = reading.faults[0]
            self.fail(f"Expected {fault.expected}, found {fault.found}. {fault.cure}", param, ctx)
        return moment  # type: ignore[no-any-return] # BAD passes for any type, and it isn't BAD


def near(path: Path) -> str:
    """A path as one would type it here."""
    inside = Path(os.path.abspath(path)).is_relative_to(Path.cwd())  # noqa: PTH100 - follows no link
    return os.path.relpath(path) if inside else path.as_posix()


def seen_from_here(problems: Iterable[Problem], site: Path) -> tuple[Problem, ...]:
    """Problems with their files as seen from the current folder, so that a terminal can link them."""
    return tuple(replace(problem, file=near(site / problem.file)) for problem in problems)


def held_back(held: Iterable[tuple[str, str, object]], site: Path) -> str:
    """Which files' newest versions aren't shown, and what is instead: nothing, where the second word is empty."""
    from clearbell.report.safe import safe  # noqa: PLC0415 - only when something is wrong

    lines = []
    for file, origin, _ in held:
        shown = f"Shown instead: {origin}." if origin else "No version of it can be shown, so it is left out."
        place = click.style(f"{safe(near(site / file))}:", bold=True)
        lines.append(f"{place} {click.style('held back', fg='yellow', bold=True)}. {shown}")
    return "\n".join(lines)


def told(problems: Iterable[Problem], site: Path) -> str:
    """Problems for people, and their number."""
    from clearbell.report.text import problems_text, summary  # noqa: PLC0415 - only when something is wrong

    seen = seen_from_here(problems, site)
    return f"{problems_text(seen)}\n{summary(seen)}"


def refusal(refused: Refused, site: Path) -> str:
    """Why something was refused: problems, a sentence, or both."""
    parts = [told(refused.problems, site)] if refused.problems else []
    return "\n".join([*parts, refused.sentence] if refused.sentence else parts)


def bug(error: Exception) -> str:
    """The sentence for what is nobody's fault but ours."""
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    cure = "Please report it with what the same command prints after `clearbell --debug`."
    return f"This is an error of Clearbell's own ({said}). {cure}"
