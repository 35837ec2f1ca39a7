"""README, docs/ and their neighbours as tests see them: blocks, words in code, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import click

from clearbell.cli import main

CHECKOUT: Final = Path(__file__).resolve().parents[1]
_TOP: Final = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
DOCUMENTS: Final = (*(CHECKOUT / name for name in _TOP), *sorted((CHECKOUT / "docs").glob("*.md")))
_BLOCK: Final = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w*)(?: title=\"(?P<file>[^\"]+)\")?\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_CODE: Final = re.compile(r"`([^`\n]+)`")
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what is in it, and the file it is meant to be, if any."""

    kind: str
    file: str | None
    text: str


def text(name: str) -> str:
    """A document by its name."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def blocks(document: Path) -> list[Block]:
    """All fenced blocks."""
    found = _BLOCK.finditer(document.read_text(encoding="utf-8"))
    return [Block(match["kind"], match["file"], match["text"]) for match in found]


def prose(document: Path) -> str:
    """The text without its blocks."""
    return _BLOCK.sub("", document.read_text(encoding="utf-8"))


def code(document: Path) -> list[str]:
    """What stands in backticks within the prose."""
    return _CODE.findall(prose(document))


def links(document: Path) -> list[str]:
    """Where the prose links to, pictures included."""
    return [one or other for one, other in _LINK.findall(_CODE.sub("", prose(document)))]


def places(document: Path) -> set[str]:
    """The headings that a link can name, as GitHub spells them."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(document))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def lines(document: Path) -> list[str]:
    """The command lines shown in blocks of sh."""
    shown = [line for block in blocks(document) if block.kind == "sh" for line in block.text.splitlines()]
    return [line for line in shown if line.strip()]


@cache
def commands() -> dict[str, click.Command]:
    """All that `clearbell` can do, by name."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}
