"""All that a build is given, before anything is understood: settings, house words, which content files there are, logo, commit."""

from __future__ import annotations

from pathlib import Path

from clearbell.commit import checked_out
from clearbell.documents import Found, listing
from clearbell.household import written
from clearbell.logo import read_logo
from clearbell.model import Settings
from clearbell.problems import Problem, Refused
from clearbell.settings import read_settings
from clearbell.values import value


@value
class Given:
    """`language`: the bytes of the word gate's file, for it has a say in what may go out. `problems` are of what lies where
    it doesn't belong, and warnings about the settings.
    """

    settings: Settings
    logo: bytes | None
    language: bytes
    found: tuple[Found, ...]
    problems: tuple[Problem, ...]
    commit: str | None

    @classmethod
    def of(cls, root: Path) -> Given:
        """What lies in *root*. Raises Refused when it has no settings that can be used."""
        settings, problems = usable(root)
        found, misplaced = listing(root / "content" / "incidents", "content/incidents", ".yml")
        problems += misplaced
        logo, more = read_logo(root, settings)
        problems += more
        return cls(settings, logo, written(root), tuple(found), tuple(problems), checked_out(root))


def usable(root: Path) -> tuple[Settings, list[Problem]]:
    """The settings, and warnings about them. Raises Refused when there are none that can be used."""
    settings, problems = read_settings(root)
    if settings is None:
        raise Refused(problems)
    return settings, problems
