"""`make words-report` counts as the labels' own scorer does, and the gate is as good as promised where labels are at hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

CHECKOUT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = CHECKOUT.parent / "shared" / "language"


def report(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, f"{CHECKOUT}/bench/words_report.py", f"{folder}", "--top", "1"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _row(text: str, *spans: str, **flags: bool) -> dict[str, Any]:
    """A labelled sentence: `word` is jargon, `word?` borderline, `word!` known to no developer."""
    marked = []
    for span in spans:
        word = span.rstrip("?!")
        start = text.index(word)
        marked.append(
            {
                "start": start,
                "end": start + len(word),
                "ok_for_developer": not span.endswith("!"),
                "borderline": span.endswith("?"),
            }
        )
    return {"id": text, "text": text, "spans": marked, **flags}


OURS: Final = [
    _row("The API is slow for everyone.", "API", has_impact=True),
    _row("The tail latency is nominal.", "tail latency!", "nominal!", has_impact=False),
    _row("The cluster was moved.", "cluster?", has_impact=False),
    _row("The gizmo flux is high.", "gizmo flux", has_impact=False),
    _row("Paying works again for everyone.", has_impact=True),
    _row("The cache of the shop is full.", has_impact=False),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    policy = [
        {
            "id": "p",
            "text": "It will be fixed by noon.",
            "overcommit": True,
            "hedged_estimate": False,
            "blame": False,
        }
        | {"internal_name": False}
    ]
    for name, rows in (("jargon-dev", OURS), ("policy-dev", policy), ("updates-dev", OURS)):
        lines = [
            json.dumps({"overcommit": False, "blame": False, "internal_name": False} | row) for row in rows
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_marks_are_counted_against_labels_and_borderline_ones_not_at_all(folder: Path) -> None:
    said = report(folder).stdout
    # Of four marks one is wrong (cache); of four labels one is missed (gizmo flux). Clean: two sentences.
    assert re.search(r"for general +0\.750 +0\.750 +0\.750 +0\.667 +1 of 2\n", said), said
    assert re.search(r"for developer +1\.000 +1\.000 +1\.000 +1\.000 +0 of 4\n", said), said
    assert re.search(r"promise +1\.000 +1\.000 +1\.000 +1 of 7\n", said), said
    assert "6 real updates in " in said


def test_without_the_sentences_it_says_what_is_missing(tmp_path: Path) -> None:
    done = report(tmp_path)
    assert done.returncode == 1
    assert done.stdout == (
        f"Nothing to measure on: {tmp_path} lacks jargon-dev.jsonl, policy-dev.jsonl, updates-dev.jsonl.\n"
        "Name the folder that has them: make words-report ARGS=FOLDER\n"
    )


def test_the_gate_is_as_good_as_promised(folder: Path) -> None:
    """On the labelled sentences beside this checkout; where they aren't there, on ours, with their four labels."""
    there = (SHARED / "jargon-dev.jsonl").is_file()
    said = report(SHARED if there else folder).stdout
    figures = re.search(r"for general +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +(\d+) of (\d+)", said)
    assert figures, said
    precision, _, f1, _, flagged, clean = map(float, figures.groups())
    if there:
        assert (precision >= 0.92, f1 >= 0.88, flagged <= 0.04 * clean) == (True, True, True), said
    else:
        assert (precision, f1) == (0.75, 0.75), said
