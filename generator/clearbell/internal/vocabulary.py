"""The words of taxonomy.yml and the services of site.yml, by id: titles, meanings, earlier ids, wider terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from clearbell.formats.taxonomy import FactorKind, TaxonomyFile, Term
from clearbell.model import Settings

_UNKNOWN: Final = Term(
    id="unknown", title="Not determined", means="Investigated, and could not be established"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word. `kind` is for factors, `component` and `retired` for services."""

    id: str
    title: str
    means: str | None = None
    parent: str | None = None
    kind: FactorKind | None = None
    component: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One list of the vocabulary. `open`: there is no taxonomy.yml, so that any id will do."""

    entries: Mapping[str, Entry]
    aliases: Mapping[str, str]
    open: bool

    def knows(self, name: str) -> bool:
        return self.open or name in self.entries or name in self.aliases

    def entry(self, name: str) -> Entry:
        """The word behind an id or an earlier id."""
        name = self.aliases.get(name, name)
        return self.entries.get(name) or Entry(name, name.replace("-", " ").capitalize())

    def title(self, name: str) -> str:
        return self.entry(name).title

    def with_wider(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of *names* and of all wider terms, each once: counts roll up."""
        found: dict[str, None] = {}
        for name in names:
            here: str | None = self.entry(name).id
            while here is not None and here not in found:
                found[here] = None
                here = self.entry(here).parent
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All lists."""

    services: Words
    triggers: Words
    root_causes: Words
    contributing_factors: Words
    detection: Words
    mitigation: Words
    version: int = 1

    @classmethod
    def of(cls, file: TaxonomyFile | None, settings: Settings) -> Vocabulary:
        """*file*: None where there is no taxonomy.yml."""
        taxonomy = file or TaxonomyFile()
        services = {
            component.id: Entry(
                component.id, component.name, component.description, retired=component.retired is not None
            )
            for component in settings.components
        }
        for service in taxonomy.services:
            services[service.id] = Entry(
                service.id, service.title, service.means, component=service.component
            )
        missing = file is None
        return cls(
            Words(services, {}, open=missing),
            _words(taxonomy.triggers, open_=missing),
            _words((*taxonomy.root_causes, _UNKNOWN), open_=missing),
            _words(taxonomy.contributing_factors, open_=missing),
            _words(taxonomy.detection, open_=missing),
            _words(taxonomy.mitigation, open_=missing),
            taxonomy.version,
        )


def _words(terms: Iterable[Term], *, open_: bool) -> Words:
    entries: dict[str, Entry] = {}
    aliases: dict[str, str] = {}
    for term in terms:
        kind = getattr(term, "kind", None)
        entries.setdefault(term.id, Entry(term.id, term.title, term.means, term.parent, kind))
        aliases.update(dict.fromkeys(term.aliases, term.id))
    return Words(entries, aliases, open_)
