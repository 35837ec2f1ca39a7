"""One round of announcing: what is new, minus what the ledger knows, to the channels; then what came of it.

Reads as the recipe. What is decided is in `plan`, what is sent in `delivery`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearbell.announce.channels import Setup, address_of, kind_of, variable_of
from clearbell.announce.composing import Message, composed
from clearbell.announce.ledger.book import Book
from clearbell.announce.ledger.marks import Did, Key, Mark
from clearbell.announce.ledger.place import Down
from clearbell.announce.mail import Envelope
from clearbell.announce.page import Look, not_live
from clearbell.announce.patience import Patience
from clearbell.announce.plan import Plan, Task, Waiting, plan
from clearbell.announce.reading import Read, read_news
from clearbell.announce.telling import Circumstances, link_of, parts_of
from clearbell.announce.templates import Templates
from clearbell.formats.channels import Channel, ChannelKind
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.announce.carrier import Carrier, Parcel
    from clearbell.announce.delivery import Result


@dataclass(slots=True)
class Round:
    """What came of a round. `stopped`: why nothing was sent. `trouble`: what else is to be said, such as of the ledger."""

    plan: Plan
    read: Read
    results: list[Result] = field(default_factory=list)
    delayed: frozenset[str] = frozenset()
    stopped: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a round works with. `clock`: the present. `environment`: where addresses come from."""

    root: Path
    setup: Setup
    channels: tuple[Channel, ...]
    templates: Templates
    book: Book
    clock: Callable[[], datetime]
    environment: Mapping[str, str]
    patience: Patience = field(default_factory=Patience)

    def message(self, task: Task, kind: ChannelKind, *, delayed: bool = False) -> Message:
        """A task's message, as it would go out now."""
        language = self.setup.language(task.channel)
        circumstances = Circumstances(self.clock(), task.late, len(task.missed), delayed)
        parts = parts_of(task.news, self.setup.settings, language, circumstances)
        return composed(parts, self.templates(kind, language), kind)

    def kind(self, channel: Channel) -> ChannelKind | None:
        return kind_of(channel, address_of(channel, self.environment))


def planned(desk: Desk) -> Round:
    """What would be sent. Opens the ledger; writes and sends nothing."""
    now = desk.clock()
    read = read_news(desk.root, desk.setup.settings, now)
    try:
        desk.book.open()
    except Down as down:
        return _blind(desk, read, f"{down}")
    return Round(plan(desk.setup, desk.channels, read.news, desk.book, now), read)


def announced(desk: Desk, look: Look, *, sure: bool) -> Round:
    """Send what is to be sent. *sure*: also where it is more than anybody would expect."""
    done = planned(desk)
    _note_beginnings(desk, done)
    at_most = desk.setup.announcing.at_most
    if len(done.plan.tasks) > at_most and not sure:
        done.stopped = f"{len(done.plan.tasks):,} messages are more than {at_most}"
    elif done.plan.tasks:
        _send(desk, done, look)
    return done


def _send(desk: Desk, done: Round, look: Look) -> None:
    """Wait for the live page to show what somebody can be told of, and tell them."""
    from clearbell.announce.delivery import Delivery  # noqa: PLC0415 - it and Apprise only where something is sent

    carriers = {name: carrier_to(desk, tasks[0].channel) for name, tasks in done.plan.channels.items()}
    can_go = [task for task in done.plan.tasks if not isinstance(carriers[task.channel.id], str)]
    done.delayed = not_live({task.news.name: task.news for task in can_go}.values(), look, desk.patience.page)
    delivery = Delivery(desk.book, carriers, _packing(desk, done.delayed), desk.clock, desk.patience)
    done.results = delivery.run(done.plan.channels)


