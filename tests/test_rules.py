"""Every rule of `check` is declared, its examples are true, and docs/rules.md says what the rules say.

The examples of rules of form are put into the site that `clearbell init` writes, and the real check looks at it.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from clearbell.formats.postmortem import SECTIONS
from clearbell.rulebook.chapters import CHAPTERS, every_rule
from clearbell.rules import Rule
from clearbell.skeleton import write_skeleton
from conftest import Clearbell
from documents import CHECKOUT

GENERATOR: Final = CHECKOUT / "generator" / "clearbell"
# Words have stories of their own (test_language_rules), and so has what takes two versions (test_last_good).
OF_FORM: Final = [
    rule
    for chapter in CHAPTERS
    if not chapter.title.startswith(("Words", "From one version"))
    for rule in chapter.rules
]
NOW: Final = ("--now", "2026-01-15T12:00Z")
ID: Final = re.compile(r"[a-z]+(-[a-z]+)*\Z")
PATH: Final = re.compile(
    r"(?P<file>content/\S.*?\.(yml|yaml|md))(?P<folder>/)?(  (?P<size>\d+) KiB)?( -> (?P<link>\S+))?"
)
PLACE: Final = re.compile(r"(?:#|<!--) (whole )?(content/\S+?)(?: -->)?\Z")
INCIDENT: Final = "content/incidents/2026-01-12-sign-in-fails.yml"


@pytest.mark.parametrize("rule", OF_FORM, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example_and_no_rule_finds_the_good_one(
    rule: Rule, clearbell: Clearbell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for example, kind in ((rule.bad, "bad"), (rule.good, "good")):
        list(write_skeleton(tmp_path / kind, date(2026, 1, 15)))
        monkeypatch.chdir(tmp_path / kind)
        (Path("content") / "brand").mkdir()
        (Path("content") / "brand" / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        asked = example.split()[2:] if example.startswith("clearbell check") else _put(example)
        said = clearbell("check", "--hints", *asked, *NOW)
        if kind == "bad":
            assert re.search(rf"(?m): {rule.level}: .*\({rule.id}\)$", said.out)
        else:
            assert re.findall(r"(?m)^.*: (?:error|warning): .*", said.out) == []


def _put(example: str) -> tuple[str, ...]:
    """Write an example to where it says it belongs; without a word it belongs to the incident."""
    if whole := PATH.fullmatch(example):
        _lay_out(whole)
        return ()
    first, _, rest = example.partition("\n")
    place = PLACE.match(first)
    path = Path(place[2] if place else INCIDENT)
    excerpt = _characters(rest if place else example)
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if place and place[1]:
        after = excerpt
    elif first.startswith("<!--"):
        after = _with_sections(before, excerpt)
    elif path.suffix == ".md":
        _, front, body = before.split("---\n", 2)
        after = f"---\n{_with_keys(front, excerpt)}---\n{body}"
    else:
        after = _with_keys(before, excerpt)
    path.write_bytes(after.encode("utf-8", "surrogateescape"))
    return ()


def _lay_out(example: re.Match[str]) -> None:
    """An example that is a file's name, with what is odd about the file."""
    path = Path(example["file"])
    content = path.read_bytes() if path.exists() else Path(INCIDENT).read_bytes()
    path.unlink(missing_ok=True)
    if example["folder"]:
        path.mkdir()
    elif example["link"]:
        path.symlink_to(example["link"])
    else:
        path.write_bytes(content if example["size"] is None else b"#" * 1024 * int(example["size"]))


def _characters(excerpt: str) -> str:
    """`<U+202E>` stands for a character that can't be shown, `<E9>` for a byte that is none."""
    excerpt = re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), excerpt)
    return re.sub(r"<([0-9A-F]{2})>", lambda match: chr(0xDC00 + int(match[1], 16)), excerpt)


def _with_keys(text: str, excerpt: str) -> str:
    """A YAML text in which the excerpt stands for its keys of the same names."""
    keys = {line.partition(":")[0] for line in excerpt.splitlines() if re.match(r"\w+:", line)}
    kept, keep = [], True
    for line in text.splitlines():
        if re.match(r"[\w#]", line):
            keep = line.partition(":")[0] not in keys
        if keep:
            kept.append(line)
    return "\n".join([*kept, excerpt]) + "\n"


def _with_sections(text: str, excerpt: str) -> str:
    """A postmortem in which the excerpt stands for all from its first section to its last."""
    named = [SECTIONS.index(title) for title in re.findall(r"(?m)^## (.+)$", excerpt) if title in SECTIONS]
    head, *sections = re.split(r"(?m)^(?=## )", text)
    sections[min(named) : max(named) + 1] = [excerpt + "\n\n"]
    return head + "".join(sections)


