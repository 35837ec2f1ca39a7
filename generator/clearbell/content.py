"""Incident files to the public model, with every problem at its place. The only one that knows their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from clearbell import checks, news_checks
from clearbell.cache import digest
from clearbell.documents import Document, Found, contents, read
from clearbell.formats import incident as files
from clearbell.formats.reader import Reading, Record, did_you_mean, shown
from clearbell.language.house import House
from clearbell.model import Incident, Item, Maintenance, Notice, Settings, Update
from clearbell.news_checks import Gate
from clearbell.problems import Problem, Refused
from clearbell.records import locate, malformed, stops
from clearbell.values import value
from clearbell.yamlfile import Raw, YamlError, parse

_INCIDENT: Final = Record(files.IncidentFile)
_KINDS: Final[Mapping[str, Record[Any]]] = {
    "incident": _INCIDENT,
    "maintenance": Record(files.MaintenanceFile),
    "notice": Record(files.NoticeFile),
}
_AnyFile: TypeAlias = files.IncidentFile | files.MaintenanceFile | files.NoticeFile
_Form: TypeAlias = tuple[_AnyFile | None, tuple[Problem, ...]]


@value
class ItemFile:
    """A file of content/incidents as read: what is public of it, or None for drafts and drills."""

    item: Item | None
    problems: tuple[Problem, ...]


class Items(Mapping[str, Item]):
    """The public items by id, each read when it is first asked for: of ten thousand, a build shows few in full."""

    def __init__(
        self,
        found: Iterable[Found],
        digests: Mapping[str, str],
        settings: Settings,
        now: datetime,
        instead: Mapping[str, bytes],
    ) -> None:
        """*instead*: what to read in the place of some files."""
        self._found = {each.id: each for each in found}
        self._digests, self._settings, self._now, self._instead = digests, settings, now, instead
        self._known: dict[str, Item] = {}

    def __getitem__(self, name: str) -> Item:
        if name not in self._known:
            found = self._found[name]
            document = read(found, self._instead[name] if name in self._instead else self._content(found))
            item = (
                None if isinstance(document, Problem) else read_item(document, self._settings, self._now).item
            )
            if item is None:
                raise KeyError(name)
            self._known[name] = item
        return self._known[name]

    def _content(self, found: Found) -> bytes:
        try:
            content = contents(found)
        except OSError:
            content = b""
        if digest(content) != self._digests[found.id]:
            raise Refused(sentence=f"{found.shown} changed while the site was built. Build again.")
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def read_item(
    document: Document,
    settings: Settings,
    now: datetime,
    house: House | None = None,
    *,
    gate: Gate | None = None,
) -> ItemFile:
    """One file of `content/incidents`. *now*: updates may not lie in the future. *house*: judge the words, too; *gate*: as
    builds do.
    """
    return read_items([document], settings, now, house, gate=gate)[0]


def read_items(
    documents: Sequence[Document],
    settings: Settings,
    now: datetime,
    house: House | None = None,
    *,
    gate: Gate | None = None,
) -> list[ItemFile]:
    """The same of many, each step for all of them before the next: the processor then has the step's code at hand."""
    parsed = [_parsed(document) for document in documents]
    forms = [_form(document, raw, settings.zone) for document, raw in zip(documents, parsed, strict=True)]
    return [
        _checked(document, *form, settings, now, house, gate)
        for document, form in zip(documents, forms, strict=True)
    ]


def read_form(document: Document, zone: ZoneInfo | None) -> _Form:
    """What a file of `content/incidents` says, whatever the site is; None where its form is wrong."""
    return _form(document, _parsed(document), zone)


def _parsed(document: Document) -> Raw | Problem:
    try:
        return parse(document.text)
    except YamlError as error:
        return malformed(document, error)


def _form(document: Document, raw: Raw | Problem, zone: ZoneInfo | None) -> _Form:
    if isinstance(raw, Problem):
        return None, (raw,)
    reading = Reading(zone=zone)
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


def _checked(
    document: Document,
    file: _AnyFile | None,
    problems: tuple[Problem, ...],
    settings: Settings,
    now: datetime,
    house: House | None,
    gate: Gate | None,
) -> ItemFile:
    if file is None:
        return ItemFile(None, problems)
    faults = checks.item(file, settings, now)
    if gate is not None:
        faults += news_checks.item(file, settings, gate)
    if house is not None:
        from clearbell import word_checks  # noqa: PLC0415 - a build that asks for no words needs no word lists

        faults += word_checks.item(file, settings, house)
    problems = tuple(locate(document, faults)) if faults else ()
    hidden = file.draft or file.drill or any(stops(problem) for problem in problems)
    return ItemFile(None if hidden else _item(document.id, file), problems)


def _item(name: str, file: _AnyFile) -> Item:
    if isinstance(file, files.NoticeFile):
        return Notice(name, file.title, file.from_, file.until, file.components, file.message)
    if isinstance(file, files.MaintenanceFile):
        windows = [update.scheduled for update in file.updates]
        windows[0] = windows[0] or file.scheduled
        updates = tuple(map(_update, file.updates, windows))
        return Maintenance(name, file.title, file.window.start, file.window.end, file.components, updates)
    updates = tuple(map(_update, file.updates))
    first = updates[0].at
    began = min(file.confirmed, first) if file.confirmed else first
    return Incident(name, file.title, file.worst, began, file.components, updates)


def _update(
    update: files.IncidentUpdate | files.MaintenanceUpdate, window: files.Window | None = None
) -> Update:
    return Update(
        id=update.id or checks.derived_id(update.at),
        at=update.at,
        status=update.status,
        message=update.message,
        workaround=update.workaround,
        next_update=update.next_update,
        components=update.components,
        window=(window.start, window.end) if window else None,
    )
