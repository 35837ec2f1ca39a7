"""The words of the public pages in one language, from the catalogue in `texts/`. Knows no page and no time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from clearbell.values import value
from clearbell.yamlfile import Raw, parse

_TEXTS: Final = Path(__file__).resolve().parent / "texts"


def languages() -> list[str]:
    """The languages that there are catalogues for."""
    return sorted(path.stem for path in _TEXTS.glob("*.yml"))


@value
class Words:
    """A catalogue; `words("nav.history")` gives a text, with what it needs filled in."""

    language: str
    texts: Mapping[str, str]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]

    @classmethod
    def of(cls, language: str) -> Words:
        """The catalogue of *language*, or of its main language: `nl` for `nl-BE`. One of `languages()`."""
        name = language if language in languages() else language.partition("-")[0]
        raw: Any = parse((_TEXTS / f"{name}.yml").read_text(encoding="utf-8"))
        months, weekdays = tuple(raw.pop("months")), tuple(raw.pop("weekdays"))
        return cls(language, dict(_flat(raw, "")), months, weekdays)

    def __call__(self, key: str, **values: object) -> str:
        """Plain text."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def html(self, key: str, **values: object) -> Markup:
        """The same for a page: values that are no Markup are escaped."""
        # Markup's own `format` says the same, at ten times the cost.
        safe = {name: said if type(said) is Markup else escape(said) for name, said in values.items()}
        return Markup(escaped(self.texts[key]).format(**safe))  # noqa: S704 - all parts are escaped

    def counted(self, key: str, count: int) -> str:
        """`1 incident`, `2 incidents`."""
        return self.texts[f"{key}_one"] if count == 1 else self.texts[key].format(count=count)


@lru_cache(4096, typed=True)  # a text and the markup of the same letters are equal
def escaped(text: str) -> str:
    """What stands on many pages, made safe for them."""
    return str(escape(text))


def _flat(raw: Mapping[str, Raw], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, text in raw.items():
        if isinstance(text, dict):
            pairs += _flat(text, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, str(text)))
    return pairs