def test_every_rule_says_what_a_reader_asks() -> None:
    rules = [rule for chapter in CHAPTERS for rule in chapter.rules]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert ID.match(rule.id)
        assert "\n" not in rule.says + rule.why + rule.instead + rule.allow
        assert rule.bad
        assert rule.good
        for sentence in (rule.says, rule.why, rule.instead):
            assert sentence[0].isupper() or sentence[0] == "`"
            assert sentence[-1] in ".?!"


def test_every_rule_that_a_problem_can_carry_is_declared() -> None:
    carried = {
        rule for path in GENERATOR.rglob("*.py") for rule in _carried(path.read_text(encoding="utf-8"))
    }
    assert carried - every_rule().keys() == set()
    assert len(carried) > 40


def test_every_rule_that_a_story_shows_is_declared() -> None:
    told = "".join(
        path.read_text(encoding="utf-8") for path in (CHECKOUT / "tests/cases_wrong").glob("*/problems.txt")
    )
    shown = set(re.findall(r"(?m)^\S+: (?:error|warning|hint): (?:\S+ )?\(([a-z-]+)\)$", told))
    assert len(shown) > 20
    assert shown - every_rule().keys() == set()


# Where a rule's id stands among the arguments of what makes a problem.
POSITIONS: Final = {
    "Problem": 3, "Fault": 1, "fault": 1, "problem": 1, "YamlError": 0, "_fault": 0, "_whole": 1, "Complaint": 5,
    "Finding": 2, "Clock": 0,
}  # fmt: skip


def _carried(source: str) -> Iterator[str]:
    """The ids of rules in a module: arguments, defaults called `rule`, and faults kept as tuples of four."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at = POSITIONS.get(name, len(node.args))
            yield from _constant(node.args[at] if at < len(node.args) else None)
            if name in POSITIONS or name == "Scalar":
                named = [word.value for word in node.keywords if word.arg == "rule"]
                yield from (id_ for value in named for id_ in _constant(value))
        elif isinstance(node, ast.Tuple) and len(node.elts) == 4 and all(map(_texts, node.elts)):
            yield from _constant(node.elts[0])
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "rule":
            yield from _constant(node.value)


def _constant(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.match(node.value):
        yield node.value


def _texts(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.Name) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_the_watcher_of_rules_sees_them_wherever_they_stand() -> None:
    source = (
        'Problem(a, 1, 1, "one", b)\nFault(path, "two", c)\nreading.fault(p, "three", d)\n'
        'fault = ("four", "a", f"b{c}", cure)\nclass A:\n    rule: str = "five"\nScalar(a, rule="six")\n'
    )
    assert sorted(_carried(source)) == ["five", "four", "one", "six", "three", "two"]


def test_a_rule_is_explained(clearbell: Clearbell) -> None:
    said = clearbell("explain", "severity-differs")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "severity-differs (warning)\n"
        "\n"
        "A postmortem with another severity than its incident.\n"
        "\n"
        "Why       Customers and colleagues would read two truths; measures would count\n"
        "          one of them.\n"
        "Instead   Correct the one that is wrong.\n"
        "\n"
        "Bad\n"
        "    # content/postmortems/2026-01-12-sign-in-fails.md\n"
        "    severity: 1\n"
        "\n"
        "Good\n"
        "    # content/postmortems/2026-01-12-sign-in-fails.md\n"
        "    severity: 2\n"
    )


def test_what_allows_an_exception_is_explained_where_something_does(clearbell: Clearbell) -> None:
    said = clearbell("explain", "greener-than-the-truth").out
    assert "\nTo allow  `imported:` lets history from elsewhere pass.\n" in said
    assert "To allow" not in clearbell("explain", "order").out


def test_a_rule_that_is_not_there_may_have_been_meant_otherwise(clearbell: Clearbell) -> None:
    said = clearbell("explain", "unknwon-key")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(
        "Error: Invalid value for 'RULE': There is no rule `unknwon-key`. Did you mean `unknown-key`?\n"
    )
    assert clearbell("explain", "qqq").err.endswith(
        "There is no rule `qqq`. `clearbell explain` lists all rules.\n"
    )


def test_all_rules_are_listed_when_none_is_named(clearbell: Clearbell) -> None:
    said = clearbell("explain").out
    assert re.findall(r"(?m)^  ([a-z-]+) ", said) == [*every_rule()]
    assert max(map(len, said.splitlines())) < 80


def test_the_tab_key_completes_rules() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clearbell"],
        env={
            **os.environ,
            "_CLEARBELL_COMPLETE": "bash_complete",
            "COMP_WORDS": "clearbell explain dup",
            "COMP_CWORD": "2",
        },
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.split() == ["plain,duplicate-section", "plain,duplicate-id", "plain,duplicate-key"]


def test_the_page_of_rules_is_the_one_that_the_rules_make() -> None:
    made = subprocess.run(
        [sys.executable, CHECKOUT / "tools" / "rules_page.py", "--print"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    page = (CHECKOUT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page.splitlines() == made.stdout.splitlines(), "`make rules` writes it anew"
