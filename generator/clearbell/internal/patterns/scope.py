"""What all panels are counted of, and what is left out of them."""

from __future__ import annotations

from dataclasses import dataclass

from clearbell.formats.postmortem import PostmortemStatus
from clearbell.internal.archive import Archive
from clearbell.internal.patterns.cases import incidents


@dataclass(frozen=True, slots=True)
class Scope:
    """`drafts` and `imported` are counted among the `incidents`; near misses and drills are not.

    `written` of `required` incidents that must have a postmortem have one. `vocabulary`: how many are labelled by which
    version, 0 for none that is recorded.
    """

    incidents: int
    drafts: int
    imported: int
    near_misses: int
    drills: int
    written: int
    required: int
    vocabulary: dict[int, int]

    def __str__(self) -> str:
        said = [f"Counted: {_many(self.incidents, 'incident')} with a postmortem"]
        inside = [f"{self.drafts} as a draft"] if self.drafts else []
        inside += [f"{self.imported} imported"] if self.imported else []
        if inside:
            said[0] += f" ({', '.join(inside)})"
        said.append(
            f"Not counted: {_many(self.near_misses, 'near miss', 'near misses')}, which searches show as well, and "
            f"{_many(self.drills, 'drill')}"
        )
        if self.required:
            said.append(
                f"Of {_many(self.required, 'incident')} that must have a postmortem, {self.written} {'has' if self.written == 1 else 'have'} one"
            )
        versions = ", ".join(
            f"{number} ({count})" if number else f"not recorded ({count})"
            for number, count in sorted(self.vocabulary.items())
        )
        if versions:
            said.append(f"Vocabulary version {versions}")
        return ". ".join(said) + "."


def scope(archive: Archive) -> Scope:
    cases = incidents(archive)
    versions: dict[int, int] = {}
    for case in cases:
        number = case.file.taxonomy_version or 0
        versions[number] = versions.get(number, 0) + 1
    return Scope(
        len(cases),
        sum(case.file.status is PostmortemStatus.DRAFT for case in cases),
        sum(case.file.imported is not None for case in cases),
        len(archive.postmortems) - len(cases),
        len(archive.drills),
        archive.coverage.written,
        archive.coverage.required,
        versions,
    )


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
