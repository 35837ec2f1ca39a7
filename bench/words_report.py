"""What `make words-report` prints: how well the word gate does on labelled sentences, how fast it is, and what it finds most.

The labelled sentences and the real updates belong to the organisations that wrote them and lie outside this project, in
../shared/language or the folder given. Without them nothing can be measured, and the report says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from clearbell.circles import not_looked_for
from clearbell.language import loose
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.model import Audience
from clearbell.problems import Level

_HERE: Final = Path(__file__).resolve().parents[1]
_FOLDER: Final = _HERE.parent / "shared" / "language"
_FILES: Final = ("jargon-dev.jsonl", "policy-dev.jsonl", "updates-dev.jsonl")
_LONGEST: Final = 6  # words: who marks a whole sentence has found nothing in it

Row = Mapping[str, Any]
Span = tuple[int, int]


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER, help="where the sentences lie")
    parser.add_argument("--top", type=int, default=40, help="how many of the most frequent findings to show")
    given = parser.parse_args()
    missing = [name for name in _FILES if not (given.folder / name).is_file()]
    if missing:
        print(f"Nothing to measure on: {given.folder} lacks {', '.join(missing)}.")
        print("Name the folder that has them: make words-report ARGS=FOLDER")
        return 1
    jargon, policy, updates = (_rows(given.folder / name) for name in _FILES)
    _spans(jargon)
    _flags(jargon, policy)
    _updates(updates, given.top)
    return 0


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _found(row: Row, audience: Audience = Audience.GENERAL) -> list[Finding]:
    return loose.findings(Text(row["text"]), House.plain(audience))


def _spans(rows: Sequence[Row]) -> None:
    print(f"Jargon, {len(rows)} sentences       precision  recall    F1   sentence F1   clean ones marked")
    for audience in Audience:
        print(f"  for {audience.value:<22}", score(rows, partial(_jargon, audience=audience), audience))


def _jargon(row: Row, audience: Audience) -> list[Span]:
    return [
        (each.start, each.end)
        for each in _found(row, audience)
        if each.rule == "jargon" and each.level is Level.ERROR
    ]


def score(rows: Iterable[Row], marks: Callable[[Row], list[Span]], audience: Audience) -> str:
    """Marks against labels: one is right where it overlaps a label and is short; borderline labels count for nothing."""
    right = wrong = hit = missed = 0
    sentences: Counter[str] = Counter()
    for row in rows:
        labels = [label for label in row["spans"] if not label["borderline"]]
        either = [(label["start"], label["end"]) for label in row["spans"] if label["borderline"]]
        if audience is Audience.DEVELOPER:
            labels = [label for label in labels if not label["ok_for_developer"]]
        needed = [(label["start"], label["end"]) for label in labels]
        made = [mark for mark in marks(row) if len(row["text"][slice(*mark)].split()) <= _LONGEST]
        good = [mark for mark in made if _touches(mark, needed)]
        bad = [mark for mark in made if not _touches(mark, needed) and not _touches(mark, either)]
        right, wrong = right + len(good), wrong + len(bad)
        caught = sum(_touches(label, made) for label in needed)
        hit, missed = hit + caught, missed + len(needed) - caught
        if needed or bad or not either:
            sentences[f"{bool(needed)}-{bool(good or bad)}"] += 1
    precision, recall, f1 = _measures(right, wrong, hit, missed)
    by_sentence = _measures(
        sentences["True-True"], sentences["False-True"], sentences["True-True"], sentences["True-False"]
    )
    clean = sentences["False-True"] + sentences["False-False"]
    return f"{precision:9.3f}  {recall:6.3f} {f1:6.3f}  {by_sentence[2]:10.3f}   {sentences['False-True']:9} of {clean}"


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _measures(right: int, wrong: int, hit: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _flags(jargon: Sequence[Row], policy: Sequence[Row]) -> None:
    rows = [*jargon, *policy]
    print("\nWhole sentences                 precision  recall    F1    labelled")
    for name, label, rule in (
        ("promise", "overcommit", "promise"),
        ("estimate", "hedged_estimate", "estimate"),
        ("blame", "blame", "blame"),
        ("inside names, no patterns", "internal_name", "inside-name"),
        ("says what customers notice", "has_impact", "impact"),
    ):
        asked = [row for row in rows if label in row]
        told = [
            any(each.rule == rule for each in _found(row))
            != (rule == "impact")  # the rule finds that it is missing
            for row in asked
        ]
        truth = [bool(row[label]) for row in asked]
        both = sum(a and b for a, b in zip(truth, told, strict=True))
        measures = _measures(both, sum(told) - both, both, sum(truth) - both)
        print(
            f"  {name:<28}{measures[0]:11.3f}  {measures[1]:6.3f} {measures[2]:6.3f}  {sum(truth):4} of {len(asked)}"
        )


def _updates(rows: Sequence[Row], top: int) -> None:
    begun = time.process_time()
    with not_looked_for():  # as in `clearbell words`
        found = [(row, each) for row in rows for each in _found(row)]
    took = time.process_time() - begun
    print(f"\n{len(rows):,} real updates in {took:.2f} s of CPU: {took / len(rows) * 1000:.2f} s for 1,000")
    with_error = {row["id"] for row, each in found if each.level is Level.ERROR}
    print(f"{len(with_error):,} of them would be stopped ({len(with_error) / len(rows):.0%})\n")
    print("Updates with findings, by rule")
    by_rule = {(each.rule, each.level.value, row["id"]) for row, each in found}
    for (rule, level), count in Counter((rule, level) for rule, level, _ in by_rule).most_common():
        print(f"  {count:6,}  {rule} ({level})")
    print("\nMost frequent, with one place each")
    often = Counter((each.rule, each.text.lower()) for _, each in found if len(each.text) < 60)
    for (rule, text), count in often.most_common(top):
        row, each = next((r, f) for r, f in found if f.rule == rule and f.text.lower() == text)
        around = row["text"][max(0, each.start - 30) : each.end + 30].replace("\n", " ")
        print(f"  {count:6,}  {rule:<12} {text:<28} -> {each.suggestion[:36]:<36}  ...{around}...")


if __name__ == "__main__":
    sys.exit(main())
