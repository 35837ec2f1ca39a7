"""The site's accent made readable on the dark page."""

from __future__ import annotations

from typing import Final

from clearbell.site_checks import luminance

_DARK: Final = "#121615"
_ENOUGH: Final = 5.4


def for_dark(colour: str) -> str:
    """*colour*, mixed with white until it stands out on the dark background (contrast as in WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for percent in range(0, 101, 5):
        mixed = "#" + "".join(f"{round(part + (255 - part) * percent / 100):02x}" for part in channels)
        if (luminance(mixed) + 0.05) / (luminance(_DARK) + 0.05) >= _ENOUGH:
            return mixed
    return "#ffffff"
