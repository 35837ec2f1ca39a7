"""What a look at a live site comes to: whole, fresh, and showing the open incidents; in words, and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from clearbell.publishing.expected import Expected
from clearbell.report.safe import safe
from clearbell.verifying.findings import Seen

_LISTED: Final = 10  # files; the rest is counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """`expected`: what the content says, where there is content. `at`: the moment of the look. `kept`: what readers see as
    open because nobody said how it ended before its file went.
    """

    seen: Seen
    expected: Expected | None
    at: datetime
    kept: frozenset[str] = frozenset()

    @property
    def stale(self) -> bool:
        return self.seen.manifest is not None and self.at > self.seen.manifest.stale_after

    @property
    def hidden(self) -> dict[str, str]:
        """Open incidents of the content that readers don't see."""
        if self.expected is None:
            return {}
        shown = self.seen.shown or {}
        return {name: title for name, title in self.expected.open.items() if name not in shown}

    @property
    def over(self) -> dict[str, str]:
        """Incidents that readers see as open and that the content has as over, or not at all."""
        if self.expected is None:
            return {}
        shown = self.seen.shown or {}
        return {name: shown[name] for name in self.expected.not_open(shown) - self.kept}

    @property
    def good(self) -> bool:
        return (
            not (self.seen.findings or self.stale or self.hidden or self.over) and self.seen.shown is not None
        )


def in_words(verdict: Verdict) -> str:
    """For people: the worst first."""
    return "\n".join([*_incidents(verdict), *_whole(verdict.seen), *_age(verdict)])


def _incidents(verdict: Verdict) -> Iterator[str]:
    shown = verdict.seen.shown
    if verdict.hidden:
        yield f"READERS DON'T SEE {_count(len(verdict.hidden), 'open incident').upper()}:"
        yield from _listed(verdict.hidden)
    if shown is None:
        yield "Which incidents readers see as open can't be told."
        return
    if verdict.over:
        yield f"Readers see {_count(len(verdict.over), 'incident')} as open that content/ has as over, or not at all:"
        yield from _listed(verdict.over)
    kept = {name: title for name, title in shown.items() if name in verdict.kept}
    if kept:
        yield f"Readers see {_count(len(kept), 'incident')} as open without a file: the last version stands in. Bring it back, and solve it:"
        yield from _listed(kept)
    rest = {name: title for name, title in shown.items() if name not in kept and name not in verdict.over}
    beside = "" if verdict.expected is None or verdict.hidden or verdict.over else ", as content/ has it"
    if rest:
        yield f"Readers see {_count(len(rest), 'open incident')}{beside}:"
        yield from _listed(rest)
    elif not (verdict.over or kept):
        yield f"Readers see no open incident{beside}."
    if verdict.expected is None:
        yield "There is no content here to compare that with."
    elif verdict.expected.unread:
        yield f"Not compared, for they can't be read: {', '.join(map(safe, verdict.expected.unread))}."


def _whole(seen: Seen) -> Iterator[str]:
    if seen.manifest is None:
        yield f"{seen.base} can't be verified: build.json {_it(seen.findings[0].what)}."
        return
    total = len(seen.manifest.files)
    if not seen.findings:
        number = (
            f"all {total:,} files"
            if seen.looked_at + 2 >= total
            else f"{seen.looked_at:,} of {total:,} files"
        )
        yield f"{seen.base} is whole: {number} are as they were built."
        return
    yield f"{seen.base} isn't whole: {len(seen.findings):,} of {_count(seen.looked_at, 'file')} aren't as they were built."
    yield from (f"  {finding.file}: {safe(finding.what)}" for finding in seen.findings[:_LISTED])
    if len(seen.findings) > _LISTED:
        yield f"  and {len(seen.findings) - _LISTED:,} more"
    yield "Caches may keep a file for a minute after a publication. If it stays so, publish again."


def _age(verdict: Verdict) -> Iterator[str]:
    manifest = verdict.seen.manifest
    if manifest is None:
        return
    commit = f" from commit {manifest.commit[:12]}" if manifest.commit else ""
    newest = f"{manifest.newest:%Y-%m-%d %H:%M}Z" if manifest.newest else "none"
    age = in_time(verdict.at - manifest.now)
    yield f"Built {manifest.now:%Y-%m-%d %H:%M}Z, {age} ago, by Clearbell {safe(manifest.version)}{commit}; newest update: {newest}."
    if verdict.stale:
        yield f"It is STALE: since {manifest.stale_after:%Y-%m-%d %H:%M}Z it may no longer be true. Look why nothing was published."


def in_json(verdict: Verdict) -> str:
    """For programs."""
    seen, manifest = verdict.seen, verdict.seen.manifest
    said: dict[str, Any] = {
        "url": seen.base,
        "good": verdict.good,
        "whole": not seen.findings,
        "looked_at": seen.looked_at,
        "files": None if manifest is None else len(manifest.files),
        "findings": [{"file": finding.file, "what": finding.what} for finding in seen.findings],
        "stale": None if manifest is None else verdict.stale,
        "age_seconds": None if manifest is None else int((verdict.at - manifest.now).total_seconds()),
        "built": None if manifest is None else manifest.now.isoformat(),
        "stale_after": None if manifest is None else manifest.stale_after.isoformat(),
        "newest_update": manifest.newest.isoformat() if manifest and manifest.newest else None,
        "commit": manifest.commit if manifest else None,
        "version": manifest.version if manifest else None,
        "open": {
            "shown": None if seen.shown is None else sorted(seen.shown),
            "hidden": sorted(verdict.hidden),
            "over": sorted(verdict.over),
            "kept": sorted(verdict.kept),
            "compared": verdict.expected is not None,
        },
    }
    return json.dumps(said, indent=1)


def _listed(incidents: dict[str, str]) -> Iterator[str]:
    yield from (f"  {name}  {safe(title)}" for name, title in sorted(incidents.items()))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _it(what: str) -> str:
    """`no answer` and `answered with 404`, as they follow a file's name."""
    return f"gave {safe(what)}" if what.startswith("no ") else f"{safe(what)}"


def in_time(span: timedelta) -> str:
    """`3 min`, `2 h 5 min`, `4 days`."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 2 * 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // (24 * 60)} days"
