"""What is to be sent: published news minus the ledger, per channel, in order. Decides; sends and writes nothing.

The present is given, and everything comes from state: which run was skipped, cancelled or repeated makes no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from clearbell.announce.channels import Setup, quiet_until
from clearbell.announce.ledger.book import Book
from clearbell.announce.ledger.marks import Did, Entry, Key, State
from clearbell.announce.news import News
from clearbell.formats.channels import Channel

LATE: Final = timedelta(hours=2)  # what is older when it is sent says so, and stands for what came before it
_SAME: Final = timedelta(minutes=10)  # in which the same words aren't sent to a channel twice
_NO_SEVERITY: Final = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One message to one channel. `missed`: earlier ones that it stands for. `again`: of unknown fate before, or sent once
    more because somebody asked for it.
    """

    key: Key
    channel: Channel
    news: News
    entry: Entry
    text: str
    late: bool = False
    missed: tuple[Key, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that isn't sent now, and why. `decide`: until somebody decides about it."""

    key: Key
    why: str
    decide: bool


@dataclass(slots=True)
class Plan:
    """`begins`: channels to which nothing was ever sent. `unknown`: messages that may have arrived, and aren't sent again
    by themselves. `hold`: those that have to be noted as held before anything else.
    """

    tasks: list[Task] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    unknown: list[Waiting] = field(default_factory=list)
    hold: list[Waiting] = field(default_factory=list)
    begins: list[str] = field(default_factory=list)

    @property
    def channels(self) -> dict[str, list[Task]]:
        """The tasks of each channel, in the order in which they are to be sent."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            found.setdefault(task.channel.id, []).append(task)
        return found


def plan(setup: Setup, channels: Iterable[Channel], news: Sequence[News], book: Book, now: datetime) -> Plan:
    """What is to be sent to *channels* now."""
    made = Plan()
    for channel in channels:
        wanted = [each for each in news if setup.wants(channel, each)]
        if not book.begun(channel.id):
            made.begins.append(channel.id)
            made.hold += _recent(channel, wanted, news, now)
            continue
        tasks = []
        for _, of_item in groupby(wanted, lambda each: each.item):
            tasks += _of_item(setup, channel, list(of_item), book, now, made)
        made.tasks += _once(channel, _in_order(tasks), book, now, made)
    return made


def _of_item(
    setup: Setup, channel: Channel, news: Sequence[News], book: Book, now: datetime, made: Plan
) -> list[Task]:
    """The messages about one incident, planned work or notice. What is late goes into the newest, or into the first that
    isn't.
    """
    tasks = []
    for each in news:
        key = Key(each.item, each.update, channel.id)
        entry = book.entry(key.path)
        state = entry.state(now, book.me)
        if state is State.WAITING and not entry.marks and book.seen(channel.id, key.name):
            continue
        if state is State.HELD and entry.last:
            made.waiting.append(Waiting(key, entry.last.why, decide=True))
        elif state is State.UNDER_WAY:
            made.waiting.append(Waiting(key, "another run is sending it right now", decide=False))
        elif state is State.UNKNOWN and not each.urgent:
            made.unknown.append(Waiting(key, _unknown(entry), decide=True))
        elif state in (State.WAITING, State.UNKNOWN):
            why = _not_yet(setup, channel, each, entry, now)
            if why:
                made.waiting.append(Waiting(key, why, decide=False))
            else:
                again = state is State.UNKNOWN or entry.asked_for
                tasks.append(
                    Task(key, channel, each, entry, _text(each, setup.language(channel)), again=again)
                )
    return _folded(tasks, now)


def _not_yet(setup: Setup, channel: Channel, news: News, entry: Entry, now: datetime) -> str:
    """Why it isn't sent at this hour; nothing where it may be."""
    if entry.asked_for:
        return ""
    asked = entry.last.until if entry.last and entry.last.did is Did.FAILED else None
    if asked and now < asked:
        return f"its service asked to wait until {asked:%H:%MZ}"
    until = quiet_until(channel, news, now, setup.settings.zone)
    return f"quiet hours until {until:%H:%M}" if until else ""


def _folded(tasks: Sequence[Task], now: datetime) -> list[Task]:
    """Of late ones, only the newest is sent; it says how many it stands for. Where one is in time, that stands for them."""
    late = [
        task for task in tasks if now - task.news.at > LATE and task.news.kind != "notice" and not task.again
    ]
    if not late:
        return list(tasks)
    in_time = [task for task in tasks if task not in late]
    if in_time and in_time[0].news.at > late[-1].news.at:
        first = replace(in_time[0], missed=tuple(task.key for task in late))
        return [first, *in_time[1:]]
    newest = replace(late[-1], late=True, missed=tuple(task.key for task in late[:-1]))
    return [newest, *in_time]


def _in_order(tasks: Iterable[Task]) -> list[Task]:
    """The most urgent incidents first; within each, oldest first."""
    urgency: dict[str, int] = {}
    found = list(tasks)
    for task in found:
        of_item = urgency.get(task.news.item, _NO_SEVERITY)
        urgency[task.news.item] = min(of_item, task.news.severity or _NO_SEVERITY)
    begins = {task.news.item: task.news.at for task in reversed(found)}
    return sorted(
        found,
        key=lambda task: (urgency[task.news.item], begins[task.news.item], task.news.item, task.news.at),
    )


def _once(channel: Channel, tasks: Sequence[Task], book: Book, now: datetime, made: Plan) -> Iterator[Task]:
    """Hold what says the same as another message to this channel just did."""
    said = book.said_lately(channel.id, now, _SAME)
    for task in tasks:
        before = said.get(task.text)
        if before and before[0] != task.key and not task.entry.asked_for:
            made.hold.append(
                Waiting(task.key, f"the same words as {before[0].name}, just before", decide=True)
            )
            continue
        said[task.text] = (task.key, now)
        yield task


def _recent(
    channel: Channel, wanted: Sequence[News], news: Sequence[News], now: datetime
) -> Iterator[Waiting]:
    """Of what was there before a channel began, what may be news all the same: nothing of it is sent, and somebody is asked."""
    newest = {each.item: each for each in news}
    for each in wanted:
        open_now = each.urgent and newest[each.item] is each and not each.over
        if open_now or now - each.at <= LATE:
            key = Key(each.item, each.update, channel.id)
            yield Waiting(key, "there before this channel's first run", decide=True)


def _text(news: News, language: str) -> str:
    """A hash of what readers would take for the same words."""
    said = news.read_in(language)
    words = " ".join(f"{said.title} {news.status} {said.message} {said.workaround}".split())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _unknown(entry: Entry) -> str:
    last = entry.last
    if last is None:
        return "its notes can't be read"
    return last.why or "the run that sent it was interrupted"
