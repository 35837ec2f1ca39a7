"""Whether policy.yml fits together: roles named once, working hours that end after they begin."""

from __future__ import annotations

from collections.abc import Iterator

from clearbell.formats.policy import PolicyFile, Role
from clearbell.formats.reader import Fault


def policy(file: PolicyFile) -> list[Fault]:
    """policy.yml as a whole."""
    return [*_roles(file.roles), *_hours(file)]


def _roles(roles: tuple[Role, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, role in enumerate(roles):
        if role.id in seen:
            cure = "Give it an id of its own."
            yield Fault(("roles", index, "id"), "duplicate-id", "an id used once", f"`{role.id}` again", cure)
        seen.add(role.id)


def _hours(file: PolicyFile) -> Iterator[Fault]:
    hours = file.working_hours
    if hours.to <= hours.from_:
        expected, cure = f"a time after {hours.from_:%H:%M}", "Correct one of the two."
        yield Fault(("working_hours", "to"), "reversed-times", expected, f"{hours.to:%H:%M}", cure)
