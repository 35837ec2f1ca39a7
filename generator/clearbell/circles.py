"""Python looks for objects that hold each other in circles; builds make millions of objects, and hardly any such."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_looked_for() -> Iterator[None]:
    """What runs inside is not interrupted by the search, which takes a twentieth to a tenth of a build."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
