"""All rules, in the order in which they are told. A new module of rules is one more name here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from clearbell.language import blameless, gate
from clearbell.rulebook import archive, completeness, files, public, values
from clearbell.rules import Rule


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules that belong together."""

    title: str
    about: str
    rules: tuple[Rule, ...]


CHAPTERS: Final = (
    Chapter(
        "Words",
        "What customers read: titles, updates and notices of `content/incidents`, descriptions in `content/site.yml`.",
        gate.RULES,
    ),
    Chapter("Words of postmortems", "What colleagues read in `content/postmortems`.", blameless.RULES),
    Chapter("Incidents and the site", "`content/site.yml` and `content/incidents`.", public.RULES),
    Chapter(
        "From one version to the next",
        "`content/incidents`, and what git or the last build knows of it.",
        public.GONE,
    ),
    Chapter(
        "Postmortems, drills and the vocabulary",
        "`content/postmortems`, `content/drills` and `content/taxonomy.yml`.",
        archive.RULES,
    ),
    Chapter(
        "Complete postmortems",
        "What makes a postmortem one that is followed up: looked at in every file that is no draft.",
        completeness.RULES,
    ),
    Chapter("Keys and values", "The same in every kind of content file.", values.RULES),
    Chapter("Files", "Before anybody reads what they say.", files.RULES),
)


def every_rule() -> dict[str, Rule]:
    """All rules by id."""
    return {rule.id: rule for chapter in CHAPTERS for rule in chapter.rules}
