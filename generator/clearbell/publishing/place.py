"""What every place that a site is published to can do, and what it says of it. Knows no place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias

from clearbell.publishing.manifest import Manifest
from clearbell.publishing.release import Release

KEPT: Final = 5  # releases, the present one included
GRACE: Final = timedelta(
    hours=1
)  # how long a file that the new site lacks stays for those who have an older page open

Told: TypeAlias = Callable[[str, int, int], None]  # what is going on, how much of it is done, out of how much


@dataclass(frozen=True, slots=True)
class Wish:
    """How a site is sent out. `again`: files that seem to be there already, too. `forget`: what is no more goes at
    once, with every earlier release.
    """

    at: datetime
    again: bool = False
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What was done: the release's name, files that were sent, taken away, and to be taken away later."""

    release: str
    sent: int
    gone: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that can be brought back; `now` is the moment its pages show, `live` whether readers see it."""

    id: str
    now: datetime
    live: bool


class Place(Protocol):
    """Where readers get the site. Everything raises Refused with a sentence, and leaves what is there whole."""

    @property
    def shown(self) -> str: ...

    def live(self) -> Manifest | None:
        """What readers see; None where there is no site yet."""

    def publish(self, release: Release, wish: Wish, told: Told) -> Sent:
        """Let readers see *release*."""

    def kept(self) -> list[Kept]:
        """The releases that are kept, newest first."""

    def read(self, release: str, name: str) -> bytes:
        """A file of a kept release."""

    def bring_back(self, release: str, wish: Wish, told: Told) -> Sent:
        """Let readers see a kept release again."""


def release_name(manifest: Manifest, at: datetime, taken: Collection[str]) -> str:
    """When it was sent out, and what it is; later than all that are *taken*, whatever the clock says."""
    name = f"{at:%Y-%m-%dT%H%M%SZ}-{manifest.digest[:8]}"
    newest = max(taken, default="")
    if name > newest:
        return name
    after = datetime.strptime(newest[:18], "%Y-%m-%dT%H%M%SZ") + timedelta(seconds=1)  # noqa: DTZ007 - UTC by its Z
    return f"{after:%Y-%m-%dT%H%M%SZ}-{manifest.digest[:8]}"
