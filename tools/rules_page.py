"""Writes docs/rules.md from the rules themselves: what each finds, why, what to write instead, and an example of both.

    tools/rules_page.py [--print]

Knows Markdown; the texts are the rules' own.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from clearbell.problems import Level
from clearbell.rulebook.chapters import CHAPTERS, Chapter
from clearbell.rules import Rule

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
BEGINNING = """\
# Rules

Everything that `clearbell check` looks at. `clearbell explain RULE` says the same in a terminal.

| level | what it does |
|---|---|
| error | Has to be mended before it can be published. |
| warning | Doesn't hold up a build, except one with `--strict`. |
| hint | A thought; never holds anything up. |

An example is an excerpt of the files that `clearbell init` writes: of the incident, where no other file is named.

<!-- Made by `make rules` from the rules themselves. -->
"""


def page() -> str:
    """The whole page: a table of all rules, then each of them."""
    return "\n".join([BEGINNING, *_table(), *(line for chapter in CHAPTERS for line in _chapter(chapter))])


def _table() -> Iterator[str]:
    yield "| rule | level | what it finds |\n|---|---|---|"
    for chapter in CHAPTERS:
        for rule in chapter.rules:
            yield f"| [{rule.id}](#{rule.id}) | {rule.level} | {rule.says.replace('|', '&#124;')} |"
    yield ""


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {chapter.title}\n\n{chapter.about}\n"
    for rule in chapter.rules:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    level = "An error" if rule.level is Level.ERROR else f"A {rule.level}"
    yield f"### {rule.id}\n\n{rule.says}\n"
    yield f"- **Level**: {level}."
    yield f"- **Why**: {rule.why}"
    yield f"- **Instead**: {rule.instead}"
    if rule.allow:
        yield f"- **To allow it**: {rule.allow}"
    yield f"\nBad:\n\n```text\n{rule.bad}\n```\n\nGood:\n\n```text\n{rule.good}\n```\n"


if __name__ == "__main__":
    if "--print" in sys.argv[1:]:
        print(page(), end="")
    else:
        PAGE.write_text(page(), encoding="utf-8")
        print(PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE)
