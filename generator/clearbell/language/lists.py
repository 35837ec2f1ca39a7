"""The word lists of a language, from `data/<code>/`, each read once and when it is first asked for.

Knows where they lie and how they are written down; knows nothing of what a rule makes of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from clearbell.yamlfile import parse

_DATA: Final = Path(__file__).resolve().parent / "data"


@cache
def load(language: str, name: str) -> dict[str, Any]:
    """`data/<language>/<name>.yml`. Empty for a language that has no such list: its rule then finds nothing."""
    raw = text(language, f"{name}.yml")
    return parse(raw) or {} if raw else {}  # type: ignore[return-value] # our own files are mappings


def text(language: str, file: str) -> str:
    """A file of the language's folder, or of its main language's: nl for nl-BE. Empty where there is none."""
    for code in (language, language.partition("-")[0]):
        path = _DATA / code / file
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def words(language: str, file: str) -> list[str]:
    """The words of a file that holds nothing but words; a line that begins with # explains."""
    lines = text(language, file).splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def languages() -> list[str]:
    """The languages that have word lists."""
    return sorted(path.name for path in _DATA.iterdir() if path.is_dir())
