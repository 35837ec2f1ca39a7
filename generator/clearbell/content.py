"""Content files to the public model, with every problem at its place.

The only one that knows file keys on the public side. A file is read fast and without positions; only one that
has a problem is read a second time to find out where its values stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from clearbell import checks
from clearbell.documents import Document, Found, read
from clearbell.formats import incident as files
from clearbell.formats.reader import Fault, Reading, Record, did_you_mean, shown
from clearbell.formats.site import Component as ComponentFile
from clearbell.formats.site import ComponentOrGroup, SiteFile
from clearbell.model import Component, Group, Incident, Item, Link, Maintenance, Notice, Settings, Update
from clearbell.problems import Level, Problem
from clearbell.yamlfile import Mark, Raw, YamlError, parse, path_text, places

T = TypeVar("T")
_INCIDENT: Final = Record(files.IncidentFile)
_KINDS: Final[Mapping[str, Record[Any]]] = {
    "incident": _INCIDENT,
    "maintenance": Record(files.MaintenanceFile),
    "notice": Record(files.NoticeFile),
}
_SITE: Final[Record[SiteFile]] = Record(SiteFile)
_AnyFile = files.IncidentFile | files.MaintenanceFile | files.NoticeFile


@dataclass(frozen=True, slots=True)
class ItemFile:
    """A file of content/incidents as read: what is public of it, or None for drafts and drills."""

    item: Item | None
    problems: tuple[Problem, ...]


class Items(Mapping[str, Item]):
    """The public items by id, each read when it is first asked for: of ten thousand, a build shows few in full."""

    def __init__(
        self, found: Iterable[Found], contents: Mapping[str, bytes], settings: Settings, now: datetime
    ) -> None:
        self._found = {each.id: each for each in found}
        self._contents, self._settings, self._now = contents, settings, now
        self._known: dict[str, Item] = {}

    def __getitem__(self, name: str) -> Item:
        if name not in self._known:
            document = read(self._found[name], self._contents[name])
            item = (
                None if isinstance(document, Problem) else read_item(document, self._settings, self._now).item
            )
            if item is None:
                raise KeyError(name)
            self._known[name] = item
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def read_settings(root: Path) -> tuple[Settings | None, list[Problem]]:
    """`content/site.yml`."""
    found = Found("site", f"{root}/content/site.yml", "content/site.yml")
    if not found.path.is_file():
        cure = "Run `clearbell init` for a new site, or name the site's folder with `clearbell -C FOLDER`."
        return None, [Problem(found.shown, 0, 0, "missing-file", "", "the file", "none", cure)]
    document = read(found)
    if isinstance(document, Problem):
        return None, [document]
    outcome = read_record(document, _SITE, Reading(), check=checks.site)
    site, problems = outcome
    return (_settings(site) if site else None), problems


def read_item(document: Document, settings: Settings, now: datetime) -> ItemFile:
    """One file of `content/incidents`. *now*: updates may not lie in the future."""
    file, problems = read_form(document, settings.zone)
    if file is None:
        return ItemFile(None, problems)
    faults = checks.item(file, settings, now)
    problems = tuple(locate(document, faults)) if faults else ()
    hidden = file.draft or file.drill or any(stops(problem) for problem in problems)
    return ItemFile(None if hidden else _item(document.id, file), problems)


def read_form(document: Document, zone: ZoneInfo | None) -> tuple[_AnyFile | None, tuple[Problem, ...]]:
    """What a file of `content/incidents` says, whatever the site is; None where its form is wrong."""
    reading = Reading(zone=zone)
    try:
        raw = parse(document.text)
    except YamlError as error:
        return None, (_form(document, error),)
    kind = raw.get("kind", "incident") if isinstance(raw, dict) else "incident"
    record = _KINDS.get(kind) if isinstance(kind, str) else None
    if record is None:
        cure = did_you_mean(kind, _KINDS) or "Use one of these words."
        reading.fault(("kind",), "wrong-value", "one of " + ", ".join(_KINDS), shown(kind), cure)
        return None, tuple(locate(document, reading.faults))
    file = record.read(raw, (), reading)
    if reading.faults:
        return None, tuple(locate(document, reading.faults))
    return file, ()


def read_record(
    document: Document, record: Record[T], reading: Reading, *, check: Any = None
) -> tuple[T | None, list[Problem]]:
    """A whole YAML file of one format, checked by *check* when its form is right."""
    try:
        raw: Raw = parse(document.text)
    except YamlError as error:
        return None, [_form(document, error)]
    value = record.read(raw, (), reading)
    if not reading.faults and check is not None:
        reading.faults.extend(check(value))
    problems = locate(document, reading.faults)
    return (None if any(map(stops, problems)) else value), problems


def stops(problem: Problem) -> bool:
    """Whether a build can't go on with this problem."""
    return problem.level is Level.ERROR and problem.rule not in checks.SHOWN_ANYWAY


