"""The front page: the news in its headline, what to do now, what is planned, every part, the last two weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from markupsafe import Markup

from clearbell import urls
from clearbell.model import ComponentState, Item, Maintenance, Notice, Update
from clearbell.public.item_page import flip, phase_word, when, window, workaround
from clearbell.public.looks import ALL_LOOKS, LOOKS, affected, bars, ended, overall, worst
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.public.timeline import timeline
from clearbell.site import RECENT_DAYS, ComponentView, Site
from clearbell.summary import Phase, Summary, moment
from clearbell.times import Times
from clearbell.wording import Words

_NEEDS: Final = ALL_LOOKS | {"tip", "updates", "articles", "parts", "bars", "days", "list", "news"}
_IN_FULL: Final = 5  # open incidents, and planned work: more would bury the worst
_WELL: Final = ComponentState.OPERATIONAL
_UPDATES: Final = 8  # of one incident; its own page has them all


def front_page(shell: Shell, site: Site) -> bytes:
    """The whole page."""
    words = shell.words
    today = moment(site.now).astimezone(site.settings.zone).date()
    times = Times(words, site.settings.zone, today)
    news = overall(site, words)
    top = worst(site)
    incident = _open(site, top, words, times) if top and top.kind == "incident" else None
    others = site.open[1 if incident else 0 :]
    planned = [*site.under_way, *site.ahead]
    return shell.page(
        urls.front(),
        "front.html",
        title=f"{news.word}: {news.title}" if top else news.title,
        description=site.settings.description or words("description", name=site.settings.name),
        needs=_NEEDS,
        news=news,
        news_url=urls.item(top.id).path if top else "",
        lead=_lead(site, top, words, times),
        worst=incident,
        others=[_open(site, summary, words, times) for summary in others[: _IN_FULL - 1]],
        more_open=[_link(summary) for summary in others[_IN_FULL - 1 :]],
        notices=[_notice(site, summary, words, times) for summary in site.notices],
        work_first=top is not None and incident is None,
        planned=[_planned(site, summary, words, times) for summary in planned[:_IN_FULL]],
        more_planned=_more(len(planned) - _IN_FULL, words),
        groups=_groups(site, words),
        recent=_recent(site, words, times, today),
        built=words.html(
            "footer.built", time=times.tag(site.now, times.in_sentence(site.now)), utc=times.utc(site.now)
        ),
    )


def _lead(site: Site, top: Summary | None, words: Words, times: Times) -> Markup:
    """Since when, how fresh, when to expect more, what still works; or that nothing is wrong. *top*: the headline."""
    sentences: list[Markup | str] = []
    if top and top.kind == "incident":
        sentences += _lead_of_incident(site, top, words, times)
    elif top is None and site.feared is not _WELL:
        sentences.append(words("feared.lead"))
        if site.open:
            sentences.append(words("more_open", count=len(site.open)))
    elif site.open:
        sentences.append(words("more_open", count=len(site.open)))
    else:
        sentences.append(words("nothing_open"))
        trouble = next((s for s in site.recent if s.kind == "incident"), None)
        if trouble:
            link = Markup('<a href="{}">{}</a>').format(urls.item(trouble.id).path, trouble.title)
            sentences.append(words.html("last_trouble", day=times.day(trouble.start), title=link))
    if site.under_way:
        sentences.append(words("work_now"))
    return Markup(" ").join(sentences)


def _lead_of_incident(site: Site, top: Summary, words: Words, times: Times) -> Iterator[Markup | str]:
    last = _updates(site, top)[-1]
    yield _known_since(top, words, times)
    yield words.html("last_update", time=times.tag(top.last_update, times.in_sentence(top.last_update), "a"))
    if last.next_update:
        by = int(last.next_update.timestamp())
        yield words.html("next_update", time=times.tag(by, times.in_sentence(by)), utc=times.utc(by))
    if top.id in site.late:
        yield words("late")
    if len(site.open) > 1:
        yield words("more_open", count=len(site.open) - 1)
    elif _all_else_well(site, top):
        yield words("all_else_well")


def _known_since(summary: Summary, words: Words, times: Times) -> Markup:
    at = summary.start
    return words.html("known_since", time=times.tag(at, times.in_sentence(at)), utc=times.utc(at))


def _all_else_well(site: Site, worst: Summary) -> bool:
    """Planned work is no trouble, but who waits for that part to come back wouldn't call it normal."""
    return site.feared is _WELL and all(
        view.state is _WELL or view.component.id in worst.components for view in site.components
    )


