"""What a check found as one JSON object, for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from clearbell.problems import Level, Problem
from clearbell.report.safe import safe


def as_json(problems: Sequence[Problem], files: int) -> str:
    """The problems, and how many there are of each level."""
    counts = Counter(problem.level for problem in problems)
    found = {
        "files": files,
        **{f"{level}s": counts[level] for level in Level},
        "problems": [
            {
                "file": safe(problem.file),
                "line": problem.line or None,
                "column": problem.column or None,
                "width": problem.width if problem.line else None,
                "level": problem.level,
                "rule": problem.rule,
                "field": safe(problem.field),
                "expected": safe(problem.expected),
                "found": safe(problem.found),
                "cure": safe(problem.cure),
            }
            for problem in problems
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False)
