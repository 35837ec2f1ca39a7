"""`/build.json`: which build this is and the hash of every other file, for machines that ask whether a site is whole and fresh."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Final

from clearbell import __version__
from clearbell.cache import Kept
from clearbell.site import Site
from clearbell.times import iso

FRESH: Final = 3600  # seconds after which a site that nobody built again may no longer be true


def build_json(site: Site, commit: str | None, files: Mapping[str, Kept]) -> bytes:
    """*files*: all others, by name."""
    newest = site.newest
    said = {
        "generator": {"name": "clearbell", "version": __version__},
        "commit": commit,
        "now": iso(site.now),
        "newest_update": None if newest is None else iso(newest),
        "stale_after": iso(site.now + FRESH),
    }
    head = json.dumps(said, indent=1).removesuffix("\n}")
    hashes = ",\n".join(f'  {quoted(name)}: "{files[name].sha256}"' for name in sorted(files))
    return (
        f'{head},\n "files": {{\n{hashes}\n }}\n}}\n'.encode()
    )  # as json.dumps would, in a fifth of the time
