"""Where the theme lies: in the package of an installed wheel, at the top of a checkout. Never asks the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def bundled_theme() -> Path:
    """The folder with `public/` and `internal/`."""
    packaged = _PACKAGE / "_theme"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "theme"
