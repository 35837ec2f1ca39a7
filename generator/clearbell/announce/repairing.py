"""Decisions of people about messages, as lines in the ledger. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clearbell.announce.ledger.marks import Did, Key, Mark, State
from clearbell.announce.reading import read_news
from clearbell.announce.round import Desk
from clearbell.problems import Refused

_DECISIONS: Final = {"sent": Did.SENT, "again": Did.AGAIN, "dropped": Did.DROPPED}
_SAID: Final = {
    "sent": "counts as sent",
    "again": "goes out with the next `clearbell announce`",
    "dropped": "isn't sent",
}
_OPEN: Final = (State.HELD, State.UNKNOWN, State.WAITING)


def decided(desk: Desk, name: str, decision: str, why: str, *, named: bool) -> Iterator[str]:
    """Note a decision about *name*: in all channels that wait for one or that failed; where they were *named*, in each of
    the desk's whatever is known there.
    """
    item, _, update = name.partition("/")
    now = desk.clock()
    known = {each.name: each for each in read_news(desk.root, desk.setup.settings, now).news}
    keys = []
    for channel in desk.channels:
        key = Key(item, update, channel.id)
        entry = desk.book.entry(key.path)
        open_ = bool(entry.marks) and entry.state(now, desk.book.me) in _OPEN
        wanted = name in known and desk.setup.wants(channel, known[name])
        if open_ or (named and (wanted or entry.marks)):
            keys.append(key)
    if not keys:
        known_ = "Nothing waits for a decision" if name in known else "content/incidents doesn't know it"
        raise Refused(
            sentence=f"`{name}`: {known_}. Names look like ITEM/UPDATE; with --channel, any message can be decided about."
        )
    for key in keys:
        desk.book.note(key.path, Mark(now, _DECISIONS[decision], why=why or "decided by hand"))
        yield f"{key.channel}: {key.name} {_SAID[decision]}."
