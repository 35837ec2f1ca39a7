"""`clearbell explain`: what a rule of `check` is about, and how to go on. Finds the rule and lays its text out."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from clearbell.rules import Rule

_COLUMNS: Final = 79


def _begun(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from clearbell.rulebook.chapters import every_rule

    return [
        CompletionItem(rule.id, help=rule.says)
        for rule in every_rule().values()
        if rule.id.startswith(incomplete)
    ]


@click.command()
@click.argument("name", metavar="[RULE]", required=False, shell_complete=_begun)
def explain(name: str | None) -> None:
    """Explain a rule of `clearbell check`.

    What it finds, why that matters, what to write instead, how to allow an exception where there is one, and an
    example of both. Without RULE: all rules, in a line each. docs/rules.md has the same to read.

    \b
    Examples:
      clearbell explain jargon
      clearbell explain

    Exit codes: 0 explained; 2 no such rule.
    """
    from clearbell.formats.reader import did_you_mean
    from clearbell.rulebook.chapters import CHAPTERS, every_rule

    rules = every_rule()
    if name is None:
        for chapter in CHAPTERS:
            click.echo(click.style(chapter.title, bold=True))
            for rule in chapter.rules:
                click.echo("\n".join(_filled(f"  {rule.id:<24} ", rule.says)))
            click.echo()
        click.echo("`clearbell explain RULE` says more about one.")
    elif name in rules:
        click.echo("\n".join(_told(rules[name])))
    else:
        cure = did_you_mean(name, rules) or "`clearbell explain` lists all rules."
        raise click.BadParameter(f"There is no rule `{name}`. {cure}", param_hint="'RULE'")


def _told(rule: Rule) -> Iterator[str]:
    yield f"{click.style(rule.id, bold=True)} ({rule.level})"
    yield ""
    yield from _filled("", rule.says)
    yield ""
    yield from _filled("Why       ", rule.why)
    yield from _filled("Instead   ", rule.instead)
    if rule.allow:
        yield from _filled("To allow  ", rule.allow)
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield f"\n{title}"
        yield textwrap.indent(example, "    ")


def _filled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _COLUMNS,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )
