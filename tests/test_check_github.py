"""`clearbell check --format github`: what a runner makes of its lines, and GitHub of the summary, whatever the problems hold.

The runner and GitHub's Markdown are played by a reader of workflow commands written down here, and by cmark-gfm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as some

from clearbell.problems import Level, Problem
from clearbell.report.github import github
from clearbell.report.job_summary import job_summary
from clearbell.report.safe import safe
from conftest import INCIDENT, Clearbell, Project
from documents import CHECKOUT

HOSTILE: Final = CHECKOUT.parent / "shared" / "hostile"
ONE, TWO = "content/incidents/2026-03-14-one.yml", "content/incidents/2026-03-14-two.yml"
NOW = ("--now", "2026-03-14T12:00Z")
COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"
RUNNER: Final = {
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "acme/status",
    "GITHUB_SHA": COMMIT,
}
OUR_OWN: Final = (
    "::set-output name=a::b",
    "\n::stop-commands::x",
    "\r\n::add-mask::a",
    "%0A::warning::x",
    "%250A::warning::x",
    "##[add-mask]secret",
    "x ##[error]y",
    "a,line=1::b",
    "file=x,title=y",
    "`::error::x`",
    "| a | b |",
    "\\| a",
    "a\n\n# b",
    "<script>alert(1)</script>",
    "</code></td></table><img src=x onerror=alert(1)>",
    "&lt;b&gt; &#64;all",
    "@acme/everyone #1 GH-1 acme/status#1",
    "[a](https://evil.example)",
    "![a](https://evil.example/a.png)",
    "https://evil.example www.evil.example a@evil.example",
    "`a` <b>`c` | `d",
    "```\n<b>",
    "$x$ $$y$$ ~~z~~ **b** _i_ :bomb:",
    "--- | ---",
    "<!-- ",
    "<details>",
    "\u202e\u2028\x85\x1b[2J\udcff",
)


def _problem(hostile: str, level: Level = Level.ERROR) -> Problem:
    return Problem(
        f"content/{hostile}.yml", 3, 7, "a-rule", hostile, hostile, f"`{hostile}`", f"Write `{hostile}`, {hostile}.", level, 5
    )  # fmt: skip


# What a runner does with a line, after its source: `::name properties::data` at the beginning, else `##[` anywhere.
def _commands(out: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in re.split(r"\r\n|\r|\n", out):
        if line.strip().startswith("::"):
            head, _, data = line.strip()[2:].partition("::")
            name, _, given_ = head.partition(" ")
            properties = dict(each.split("=", 1) for each in given_.split(",")) if given_ else {}
            yield name, {key: _read(value) for key, value in properties.items()}, _read(data)
        elif "##[" in line:
            yield line[line.index("##[") + 3 :], {}, ""


def _read(value: str) -> str:
    for sign, written in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        value = value.replace(written, sign)
    return value


def _page(markdown: str) -> Any:
    """The summary as GitHub renders it, but for what it takes out afterwards."""
    html = cmarkgfm.markdown_to_html_with_extensions(
        markdown, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "autolink", "strikethrough"]
    )
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def _cells(page: Any) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]


@cache
def _collected() -> tuple[str, ...]:
    """Our own, and the large collections where they lie beside the checkout."""
    collected = list(OUR_OWN)
    if HOSTILE.is_dir():
        for name in ("blns", "path_traversal"):
            collected += json.loads((HOSTILE / f"{name}.json").read_text(encoding="utf-8"))
        vectors = json.loads((HOSTILE / "xss_vectors.json").read_text(encoding="utf-8"))
        collected += [vector["v"] for vector in vectors]
    return tuple(text for text in collected if text.strip())


def _asserted_harmless_to_a_runner(texts: tuple[str, ...]) -> None:
    problems = [_problem(text, level) for text in texts for level in Level]
    for start in range(0, len(problems), 30):
        part = problems[start : start + 30]
        found = list(_commands(github(part, 1)))
        expected = [
            (
                {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}[problem.level],
                {
                    "file": safe(problem.file),
                    "line": "3",
                    "col": "7",
                    "endColumn": "12",
                    "title": "a-rule",
                },
                safe(problem.message),
            )
            for level in Level
            for problem in part
            if problem.level is level
        ]
        assert found == expected


def _asserted_harmless_in_a_summary(texts: tuple[str, ...]) -> None:
    for start in range(0, len(texts), 200):
        part = texts[start : start + 200]
        page = _page(job_summary([_problem(text) for text in part], 1, 10_000_000, lambda _: None))
        elements = {element.tag for element in page.iter() if isinstance(element.tag, str)} - {page.tag}
        assert elements <= {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
        rows = [row for row in _cells(page) if row[0] != "line"]
        wrong, cures = [row[3] for row in rows], [row[4] for row in rows]
        by_file = sorted(map(_problem, dict.fromkeys(part)), key=lambda problem: problem.file)
        assert len(rows) == len(part)
        assert {_letters(cell) for cell in wrong} == {
            _letters(safe(f"{p.field}: expected {p.expected}, found {p.found}")) for p in by_file
        }
        assert {_letters(cell) for cell in cures} == {_letters(safe(p.cure)) for p in by_file}
        assert not re.search(r"[@#](?!\u200b)", "".join(page.itertext()))


def _letters(text: str) -> str:
    """A text but for the marks that became elements, and for blanks, of which HTML keeps only one."""
    return re.sub(r"[`\u200b\s]", "", text)


@pytest.mark.parametrize("text", OUR_OWN)
def test_no_text_forges_a_workflow_command(text: str) -> None:
    _asserted_harmless_to_a_runner((text,))


@pytest.mark.parametrize("text", OUR_OWN)
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    _asserted_harmless_in_a_summary((text,))


def test_no_text_of_the_large_collections_does_either() -> None:
    _asserted_harmless_to_a_runner(_collected())
    _asserted_harmless_in_a_summary(_collected()[::5])  # html5lib takes its time


@given(some.text(some.sampled_from("::##[]|`\\\n%0A25&<>@*_~$![]() abw.-=,;{}\"'/"), min_size=1))
@example("`|`")
def test_no_mixture_of_signs_does_either(text: str) -> None:
    _asserted_harmless_to_a_runner((text,))
    if text.strip():
        _asserted_harmless_in_a_summary((text,))


def test_a_runner_of_this_test_falls_for_a_forged_command() -> None:
    assert [name for name, *_ in _commands("file\n::set-output name=a::b\nx ##[add-mask]y")] == [
        "set-output",
        "add-mask]y",
    ]


def test_a_page_of_this_test_shows_an_injected_element() -> None:
    assert {element.tag for element in _page("| a |\n|---|\n| <b>x</b> www.a.example |").iter()} >= {"b", "a"}


def test_a_job_shows_ten_of_each_level_and_says_how_many_more_there_are() -> None:
    problems = [
        Problem(f"{number:02}.yml", 1, 1, "a-rule", "", "a", "b", "C.", level)
        for number in range(12)
        for level in (Level.HINT, Level.WARNING, Level.ERROR)
    ]
    lines = github(problems, 12).splitlines()
    assert [line.split(",")[0] for line in lines[:-2]] == [
        f"::{command} file={number:02}.yml"
        for command in ("error", "warning", "notice")
        for number in range(10)
    ]
    assert lines[-2:] == [
        (
            "2 errors, 2 warnings, 2 hints more than a step may show: "
            "see the summary of this job, or `clearbell check`."
        ),
        "12 errors, 12 warnings, 12 hints in 12 files.",
    ]


def test_the_summary_of_a_job_has_a_table_for_each_file_with_links_to_the_lines(
    project: Project, clearbell: Clearbell, tmp_path: Path
) -> None:
    project(
        {
            ONE: INCIDENT.replace("investigating", "investigatin").replace("severity: 2\n", ""),
            "content/postmortems/2026-03-14-one.md": "oops\n",
            TWO: INCIDENT,
        }
    )
    page = tmp_path / "summary.md"
    env = RUNNER | {"GITHUB_STEP_SUMMARY": str(page), "GITHUB_WORKSPACE": str(tmp_path)}
    said = clearbell("check", "--format", "github", *NOW, env=env)
    blob = f"https://github.example/acme/status/blob/{COMMIT}/content"
    assert _cells(_page(page.read_text(encoding="utf-8"))) == [
        ["line", "level", "rule", "what is wrong", "how to mend it"],
        [
            "1",
            "error",
            "missing-key",
            "expected severity: a severity from 1 to 4, found nothing",
            "Add severity:.",
        ],
        [
            "5",
            "error",
            "wrong-value",
            (
                "updates[0].status: expected one of investigating, identified, monitoring, resolved, "
                "postmortem, found investigatin"
            ),
            "Did you mean investigating?",
        ],
        ["line", "level", "rule", "what is wrong", "how to mend it"],
        [
            "1",
            "error",
            "front-matter",
            "expected a line --- that opens the front matter, found oops",
            "Begin the file with a line ---, then title:, status: ..., then a second line ---.",
        ],
    ]
    assert re.findall(r"\]\(<([^>]+)>\)", page.read_text(encoding="utf-8")) == [
        f"{blob}/incidents/2026-03-14-one.yml#L1",
        f"{blob}/incidents/2026-03-14-one.yml#L5",
        f"{blob}/postmortems/2026-03-14-one.md?plain=1#L1",
    ]
    assert page.read_text(encoding="utf-8").startswith(
        "## Clearbell: 3 errors in 2 files\n\nErrors have to be"
    )
    assert (said.code, len(list(_commands(said.out)))) == (1, 3)


def test_what_exceptions_let_pass_is_there_to_be_reviewed_and_counts_as_nothing(
    project: Project, clearbell: Clearbell, tmp_path: Path
) -> None:
    exception = "    allow: {backend: our customers say so themselves}\n"
    project({ONE: INCIDENT.replace("shows an error", "shows an error of our backend") + exception})
    page = tmp_path / "summary.md"
    said = clearbell(
        "check", "--format", "github", ONE, *NOW, env=RUNNER | {"GITHUB_STEP_SUMMARY": str(page)}
    )
    assert list(_commands(said.out)) == [
        (
            "notice",
            {"file": ONE, "line": "7", "col": "50", "endColumn": "57", "title": "allowed"},
            (
                "updates[0].message: expected plain words, or a reason, found `backend`. "
                "Allowed: our customers say so themselves."
            ),
        )
    ]
    assert said.out.endswith("\n2 files, nothing to mend.\n")
    written = page.read_text(encoding="utf-8")
    assert written.startswith(
        "## Clearbell: 2 files, nothing to mend\n\n### Exceptions, each with its reason\n"
    )
    assert _cells(_page(written)) == [
        ["file", "line", "words", "reason"],
        [ONE, "7", "backend", "Allowed: our customers say so themselves."],
    ]
    assert f"blob/{COMMIT}/{ONE}#L7" in written


def test_the_summary_of_a_clean_check_says_so(project: Project, clearbell: Clearbell, tmp_path: Path) -> None:
    project({ONE: INCIDENT})
    page = tmp_path / "summary.md"
    page.write_text("Written before.\n", encoding="utf-8")
    said = clearbell("check", "--format", "github", ONE, *NOW, env={"GITHUB_STEP_SUMMARY": str(page)})
    assert said.out == "2 files, nothing to mend.\n"
    assert page.read_text(encoding="utf-8") == ("Written before.\n## Clearbell: 2 files, nothing to mend\n")


def test_files_are_named_from_the_top_of_the_checkout_wherever_the_check_runs(
    project: Project, clearbell: Clearbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({ONE: INCIDENT.replace("investigating", "investigatin")})
    monkeypatch.chdir(folder / "content" / "incidents")
    env = {"GITHUB_WORKSPACE": str(folder)}
    for words in (("-C", "../..", "check", "2026-03-14-one.yml"), ("-C", "../..", "check", ONE)):
        (_, properties, _), *_ = _commands(clearbell(*words, "--format", "github", *NOW, env=env).out)
        assert properties["file"] == ONE


@pytest.mark.parametrize(
    "odd",
    [
        {"GITHUB_SERVER_URL": "javascript:alert(1)"},
        {"GITHUB_SERVER_URL": "https://a.example>x"},
        {"GITHUB_REPOSITORY": "acme/status/../x"},
        {"GITHUB_SHA": "main"},
    ],
)
def test_an_environment_that_looks_odd_gives_no_links(
    project: Project, clearbell: Clearbell, tmp_path: Path, odd: dict[str, str]
) -> None:
    project({ONE: INCIDENT.replace("investigating", "investigatin")})
    page = tmp_path / "summary.md"
    clearbell("check", "--format", "github", *NOW, env=RUNNER | {"GITHUB_STEP_SUMMARY": str(page)} | odd)
    assert "](<" not in page.read_text(encoding="utf-8")
    assert "| 6 | error |" in page.read_text(encoding="utf-8")


def test_a_summary_stays_within_what_github_takes_and_says_what_it_left_out(
    project: Project, clearbell: Clearbell, tmp_path: Path
) -> None:
    project(
        {
            f"content/incidents/a-{number}.yml": "".join(f"wrong-{key}: \u00e9\n" for key in range(400))
            for number in range(20)
        }
    )
    page = tmp_path / "summary.md"
    page.write_text("x" * 500_000, encoding="utf-8")
    said = clearbell("check", "--format", "github", *NOW, env=RUNNER | {"GITHUB_STEP_SUMMARY": str(page)})
    assert page.stat().st_size <= 1_000_000
    text = page.read_text(encoding="utf-8")
    found = re.search(r"\n([\d,]+) more didn't fit in here\. `clearbell check` shows them\.\n\Z", text)
    assert found
    rows = text.count("| error |")
    assert rows > 1_000
    assert int(found[1].replace(",", "")) + rows == 8_060
    assert said.out.endswith("8,060 errors in 20 files.\n")
    again = clearbell("check", "--format", "github", *NOW, env=RUNNER | {"GITHUB_STEP_SUMMARY": str(page)})
    assert (again.code, page.stat().st_size <= 1_000_000) == (1, True)


def test_names_of_files_forge_no_command_in_reminders_either(project: Project, clearbell: Clearbell) -> None:
    names = ["##[add-mask]x.yml", "::stop-commands::x.yml"]
    project({f"content/incidents/{name}": "" for name in names})
    said = clearbell("due", "--format", "github", "--at", "2026-03-14T12:00Z").out
    assert list(_commands(said)) == [
        (
            "warning",
            {"file": f"content/incidents/{name}", "title": "Not looked at"},
            "It can't be read; `clearbell check` says why.",
        )
        for name in names
    ]
    assert said.endswith("\nAt 2026-03-14 12:00Z: nothing is due.\n")
