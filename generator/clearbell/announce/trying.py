"""One message tried as often as may help: not where it can't arrive, nor where it may have and isn't worth a repetition."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from clearbell.announce.outcome import Fate, Outcome
from clearbell.announce.patience import Patience

if TYPE_CHECKING:
    from clearbell.announce.carrier import Carrier, Parcel


def tried(carrier: Carrier, parcel: Parcel, patience: Patience, *, urgent: bool) -> tuple[Outcome, int, bool]:
    """What came of it, after how many tries, and whether it may have arrived more than once. *urgent*: rather that."""
    end = time.monotonic() + patience.message
    doubt = ""
    number = 0
    while True:
        number += 1
        outcome = carrier.carry(parcel)
        if outcome.fate is Fate.SENT:
            return outcome, number, bool(doubt)
        doubt = outcome.why if outcome.fate is Fate.UNKNOWN else doubt
        pause = patience.pause * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
        wait = max(pause, outcome.wait)
        final = number >= patience.tries or outcome.hopeless
        if final or (doubt and not urgent) or time.monotonic() + wait > end:
            break
        time.sleep(wait)
        parcel = replace(parcel, to=outcome.left)
    return (replace(outcome, fate=Fate.UNKNOWN, why=doubt) if doubt else outcome), number, False
