"""How the whole page does, in the API's five words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from clearbell.model import ComponentState
from clearbell.public.api.components import living
from clearbell.public.api.words import Object
from clearbell.site import Site, incident_state

_SAYS: Final = {
    ComponentState.OPERATIONAL: ("none", "All Systems Operational"),
    ComponentState.UNDER_MAINTENANCE: ("maintenance", "Service Under Maintenance"),
    ComponentState.DEGRADED_PERFORMANCE: ("minor", "Partially Degraded Service"),
    ComponentState.PARTIAL_OUTAGE: ("minor", "Minor Service Outage"),
    ComponentState.MAJOR_OUTAGE: ("major", "Partial System Outage"),
}
_CRITICAL: Final = ("critical", "Major System Outage")
# What the states mean that Site gives an open incident by its severity, for want of a part that it says suffers.
_BY_SEVERITY: Final = _SAYS | {
    ComponentState.PARTIAL_OUTAGE: _SAYS[ComponentState.MAJOR_OUTAGE],
    ComponentState.MAJOR_OUTAGE: _CRITICAL,
}
_RANKS: Final = ("none", "maintenance", "minor", "major", "critical")


def status(site: Site) -> Object:
    """The worst of what the components say and of what open incidents are at least."""
    said = [_by_components(site), *_by_incidents(site), _SAYS[site.feared]]
    # Among equals the components' own word stands: they come first.
    indicator, description = max(said, key=lambda pair: _RANKS.index(pair[0]))
    return {"indicator": indicator, "description": description}


def _by_components(site: Site) -> tuple[str, str]:
    states = Counter(view.state for view in living(site))
    if states[ComponentState.MAJOR_OUTAGE] * 2 > states.total():
        return _CRITICAL
    return _SAYS[max(states, default=ComponentState.OPERATIONAL, key=lambda state: state.rank)]


def _by_incidents(site: Site) -> Iterator[tuple[str, str]]:
    for summary in site.open:
        says = _SAYS if summary.lasting(site.now) else _BY_SEVERITY
        yield says[incident_state(summary, site.now)]
