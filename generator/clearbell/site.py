"""The public site at one moment: everything that any page, feed or program of it shows, worked out once.

A pure function of settings, summaries, the texts of what is going on, and the time. Shows nothing, reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from clearbell.model import Component, ComponentState, IncidentStatus, Item, Settings
from clearbell.summary import Phase, Span, Summary, moment
from clearbell.uptime import Uptime, uptime, worst_of_days
from clearbell.values import value

DAYS: Final = 90
RECENT_DAYS: Final = 14
MONTHS: Final = 12


@value
class Day:
    """A component's day: the worst that incidents said of it, and whether there was planned work."""

    date: date
    state: ComponentState
    planned: bool


@value
class MonthUptime:
    """A component's month, the running one up to now."""

    year: int
    month: int
    uptime: Uptime


@value
class ComponentView:
    """A component now, in its last 90 days and its last 12 months; `summaries` is all that ever named it."""

    component: Component
    state: ComponentState
    days: tuple[Day, ...]
    uptime: Uptime
    months: tuple[MonthUptime, ...]
    summaries: tuple[Summary, ...]


@value
class Site:
    """What is shown. All tuples of summaries are newest first, save `open` (worst first) and `ahead` (soonest first)."""

    settings: Settings
    now: int
    state: ComponentState
    open: tuple[Summary, ...]
    under_way: tuple[Summary, ...]
    ahead: tuple[Summary, ...]
    notices: tuple[Summary, ...]
    recent: tuple[Summary, ...]
    components: tuple[ComponentView, ...]
    months: Mapping[tuple[int, int], tuple[Summary, ...]]
    summaries: tuple[Summary, ...]
    items: Mapping[str, Item]
    feared: ComponentState
    late: frozenset[str]

    @classmethod
    def of(
        cls,
        settings: Settings,
        summaries: Iterable[Summary],
        now: int,
        items: Mapping[str, Item],
        *,
        feared: ComponentState = ComponentState.OPERATIONAL,
        late: frozenset[str] = frozenset(),
    ) -> Site:
        """*items*: the full texts by id, looked up only where they are shown. *feared*: the worst that news may say which
        can't be shown; *late*: the items that there is such news of.
        """
        ordered = sorted(summaries, key=lambda summary: (-summary.start, summary.id))
        phases = {summary.id: summary.phase(now) for summary in ordered}
        shown = [s for s in ordered if s.kind != "notice" or phases[s.id] is not Phase.AHEAD]
        over = Phase.OVER
        living = [s for s in shown if phases[s.id] is not over]  # of ten thousand, a few

        def having(kind: str, phase: Phase) -> list[Summary]:
            return [s for s in living if s.kind == kind and phases[s.id] is phase]

        components = _components(settings, shown, now)
        opened = having("incident", Phase.OPEN)
        opened.sort(key=lambda s: (-incident_state(s, now).rank, s.severity, -s.start, s.id))
        under_way = having("maintenance", Phase.OPEN)
        since = _midnight(
            moment(now).astimezone(settings.zone).date() - timedelta(RECENT_DAYS - 1), settings.zone
        )
        return cls(
            settings=settings,
            now=now,
            state=max(_overall(components, opened, now), feared, key=lambda state: state.rank),
            open=tuple(opened),
            under_way=tuple(under_way),
            ahead=tuple(reversed(having("maintenance", Phase.AHEAD))),
            notices=tuple(having("notice", Phase.OPEN)),
            recent=tuple(
                s
                for s in shown
                if s.kind != "notice" and s.start <= now and (s.start >= since or s.until(now) >= since)
            ),
            components=components,
            months=_months(shown, settings.zone),
            summaries=tuple(shown),
            items=items,
            feared=feared,
            late=late,
        )

    @property
    def newest(self) -> int | None:
        """When something was last said; None where nothing ever was."""
        newest = max((summary.last_update for summary in self.summaries), default=None)
        return None if newest is None else min(newest, self.now)  # a clock may have run ahead


def state_at(summary: Summary, component: str, now: int) -> ComponentState:
    """What one incident or piece of planned work says of a component at *now*."""
    return _worst(span for span in summary.lasting(now) if span.component == component)


