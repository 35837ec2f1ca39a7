"""Components and groups as the API tells of them. What state a component is in, Site says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clearbell.model import Component, ComponentState, Group, Settings
from clearbell.public.api.words import Object, api_id, page_id, stamp
from clearbell.public.shell import Shell
from clearbell.site import ComponentView, Site
from clearbell.summary import moment
from clearbell.values import value


@value
class Components:
    """`listed` are components and groups as lists show them; `by_id` has every component, retired ones too."""

    listed: tuple[Object, ...]
    by_id: Mapping[str, Object]

    @classmethod
    def of(cls, shell: Shell, site: Site) -> Components:
        """A retired component stands in no group: there is none in the lists that would name it."""
        settings = site.settings
        places = _places(settings)
        began = min((summary.first_update for summary in site.summaries), default=0)
        changed = {view.component.id: max(began, _changed(view, site.now)) for view in site.components}
        shown = {view.component.id: view for view in living(site)}
        groups = {name: group for group in settings.groups for name in group.components if name in shown}

        def written(part: Component | Group, state: ComponentState, at: int, group: Group | None) -> Object:
            return {
                "id": api_id(shell, "component", part.id),
                "name": part.name,
                "status": str(state),
                "created_at": stamp(shell, began),
                "updated_at": stamp(shell, at),
                "position": places[part.id],
                "description": part.description,
                "showcase": isinstance(part, Component),
                "start_date": None,
                "group_id": api_id(shell, "component", group.id) if group else None,
                "page_id": page_id(shell),
                "group": isinstance(part, Group),
                "only_show_if_degraded": False,
            }

        def whole(group: Group) -> Object:
            inside = [name for name in group.components if name in shown]
            worst = max((shown[name].state for name in inside), key=lambda state: state.rank)
            children = [by_id[name]["id"] for name in inside]
            at = max(changed[name] for name in inside)
            return written(group, worst, at, None) | {"components": children}

        by_id = {
            view.component.id: written(
                view.component, view.state, changed[view.component.id], groups.get(view.component.id)
            )
            for view in site.components
        }
        listed = [whole(group) for group in settings.groups if group in groups.values()]
        listed += [by_id[name] for name in shown]
        listed.sort(key=lambda each: int(each["position"]))
        return cls(tuple(listed), by_id)

    def of_these(self, names: Iterable[str]) -> list[Object]:
        """Some components, in the order of lists."""
        return sorted((self.by_id[name] for name in names), key=lambda each: int(each["position"]))


def living(site: Site) -> Iterator[ComponentView]:
    """The components that aren't retired."""
    today = moment(site.now).astimezone(site.settings.zone).date()
    return (v for v in site.components if v.component.retired is None or v.component.retired > today)


def _places(settings: Settings) -> dict[str, int]:
    """Numbers in the order of site.yml, of those inside a group by themselves; retired ones keep theirs."""
    inside = {name: group.id for group in settings.groups for name in group.components}
    top = dict.fromkeys(inside.get(component.id, component.id) for component in settings.components)
    places = {name: number for number, name in enumerate(top, 1)}
    for group in settings.groups:
        places |= {name: number for number, name in enumerate(group.components, 1)}
    return places


def _changed(view: ComponentView, now: int) -> int:
    """When an incident or planned work last said something else of it; 0 for never."""
    name, newest = view.component.id, 0
    for summary in view.summaries:
        if max(summary.last_update, summary.planned_end or 0) <= newest:
            continue  # nothing in it can be newer: so of ten thousand, few are looked into
        known = summary.kind == "incident"
        for span in summary.spans:
            if span.component == name:
                newest = max((newest, *(at for at in (span.start, span.end) if at and (known or at <= now))))
    return newest
