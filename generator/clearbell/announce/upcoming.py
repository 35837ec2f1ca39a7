"""What would be announced of the last day's news, for whoever checks or reviews it: to which channels, how many, and how it
reads. Asks no ledger but one in a folder, for a pull request has no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from clearbell.announce.channels import Setup
from clearbell.announce.composing import Message, composed
from clearbell.announce.ledger.folder import Folder
from clearbell.announce.ledger.marks import Did, Entry, Key
from clearbell.announce.ledger.place import Down
from clearbell.announce.news import News
from clearbell.announce.reading import read_news
from clearbell.announce.telling import Circumstances, parts_of
from clearbell.announce.templates import Templates
from clearbell.formats.channels import Channel, ChannelKind
from clearbell.problems import Refused

_DAY: Final = timedelta(days=1)
_DONE: Final = (Did.SENT, Did.FOLDED, Did.DROPPED)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A message that would go to a channel."""

    channel: Channel
    news: News
    message: Message


def upcoming(root: Path, now: datetime | None) -> list[Upcoming]:
    """By channel and time; nothing where there are no channels, or where site.yml or a template isn't right."""
    try:
        setup, templates = Setup.of(root), Templates.of(root)
    except Refused:
        return []
    if not setup.channels:
        return []
    at = now or setup.settings.demo_now or datetime.now(UTC)
    told = _told(root, setup)
    recent = [each for each in read_news(root, setup.settings, at).news if at - each.at <= _DAY]
    return [
        Upcoming(channel, news, _message(setup, templates, channel, news, at))
        for channel in setup.channels
        for news in sorted(recent, key=lambda each: each.at)
        if setup.wants(channel, news) and Key(news.item, news.update, channel.id).path not in told
    ]


def _told(root: Path, setup: Setup) -> set[str]:
    name = setup.announcing.ledger
    try:
        files = {} if ":" in name else Folder(root / name, name).read()
    except Down:
        return set()
    entries = {path: Entry.of(content) for path, content in files.items() if path.startswith("updates/")}
    return {path for path, entry in entries.items() if entry.last and entry.last.did in _DONE}


def _message(setup: Setup, templates: Templates, channel: Channel, news: News, at: datetime) -> Message:
    language, kind = setup.language(channel), channel.kind or ChannelKind.WEBHOOK
    parts = parts_of(news, setup.settings, language, Circumstances(at))
    return composed(parts, templates(kind, language), kind)
