"""All problems of a site's content, or of some of its files, in one run.

Knows which files there are and who reads them; what can be wrong with one is known there. The internal wing is
handed in by the command line, so that this module works without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from clearbell.cache import Memory
from clearbell.content import read_form, read_item
from clearbell.documents import Found, listing, read
from clearbell.formats.reader import Reading, Record
from clearbell.household import SHOWN as LANGUAGE
from clearbell.household import read_house
from clearbell.language.exceptions import ALLOWED
from clearbell.language.house import House
from clearbell.logo import read_logo
from clearbell.model import Settings
from clearbell.news_checks import Gate
from clearbell.problems import Level, Problem
from clearbell.records import read_record
from clearbell.settings import read_settings, site_words
from clearbell.stand_ins import Reader, gone, vanished

Archive: TypeAlias = Callable[[Path, datetime], list[Problem]]

_KINDS: Final = "content/site.yml, policy.yml, taxonomy.yml, language.yml, incidents/*.yml, postmortems/*.md, drills/*.md, templates/*.txt"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, in the order of files and lines, and how many files it looked at."""

    problems: tuple[Problem, ...]
    files: int

    def shown(self, *, hints: bool) -> tuple[Problem, ...]:
        """Those to show: hints only when asked for, but exceptions always, since they are there to be reviewed."""
        return tuple(
            problem
            for problem in self.problems
            if hints or problem.level is not Level.HINT or problem.rule == ALLOWED.id
        )

    def refused(self, *, strict: bool) -> bool:
        """Whether something has to be mended: errors do, and warnings where they count as such."""
        stops = (Level.ERROR, Level.WARNING) if strict else (Level.ERROR,)
        return any(problem.level in stops for problem in self.problems)


def check_site(root: Path, files: Sequence[Path], now: datetime | None, archive: Archive) -> Checked:
    """Check all content of *root*, or only *files* and folders. site.yml is always read: the others need it."""
    wanted, problems = _wanted(root, files)
    settings, faults = read_settings(root)
    at = now or (settings.demo_now if settings else None) or datetime.now(UTC)
    seen = {"content/site.yml"}
    problems += faults
    problems += read_logo(root, settings)[1] if settings else []
    house, faults = read_house(root, settings)
    if _asked(LANGUAGE, wanted) and (root / LANGUAGE).exists():
        problems += faults
        seen.add(LANGUAGE)
    if settings and _asked("content/site.yml", wanted):
        problems += site_words(root, house)
    for name, found in _single_files(root, wanted):
        problems += _check_record(found, name, settings)
        seen.add(found.shown)
    problems += _check_items(root, wanted, settings, at, house, seen)
    problems += _check_templates(root, wanted, house, seen)
    problems += _check_archive(root, wanted, at, seen, archive)
    return Checked(tuple(sorted(set(problems))), len(seen))


def check_public(root: Path, now: datetime | None) -> Checked:
    """Check only what the public site is made of."""
    files = [root / "content" / name for name in ("site.yml", "language.yml", "incidents")]
    return check_site(root, [file for file in files if file.exists()], now, _no_archive)


def _no_archive(_: Path, __: datetime) -> list[Problem]:
    return []


def _wanted(root: Path, files: Sequence[Path]) -> tuple[tuple[str, ...], list[Problem]]:
    """The names inside *root* that were asked for. A file is looked for here first, then in the site's folder."""
    if not files:
        return ("content",), []
    top = os.path.abspath(root)  # noqa: PTH100 - `resolve` would follow the links that are to be refused
    names, problems = [], []
    for file in files:
        path = file if os.path.lexists(file) else root / file
        name = Path(os.path.relpath(os.path.abspath(path), top)).as_posix()  # noqa: PTH100 - as above
        if not os.path.lexists(path):
            cure = "Correct the name, or leave it out to check everything."
            problems.append(Problem(name, 0, 0, "missing-file", "", "a file", "none of this name", cure))
        elif not _is_content(name):
            cure = f"Name one of these: {_KINDS}."
            problems.append(Problem(name, 0, 0, "no-content", "", "a content file", "another one", cure))
        else:
            names.append(name)
    return tuple(names), problems


