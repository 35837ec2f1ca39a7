"""Writes docs/rules.md from the rules themselves: what each finds, why, what to write instead, and an example of both.

    tools/rules_page.py [--print]

Knows Markdown; the texts are the rules' own.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from clearbell.rulebook.chapters import CHAPTERS, Chapter
from clearbell.rulebook.telling import in_markdown

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
        yield f"### {rule.id}\n\n{in_markdown(rule)}"


if __name__ == "__main__":
    if "--print" in sys.argv[1:]:
        print(page(), end="")
    else:
        PAGE.write_text(page(), encoding="utf-8")
        print(PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE)
