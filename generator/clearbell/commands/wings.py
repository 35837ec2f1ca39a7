"""Building one wing or both for a command: where they go, what is said of them, and what becomes of what goes wrong."""
# ruff: noqa: PLC0415 - a public build never loads what only the knowledge base needs

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import click

from clearbell.commands.options import WINGS
from clearbell.console import held_back, near, told
from clearbell.problems import Problem, Refused


class Built(Protocol):
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


def each_wing(what: str, build_one: Callable[[str], str]) -> str:
    """Build what was asked for, and say what was held back; one wing that is refused doesn't hold up the other. All
    refusals at once.
    """
    problems: set[Problem] = set()
    sentences = []
    held = ""
    for wing in WINGS[what]:
        try:
            held += build_one(wing)
        except Refused as refused:
            problems.update(refused.problems)
            sentences += [refused.sentence] if refused.sentence else []
    if problems or sentences:
        raise Refused(problems, sentence="\n".join(sentences))
    return held


def build_wing(
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


def _builder(wing: str, *, words: bool) -> Callable[..., Built]:
    if wing == "public":
        from clearbell.public.build import build as build_public

        return partial(build_public, words=words)
    from clearbell.internal.build import build as build_internal

    return build_internal


def archive_problems(site: Path, now: datetime) -> list[Problem]:
    """What the internal wing finds in postmortems, drills, taxonomy and policy, and who else can read them."""
    from clearbell.exposure import exposed
    from clearbell.internal.archive import read_archive

    return [*read_archive(site, now)[1], *exposed(site, os.environ)]


def place(site: Path, what: str, wing: str, out: Path | None) -> Path:
    if out is None:
        return site / "site" / wing
    return out / wing if what == "all" else out
