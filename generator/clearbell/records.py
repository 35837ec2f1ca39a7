"""A YAML file of one format: what it says, and what is wrong with it, at its place.

A file is read fast and without positions; only one that has a problem is read a second time to find out where its
values stand. Knows no format by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from clearbell.documents import Document
from clearbell.formats.reader import Fault, Reading, Record
from clearbell.problems import Level, Problem
from clearbell.yaml_spots import spot
from clearbell.yamlfile import Mark, Raw, YamlError, parse, path_text, places

T = TypeVar("T")

# Errors for `check` that hold up no build: the page knows how to stay true with them.
_SHOWN_ANYWAY: Final = frozenset({"greener-than-the-truth"})


def read_record(
    document: Document, record: Record[T], reading: Reading, *, check: Any = None
) -> tuple[T | None, list[Problem]]:
    """A whole YAML file of one format, checked by *check* when its form is right."""
    try:
        raw: Raw = parse(document.text)
    except YamlError as error:
        return None, [malformed(document, error)]
    value = record.read(raw, (), reading)
    if not reading.faults and check is not None:
        reading.faults.extend(check(value))
    problems = locate(document, reading.faults)
    return (None if any(map(stops, problems)) else value), problems


def stops(problem: Problem) -> bool:
    """Whether a build can't go on with this problem."""
    return problem.level is Level.ERROR and problem.rule not in _SHOWN_ANYWAY


def locate(
    document: Document, faults: Iterable[Fault], *, text: str | None = None, first_line: int = 0
) -> list[Problem]:
    """Faults as problems with line and column. *text*: the YAML part, when it begins at *first_line* of the file."""
    faults = list(faults)
    if not faults:
        return []
    text = document.text if text is None else text
    known = places(text)
    lines = document.text.splitlines()
    marks = [_mark(text, known, fault) for fault in faults]
    for fault, mark in zip(faults, marks, strict=True):
        if fault.rule == "secret":  # what is printed ends in logs that many can read
            line = lines[mark.line + first_line]
            end = mark.column + mark.width
            lines[mark.line + first_line] = line[: mark.column] + "*" * mark.width + line[end:]
    problems = []
    for fault, mark in zip(faults, marks, strict=True):
        line_number = mark.line + first_line
        source = lines[line_number] if line_number < len(lines) else ""
        problems.append(
            Problem(
                document.shown,
                line_number + 1,
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


def _mark(text: str, known: Mapping[tuple[str | int, ...], tuple[Mark, Mark]], fault: Fault) -> Mark:
    mark = _nearest(known, fault)
    return spot(text, mark, *fault.words) if fault.words and fault.path in known else mark


def _nearest(known: Mapping[tuple[str | int, ...], tuple[Mark, Mark]], fault: Fault) -> Mark:
    """Where the fault stands, or the innermost thing around it that is written down."""
    path = fault.path
    on_key = fault.on_key
    while path and path not in known:
        path, on_key = path[:-1], True
    key, value = known.get(path, (Mark(0, 0), Mark(0, 0)))
    return key if on_key and path else value


def malformed(document: Document, error: YamlError) -> Problem:
    """A text that is not the YAML that we read."""
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