def incident_state(summary: Summary, now: int) -> ComponentState:
    """How bad it is now. Never greener than the truth: nothing that is open counts as "working normally"."""
    worst = _worst(summary.lasting(now))
    if summary.kind == "incident" and worst is ComponentState.OPERATIONAL:
        if summary.status == IncidentStatus.MONITORING or summary.severity > 2:
            return ComponentState.DEGRADED_PERFORMANCE
        return ComponentState.MAJOR_OUTAGE if summary.severity == 1 else ComponentState.PARTIAL_OUTAGE
    return worst


def _overall(components: Iterable[ComponentView], opened: Iterable[Summary], now: int) -> ComponentState:
    """The worst of all; planned work alone leaves it at "working normally"."""
    states = [view.state for view in components] + [incident_state(summary, now) for summary in opened]
    worst = max(states, default=ComponentState.OPERATIONAL, key=lambda state: state.rank)
    return ComponentState.OPERATIONAL if worst is ComponentState.UNDER_MAINTENANCE else worst


def _components(settings: Settings, shown: list[Summary], now: int) -> tuple[ComponentView, ...]:
    by_component: dict[str, list[Summary]] = {component.id: [] for component in settings.components}
    today = moment(now).astimezone(settings.zone).date()
    dates = [today - timedelta(back) for back in range(DAYS - 1, -1, -1)]
    midnights = [_midnight(day, settings.zone) for day in [*dates, today + timedelta(1)]]
    months = _last_months(today, settings.zone)
    since = min(midnights[0], _at(months[-1][0]))  # nothing shown looks back further
    trouble: dict[str, list[Span]] = {component.id: [] for component in settings.components}
    planned: dict[str, list[Span]] = {component.id: [] for component in settings.components}
    lasting: dict[str, list[Span]] = {component.id: [] for component in settings.components}
    for summary in shown:
        for name in summary.components:
            by_component[name].append(summary)
        if summary.kind == "incident" and summary.end is not None and summary.end <= since:
            continue  # as nearly all of a long history
        spans = planned if summary.kind == "maintenance" else trouble
        for span in summary.spans:
            if span.end is None or span.end > since:
                spans[span.component].append(span)
        for span in summary.lasting(now):
            lasting[span.component].append(span)
    views = []
    for component in settings.components:
        name = component.id
        states = worst_of_days(trouble[name], midnights, now)
        works = worst_of_days(planned[name], midnights, now)
        days = tuple(
            Day(day, state, work is not ComponentState.OPERATIONAL)
            for day, state, work in zip(dates, states, works, strict=True)
        )
        views.append(
            ComponentView(
                component,
                _worst(lasting[name]),
                days,
                uptime(trouble[name], midnights[0], now),
                tuple(
                    MonthUptime(
                        start.year, start.month, uptime(trouble[name], _at(start), min(_at(end), now))
                    )
                    for start, end in months
                ),
                tuple(by_component[name]),
            )
        )
    return tuple(views)


def _last_months(today: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """First moments of the last months and of their next ones, newest first."""
    starts = [today.replace(day=1)]
    while len(starts) < MONTHS:
        starts.append((starts[-1] - timedelta(1)).replace(day=1))
    ends = [(starts[0] + timedelta(32)).replace(day=1), *starts]
    return [
        (datetime(s.year, s.month, 1, tzinfo=zone), datetime(e.year, e.month, 1, tzinfo=zone))
        for s, e in zip(starts, ends, strict=False)
    ]


def _months(shown: list[Summary], zone: ZoneInfo) -> dict[tuple[int, int], tuple[Summary, ...]]:
    """*shown*: newest first, so that a month is looked up once for all that began in it."""
    months: dict[tuple[int, int], list[Summary]] = {}
    since = None
    month: list[Summary] = []
    for summary in shown:
        if since is None or summary.start < since:
            begun = moment(summary.start).astimezone(zone)
            since = _at(datetime(begun.year, begun.month, 1, tzinfo=zone))
            month = months.setdefault((begun.year, begun.month), [])
        month.append(summary)
    return {name: tuple(summaries) for name, summaries in months.items()}


def _worst(spans: Iterable[Span]) -> ComponentState:
    return max(
        (ComponentState(s.state) for s in spans), default=ComponentState.OPERATIONAL, key=lambda s: s.rank
    )


def _midnight(day: date, zone: ZoneInfo) -> int:
    return _at(datetime(day.year, day.month, day.day, tzinfo=zone))


def _at(time: datetime) -> int:
    return int(time.timestamp())
