"""Classes of which each start has many, or a history has thousands: fields, and nothing that costs.

Elsewhere `dataclass(frozen=True, slots=True)` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(of: type[T]) -> type[T]:
    """A dataclass that nobody changes once it is made.

    The type checker sees to that. At run time it would take each start of the program a quarter of a millisecond a
    class, and each of ten thousand incidents twice the time to make.
    """
    return dataclass(slots=True)(of)
