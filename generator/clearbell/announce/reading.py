"""Content files to news, as the page shows them: where the newest version can't be shown, the one that stands in for it.

Drills are read here, too; the page never has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from clearbell import checks, secrecy
from clearbell.announce.news import AnyFile, News, news_of
from clearbell.content import read_form
from clearbell.documents import Document, Found, listing, read
from clearbell.household import read_house
from clearbell.language.house import House
from clearbell.model import Settings
from clearbell.problems import Problem
from clearbell.records import locate, stops
from clearbell.stand_ins import Reader, stand_in

_RECENT: Final = timedelta(days=14)  # older words were public long ago, as for the page


@dataclass(frozen=True, slots=True)
class Read:
    """`news` by item and time. `held`: files whose newest version can't be shown, so that nothing of it goes out."""

    news: tuple[News, ...]
    held: tuple[str, ...]


def read_news(root: Path, settings: Settings, now: datetime) -> Read:
    """All news of the site in *root* as of *now*."""
    house, _ = read_house(root, settings)
    found, _ = listing(root / "content" / "incidents", "content/incidents", ".yml")
    news: list[News] = []
    held = []
    for each in found:
        file = _good(read(each), settings, house, now)
        if file is None:
            held.append(each.shown)
            file = _before(root, each, settings, house, now)
        if file is not None:
            news += news_of(each.id, file, now)
    return Read(tuple(news), tuple(held))


def _good(document: Document | Problem, settings: Settings, house: House, now: datetime) -> AnyFile | None:
    """What a file says, where a build would show it."""
    if isinstance(document, Problem):
        return None
    file, _ = read_form(document, settings.zone)
    if file is None:
        return None
    faults = checks.item(file, settings, now) + secrecy.item(file, settings, house, now - _RECENT)
    return None if any(map(stops, locate(document, faults))) else file


def _before(root: Path, found: Found, settings: Settings, house: House, now: datetime) -> AnyFile | None:
    """The version that the page shows instead. What only the last build remembers isn't asked: it told of it already."""
    version = stand_in(Reader(root, settings, house, now), found, None)
    document = read(found, version.content) if version else None
    return read_form(document, settings.zone)[0] if isinstance(document, Document) else None
