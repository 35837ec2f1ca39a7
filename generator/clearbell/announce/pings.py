"""WebSub and IndexNow: who asks to be told that something changed, and then looks for themselves.

One ping too many costs a look, one too few some minutes. So there is no ledger of them: what was said in the last day is
told of each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from clearbell import urls
from clearbell.announce.news import News
from clearbell.model import Settings
from clearbell.urls import Address

_LATELY: Final = timedelta(days=1)
_KINDS: Final = ("atom", "rss", "json")
_AT_MOST: Final = 10_000  # addresses in one request, by IndexNow's documentation


class Ping(NamedTuple):
    """A request, and in words what it is about."""

    about: str
    to: str
    body: bytes
    kind: str


def pings(settings: Settings, news: Iterable[News], now: datetime) -> list[Ping]:
    """What is to be asked for because of the news of the last day."""
    fresh = [each for each in news if not each.drill and now - _LATELY <= each.at <= now]
    if not fresh:
        return []
    return [*_of_feeds(settings, fresh), *_of_pages(settings, fresh)]


def _of_feeds(settings: Settings, fresh: Iterable[News]) -> Iterator[Ping]:
    """One for each feed: hubs differ in whether they take several at once (PubSubHubbub 0.4, section 7)."""
    if settings.hub is None:
        return
    known = [component.id for component in settings.components]
    concerned = {name for each in fresh for name in each.components}
    feeds = [urls.INCIDENTS_FEED, *(urls.feed(kind) for kind in _KINDS)]
    feeds += [urls.feed(kind, name) for name in known if name in concerned for kind in _KINDS]
    for feed in feeds:
        topic = _whole(settings, feed)
        body = urlencode({"hub.mode": "publish", "hub.url": topic}).encode()
        yield Ping(topic, settings.hub, body, "application/x-www-form-urlencoded")


def _of_pages(settings: Settings, fresh: Iterable[News]) -> Iterator[Ping]:
    """One for all pages (indexnow.org/documentation)."""
    if settings.indexnow is None:
        return
    items = sorted({each.item for each in fresh})
    pages = [urls.front(), urls.history(), *map(urls.item, items)]
    addresses = [_whole(settings, page) for page in pages][:_AT_MOST]
    said = {
        "host": urlsplit(settings.url).netloc,
        "key": settings.indexnow.key,
        "keyLocation": _whole(settings, urls.indexnow(settings.indexnow.key)),
        "urlList": addresses,
    }
    about = f"{len(addresses)} pages"
    yield Ping(about, settings.indexnow.to, json.dumps(said).encode(), "application/json; charset=utf-8")


def _whole(settings: Settings, address: Address) -> str:
    return f"{settings.url}/{address.path}"
