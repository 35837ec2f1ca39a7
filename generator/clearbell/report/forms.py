"""The formats of `check`, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from clearbell.problems import Problem
from clearbell.report.github import github
from clearbell.report.json_object import as_json
from clearbell.report.sarif import sarif
from clearbell.report.text import text

FORMS: Final[Mapping[str, Callable[[Sequence[Problem], int], str]]] = {
    "text": text,
    "github": github,
    "json": as_json,
    "sarif": sarif,
}
