"""All that a build is given, read before anything is understood: settings, content files as bytes, logo, commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clearbell.cache import digest
from clearbell.commit import checked_out
from clearbell.documents import Found, contents, listing, read
from clearbell.model import Settings
from clearbell.problems import Problem, Refused
from clearbell.settings import read_settings

_MAX_LOGO: Final = 16 * 1024


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
        logo, more = _logo(root, settings)
        problems += more
        digests = {name: digest(content) for name, content in raw.items()}
        return cls(settings, logo, tuple(found), raw, digests, tuple(problems), checked_out(root))


def _logo(root: Path, settings: Settings) -> tuple[bytes | None, list[Problem]]:
    """The logo's bytes: it is written into every page, so it has to be small."""
    if settings.logo is None:
        return None, []
    path = root / "content" / settings.logo
    expected, cure = (
        "a picture of at most 16 KiB",
        "Correct the path, or take a smaller picture (SVG is best).",
    )
    found = "none there"
    if path.is_file() and not path.is_symlink():
        content = path.read_bytes()
        if len(content) <= _MAX_LOGO:
            return content, []
        found = f"{len(content) // 1024} KiB"
    return None, [Problem("content/site.yml", 0, 0, "logo", "brand.logo", expected, found, cure)]
