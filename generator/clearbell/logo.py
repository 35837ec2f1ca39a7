"""The site's logo as bytes, refused where it can't be written into every page. Knows nothing of what a picture shows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from clearbell.model import Settings
from clearbell.problems import Problem

_LARGEST: Final = 16 * 1024  # bytes: each page carries it


def read_logo(root: Path, settings: Settings) -> tuple[bytes | None, list[Problem]]:
    """The logo that site.yml names, if it names one."""
    if settings.logo is None:
        return None, []
    path = root / "content" / settings.logo
    found = "a symbolic link"
    if not path.is_symlink():
        try:
            content = path.read_bytes()
        except OSError as error:
            found = (error.strerror or "an error").lower()
        else:
            if len(content) <= _LARGEST:
                return content, []
            found = f"{len(content) // 1024} KiB"
    cure = "Correct the path, or take a smaller picture (SVG is best)."
    expected = f"a picture of at most 16 KiB at content/{settings.logo}"
    return None, [Problem("content/site.yml", 0, 0, "logo", "brand.logo", expected, found, cure)]
