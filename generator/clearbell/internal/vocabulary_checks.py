"""Whether taxonomy.yml fits together: ids used once, wider terms and components that exist, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clearbell.formats.reader import Fault, did_you_mean
from clearbell.formats.taxonomy import TaxonomyFile, Term
from clearbell.yamlfile import Path


def taxonomy(file: TaxonomyFile, components: Iterable[str]) -> list[Fault]:
    """taxonomy.yml: each id once in its list, wider terms that exist, components that exist."""
    components = set(components)
    faults: list[Fault] = []
    lists: dict[str, tuple[Term, ...]] = {
        "triggers": file.triggers,
        "root_causes": file.root_causes,
        "contributing_factors": file.contributing_factors,
        "detection": file.detection,
        "mitigation": file.mitigation,
    }
    for name, terms in lists.items():
        faults += _terms((name,), terms)
    seen: set[str] = set()
    for index, service in enumerate(file.services):
        path: Path = ("services", index)
        if service.id in seen:
            faults.append(_twice((*path, "id"), service.id))
        seen.add(service.id)
        if service.component is not None and service.component not in components:
            cure = did_you_mean(service.component, components) or "Use an id of site.yml, or leave it out."
            faults.append(
                Fault(
                    (*path, "component"),
                    "unknown-component",
                    "a component of site.yml",
                    f"`{service.component}`",
                    cure,
                )
            )
    return faults


def _terms(path: Path, terms: Sequence[Term]) -> Iterator[Fault]:
    seen: set[str] = set()
    parents = {term.id: term.parent for term in terms}
    for index, term in enumerate(terms):
        for name, inside in [
            (term.id, ("id",)),
            *((alias, ("aliases", number)) for number, alias in enumerate(term.aliases)),
        ]:
            if name in seen:
                yield _twice((*path, index, *inside), name)
            seen.add(name)
        if term.parent is None:
            continue
        place: Path = (*path, index, "parent")
        if term.parent not in parents:
            cure = did_you_mean(term.parent, parents) or "Use the id of a term of the same list."
            yield Fault(place, "unknown-parent", "a term of the same list", f"`{term.parent}`", cure)
        elif _in_circle(term.id, parents):
            cure = "Leave `parent:` out at the widest of them."
            yield Fault(
                place, "parent-circle", "a wider term", f"`{term.parent}`, which lies below `{term.id}`", cure
            )


def _in_circle(name: str, parents: Mapping[str, str | None]) -> bool:
    here = parents.get(name)
    for _ in parents:
        if here is None or here == name:
            break
        here = parents.get(here)
    return here == name


def _twice(path: Path, name: str) -> Fault:
    return Fault(path, "duplicate-id", "an id used once", f"`{name}` again", "Give it an id of its own.")
