"""What `--to` names: a folder, another machine by rsync, or a bucket."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from clearbell.problems import Refused
from clearbell.publishing.place import Place

_BUCKET: Final = re.compile(
    r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(?P<prefix>[\w./-]*))?\Z", re.ASCII
)
_SCHEME: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+):", re.ASCII)


def place_of(to: str, who: str) -> Place:
    """The place that *to* names. *who*: this checkout, for places that have to remember who publishes."""
    if to.startswith("s3:"):
        return _bucket(to, who)
    if to.startswith("rsync:"):
        from clearbell.publishing.mirror import Mirror  # noqa: PLC0415 - one kind of place at a time

        place = to if to.startswith("rsync://") else to.removeprefix("rsync:")
        if not place or place.startswith("-"):
            raise Refused(
                sentence=f"{to} names no place. Expected rsync:HOST:PATH, such as rsync:web1:/srv/status."
            )
        return Mirror(place, who)
    if scheme := _SCHEME.match(to):
        raise Refused(
            sentence=f"Nothing is published to `{scheme['scheme']}:`. "
            "Expected a folder, rsync:HOST:PATH or s3://BUCKET/PREFIX."
        )
    from clearbell.publishing.folder import Folder  # noqa: PLC0415 - as above

    return Folder(Path(to))


def _bucket(to: str, who: str) -> Place:
    from clearbell.publishing.bucket import Bucket  # noqa: PLC0415 - as above
    from clearbell.store import Store  # noqa: PLC0415 - as above

    named = _BUCKET.match(to)
    parts = (named["prefix"] or "").strip("/").split("/") if named else [".."]
    if not named or ".." in parts or "." in parts:
        raise Refused(sentence=f"{to} names no bucket. Expected s3://BUCKET or s3://BUCKET/PREFIX.")
    return Bucket(Store(named["bucket"]), "/".join(filter(None, parts)), who)


def publisher(site: Path, environment: Mapping[str, str]) -> str:
    """A name for this checkout that says nothing about it: whoever was interrupted is known again by it.

    Jobs of one repository have one name, for the workflows see to it that they run one after the other.
    """
    if repository := environment.get("GITHUB_REPOSITORY") or environment.get("CI_PROJECT_PATH"):
        return hashlib.sha256(repository.encode()).hexdigest()[:16]
    path = site / ".cache" / "clearbell" / "publisher"
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{secrets.token_hex(8)}\n", encoding="ascii")
        return path.read_text(encoding="ascii").strip()