def _note_beginnings(desk: Desk, done: Round) -> None:
    """Channels that begin, and what has to wait for a decision: before anything is sent."""
    if done.trouble:
        return
    now = desk.clock()
    held = {each.key.path: Mark(now, Did.HELD, why=each.why).line() for each in done.plan.hold}
    try:
        if held:
            desk.book.add(held)
        if done.plan.begins:
            desk.book.begin(done.plan.begins, (each.name for each in done.read.news), now)
    except Down as down:
        done.trouble = f"{down}"


def _blind(desk: Desk, read: Read, why: str) -> Round:
    """Without the ledger, only what is urgent and new goes out: then silence is the worse mistake."""
    found = plan(desk.setup, desk.channels, read.news, _Unread(desk.book), desk.clock())
    tasks = [task for task in found.tasks if task.news.urgent and not task.late and not task.missed]
    later = [
        Waiting(task.key, why, decide=False) for task in found.tasks if not task.late and task not in tasks
    ]
    return Round(Plan(tasks=tasks, waiting=later), read, trouble=why)


class _Unread(Book):
    """A ledger that can't be read: every channel has begun, and only what this machine noted is known."""

    def __init__(self, book: Book) -> None:
        self.__dict__ = book.__dict__

    def begun(self, channel: str) -> bool:  # noqa: ARG002 - of all of them
        return True


def carrier_to(desk: Desk, channel: Channel) -> Carrier | str:
    """Whoever carries to this channel; else why nobody can. Raises Refused where Apprise isn't installed."""
    if find_spec("apprise") is None:
        raise Refused(sentence="Announcing needs Apprise: pip install 'clearbell[announce]'.")
    from clearbell.announce.carrier import Carrier  # noqa: PLC0415 - as above

    address = address_of(channel, desk.environment)
    if not address:
        return f"the environment has no {variable_of(channel)}"
    kind = kind_of(channel, address)
    if kind is None:
        return f"nobody knows what {variable_of(channel)} is: write `kind:` in content/site.yml"
    try:
        return Carrier(address, kind, desk.setup.settings, seconds=desk.patience.attempt)
    except ValueError as error:
        return f"{variable_of(channel)}: {error}"


def _packing(desk: Desk, delayed: Iterable[str]) -> Callable[[Task], Parcel]:
    from clearbell.announce.carrier import Parcel  # noqa: PLC0415 - as above

    def pack(task: Task) -> Parcel:
        kind = desk.kind(task.channel) or ChannelKind.WEBHOOK
        language = desk.setup.language(task.channel)
        settings, again = desk.setup.settings, task.entry.again
        mailed = kind is ChannelKind.MAIL
        return Parcel(
            key=f"{settings.id}/{task.key.name}/{task.channel.id}/{again}",
            message=desk.message(task, kind, delayed=task.news.name in delayed),
            language=language,
            thread=_thread(desk, task),
            facts=_facts(task, desk.setup) if kind is ChannelKind.WEBHOOK else {},
            envelope=Envelope.of(task.news, task.channel, settings, language, again=again)
            if mailed
            else None,
            to=task.entry.left,
        )

    return pack


def _thread(desk: Desk, task: Task) -> str:
    """What the first message of the incident that has one is called in this channel."""
    keys = (Key(task.news.item, update, task.channel.id) for update in task.news.before)
    return next((thread for key in keys if (thread := desk.book.entry(key.path).thread)), "")


def _facts(task: Task, setup: Setup) -> dict[str, Any]:
    """What programs want to know of a message beside its words."""
    news = task.news
    return {
        "id": f"{news.item}/{news.update}",
        "item": news.item,
        "kind": news.kind,
        "events": [event.value for event in news.events],
        "severity": news.severity,
        "status": news.status and news.status.value,
        "components": {name: state.value for name, state in news.components.items()},
        "at": f"{news.at:%Y-%m-%dT%H:%M:%SZ}",
        "next_update": f"{news.next_update:%Y-%m-%dT%H:%M:%SZ}" if news.next_update else None,
        "exercise": news.drill,
        "url": link_of(news, setup.settings),
    }
