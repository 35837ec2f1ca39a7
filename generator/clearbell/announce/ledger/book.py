"""The ledger as a run reads it and adds to it. What can't be noted in its place is noted here, and brought there later."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from clearbell.announce.ledger.marks import Did, Entry, Key, Mark, State
from clearbell.announce.ledger.place import Down, Place

_CHANNELS: Final = "channels/{}.jsonl"
_SEEN: Final = "seen/{}.txt"
_AGAIN: Final = 5.0  # seconds between two attempts to write
_NONE: Final = Entry()


def this_machine(path: Path) -> str:
    """A name for this checkout that says nothing about it, kept in *path*: its own runs that died are known by it."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        name = secrets.token_hex(8)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="ascii")
        return name


class Book:
    """*me*: this machine, in intents. *spare*: a file for what its place can't take. *patience*: seconds to try for, in all.

    Several threads may note something at the same time.
    """

    def __init__(self, place: Place, me: str, spare: Path, *, patience: float) -> None:
        self.place, self.me = place, me
        self._spare, self._patience = spare, patience
        self._entries: dict[str, Entry] = {}
        self._files: dict[str, bytes] = {}
        self._seen: dict[str, frozenset[str]] = {}
        self._until: float | None = None  # when it is too late to try on
        self._guard = threading.Lock()
        self.unrecorded: set[str] = set()

    def open(self) -> None:
        """Read all. Raises Down when that doesn't succeed within the patience."""
        while True:
            try:
                self._files = self.place.read()
                break
            except Down:
                if not self._may_try_on():
                    self._files = {}
                    self._take_in(self._spared())
                    raise
        self._until = None
        self._bring_spared()

    @property
    def empty(self) -> bool:
        return not any(path.startswith("channels/") for path in self._files)

    def entry(self, path: str) -> Entry:
        if path not in self._entries:
            self._entries[path] = Entry.of(self._files[path]) if path in self._files else _NONE
        return self._entries[path]

    def entries(self) -> Iterator[tuple[Key, Entry]]:
        """All messages of which anything is noted, by path."""
        for path in sorted(self._files):
            key = Key.of(path)
            if key:
                yield key, self.entry(path)

    def begun(self, channel: str) -> bool:
        """Whether anything was ever to be sent to this channel."""
        return any(mark.did is Did.BEGUN for mark in self.entry(_CHANNELS.format(channel)).marks)

    def seen(self, channel: str, name: str) -> bool:
        """Whether *name* was there already when this channel began."""
        if channel not in self._seen:
            marks = self.entry(_CHANNELS.format(channel)).marks
            lists = [self._files.get(_SEEN.format(mark.seen), b"") for mark in marks if mark.seen]
            self._seen[channel] = frozenset(line for each in lists for line in each.decode().split())
        return name in self._seen[channel]

    def begin(self, channels: Iterable[str], names: Iterable[str], at: datetime) -> None:
        """Let *channels* begin: what is there already isn't sent to them."""
        content = "".join(f"{name}\n" for name in sorted(names)).encode()
        digest = hashlib.sha256(content).hexdigest()[:32]
        path = _SEEN.format(digest)
        if content and path not in self._files:
            self.add({path: content})
        self.add({_CHANNELS.format(channel): Mark(at, Did.BEGUN, seen=digest).line() for channel in channels})
        self._seen.clear()

    def state(self, key: Key, now: datetime) -> State:
        return self.entry(key.path).state(now, self.me)

    def said_lately(self, channel: str, now: datetime, within: timedelta) -> dict[str, tuple[Key, datetime]]:
        """Texts that went to *channel* in the last minutes: of what, and when."""
        return {
            text: (key, at)
            for key, entry in self.entries()
            if key.channel == channel
            for text, at in entry.said
            if now - at < within
        }

    def note(self, path: str, mark: Mark) -> bool:
        """Add one line. False where somebody else wrote there since we read it. Raises Down when patience is at its end."""
        return path not in self.add({path: mark.line()})

    def add(self, lines: Mapping[str, bytes]) -> set[str]:
        """Add lines, trying on while there is patience. Gives the files to which somebody else added meanwhile."""
        taken = self._added(lines)
        self._take_in({path: line for path, line in lines.items() if path not in taken})
        return taken

    def _added(self, lines: Mapping[str, bytes]) -> set[str]:
        while True:
            try:
                taken = self.place.add(lines)
            except Down:
                if not self._may_try_on():
                    raise
            else:
                self._until = None
                return taken

    def keep_for_later(self, path: str, mark: Mark) -> None:
        """Note on this machine what the ledger can't take; the next run that can write brings it there."""
        self.unrecorded.add(path)
        with self._guard:
            try:
                self._spare.parent.mkdir(parents=True, exist_ok=True)
                with self._spare.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"path": path, "line": mark.line().decode()}) + "\n")
            except OSError:
                pass  # it is said at the end of the run, in any case

    def _may_try_on(self) -> bool:
        """Wait a little, while there is patience: that of all threads together, counted from the first failure."""
        now = time.monotonic()
        with self._guard:
            if self._until is None:
                self._until = now + self._patience
            until = self._until
        if now >= until:
            return False
        time.sleep(min(_AGAIN, max(0.01, self._patience / 20)))
        return True

    def _take_in(self, lines: Mapping[str, bytes]) -> None:
        with self._guard:
            for path, line in lines.items():
                self._files[path] = self._files.get(path, b"") + line
                self._entries.pop(path, None)

    def _bring_spared(self) -> None:
        """What an earlier run couldn't note in the ledger. It counts even where that still can't be written."""
        spared = self._spared()
        if spared:
            try:
                self.place.add(spared)
                self._spare.unlink(missing_ok=True)
            except Down:
                pass
            self._take_in(spared)

    def _spared(self) -> dict[str, bytes]:
        lines: dict[str, bytes] = {}
        try:
            for each in self._spare.read_text(encoding="utf-8").splitlines():
                said = json.loads(each)
                lines[said["path"]] = lines.get(said["path"], b"") + said["line"].encode()
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return lines
