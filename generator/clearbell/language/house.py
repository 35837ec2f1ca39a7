"""What one site allows and forbids beyond the word lists: its names, its inside names, its people, its own terms.

Made of the site's settings and content/language.yml in one place; knows no text and no rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from clearbell.formats.language import HouseTerm, LanguageFile
from clearbell.model import Audience, Settings


@dataclass(frozen=True, slots=True, eq=False)  # compared as itself: rules keep what they made of it
class House:
    """`language` decides which word lists apply. `names` are never jargon and never inside names; `own` of them are the
    site's own name and those of its components.

    `internal` are for a whole name, as `fullmatch` takes it: one word between blanks, quotes or commas.
    """

    audience: Audience = Audience.GENERAL
    language: str = "en"
    names: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    internal: tuple[re.Pattern[str], ...] = ()
    people: tuple[str, ...] = ()
    terms: Mapping[str, HouseTerm] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, settings: Settings | None, file: LanguageFile | None) -> House:
        """The house of a site. Its own name and what its components are called join the names."""
        file = file or LanguageFile()
        own: tuple[str, ...] = ()
        if settings:
            parts = [part.name for part in settings.components]
            own = (settings.name, *parts, *(group.name for group in settings.groups))
        return cls(
            audience=file.audience or (settings.audience if settings else Audience.GENERAL),
            language=settings.language if settings else "en",
            names=(*own, *file.names),
            own=own,
            internal=tuple(map(_pattern, file.internal)),
            people=file.people,
            terms=file.terms,
        )

    @classmethod
    def plain(cls, audience: Audience = Audience.GENERAL, language: str = "en") -> House:
        """For loose text that belongs to no site."""
        return cls(audience=audience, language=language)

    def read_by(self, audience: Audience) -> House:
        """The same house for other readers."""
        return self if audience is self.audience else replace(self, audience=audience)


def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern of language.yml, for whole names: `*` any characters, `?` one, `[0-9]` one of these."""
    parts = re.split(r"(\*+|\?|\[[\w-]+\])", glob)
    meant = {"*": ".*", "?": "."}
    try:
        return re.compile(
            "".join(
                meant.get(part[:1], part) if index % 2 else re.escape(part)
                for index, part in enumerate(parts)
            ),
            re.IGNORECASE,
        )
    except re.error:  # [9-0]
        return re.compile(re.escape(glob), re.IGNORECASE)
