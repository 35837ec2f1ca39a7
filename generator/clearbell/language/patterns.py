"""Word lists that are regular expressions, by language: read once, each list one pattern. Knows no rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from clearbell.yamlfile import parse

_DATA: Final = Path(__file__).resolve().parent / "data"


@cache
def patterns(language: str, name: str) -> Mapping[str, re.Pattern[str]] | None:
    """The lists of `data/LANGUAGE/NAME.yml`; None where nobody has written them down for that language yet.

    Each finds its entries as whole words, whatever their capitals.
    """
    for each in (language, language.partition("-")[0]):
        path = _DATA / each / f"{name}.yml"
        if path.is_file():
            raw: Any = parse(path.read_text(encoding="utf-8"))
            return {
                key: re.compile(rf"(?<!\w)(?:{'|'.join(entries)})(?!\w)", re.IGNORECASE)
                for key, entries in raw.items()
            }
    return None
