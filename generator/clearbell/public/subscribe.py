"""`/subscribe/`: every way to hear of news and what it promises, in plain words; what anyone can use first, programs last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from clearbell import urls
from clearbell.model import Component
from clearbell.public.shell import Shell


class _Line(NamedTuple):
    """A paragraph, and the address that it ends with."""

    text: str | Markup
    address: str = ""


class _Way(NamedTuple):
    name: str
    lines: list[_Line]


class _Part(NamedTuple):
    name: str
    feed: str
    calendar: str


_CALENDARS: Final = ("calendar_where", "calendar_google", "calendar_outlook", "calendar_apple")


def offered(components: Sequence[Component], today: date) -> tuple[Component, ...]:
    """The components that there will be news of."""
    return tuple(component for component in components if not component.gone(today))


def subscribe_page(shell: Shell, components: Sequence[Component]) -> bytes:
    """*components*: those that have feeds to offer."""
    words = shell.words
    address = urls.subscribe()
    title, lead = words("title.subscribe"), words("subscribe.lead")
    return shell.page(
        address,
        "subscribe.html",
        title=title,
        description=lead,
        needs=frozenset({"ways", "list", "copy"}),
        headline=title,
        ways=[*_for_people(shell), *_for_teams(shell)],
        parts=[
            _Part(
                component.name,
                address.root + urls.feed("atom", component.id).path,
                address.root + urls.calendar(component.id).path,
            )
            for component in components
        ],
        programs=_Way(words("subscribe.programs"), list(_for_programs(shell))),
    )


def _for_people(shell: Shell) -> Iterator[_Way]:
    words, settings = shell.words, shell.settings
    base = settings.url
    feed = f"{base}/{urls.feed('atom').path}"
    yield _Way(words("subscribe.page"), [_Line(words("subscribe.page_text"), f"{base}/")])
    if settings.mirror:
        yield _Way(words("subscribe.mirror"), [_Line(words("subscribe.mirror_text"), settings.mirror)])
    if settings.support:
        link = Markup('<a href="{}">{}</a>').format(settings.support.url, settings.support.label)
        yield _Way(words("subscribe.support"), [_Line(link)])
    mail = [_Line(words("subscribe.mail_text"), f"{base}/{urls.feed('rss').path}")]
    yield _Way(words("subscribe.mail"), mail)
    calendar = [_Line(words("subscribe.calendar_text"), f"{base}/{urls.calendar().path}")]
    calendar += [_Line(words(f"subscribe.{key}")) for key in _CALENDARS]
    yield _Way(words("subscribe.calendar"), calendar)
    reader = [_Line(words("subscribe.reader_text"), feed)]
    reader.append(_Line(words("subscribe.reader_whole"), f"{base}/{urls.INCIDENTS_FEED.path}"))
    yield _Way(words("subscribe.reader"), reader)


def _for_teams(shell: Shell) -> Iterator[_Way]:
    words = shell.words
    feed = f"{shell.settings.url}/{urls.feed('rss').path}"
    yield _Way(words("subscribe.slack"), [_Line(words("subscribe.slack_text"), f"/feed subscribe {feed}")])
    yield _Way(words("subscribe.teams"), [_Line(words("subscribe.teams_text"), feed)])


def _for_programs(shell: Shell) -> Iterator[_Line]:
    words, base = shell.words, shell.settings.url
    yield _Line(words("subscribe.api_text"), f"{base}/{urls.api('summary').path}")
    yield _Line(words("subscribe.json_text"), f"{base}/{urls.feed('json').path}")
    yield _Line(words("subscribe.terminal_text"), f"{base}/{urls.STATUS_TEXT.path}")
    yield _Line(words("subscribe.metrics_text"), f"{base}/{urls.METRICS.path}")
    banner = f'<script async src="{base}/{urls.BANNER.path}"></script>'
    yield _Line(words("subscribe.banner_text"), banner)
    title = escape(words("title.status", name=shell.settings.name))
    frame = f'<iframe src="{base}/{urls.embed().path}" title="{title}"></iframe>'
    yield _Line(words("subscribe.frame_text"), frame)
    picture = f'<a href="{base}/"><img src="{base}/{urls.badge().path}" alt="{title}"></a>'
    yield _Line(words("subscribe.badge_text"), picture)
