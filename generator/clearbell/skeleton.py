"""A new site with one example of everything, for those who install the package instead of cloning.

The skeleton is a site of its own, written on one day; a new site gets it with all its days moved, so that the examples
always lie around the day on which somebody begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from clearbell.problems import Refused
from clearbell.theme import bundled_theme

_SKELETON: Final = Path(__file__).resolve().parent / "_skeleton"
_WRITTEN_ON: Final = date(2026, 1, 15)
_DAY: Final = re.compile(rf"(due: )?({_WRITTEN_ON.year}-\d\d-\d\d)")


def write_skeleton(folder: Path, today: date) -> Iterator[Path]:
    """Write a new site into *folder*, as if begun *today*; gives its files. Nothing that is there is changed."""
    texts = {
        folder / _moved(str(path.relative_to(_SKELETON)).replace("dot-", "."), today): _moved(
            path.read_text(encoding="utf-8"), today
        )
        for path in sorted(_SKELETON.rglob("*"))
        if path.is_file()
    }
    texts[folder / "mkdocs.yml"] = _knowledge_base()
    top = {folder / path.relative_to(folder).parts[0] for path in texts}
    if in_the_way := sorted(path.as_posix() for path in top if path.exists()):
        names = ", ".join(in_the_way)
        raise Refused(
            sentence=f"Nothing was written, because this is in the way: {names}. Name a new folder."
        )
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield path


def _knowledge_base() -> str:
    """The settings that come with Clearbell, as a file of the site's own, so that plain `mkdocs build` works as well."""
    ours = (bundled_theme() / "internal" / "mkdocs.yml").read_text(encoding="utf-8")
    _, settings = ours.split("\nsite_name: Knowledge base\n")
    return (
        "# The knowledge base, as MkDocs builds it. Change what you like, or delete this file to follow Clearbell's own settings.\n"
        f"site_name: Knowledge base\nsite_dir: site/internal\n{settings}"
    )


def _moved(text: str, today: date) -> str:
    by = today - _WRITTEN_ON
    return _DAY.sub(lambda found: _day(found[1] or "", date.fromisoformat(found[2]) + by), text)


def _day(key: str, day: date) -> str:
    """Nothing is due on a day off."""
    if key and day.weekday() > 4:
        day += timedelta(7 - day.weekday())
    return f"{key}{day.isoformat()}"
