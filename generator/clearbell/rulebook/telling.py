"""One rule told whole: as text for a terminal, as Markdown for a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from clearbell.problems import Level
from clearbell.rules import Rule

_COLUMNS: Final = 79


def in_text(rule: Rule) -> str:
    """Everything but its id and level, in lines that fit a terminal."""
    return "\n".join(_lines(rule))


def in_markdown(rule: Rule) -> str:
    """Everything but its id, below whatever heading it is given."""
    level = "An error" if rule.level is Level.ERROR else f"A {rule.level}"
    allow = f"- **To allow it**: {rule.allow}\n" if rule.allow else ""
    return (
        f"{rule.says}\n\n"
        f"- **Level**: {level}.\n"
        f"- **Why**: {rule.why}\n"
        f"- **Instead**: {rule.instead}\n"
        f"{allow}"
        f"\nBad:\n\n```text\n{rule.bad}\n```\n\nGood:\n\n```text\n{rule.good}\n```\n"
    )


def filled(label: str, text: str) -> str:
    """A text in lines that fit a terminal, with *label* before it."""
    lines = textwrap.wrap(
        text,
        _COLUMNS,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _lines(rule: Rule) -> Iterator[str]:
    yield filled("", rule.says)
    yield ""
    yield filled("Why       ", rule.why)
    yield filled("Instead   ", rule.instead)
    if rule.allow:
        yield filled("To allow  ", rule.allow)
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield f"\n{title}"
        yield textwrap.indent(example, "    ")
