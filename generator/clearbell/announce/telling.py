"""The parts of a message, in the words of one language: what happened, to whom, what to do, what we do, what is next.

One model for all channels. How long a message may be, and what stands where, is known elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from clearbell import urls
from clearbell.announce.news import News
from clearbell.announce.plain import plain_text
from clearbell.model import ComponentState, Settings
from clearbell.summary import seconds
from clearbell.times import Times
from clearbell.wording import Words, languages

# What a template may say. The values are for `check`, which has no news at hand.
PARTS: Final[Mapping[str, str]] = {
    "site": "the site's name",
    "title": "what customers notice",
    "state": "how far you are, such as: We know the cause",
    "what": "the message of the update",
    "who": "which parts are affected, and how",
    "do": "what customers can do now",
    "window": "when planned work begins and ends",
    "next": "when you will write again",
    "exercise": "that it is only an exercise, if it is one",
    "late": "that the message comes late, if it does",
    "delayed": "that the page may not show it yet, if so",
    "link": "the page of the incident",
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a message says of its own way: sent at `now`; `late` to be told so; `missed` earlier ones that it stands for;
    `delayed`: the page doesn't show it yet.
    """

    now: datetime
    late: bool = False
    missed: int = 0
    delayed: bool = False


def parts_of(news: News, settings: Settings, language: str, circumstances: Circumstances) -> dict[str, str]:
    """All of PARTS as plain text, empty where there is nothing to say."""
    words = Words.of(language if _known(language) else "en")
    times = Times(words, settings.zone, circumstances.now.astimezone(settings.zone).date())
    said = news.read_in(language)
    return {
        "site": settings.name,
        "title": said.title,
        "state": words("kind.notice") if news.status is None else words(f"status.{news.status}"),
        "what": plain_text(said.message),
        "who": _who(news, settings, words),
        "do": words("announce.do", text=plain_text(said.workaround)) if said.workaround else "",
        "window": _window(news, words, times),
        "next": _next(news, words, times),
        "exercise": words("announce.exercise") if news.drill else "",
        "late": _late(news, circumstances, words, times),
        "delayed": words("announce.delayed") if circumstances.delayed else "",
        "link": link_of(news, settings),
    }


def link_of(news: News, settings: Settings) -> str:
    """Where the page tells of it. Of an exercise there is no page."""
    page = urls.front() if news.drill else urls.item(news.item)
    return f"{settings.url}/{page.path}"


def _known(language: str) -> bool:
    return language in languages() or language.partition("-")[0] in languages()


def _who(news: News, settings: Settings, words: Words) -> str:
    """The parts that don't work as usual; for what is over, none."""
    if news.over:
        return ""
    told = [
        words("affected", component=settings.names[name], state=words(f"state_in_sentence.{state}"))
        for name, state in news.components.items()
        if state is not ComponentState.OPERATIONAL and name in settings.names
    ]
    return "; ".join(told)


def _window(news: News, words: Words, times: Times) -> str:
    if news.window is None:
        return ""
    start, end = map(seconds, news.window)
    same_day = times.planned(start)[:-5] == times.planned(end)[:-5]
    return words(
        "window",
        start=times.planned(start),
        end=times.clock(end) if same_day else times.planned(end),
        utc_start=times.utc(start),
        utc_end=times.utc(end),
    )


def _next(news: News, words: Words, times: Times) -> str:
    if news.next_update is None:
        return ""
    by = seconds(news.next_update)
    return words("next_update", time=times.in_sentence(by), utc=times.utc(by))


def _late(news: News, circumstances: Circumstances, words: Words, times: Times) -> str:
    said = []
    if circumstances.late:
        at = seconds(news.at)
        said.append(words("announce.late", time=times.in_sentence(at), utc=times.utc(at)))
    if circumstances.missed:
        said.append(words.counted("announce.missed", circumstances.missed))
    return " ".join(said)