def locate(
    document: Document, faults: Iterable[Fault], *, text: str | None = None, first_line: int = 0
) -> list[Problem]:
    """Faults as problems with line and column. *text*: the YAML part, when it begins at *first_line* of the file."""
    faults = list(faults)
    if not faults:
        return []
    known = places(document.text if text is None else text)
    lines = document.text.splitlines()
    problems = []
    for fault in faults:
        mark = _nearest(known, fault)
        line = mark.line + first_line
        source = lines[line] if line < len(lines) else ""
        problems.append(
            Problem(
                document.shown,
                line + 1,
                mark.column + 1,
                fault.rule,
                path_text(fault.path),
                fault.expected,
                fault.found,
                fault.cure,
                fault.level,
                mark.width,
                source,
            )
        )
    return problems


def _nearest(known: Mapping[tuple[str | int, ...], tuple[Mark, Mark]], fault: Fault) -> Mark:
    """Where the fault stands, or the innermost thing around it that is written down."""
    path = fault.path
    on_key = fault.on_key
    while path and path not in known:
        path, on_key = path[:-1], True
    key, value = known.get(path, (Mark(0, 0), Mark(0, 0)))
    return key if on_key and path else value


def _form(document: Document, error: YamlError) -> Problem:
    lines = document.text.splitlines()
    source = lines[error.mark.line] if error.mark.line < len(lines) else ""
    return Problem(
        document.shown,
        error.mark.line + 1,
        error.mark.column + 1,
        error.rule,
        path_text(error.path),
        error.expected,
        error.found,
        error.cure,
        Level.ERROR,
        error.mark.width,
        source,
    )


def _settings(site: SiteFile) -> Settings:
    components: list[Component] = []
    for entry in site.components:
        if entry.components:
            components += [_component(inner, site, entry) for inner in entry.components]
        else:
            components.append(_component(entry, site, None))
    return Settings(
        name=site.name,
        url=site.url.rstrip("/"),
        id=site.id,
        description=site.description,
        language=site.language,
        zone=site.timezone,
        audience=site.audience,
        support=Link(site.support.label, site.support.url) if site.support else None,
        mirror=site.mirror,
        logo=site.brand.logo,
        accent=site.brand.accent,
        components=tuple(components),
        groups=tuple(
            Group(entry.id, entry.name, entry.description, tuple(inner.id for inner in entry.components))
            for entry in site.components
            if entry.components
        ),
        demo_now=site.demo.now if site.demo else None,
    )


def _component(entry: ComponentFile, site: SiteFile, group: ComponentOrGroup | None) -> Component:
    audience = entry.audience or (group.audience if group else None) or site.audience
    retired = entry.retired or (group.retired if group else None)
    return Component(
        entry.id, entry.name, entry.description, group.name if group else None, retired, audience
    )


def _item(name: str, file: _AnyFile) -> Item:
    if isinstance(file, files.NoticeFile):
        return Notice(name, file.title, file.from_, file.until, file.components, file.message)
    updates = tuple(_update(update) for update in file.updates)
    if isinstance(file, files.MaintenanceFile):
        window = file.scheduled
        return Maintenance(name, file.title, window.start, window.end, file.components, updates)
    first = updates[0].at
    began = min(file.confirmed, first) if file.confirmed else first
    return Incident(name, file.title, file.severity, began, file.components, updates)


def _update(update: files.IncidentUpdate | files.MaintenanceUpdate) -> Update:
    return Update(
        id=update.id or checks.derived_id(update.at),
        at=update.at,
        status=update.status,
        message=update.message,
        workaround=update.workaround,
        next_update=update.next_update,
        components=update.components,
    )
