"""The archive and the parts: the history, its months, and a page for each component."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from clearbell import urls
from clearbell.model import ComponentState
from clearbell.public.front import days_in_words, percent, stretch
from clearbell.public.item_page import phase_word
from clearbell.public.looks import ALL_LOOKS, LOOKS, bars, line
from clearbell.public.shell import Shell
from clearbell.site import ComponentView, Day, Site
from clearbell.summary import Phase, Summary, moment
from clearbell.times import Times
from clearbell.wording import Words

_LIST: Final = ALL_LOOKS | {"list"}
_ENTRIES: Final = 25  # on a component's page; the history has the rest


def history_page(shell: Shell, site: Site) -> bytes:
    """All years and months with what they hold, and every part there ever was: nothing else leads to retired ones."""
    words, times = shell.words, shell.times
    address = urls.history()
    components = site.settings.components
    years: list[dict[str, Any]] = []
    for year, month in sorted(site.months, reverse=True):
        if not years or years[-1]["name"] != str(year):
            years.append({"name": str(year), "months": []})
        years[-1]["months"].append(
            {
                "name": times.month(year, month),
                "url": address.root + urls.month(year, month).path,
                "text": _counts(site.months[year, month], words),
            }
        )
    title = words("title.history")
    return shell.page(
        address,
        "history.html",
        title=title,
        description=words("history.lead"),
        needs=_LIST,
        headline=title,
        years=years,
        parts=[
            {"name": component.name, "url": address.root + urls.component(component.id).path}
            for component in components
        ],
        some_retired=any(component.retired for component in components),
    )


def month_page(shell: Shell, site: Site, year: int, month: int) -> bytes:
    """Everything that began in one month, newest first."""
    words, times = shell.words, shell.times
    address = urls.month(year, month)
    summaries = site.months[year, month]
    known = sorted(site.months)
    place = known.index((year, month))
    counts = _counts(summaries, words)
    title = times.month(year, month)

    def neighbour(index: int) -> dict[str, str] | None:
        if not 0 <= index < len(known):
            return None
        return {"name": times.month(*known[index]), "url": address.root + urls.month(*known[index]).path}

    return shell.page(
        address,
        "month.html",
        title=title,
        description=f"{title}: {counts}",
        needs=_LIST,
        headline=title,
        counts=counts,
        entries=[line(summary, site, words, times, address.root) for summary in summaries],
        older=neighbour(place - 1),
        newer=neighbour(place + 1),
    )


def component_page(shell: Shell, site: Site, view: ComponentView) -> bytes:
    """One part: now, its days in words, its months in figures, what happened."""
    words = shell.words
    component = view.component
    address = urls.component(component.id)
    today = moment(site.now).astimezone(site.settings.zone).date()
    times = Times(words, site.settings.zone, today)
    retired = component.retired is not None and component.retired <= today
    now = words("component.now", state=words(f"state_in_sentence.{view.state}"))
    description = f"{component.name}. {now}. {days_in_words(view, words)}."
    state = words(f"state.{view.state}")
    lead = [component.description]
    if retired and component.retired:  # it has a past, and no state
        gone = words("component.retired", day=times.date(component.retired))
        state, description = "", f"{component.name}. {gone}"
        lead.append(gone)
    ahead = [
        s for s in reversed(view.summaries) if s.kind == "maintenance" and s.phase(site.now) is Phase.AHEAD
    ]
    past = [s for s in view.summaries if s not in ahead]
    return shell.page(
        address,
        "component.html",
        title=f"{state}: {component.name}" if state else component.name,
        description=description,
        needs=_LIST | {"bars", "days", "table"},
        feeds=component.id,
        headline=component.name,
        look=LOOKS[view.state],
        state=state,
        lead=" ".join(f"{text.rstrip('.')}." for text in lead if text),
        bars=bars(view.days),
        uptime=days_in_words(view, words),
        days=[] if retired else _days(view.days, words, times),
        planned=[_ahead(summary, words, times, address.root) for summary in ahead],
        entries=[line(summary, site, words, times, address.root) for summary in past[:_ENTRIES]],
        more=len(past) > _ENTRIES,
        months=[]
        if retired
        else [
            {
                "name": times.month(each.year, each.month),
                "percent": f"{percent(each.uptime.percent, words)}\u00a0%",
            }
            for each in view.months
        ],
    )


def _counts(summaries: tuple[Summary, ...], words: Words) -> str:
    parts = []
    for kind, key in (("incident", "incidents"), ("maintenance", "planned"), ("notice", "notices")):
        if count := sum(summary.kind == kind for summary in summaries):
            parts.append(words.counted(f"history.{key}", count))
    return ", ".join(parts)


def _ahead(summary: Summary, words: Words, times: Times, root: str) -> dict[str, str]:
    text = f"{phase_word(Phase.AHEAD, words)} · {times.planned(summary.start)}"
    return {"title": summary.title, "url": root + urls.item(summary.id).path, "text": text}


def _days(days: tuple[Day, ...], words: Words, times: Times) -> list[dict[str, Any]]:
    """Newest first; stretches without trouble run together."""
    lines: list[dict[str, Any]] = []
    quiet: list[date] = []

    def flush() -> None:
        if quiet:
            name = stretch(quiet[-1], quiet[0], words, times)
            lines.append({"name": name, "text": words("component.quiet"), "quiet": True})
            quiet.clear()

    for day in reversed(days):
        if day.state is ComponentState.OPERATIONAL and not day.planned:
            quiet.append(day.date)
            continue
        flush()
        state = ComponentState.UNDER_MAINTENANCE if day.state is ComponentState.OPERATIONAL else day.state
        text = words(f"state.{state}")
        if day.planned and day.state is not ComponentState.OPERATIONAL:
            text = words("component.and_work", state=text)
        lines.append({"name": times.date(day.date), "text": text, "quiet": False})
    flush()
    return lines
