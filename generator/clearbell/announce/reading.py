"""Content files to news, as the page shows them: where the newest version can't be shown, the one that stands in for it.

Drills are read here, too; the page never has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from clearbell import checks, news_checks
from clearbell.announce.news import AnyFile, News, news_of
from clearbell.content import read_form
from clearbell.documents import Document, Found, listing, read
from clearbell.household import read_house
from clearbell.model import Settings
from clearbell.news_checks import Gate
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
    ask = Reader(root, settings, Gate(house, now - _RECENT, whole=True), now)
    found, _ = listing(root / "content" / "incidents", "content/incidents", ".yml")
    news: list[News] = []
    held = []
    for each in found:
        document = read(each)
        file = _good(document, ask, ask.gate)
        if file is None:
            file = _before(ask, each)
            if (
                file is None
            ):  # words that don't pass go out if there are none before them: silence would be worse
                file = _good(document, ask, ask.gate._replace(whole=False))
                held += [each.shown] if file is None else []
            else:
                held.append(each.shown)
        if file is not None:
            news += news_of(each.id, file, now)
    return Read(tuple(news), tuple(held))


def _good(document: Document | Problem, ask: Reader, gate: Gate) -> AnyFile | None:
    """What a file says, where a build would show it."""
    if isinstance(document, Problem):
        return None
    file, _ = read_form(document, ask.settings.zone)
    if file is None:
        return None
    faults = checks.item(file, ask.settings, ask.now) + news_checks.item(file, ask.settings, gate)
    return None if any(map(stops, locate(document, faults))) else file


def _before(ask: Reader, found: Found) -> AnyFile | None:
    """The version that the page shows instead. What only the last build remembers isn't asked: it told of it already."""
    version = stand_in(ask, found, None)
    document = read(found, version.content) if version else None
    return read_form(document, ask.settings.zone)[0] if isinstance(document, Document) else None
