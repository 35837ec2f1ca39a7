"""Free names as parts of addresses: readable, and different for different names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_LONGEST: Final = 60
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def slugs(names: Iterable[str]) -> Mapping[str, str]:
    """An address part for each name; names that would have the same are numbered in the order of the alphabet."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names):
        slug = base = _OTHER.sub("-", name.casefold()).strip("-")[:_LONGEST].strip("-") or "unnamed"
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        found[name] = slug
    return found
