"""The API's own way to write ids, times and documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from string import ascii_lowercase, digits
from typing import Any, Final, TypeAlias

from clearbell.public.shell import Shell

Object: TypeAlias = dict[str, Any]

_LETTERS: Final = digits + ascii_lowercase
_LENGTH: Final = 12


def api_id(shell: Shell, *names: str) -> str:
    """Twelve letters and digits from names that never change, so neither a new title nor a move makes another of it."""
    said = "/".join(("clearbell", shell.settings.id, *names))
    number = int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")
    letters = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def page_id(shell: Shell) -> str:
    return api_id(shell, "page")


def stamp(shell: Shell, at: int) -> str:
    """`2026-03-14T10:20:00.000+01:00`, in the page's zone; UTC as `Z`."""
    if shell.times.is_utc:
        return f"{datetime.fromtimestamp(at, shell.settings.zone):%Y-%m-%dT%H:%M:%S}.000Z"
    return datetime.fromtimestamp(at, shell.settings.zone).isoformat(timespec="milliseconds")


def zone_name(shell: Shell) -> str:
    """The zone's name in the IANA list; UTC has several, and Statuspage says this one."""
    return "Etc/UTC" if shell.times.is_utc else shell.settings.zone.key


def encoded(document: Mapping[str, Any]) -> bytes:
    """As short as JSON gets, without a line's end."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
