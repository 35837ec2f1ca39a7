"""The page of one incident, planned work or notice: its headline, what to do now, and every update, newest first.

Depends on the item, the settings and its phase alone, so that it stays as it is while the rest of the site changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from markupsafe import Markup

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import ComponentState, Incident, Item, Maintenance, Notice
from clearbell.public.looks import LOOKS, Affected, affected_now, open_incident
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.public.timeline import timeline
from clearbell.summary import Phase, Summary, moment, seconds
from clearbell.times import Times
from clearbell.wording import Words


def item_page(
    shell: Shell, item: Item, summary: Summary, now: int, *, late: bool = False
) -> Callable[[], bytes]:
    """What makes the whole page, as all it says is worked out. *now* counts only through the phase.

    *late*: there is a newer version that can't be shown.
    """
    words, times = shell.words, shell.times
    phase = summary.phase(now)
    begun = moment(summary.start).astimezone(shell.settings.zone)
    address = urls.item(item.id)
    month = urls.month(begun.year, begun.month)
    look, state = _state(summary, phase, words, now)
    updates = () if isinstance(item, Notice) else item.updates
    affects = _affects(shell, item, summary, phase)
    help_ = workaround(item) if phase is Phase.OPEN else None
    needs = {"updates", look, *(part.look for part in affects)}
    needs |= ({"tip"} if help_ else set()) | ({"news"} if isinstance(item, Maintenance) else set())
    message = rendered(item.message) if isinstance(item, Notice) else ""
    return partial(
        shell.page,
        address,
        "item.html",
        title=f"{state}: {item.title}",
        description=shortened(plain(rendered(updates[-1].message) if updates else message), 160),
        needs=frozenset(needs),
        headline=item.title,
        look=look,
        state=state,
        flip=flip(item, phase, words),
        affects=affects,
        when=when(item, summary, phase, words, times),
        late=words("late") if late else "",
        message=message,
        workaround=help_,
        timeline=timeline(updates, words, times, anchors=True, open_=phase is Phase.OPEN),
        month_url=address.root + month.path,
        month_name=times.month(begun.year, begun.month),
    )


def texts(item: Item) -> Iterator[str]:
    """All Markdown that the page may show."""
    if isinstance(item, Notice):
        yield item.message
        return
    for update in item.updates:
        yield update.message
        if update.workaround:
            yield update.workaround


def workaround(item: Item) -> Markup | None:
    """What customers can do now: the last that an update said of it."""
    if isinstance(item, Notice):
        return None
    said = next((update.workaround for update in reversed(item.updates) if update.workaround), None)
    return rendered(said) if said else None


def when(item: Item, summary: Summary, phase: Phase, words: Words, times: Times) -> Markup:
    """Begin and end in a sentence, UTC in brackets once."""
    if isinstance(item, Maintenance):
        return window(item.start, item.end, words, times)
    if isinstance(item, Notice):
        if summary.end is None:
            return times.tag(summary.start, times.stamp(summary.start))
        until = times.tag(summary.end, times.in_sentence(summary.end))
        return words.html("stands_until", time=until, utc=times.utc(summary.end))
    began = times.tag(summary.start, times.in_sentence(summary.start))
    text = words.html("began", time=began, utc=times.utc(summary.start))
    if phase is Phase.OVER and summary.end is not None:
        solved = times.tag(summary.end, times.in_sentence(summary.end))
        duration = times.duration(summary.end - summary.start)
        text += Markup(" · ") + words.html(
            "solved", time=solved, utc=times.utc(summary.end), duration=duration
        )
    return text


def window(begin: datetime, over: datetime, words: Words, times: Times) -> Markup:
    """`Sunday 22 November, 03:00 to 05:00 (02:00 to 04:00 UTC)`."""
    start, end = seconds(begin), seconds(over)
    same_day = times.day(start) == times.day(end)
    start_tag = times.tag(start, times.planned(start))
    end_tag = times.tag(end, times.clock(end), "t") if same_day else times.tag(end, times.planned(end))
    if times.is_utc:
        return words.html("window_utc", start=start_tag, end=end_tag)
    plain_clock = not (times.other_day_in_utc(start) or times.other_day_in_utc(end))
    utc_start = times.utc_clock(start) if plain_clock else times.utc(start)
    return words.html("window", start=start_tag, end=end_tag, utc_start=utc_start, utc_end=times.utc(end))


def flip(item: Item, phase: Phase, words: Words) -> Markup | str:
    """For the script: when planned work turns from planned to under way."""
    if not isinstance(item, Maintenance) or phase not in (Phase.AHEAD, Phase.OPEN):
        return ""
    attributes = Markup(' data-from="{}" data-to="{}" data-then="{}" data-after="{}"')
    over = words("planned_over")
    return attributes.format(seconds(item.start), seconds(item.end), words("planned_now"), over)


def shortened(text: str, length: int) -> str:
    """Cut between words."""
    return text if len(text) <= length else text[: length - 1].rpartition(" ")[0] + "…"


def phase_word(phase: Phase, words: Words) -> str:
    """What planned work is now."""
    if phase is Phase.CANCELLED:
        return words("status.cancelled")
    if phase is Phase.OVER:
        return words("status.completed")
    return words("planned_now" if phase is Phase.OPEN else "planned_ahead")


def _state(summary: Summary, phase: Phase, words: Words, now: int) -> tuple[str, str]:
    if summary.kind == "notice":
        return "plan", words("kind.notice")
    if summary.kind == "maintenance":
        return "plan", phase_word(phase, words)
    if phase is Phase.OVER:
        return "ok", words("status.resolved")
    return open_incident(summary, words, now)


def _affects(shell: Shell, item: Item, summary: Summary, phase: Phase) -> list[Affected]:
    """The parts with the worst that was said of them; while it lasts, only those that still suffer, and how."""
    words, names = shell.words, shell.settings.names
    worst: dict[str, ComponentState] = {}
    for span in summary.spans:
        state = ComponentState(span.state)
        counts = phase is not Phase.OPEN or isinstance(item, Maintenance) or span.end is None
        if counts and state.rank > worst.get(span.component, ComponentState.OPERATIONAL).rank:
            worst[span.component] = state
    if isinstance(item, Incident) and phase is Phase.OVER:
        return [Affected(LOOKS[state], names[name], past=True) for name, state in worst.items()]
    return [affected_now(state, names[name], words) for name, state in worst.items()]
