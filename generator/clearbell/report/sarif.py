"""What a check found as SARIF 2.1.0, which code scanning and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from clearbell import __version__
from clearbell.problems import Level, Problem
from clearbell.report.safe import safe
from clearbell.report.text import ALLOWED


def sarif(problems: Sequence[Problem], _: int) -> str:
    """One run, with the rules that it met."""
    rules = sorted({problem.rule for problem in problems})
    driver = {"name": "Clearbell", "version": __version__, "rules": _described(rules)}
    results = [_result(problem, rules.index(problem.rule)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(problem: Problem, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _level(problem.level),
        "message": {"text": safe(problem.message)},
        "locations": [{"physicalLocation": _place(problem)}],
    }
    if problem.rule == ALLOWED:
        result["suppressions"] = [{"kind": "inSource", "justification": safe(problem.cure)}]
    return result


def _described(names: Sequence[str]) -> list[dict[str, Any]]:
    """Rules as code scanning shows them beside what they found."""
    # Late, because no other format needs the rules themselves.
    from clearbell.rulebook.chapters import every_rule  # noqa: PLC0415
    from clearbell.rulebook.telling import in_markdown, in_text  # noqa: PLC0415

    known = every_rule()
    return [
        {
            "id": name,
            "shortDescription": {"text": rule.says},
            "fullDescription": {"text": rule.why},
            "help": {"text": in_text(rule), "markdown": in_markdown(rule)},
            "defaultConfiguration": {"level": _level(rule.level)},
        }
        if (rule := known.get(name))
        else {"id": name}
        for name in names
    ]


def _level(level: Level) -> str:
    return "note" if level is Level.HINT else level.value


def _place(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.file, errors="surrogateescape")}}
    if problem.line:
        end = problem.column + problem.width
        place["region"] = {"startLine": problem.line, "startColumn": problem.column, "endColumn": end}
    return place
