"""English articles around words that are put in the place of others: an endpoint, a connection address."""

from __future__ import annotations

import re
from typing import Final

from clearbell.language.text import Text

_ARTICLE: Final = re.compile(r"\b(?:an?|the|this|that|one|our|your|another|each|every) \Z", re.IGNORECASE)
_OWN: Final = re.compile(r"(?:an?|the|one of) ")
_VOWEL: Final = re.compile(r"(?!one\b|us|uni)[aeiou]|hour", re.IGNORECASE)


def fitted(text: Text, start: int, use: str) -> tuple[int, str]:
    """Where the replaced words start and what stands there then: without a second article, and with one that fits."""
    article = _ARTICLE.search(text.plain, max(0, start - 8), start)
    if article is None:
        return start, use
    use = _OWN.sub("", use, count=1) if _OWN.match(use) else use
    before = article[0][:-1]
    fitting = "an" if _VOWEL.match(use) else "a"
    if before.lower() not in ("a", "an") or before.lower() == fitting:
        return start, use
    return article.start(), f"{fitting.title() if before[0].isupper() else fitting} {use}"
