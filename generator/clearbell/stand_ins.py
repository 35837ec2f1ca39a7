"""What stands in for a content file that can't be shown: its last version that could, from git or from the last build.

A page must never be greener than the truth because of a mistake in a file. So where the newest version can't be read,
what it most likely says is guessed from its raw text, and counts if it is worse than what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from clearbell.cache import Memory, Row
from clearbell.content import read_item
from clearbell.documents import Document, Found, contents, read
from clearbell.history import left, versions
from clearbell.model import ComponentState, Item, Settings
from clearbell.news_checks import Gate
from clearbell.problems import Problem
from clearbell.summary import Phase, Summary, seconds, summarise

_EVER: Final = datetime.min.replace(tzinfo=UTC)
_FOLDER: Final = "content/incidents"
_STATUS: Final = re.compile(rb"""\bstatus\s*:\s*["']?([a-z_]+)""")
# Any key with such a number: whose name can't be read may well be this one.
_SEVERITY: Final = re.compile(rb"""^\W*[\w-]+\s*:\s*["']?([1-4])["']?\s*(?:#.*)?$""", re.MULTILINE)
_STATE: Final = re.compile(rb"\b(degraded_performance|partial_outage|major_outage)\b")
# The beginning of a state at the very end: the file was cut there.
_CUT: Final = re.compile(rb"(?:components\s*:[^\n]*[: ]|\n\s+(?!status)[a-z0-9-]+:\s*(?=[a-z]))([a-z_]*)\Z")
_NOT_NOW: Final = re.compile(
    rb"""^(?:(?:draft|drill)\s*:\s*["']?true\b|kind\s*:\s*["']?(?:maintenance|notice)\b|imported\s*:)""",
    re.MULTILINE,
)
_BY_SEVERITY: Final = {
    b"1": ComponentState.MAJOR_OUTAGE,
    b"2": ComponentState.PARTIAL_OUTAGE,
}


class Reader(NamedTuple):
    """Whoever judges an earlier version as the newest would be judged at `now`."""

    root: Path
    settings: Settings
    gate: Gate
    now: datetime

    def item(self, found: Found, content: bytes) -> Item | None:
        """What a version says, if it is public and can be shown."""
        document = read(found, content)
        if not isinstance(document, Document):
            return None
        return read_item(document, self.settings, self.now, gate=self.gate._replace(since=_EVER)).item


class StandIn(NamedTuple):
    """An earlier version: its bytes, and in words where it comes from."""

    content: bytes
    origin: str


def stand_in(reader: Reader, found: Found, row: Row | None) -> StandIn | None:
    """The newest earlier version of a file that can be shown. *row*: what the last build knew of it."""
    for version in versions(reader.root, found.shown):
        if reader.item(found, version.content):
            return StandIn(version.content, f"the version of commit {version.commit[:10]}")
    source = row.source.encode() if row else b""
    if source and reader.item(found, source):
        return StandIn(source, "the version that was built last")
    return None


def vanished(reader: Reader, present: set[str], last: Memory) -> Iterator[tuple[Found, StandIn]]:
    """Files that are deleted while what they tell of goes on; by what the last build knew, else by git."""
    for name in _gone(reader, present, last):
        found = Found(name, f"{reader.root}/{_FOLDER}/{name}.yml", f"{_FOLDER}/{name}.yml")
        before = stand_in(reader, found, last.rows.get(name))
        item = before and reader.item(found, before.content)
        if before and item and goes_on(summarise(item), reader.now):
            yield found, before


def _gone(reader: Reader, present: set[str], last: Memory) -> Iterator[str]:
    """Of what is not *present*: that which may go on."""
    for name, row in last.rows.items():
        if name not in present and goes_on(row.summary, reader.now):
            yield name
    if last.rows:
        return
    here = {f"{_FOLDER}/{name}.yml" for name in present}
    for shown, content in left(reader.root, _FOLDER, here).items():
        name = shown.removeprefix(f"{_FOLDER}/").removesuffix(".yml")
        if shown == f"{_FOLDER}/{name}.yml" and "/" not in name:
            item = reader.item(Found(name, f"{reader.root}/{shown}", shown), content)
            if item is None or goes_on(summarise(item), reader.now):
                yield name


def was_open(reader: Reader, found: Found, row: Row | None) -> bool:
    """Whether what a file told of goes on, by its last version that was public. *row*: what the last build knew of it."""
    if row is not None:
        return goes_on(row.summary, reader.now)
    before = stand_in(reader, found, None)
    item = before and reader.item(found, before.content)
    return item is not None and goes_on(summarise(item), reader.now)


def goes_on(summary: Summary | None, now: datetime) -> bool:
    """Whether an incident is open, or planned work under way."""
    return summary is not None and summary.kind != "notice" and summary.phase(seconds(now)) is Phase.OPEN


def feared(found: Found) -> ComponentState:
    """What a file tells of that can't be read, guessed from its bytes; the worst it names, if it isn't over."""
    try:
        content = contents(found)
    except OSError:
        return ComponentState.DEGRADED_PERFORMANCE
    said = _STATUS.findall(content)
    over = said and said[-1] in (b"resolved", b"postmortem") and b"resolved" in said
    if over or _NOT_NOW.search(content):
        return ComponentState.OPERATIONAL
    severity = min(_SEVERITY.findall(content), default=b"")
    states = [ComponentState(word.decode()) for word in _STATE.findall(content)]
    if half := _CUT.search(content):
        states += [state for state in ComponentState if state.value.startswith(half[1].decode())]
    states.append(_BY_SEVERITY.get(severity, ComponentState.DEGRADED_PERFORMANCE))
    return max(states, key=lambda state: state.rank)


def gone(found: Found) -> Problem:
    """What is said of a file that was deleted, or hidden, while what it tells of goes on."""
    cure = (
        "Bring it back and write a last update with `status: resolved`, even if all was a mistake; "
        "customers who saw it want to know how it ended."
    )
    return Problem(
        found.shown, 0, 0, "vanished", "", "what is open to stay", "a file that is hidden or gone", cure
    )
