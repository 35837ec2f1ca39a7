"""Options that several commands have, so that each means the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from clearbell.console import Moment

F = TypeVar("F", bound=Callable[..., Any])

WINGS: Final = {"public": ("public",), "internal": ("internal",), "all": ("public", "internal")}

now = click.option("--now", type=Moment(), help="Act as if it were this time: 2026-03-14 09:20Z.")
strict = click.option("--strict", is_flag=True, help="Refuse warnings like errors.")
what = click.argument("what", type=click.Choice(list(WINGS)), default="all")


def form(says: str, *names: str) -> Callable[[F], F]:
    """`--format`, one of *names*, of which the first stands where nothing is asked for. *says*: whom each is for."""
    choice = click.Choice(list(names))
    return click.option("--format", "form", type=choice, default=names[0], show_default=True, help=says)
