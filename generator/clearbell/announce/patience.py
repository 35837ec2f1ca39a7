"""How long anything is waited for. One place, so that stories can be told in seconds that take minutes in life."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds, but for `tries`. `page`: for the live page to show the news. `attempt`: for one try. `message`: for
    all tries of a message. `pause`: before the second try, twice that before the third. `ledger`: for it to be writable.
    """

    page: float = 600
    attempt: float = 10
    tries: int = 3
    pause: float = 2
    message: float = 300
    ledger: float = 120
