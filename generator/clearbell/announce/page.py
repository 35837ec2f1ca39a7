"""Whether readers see on the live page what is about to be announced. Waits; how to look is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from clearbell.announce.news import News

Look = Callable[[News], bool]

_AGAIN: Final = 5.0  # seconds between two looks


def not_live(news: Iterable[News], look: Look, seconds: float) -> frozenset[str]:
    """The names of those that the page doesn't show, after *seconds* of looking again. Of exercises it never shows any."""
    missing = {each.name: each for each in news if not each.drill}
    end = time.monotonic() + seconds
    while missing:
        missing = {name: each for name, each in missing.items() if not look(each)}
        left = end - time.monotonic()
        if not missing or left <= 0:
            break
        time.sleep(min(_AGAIN, left, max(0.05, seconds / 50)))
    return frozenset(missing)
