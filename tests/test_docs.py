"""README and docs/ say what is so: their examples pass `clearbell check`, their commands, addresses and links exist."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import struct
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import click
import pytest
import yaml
from click.testing import CliRunner

from clearbell.cli import main
from clearbell.formats.incident import (
    IncidentFile,
    IncidentUpdate,
    MaintenanceFile,
    MaintenanceUpdate,
    NoticeFile,
)
from clearbell.formats.language import LanguageFile
from clearbell.formats.policy import Coverage, PolicyFile, SeverityLevel
from clearbell.formats.postmortem import SECTIONS, Action, DrillFile, PostmortemFile
from clearbell.formats.site import Brand, Component, SiteFile
from clearbell.formats.taxonomy import TaxonomyFile
from clearbell.model import ComponentState, IncidentStatus, MaintenanceStatus
from clearbell.process import Process
from clearbell.uptime import Uptime
from documents import CHECKOUT, DOCUMENTS, blocks, code, commands, lines, links, places, prose, text
from publishing import demo

GUIDES: Final = [document for document in DOCUMENTS if any(block.file for block in blocks(document))]
IMAGES: Final = sorted((CHECKOUT / "docs" / "images").iterdir())
# What the documents use besides Clearbell and make.
OTHERS: Final = {
    ".",
    "cat site/public/status.txt",
    "eval",
    'pip install ".[announce]"',
    'pip install ".[kb]"',
    "mkdocs build",
    "mkdocs serve",
    "properdocs build -f .cache/internal/mkdocs.yml",
    "zensical build -f .cache/internal/mkdocs.yml",
}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def _clearbell(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["-C", str(root), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def _site(folder: Path, document: Path) -> Path:
    """Where a document's examples belong: the demo, or an empty folder where it brings a site of its own."""
    if any(block.file == "content/site.yml" for block in blocks(document)):
        (folder / "content").mkdir()
    else:
        shutil.copytree(CHECKOUT / "content", folder / "content")
    return folder


@pytest.mark.parametrize("document", GUIDES, ids=lambda path: path.name)
def test_check_finds_nothing_to_mend_in_any_example_and_they_build(document: Path, tmp_path: Path) -> None:
    root = _site(tmp_path, document)
    for block in blocks(document):
        if block.file is not None and block.file.startswith("content/"):
            (root / block.file).parent.mkdir(parents=True, exist_ok=True)
            (root / block.file).write_text(block.text, encoding="utf-8")
            assert _clearbell(root, "check").endswith("nothing to mend.\n"), block.file
    assert re.search(r"\d+ files, \d+ changed", _clearbell(root, "build", "public"))


@each_document
def test_an_example_file_says_in_the_text_where_it_belongs(document: Path) -> None:
    named = code(document)
    for block in blocks(document):
        if block.kind in ("yaml", "markdown", "json"):
            assert block.file in named, block.text


def test_a_problem_looks_as_the_guide_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = CHECKOUT / "docs" / "communications-lead.md"
    example = next(block for block in blocks(guide) if block.file)
    shown = next(block for block in blocks(guide) if block.kind == "text")
    root = _site(tmp_path, guide)
    monkeypatch.chdir(root)
    assert example.file is not None
    Path(example.file).write_text(example.text.replace("09:10Z", "09:10"), encoding="utf-8")
    assert _clearbell(Path(), "check", example.file).split() == shown.text.split()


def test_the_editor_settings_of_the_guide_are_those_of_this_repository() -> None:
    shown = next(block for block in blocks(CHECKOUT / "docs" / "set-up.md") if block.kind == "json")
    assert json.loads(shown.text) == json.loads(text(".vscode/settings.json"))


@each_document
def test_every_command_line_could_be_typed(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "our-status").mkdir()
    monkeypatch.chdir(tmp_path)
    for line in lines(document):
        program, *arguments = shlex.split(line, comments=True)
        if program == "clearbell":
            _parse(arguments)
        elif program == "make":
            assert set(arguments) <= _targets()
        else:
            assert program in OTHERS or line in OTHERS or line.split("#")[0].strip() in text_of_help()


def _parse(arguments: list[str]) -> None:
    """Read a command line as `clearbell` does, and do nothing; a click error says what is wrong with it."""
    with click.Context(main, **main.context_settings) as context:
        _, rest, _ = main.make_parser(context).parse_args(list(arguments))
        commands()[rest[0]].make_context(rest[0], rest[1:], parent=context).close()


def _targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z-]+):.*## ", text("Makefile")))


def text_of_help() -> str:
    """What `clearbell --help` says, with its columns closed up."""
    return " ".join(CliRunner().invoke(main, ["--help"]).output.split())


@each_document
def test_commands_in_the_text_exist(document: Path) -> None:
    for words in map(str.split, code(document)):
        if words[0] == "clearbell" and len(words) > 1 and not words[1].startswith("-"):
            assert words[1] in {*commands(), "COMMAND"}
        if words[0] == "make" and len(words) > 1:
            assert words[1] in _targets()


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_has_help_and_its_row_in_the_guide(name: str) -> None:
    command = commands()[name]
    assert command.help
    row = next(
        line for line in text("docs/set-up.md").splitlines() if re.match(rf"\| `clearbell {name}\b", line)
    )
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"`{parameter.opts[0]}" in row