def _open(site: Site, summary: Summary, words: Words, times: Times) -> dict[str, Any]:
    item = site.items[summary.id]
    assert not isinstance(item, Notice)  # noqa: S101 - `open` holds incidents only; tells the type checker
    return _link(summary) | {
        "affected": affected(summary, site, words),
        "when": when(item, summary, Phase.OPEN, words, times),
        "late": words("late") if summary.id in site.late else "",
        "workaround": workaround(item),
        "updates": timeline(item.updates[-_UPDATES:], words, times),
    }


def _planned(site: Site, summary: Summary, words: Words, times: Times) -> dict[str, Any]:
    item = site.items[summary.id]
    assert isinstance(item, Maintenance)  # noqa: S101 - as above
    phase = summary.phase(site.now)
    return _link(summary) | {
        "phase": phase_word(phase, words),
        "flip": flip(item, phase, words),
        "when": window(item.start, item.end, words, times),
        "workaround": workaround(item),
        "updates": timeline(item.updates[-_UPDATES:], words, times),
    }


def _notice(site: Site, summary: Summary, words: Words, times: Times) -> dict[str, Any]:
    item = site.items[summary.id]
    assert isinstance(item, Notice)  # noqa: S101 - as above
    return _link(summary) | {
        "when": when(item, summary, Phase.OPEN, words, times),
        "message": rendered(item.message),
    }


def _link(summary: Summary) -> dict[str, Any]:
    return {"title": summary.title, "url": urls.item(summary.id).path}


def _updates(site: Site, summary: Summary) -> tuple[Update, ...]:
    item: Item = site.items[summary.id]
    return () if isinstance(item, Notice) else item.updates


def _more(count: int, words: Words) -> str:
    return words("more_planned", count=count) if count > 0 else ""


def _groups(site: Site, words: Words) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    today = moment(site.now).astimezone(site.settings.zone).date()
    for view in site.components:
        component = view.component
        if component.gone(today):
            continue
        if not groups or groups[-1]["name"] != component.group:
            groups.append({"name": component.group, "parts": []})
        groups[-1]["parts"].append(_part(view, words))
    return groups


def _part(view: ComponentView, words: Words) -> dict[str, Any]:
    return {
        "name": view.component.name,
        "url": urls.component(view.component.id).path,
        "look": LOOKS[view.state],
        "state": words(f"state.{view.state}"),
        "bars": bars(view.days),
        "days": days_in_words(view, words),
    }


def days_in_words(view: ComponentView, words: Words) -> str:
    """`99.79 % in 90 days · trouble on 2 days`."""
    troubled = sum(day.state is not ComponentState.OPERATIONAL for day in view.days)
    text = words.counted("days_trouble", troubled) if troubled else words("no_trouble")
    return f"{words('uptime', percent=percent(view.uptime.percent, words))} · {text}"


def percent(value: float, words: Words) -> str:
    """`99.79`, with the language's own decimal mark."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", words("decimal"))


def _recent(site: Site, words: Words, times: Times, today: date) -> list[dict[str, Any]]:
    """Fourteen days, newest first; days with nothing to report run together into one line.

    What lasts longer stands at its first day, and the days until its end don't say that there was nothing.
    """
    by_day: dict[date, list[Summary]] = {}
    busy: set[date] = set()
    first = today - timedelta(RECENT_DAYS - 1)
    for summary in site.recent:
        begun, over = (
            max(first, moment(at).astimezone(site.settings.zone).date())
            for at in (summary.start, summary.until(site.now))
        )
        by_day.setdefault(begun, []).append(summary)
        if summary.phase(site.now) is not Phase.CANCELLED:
            busy.update(begun + timedelta(days) for days in range((over - begun).days + 1))
    lines: list[dict[str, Any]] = []
    quiet: list[date] = []
    for back in range(RECENT_DAYS):
        day = today - timedelta(back)
        if day not in by_day and day not in busy:
            quiet.append(day)
            continue
        lines += _quiet(quiet, words, times)
        quiet = []
        entries = [_link(s) | {"text": ended(s, site.now, words, times)} for s in by_day.get(day, ())]
        if entries:
            lines.append({"name": times.date(day), "lines": entries})
    return lines + _quiet(quiet, words, times)


def _quiet(days: Iterable[date], words: Words, times: Times) -> list[dict[str, Any]]:
    ordered = list(days)
    if not ordered:
        return []
    name = stretch(ordered[-1], ordered[0], words, times)
    return [{"name": name, "lines": [{"url": None, "text": words("nothing")}]}]


def stretch(first: date, last: date, words: Words, times: Times) -> str:
    """`11 to 15 November`, `28 October to 3 November`, `11 November`."""
    if first == last:
        return times.date(last)
    same_month = (first.year, first.month) == (last.year, last.month)
    return words(
        "range",
        first=words("time.day_of_same_month", day=first.day) if same_month else times.date(first),
        last=times.date(last),
    )
