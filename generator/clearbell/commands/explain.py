"""`clearbell explain`: what a rule of `check` is about, and how to go on. Finds the rule and lays its text out."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


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
    from clearbell.rulebook.telling import filled, in_text

    rules = every_rule()
    if name is None:
        for chapter in CHAPTERS:
            click.echo(click.style(chapter.title, bold=True))
            for rule in chapter.rules:
                click.echo(filled(f"  {rule.id:<24} ", rule.says))
            click.echo()
        click.echo("`clearbell explain RULE` says more about one.")
    elif name in rules:
        rule = rules[name]
        click.echo(f"{click.style(rule.id, bold=True)} ({rule.level})\n\n{in_text(rule)}")
    else:
        cure = did_you_mean(name, rules) or "`clearbell explain` lists all rules."
        raise click.BadParameter(f"There is no rule `{name}`. {cure}", param_hint="'RULE'")
