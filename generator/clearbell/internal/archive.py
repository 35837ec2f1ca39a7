"""All postmortems and drills at one moment, joined with incidents, vocabulary and process, worked out once.

A pure function of content and the time. Knows no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from clearbell.clocks.clock import Clockwork
from clearbell.documents import Document, Found, listing, read
from clearbell.formats.reader import Fault, Reading, Record
from clearbell.formats.taxonomy import TaxonomyFile
from clearbell.internal import vocabulary_checks
from clearbell.internal.find.texts import Text, texts_of
from clearbell.internal.incidents import Coverage, IncidentFiles
from clearbell.internal.kept import Judged, Kept, judged, kept
from clearbell.internal.memory import Memory, digest
from clearbell.internal.reading import read_drills, read_postmortems
from clearbell.internal.records import ActionLine, ActionState, Drill, Postmortem
from clearbell.internal.references import References
from clearbell.internal.related import Related, related
from clearbell.internal.shelf import Shelf
from clearbell.internal.vocabulary import Vocabulary, Words
from clearbell.model import Settings
from clearbell.problems import Problem, errors
from clearbell.process import Process, read_process
from clearbell.records import read_record
from clearbell.settings import read_settings

T = TypeVar("T")
_TAXONOMY: Final = Record(TaxonomyFile)
_STATES: Final = list(ActionState)


@dataclass(frozen=True)  # without slots: what only some need is worked out when they ask
class Archive:
    """Everything the knowledge base shows. Postmortems and drills are newest first."""

    now: datetime
    settings: Settings
    process: Process
    vocabulary: Vocabulary
    postmortems: tuple[Postmortem, ...]
    drills: tuple[Drill, ...]
    judged: tuple[Judged, ...]
    coverage: Coverage
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def kept(self) -> tuple[Kept, ...]:
        """How well each kind of clock was kept in the last twelve months."""
        return kept(self.judged, self.today)

    @property
    def today(self) -> date:
        """The day it is where the site is."""
        return self.now.astimezone(self.settings.zone).date()

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """What is searched of each postmortem."""
        return tuple(texts_of(self.postmortems, self.vocabulary, self.memory))

    @cached_property
    def related(self) -> Mapping[str, tuple[Related, ...]]:
        """The nearest others of each postmortem, by its id."""
        found = related(self.postmortems, self.texts, self.vocabulary)
        return {postmortem.id: near for postmortem, near in zip(self.postmortems, found, strict=True)}

    @cached_property
    def labels(self) -> Archive:
        """The same on this day without what is there to be read: texts, and what customers were told. Figures are of these."""
        return replace(
            self,
            now=datetime.combine(self.today, time(), self.settings.zone),
            postmortems=tuple(
                replace(it, parts=(), incident=None, fingerprint="") for it in self.postmortems
            ),
            drills=tuple(replace(it, parts=()) for it in self.drills),
        )

    @cached_property
    def essence(self) -> str:
        """What `labels` is made of, beside what the company of the memory stands for."""
        fronts = [(it.id, it.front) for it in self.postmortems]
        drills = [(it.id, it.file) for it in self.drills]
        return digest(f"{self.today}\n{fronts}\n{drills}\n{self.judged}\n{self.coverage}".encode())

    def by_cause(self) -> Mapping[str, tuple[Postmortem, ...]]:
        """Postmortems of each root cause and of each wider one."""
        words = self.vocabulary.root_causes
        return self._by(words, lambda postmortem: postmortem.file.root_causes)

    def by_factor(self) -> Mapping[str, tuple[Postmortem, ...]]:
        words = self.vocabulary.contributing_factors
        return self._by(words, lambda postmortem: postmortem.file.contributing_factors)

    def by_service(self) -> Mapping[str, tuple[Postmortem, ...]]:
        return self._by(self.vocabulary.services, lambda postmortem: postmortem.file.services)

    def by_trigger(self) -> Mapping[str, tuple[Postmortem, ...]]:
        words = self.vocabulary.triggers
        return self._by(
            words, lambda postmortem: [postmortem.file.trigger] if postmortem.file.trigger else ()
        )

    def actions(self) -> tuple[ActionLine, ...]:
        """All corrective actions: late ones first, then due, open and done; the most urgent first, done ones newest first."""
        today = self.today
        sources: Iterable[Postmortem | Drill] = (*self.postmortems, *self.drills)
        lines = [ActionLine.of(action, source, today) for source in sources for action in source.file.actions]
        return tuple(sorted(lines, key=_urgency))

    def _by(
        self, words: Words, names: Callable[[Postmortem], Iterable[str]]
    ) -> Mapping[str, tuple[Postmortem, ...]]:
        found: dict[str, list[Postmortem]] = {name: [] for name in words.entries}
        for postmortem in self.postmortems:
            for name in words.with_wider(names(postmortem)):
                found.setdefault(name, []).append(postmortem)
        return {name: tuple(postmortems) for name, postmortems in found.items()}


def read_archive(
    root: Path, now: datetime, memory: Memory | None = None
) -> tuple[Archive | None, list[Problem]]:
    """The archive of the site in *root*, None when something stops it, and all problems of all files.

    *memory*: what the last build knew, and what the next one may.
    """
    memory = memory or Memory()
    settings, problems = read_settings(root)
    if settings is None:
        return None, problems
    components = [component.id for component in settings.components]
    process, more = read_process(root, settings.zone)
    problems += more
    labels = _optional(
        root, "taxonomy", _TAXONOMY, settings, lambda file: vocabulary_checks.taxonomy(file, components)
    )
    taxonomy, more = labels
    problems += more
    if errors(problems):
        return None, problems  # what refers to them could only be judged wrongly

    vocabulary = Vocabulary.of(taxonomy, settings)
    incidents, by = IncidentFiles(root, settings, now), Clockwork(process, settings.zone, now)
    to = References(vocabulary, incidents, by, settings.language)
    postmortem_files, more = listing(root / "content" / "postmortems", "content/postmortems", ".md")
    problems += more
    drill_files, more = listing(root / "content" / "drills", "content/drills", ".md")
    problems += more
    shelf = Shelf({found.id for found in postmortem_files}, {found.id for found in drill_files})
    documents, more = _each(postmortem_files)
    problems += more
    postmortems, more = read_postmortems(documents, settings.zone, shelf, to, memory)
    problems += more
    documents, more = _each(drill_files)
    problems += more
    drills, more = read_drills(documents, settings.zone, shelf, to)
    problems += more
    if errors(problems):
        return None, problems
    return Archive(
        now,
        settings,
        process,
        vocabulary,
        tuple(sorted(postmortems, key=lambda it: (it.day or date.min, it.id), reverse=True)),
        tuple(sorted(drills, key=lambda it: (it.file.date, it.id), reverse=True)),
        judged(postmortems, lambda name: incidents.clocks(name, by), by),
        incidents.coverage(
            {it.file.incident: it.file.severity for it in postmortems if it.file.incident}, by
        ),
        memory,
    ), problems


def present(root: Path) -> datetime:
    """The moment the site in *root* shows when nobody names one: that of a demonstration, or the present minute."""
    settings, _ = read_settings(root)
    at = settings.demo_now if settings else None
    return at or datetime.now(UTC).replace(second=0, microsecond=0)


def _optional(
    root: Path,
    name: str,
    record: Record[T],
    settings: Settings,
    check: Callable[[T], list[Fault]] | None = None,
) -> tuple[T | None, list[Problem]]:
    """A file of content/ that a site can do without."""
    found = Found(name, f"{root}/content/{name}.yml", f"content/{name}.yml")
    if not found.path.exists():
        return None, []
    document = read(found)
    if isinstance(document, Problem):
        return None, [document]
    return read_record(document, record, Reading(zone=settings.zone), check=check)


def _each(files: Iterable[Found]) -> tuple[list[Document], list[Problem]]:
    """The files that can be read at all, and why the others can't."""
    found = [read(file) for file in files]
    documents = [each for each in found if isinstance(each, Document)]
    return documents, [each for each in found if isinstance(each, Problem)]


def _urgency(line: ActionLine) -> tuple[int, int, str, str]:
    rank = _STATES.index(line.state)
    if line.state is ActionState.DONE:
        closed = line.action.closed
        return rank, -closed.toordinal() if closed else 0, line.source.id, line.action.id
    return rank, line.days if line.days is not None else 1_000_000, line.source.id, line.action.id
