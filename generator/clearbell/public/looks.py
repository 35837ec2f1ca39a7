"""States as readers see them: the word, the look (a class of the stylesheet), and the bars of days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from clearbell import urls
from clearbell.model import ComponentState, IncidentStatus
from clearbell.site import DAYS, Day, Site, incident_state, state_at
from clearbell.summary import Phase, Summary
from clearbell.times import Times
from clearbell.wording import Words

LOOKS: Final = {
    ComponentState.OPERATIONAL: "ok",
    ComponentState.UNDER_MAINTENANCE: "plan",
    ComponentState.DEGRADED_PERFORMANCE: "slow",
    ComponentState.PARTIAL_OUTAGE: "part",
    ComponentState.MAJOR_OUTAGE: "down",
}
ALL_LOOKS: Final = frozenset(LOOKS.values())
_HEIGHTS: Final = {"plan": 6, "slow": 8, "part": 14, "down": 20}
_STEP: Final = 360 // DAYS


def bars(days: Iterable[Day]) -> list[dict[str, str]]:
    """One SVG path per look: trouble has height, a good day is only the base line's mark."""
    paths: dict[str, list[str]] = {}
    for index, day in enumerate(days):
        look = LOOKS[day.state]
        if look == "ok" and day.planned:
            look = "plan"
        if look != "ok":
            paths.setdefault(look, []).append(f"M{index * _STEP + 1} 24v-{_HEIGHTS[look]}")
    return [{"look": look, "path": "".join(paths[look])} for look in _HEIGHTS if look in paths]


def open_incident(summary: Summary, words: Words, now: int) -> tuple[str, str]:
    """Look and word of an open incident; when its parts all work again, how far it is says more than a state."""
    state = incident_state(summary, now)
    still = any(span.end is None for span in summary.spans)
    if not still and (summary.status == IncidentStatus.MONITORING or summary.severity > 2):
        return LOOKS[state], words(f"status.{summary.status}")
    return LOOKS[state], words(f"state.{state}")


def whole(site: Site) -> ComponentState:
    """The worst of everything; planned work counts where nothing is wrong."""
    if site.state is ComponentState.OPERATIONAL:
        return max((view.state for view in site.components), key=lambda state: state.rank)
    return site.state


class News(NamedTuple):
    """The whole in a word, and what it is about."""

    look: str
    word: str
    title: str


def overall(site: Site, words: Words) -> News:
    """The worst that goes on, be it an incident or planned work; that all is well, if it is."""
    news = worst(site)
    if news is None and site.feared is not ComponentState.OPERATIONAL:
        return News(LOOKS[site.feared], words("feared.word"), words("feared.title"))
    if news is None:
        well = ComponentState.OPERATIONAL
        return News(LOOKS[well], words(f"state.{well}"), words("title.all_well", name=site.settings.name))
    if news.kind == "incident":
        return News(*open_incident(news, words, site.now), news.title)
    state = incident_state(news, site.now)
    return News(LOOKS[state], words(f"state.{state}"), news.title)


def worst(site: Site) -> Summary | None:
    """What customers notice most of all that goes on; among equals an incident, for planned work was announced. None where
    something worse is feared.
    """
    going_on = (*site.open, *(s for s in site.under_way if _rank(s, site.now)))
    news = max(going_on, key=lambda summary: _rank(summary, site.now), default=None)
    return None if news and site.feared.rank > _rank(news, site.now) else news


def _rank(summary: Summary, now: int) -> int:
    return incident_state(summary, now).rank


class Affected(NamedTuple):
    """A part that suffers or, `past`, has suffered."""

    look: str
    text: str
    past: bool = False


def affected(summary: Summary, site: Site, words: Words) -> list[Affected]:
    """The parts that suffer now, worst first."""
    names = site.settings.names
    states = [(state_at(summary, name, site.now), name) for name in summary.components]
    states.sort(key=lambda pair: -pair[0].rank)
    return [
        affected_now(state, names[name], words)
        for state, name in states
        if state is not ComponentState.OPERATIONAL
    ]


def affected_now(state: ComponentState, name: str, words: Words) -> Affected:
    """A part and how it suffers."""
    text = words("affected", component=name, state=words(f"state_in_sentence.{state}"))
    return Affected(LOOKS[state], text)


class Line(NamedTuple):
    """An incident, planned work or a notice in a list."""

    url: str
    title: str
    look: str
    state: str
    text: str


def line(summary: Summary, site: Site, words: Words, times: Times, root: str) -> Line:
    """Look and word of how bad it was, which parts, how it ended. *root*: the way up from the list's page."""
    if summary.kind == "incident":
        worst = summary.worst
        look, state = LOOKS[worst], words(f"state.{worst}")
        if worst is ComponentState.OPERATIONAL:
            look, state = "slow", words("kind.incident")
    else:
        look, state = "plan", words(f"kind.{summary.kind}")
    names = site.settings.names
    parts = [
        ", ".join([names[name] for name in summary.components]),
        times.stamp(summary.start),
        ended(summary, site.now, words, times),
    ]
    text = " · ".join([part.rstrip(".") for part in parts if part])
    return Line(root + urls.item(summary.id).path, summary.title, look, state, text)


def ended(summary: Summary, now: int, words: Words, times: Times) -> str:
    """`Solved after 25 min.`"""
    phase = summary.phase(now)
    if summary.kind == "notice" or phase is Phase.AHEAD:
        return ""
    if phase is Phase.CANCELLED:
        return words("cancelled")
    end = summary.planned_end if summary.end is None else summary.end
    if phase is Phase.OPEN or end is None:
        return words("still_open")
    key = "solved_after" if summary.kind == "incident" else "took"
    return words(key, duration=times.duration(end - summary.start))
