"""Whether the live site shows one update to its readers. Looks at the page itself, for that is what a message links to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clearbell import urls
from clearbell.verifying.fetching import Reader, first

if TYPE_CHECKING:
    from clearbell.announce.news import News
    from clearbell.announce.page import Look

_SECONDS: Final = 10.0


def shows(url: str, built: Path) -> Look:
    """A look at the site at *url*. *built*: the site as it was built here; where the two are the same, all is there."""

    def look(news: News) -> bool:
        base, answer = first(url, "build.json", _SECONDS)
        if answer.content and answer.content == _content(built / "build.json"):
            return True
        reader = Reader(base, _SECONDS)
        page = reader.get(f"/{urls.item(news.item).path}")
        reader.close()
        if page.trouble or page.status != 200:
            return False
        place = re.compile(rb"\bid=\"?%b[\"\s>]" % re.escape(news.update).encode())
        return news.kind == "notice" or place.search(page.content) is not None

    return look


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