@each_document
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    for link in links(document):
        if link.startswith("https://"):
            continue
        path, _, place = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not place or place in places(target), link


def test_every_output_for_programs_is_named_and_every_named_one_is_built() -> None:
    built = {f"/{name}" for name in demo()}
    named = {word for name in ("docs/status-page.md", "docs/set-up.md") for word in code(CHECKOUT / name)}
    table = set(re.findall(r"`(/[^`]*)`", text("docs/status-page.md").split("## For programs")[1]))
    assert table
    assert {address for address in table if not {address, f"{address}index.html"} & built} == set()
    assert {name for name in built if name.count("/") == 1 and not name.endswith(".html")} <= named


def test_the_guides_use_the_words_of_the_page() -> None:
    page: dict[str, Any] = yaml.safe_load(text("generator/clearbell/texts/en.yml"))
    lead, customer = text("docs/communications-lead.md"), text("docs/status-page.md")
    for state in ComponentState:
        assert f"| {page['state'][state]} |" in customer
        if state is not ComponentState.UNDER_MAINTENANCE:
            assert f"| `{state}` | {page['state'][state]} |" in lead
    for status in IncidentStatus:
        assert f"| `{status}` | {page['status'][status]} |" in lead
        assert f"| {page['status'][status]} |" in customer
    for planned in MaintenanceStatus:
        assert f"`{planned}`" in lead or f"status: {planned}" in lead


def test_the_guide_counts_uptime_as_the_page_does() -> None:
    assert Uptime(major=40 * 60, partial=100 * 60, total=43_200 * 60).percent == 99.83
    assert "the page says 99.83 %" in prose(CHECKOUT / "docs" / "status-page.md")


def test_the_guide_and_the_help_name_the_same_exit_codes() -> None:
    guide = re.findall(r"(?m)^\| (\d+) \| ([^;|]+?)(?:;[^|]*)? \|$", text("docs/set-up.md"))
    assert guide
    for code_, meaning in guide:
        assert f" {code_} {meaning}" in text_of_help()
    assert len(re.findall(r"(?m)^ +\d+ +\w", CliRunner().invoke(main, ["--help"]).output)) == len(guide)


def test_the_guide_shows_the_clocks_that_hold_where_a_policy_is_silent() -> None:
    guide = text("docs/incident-lead.md")
    for number, level in Process.of(PolicyFile()).levels.items():
        assert f"| {number} {level.title} | {' | '.join(_clocks(level))} |" in guide


def _clocks(level: SeverityLevel) -> Iterable[str]:
    yield f"within {level.respond_within}, " + (
        "around the clock" if level.coverage is Coverage.ALWAYS else "in working hours"
    )
    yield f"within {level.first_update_within}" if level.first_update_within else "no limit"
    yield str(level.update_every or "no limit")
    yield str(level.postmortem)
    yield (
        f"scheduled within {level.review_scheduled_within}" if level.review_scheduled_within else "no limit"
    )


@pytest.mark.parametrize(
    ("guide", "format_"),
    [
        ("communications-lead", IncidentFile),
        ("communications-lead", IncidentUpdate),
        ("communications-lead", MaintenanceFile),
        ("communications-lead", MaintenanceUpdate),
        ("communications-lead", NoticeFile),
        ("engineer", PostmortemFile),
        ("engineer", Action),
        ("incident-lead", DrillFile),
        ("incident-lead", PolicyFile),
        ("incident-lead", SeverityLevel),
        ("set-up", SiteFile),
        ("set-up", Component),
        ("set-up", Brand),
        ("set-up", TaxonomyFile),
        ("set-up", LanguageFile),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_guide_explains_every_field(guide: str, format_: type[Any]) -> None:
    said = text(f"docs/{guide}.md")
    names = [field.name.rstrip("_") for field in fields(format_)]
    assert [name for name in names if not re.search(rf"\b{name}(`|:)", said)] == []


def test_every_test_that_the_page_on_security_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+\.py)`", text("SECURITY.md")))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (CHECKOUT / "tests" / name).is_file()] == []


def test_the_guide_names_the_seven_sections_in_order() -> None:
    said = " ".join(prose(CHECKOUT / "docs" / "engineer.md").split())
    assert re.findall(r"`([A-Z][\w ]+)`", said)[: len(SECTIONS)] == list(SECTIONS)


@pytest.mark.parametrize("image", IMAGES, ids=lambda path: path.name)
def test_a_picture_is_small_and_shown_with_words_for_those_who_do_not_see_it(image: Path) -> None:
    content = image.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) <= 120_000
    width, height = struct.unpack_from(">II", content, 16)
    assert width <= 1280
    assert height <= 900
    everything = "".join(map(prose, DOCUMENTS))
    markdown = re.search(rf"!\[[^]]{{20,}}\]\((docs/)?images/{image.name}\)", everything)
    html = re.search(rf'<img src="docs/images/{image.name}"[^>]* alt="[^"]{{20,}}"', everything)
    assert markdown or html
