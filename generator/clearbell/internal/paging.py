"""Lists cut into pages, and the links between them, which stay few however many pages there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from clearbell.internal import places
from clearbell.internal.prose import front_matter, link

T = TypeVar("T")
_NEAR: Final = 2  # pages on either side that are linked; the first and the last always are


def paged(
    path: str,
    title: str,
    rows: Sequence[T],
    intro: Sequence[str],
    listed: Callable[[str, Sequence[T]], str],
    *,
    size: int = places.ROWS,
) -> Iterator[tuple[str, str]]:
    """Pages of *rows*. *title* is escaped; *intro* stands on the first page; *listed* gives the text of some rows on a page."""
    for sheet in places.sheets(path, rows, size=size):
        text = [front_matter("navigation", "toc", searched=False), f"# {title}{numbered(sheet)}"]
        text += [*(intro if sheet.number == 1 else ()), listed(sheet.path, sheet.rows), turning(sheet, path)]
        yield sheet.path, "\n\n".join(part for part in text if part) + "\n"


def numbered(sheet: places.Sheet[object]) -> str:
    """What the heading of a later page says."""
    return f", page {sheet.number} of {sheet.of}" if sheet.number > 1 else ""


def turning(sheet: places.Sheet[object], path: str) -> str:
    """The links between the pages of a list; nothing where there is one."""
    if sheet.of == 1:
        return ""
    near = range(max(1, sheet.number - _NEAR), min(sheet.of, sheet.number + _NEAR) + 1)
    said, before = [], 0
    for number in sorted({1, *near, sheet.of}):
        if number > before + 1:
            said.append("...")
        said.append(
            f"<strong>{number}</strong>"
            if number == sheet.number
            else link(sheet.path, places.sheet(path, number), str(number))
        )
        before = number
    return "Page " + " ".join(said)
