"""What a build says of a file whose newest version it held back."""

from __future__ import annotations

from typing import NamedTuple

from clearbell.model import ComponentState


class Held(NamedTuple):
    """A file whose newest version is held back; `origin` is of what is shown instead, empty where nothing is.

    `feared`: the state that the newest version most likely tells of.
    """

    file: str
    origin: str
    feared: ComponentState
