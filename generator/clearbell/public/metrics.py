"""`/metrics`: states and counts for Prometheus, in its text format 0.0.4. Says nothing that the pages don't say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from clearbell import __version__
from clearbell.model import ComponentState
from clearbell.public.looks import whole
from clearbell.site import Site
from clearbell.summary import moment

_Sample: TypeAlias = tuple[dict[str, str], int]


class _Family(NamedTuple):
    name: str
    help: str
    samples: list[_Sample]


def metrics(site: Site) -> bytes:
    """All are gauges. A state is one gauge per state there is: 1 for the present one, 0 for the others."""
    return "".join(line for family in _families(site) for line in _written(family)).encode()


def _families(site: Site) -> Iterator[_Family]:
    today = moment(site.now).astimezone(site.settings.zone).date()
    views = [view for view in site.components if not view.component.gone(today)]
    components = [view.component for view in views]
    yield _Family("clearbell_state", "How the whole works.", list(_states({}, whole(site))))
    yield _Family(
        "clearbell_component_state",
        "How a component works.",
        [each for view in views for each in _states({"component": view.component.id}, view.state)],
    )
    yield _Family(
        "clearbell_component_info",
        "What a component is called, and the group it stands in.",
        [({"component": c.id, "name": c.name, "group": c.group or ""}, 1) for c in components],
    )
    yield _Family(
        "clearbell_incidents_open",
        "Incidents that are not solved yet.",
        [({"severity": f"{n}"}, sum(s.severity == n for s in site.open)) for n in (1, 2, 3, 4)],
    )
    yield _Family(
        "clearbell_maintenance",
        "Planned work that is under way, and that is still ahead.",
        [({"phase": "under_way"}, len(site.under_way)), ({"phase": "ahead"}, len(site.ahead))],
    )
    newest = site.newest
    yield _Family(
        "clearbell_newest_update_timestamp_seconds",
        "When something was last said.",
        [] if newest is None else [({}, newest)],
    )
    yield _Family("clearbell_build_timestamp_seconds", "The moment that the site shows.", [({}, site.now)])
    yield _Family("clearbell_build_info", "What built the site.", [({"version": __version__}, 1)])


def _states(labels: dict[str, str], present: ComponentState) -> Iterable[_Sample]:
    return ((labels | {"state": state}, int(state is present)) for state in ComponentState)


def _written(family: _Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}\n# TYPE {family.name} gauge\n"
    for labels, value in family.samples:
        inside = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        yield f"{family.name}{{{inside}}} {value}\n" if inside else f"{family.name} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
