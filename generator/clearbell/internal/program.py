"""The fingerprint of all that the knowledge base is made by: with another one, nothing of the last build is taken over."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_ELSEWHERE: Final = ("public", "__pycache__")


@cache
def program() -> str:
    """Of our modules and word lists. In a process they don't change."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        within = path.relative_to(_PACKAGE)
        if path.is_file() and not any(part in _ELSEWHERE for part in within.parts):
            digest.update(f"{within.as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
