"""All that a build is given, read before anything is understood: settings, content files as bytes, logo, commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clearbell.cache import digest
from clearbell.commit import checked_out
from clearbell.documents import Found, contents, listing, read
from clearbell.logo import read_logo
from clearbell.model import Settings
from clearbell.problems import Problem, Refused
from clearbell.settings import read_settings


@dataclass(frozen=True, slots=True)
class Given:
    """`contents` and their `digests` are by id; `problems` are those of files that can't be read at all."""

    settings: Settings
    logo: bytes | None
    found: tuple[Found, ...]
    contents: Mapping[str, bytes]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]
    commit: str | None

    @classmethod
    def of(cls, root: Path) -> Given:
        """What lies in *root*. Raises Refused when it has no settings that can be used."""
        settings, problems = read_settings(root)
        if settings is None:
            raise Refused(problems)
        found, misplaced = listing(root / "content" / "incidents", "content/incidents", ".yml")
        problems += misplaced
        raw: dict[str, bytes] = {}
        for each in found:
            try:
                raw[each.id] = contents(each)
            except OSError:
                unreadable = read(each)
                problems += [unreadable] if isinstance(unreadable, Problem) else []
        logo, more = read_logo(root, settings)
        problems += more
        digests = {name: digest(content) for name, content in raw.items()}
        return cls(settings, logo, tuple(found), raw, digests, tuple(problems), checked_out(root))