def _is_content(name: str) -> bool:
    top, _, rest = name.partition("/")
    folder, _, file = rest.partition("/")
    if top != "content":
        return False
    if folder in {"incidents", "postmortems", "drills", "templates"}:
        return not file.startswith(".") and file != "README.md"
    return rest in ("", "site.yml", "policy.yml", "taxonomy.yml", "language.yml")


def _is_internal(name: str) -> bool:
    return name.startswith(("content/postmortems/", "content/drills/", "content/policy", "content/taxonomy"))


def _asked(name: str, wanted: Iterable[str]) -> bool:
    return any(name == each or name.startswith(f"{each}/") for each in wanted)


def _single_files(root: Path, wanted: Iterable[str]) -> list[tuple[str, Found]]:
    files = []
    for name in ("policy", "taxonomy"):
        shown = f"content/{name}.yml"
        path = root / shown
        if _asked(shown, wanted) and os.path.lexists(path):
            files.append((name, Found(name, f"{path}", shown)))
    return files


def _check_record(found: Found, name: str, settings: Settings | None) -> list[Problem]:
    # Late, because the check of one incident file needs none of them.
    from clearbell.formats.policy import PolicyFile  # noqa: PLC0415
    from clearbell.formats.taxonomy import TaxonomyFile  # noqa: PLC0415
    from clearbell.policy_checks import policy  # noqa: PLC0415

    document = read(found)
    if isinstance(document, Problem):
        return [document]
    record: Record[Any] = Record({"policy": PolicyFile, "taxonomy": TaxonomyFile}[name])
    reading = Reading(zone=settings.zone if settings else None)
    outcome: tuple[Any, list[Problem]] = read_record(
        document, record, reading, check=policy if name == "policy" else None
    )
    return outcome[1]


def _check_items(
    root: Path,
    wanted: Iterable[str],
    settings: Settings | None,
    at: datetime,
    house: House,
    seen: set[str],
) -> list[Problem]:
    found, misplaced = listing(root / "content" / "incidents", "content/incidents", ".yml")
    problems = [problem for problem in misplaced if _asked(problem.file, wanted)]
    seen.update(problem.file for problem in problems)
    if settings is not None and _asked("content/incidents", wanted):
        present = {each.id for each in found}
        problems += [
            gone(file)
            for file, _ in vanished(
                Reader(root, settings, Gate(house, at, whole=False), at), present, Memory()
            )
        ]
    for each in found:
        if not _asked(each.shown, wanted):
            continue
        seen.add(each.shown)
        document = read(each)
        if isinstance(document, Problem):
            problems.append(document)
        elif settings is None:  # without components only the form can be judged
            problems += read_form(document, None)[1]
        else:
            problems += read_item(document, settings, at, house).problems
    return problems


def _check_templates(root: Path, wanted: Iterable[str], house: House, seen: set[str]) -> list[Problem]:
    if not (root / "content" / "templates").is_dir():
        return []
    from clearbell.announce.templates import read_templates, template_words  # noqa: PLC0415 - few sites have any

    own, problems = read_templates(root)
    problems += template_words(own, house)
    seen.update(name for name in (*own, *(problem.file for problem in problems)) if _asked(name, wanted))
    return [problem for problem in problems if _asked(problem.file, wanted)]


def _check_archive(
    root: Path, wanted: Iterable[str], at: datetime, seen: set[str], archive: Archive
) -> list[Problem]:
    names: set[str] = set()
    for folder in ("content/postmortems", "content/drills"):
        found, misplaced = listing(root / folder, folder, ".md")
        names.update(each.shown for each in found)
        names.update(problem.file for problem in misplaced)
    seen.update(name for name in names if _asked(name, wanted))
    if not any(_is_internal(name) for name in seen):
        return []
    return [problem for problem in archive(root, at) if _asked(problem.file, wanted)]
