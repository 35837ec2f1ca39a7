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


def _moved(text: str, today: date) -> str:
    by = today - _WRITTEN_ON
    return _DAY.sub(lambda found: _day(found[1] or "", date.fromisoformat(found[2]) + by), text)


def _day(key: str, day: date) -> str:
    """Nothing is due on a day off."""
    if key and day.weekday() > 4:
        day += timedelta(7 - day.weekday())
    return f"{key}{day.isoformat()}"
