"""The JSON Schemas: current, valid, content with everything in the demo, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from clearbell.schemas import as_text, schemas
from conftest import SITE, Clearbell, Project

CHECKOUT = Path(__file__).resolve().parents[1]
STORIES = Path(__file__).parent / "cases_wrong"
SCHEMAS = schemas()
SCHEMA_OF = {
    "incidents": "incident",
    "postmortems": "postmortem",
    "drills": "drill",
    "site.yml": "site",
    "policy.yml": "policy",
    "taxonomy.yml": "taxonomy",
    "language.yml": "language",
}
CONTENT = sorted(
    path
    for path in (CHECKOUT / "content").rglob("*")
    if path.suffix in (".yml", ".md") and path.name != "README.md"
)


class _Editor(SafeConstructor):
    """YAML 1.2 as an editor's language server reads it: there is no type for times."""


_Editor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def as_an_editor_sees(text: str) -> Any:
    """A document in the types of YAML 1.2; keys are texts, as in JSON."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Editor
    return json.loads(json.dumps(yaml.load(text)))


def _front(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.split("\n---\n")[0].removeprefix("---\n") if path.suffix == ".md" else text


def _schema_of(name: str) -> str:
    return SCHEMA_OF[name.partition("/")[0]]


def complaints(schema: str, text: str) -> list[str]:
    """The places where a schema says no."""
    found = Draft202012Validator(SCHEMAS[schema]).iter_errors(as_an_editor_sees(text))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_its_file_is_current(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    written = (CHECKOUT / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert written == as_text(SCHEMAS[name]), "run `clearbell schema`"


def test_the_folder_holds_these_schemas_and_nothing_else() -> None:
    assert sorted(path.stem for path in (CHECKOUT / "schema").iterdir()) == sorted(SCHEMAS)


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_a_file_of_the_demo_passes(path: Path) -> None:
    name = path.relative_to(CHECKOUT / "content").as_posix()
    assert complaints(_schema_of(name), _front(path)) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained(name: str) -> None:
    records = [SCHEMAS[name], *SCHEMAS[name].get("$defs", {}).values()]
    for record in records:
        if "additionalProperties" in record:
            assert record["additionalProperties"] is False
            assert record["description"]
            assert [key for key, of in record["properties"].items() if not of.get("description")] == []


def test_an_incident_in_other_words_that_the_reader_takes_passes_too() -> None:
    text = """\
title: 404
severity: sev-2
draft:
confirmed: "2026-03-14T09:02:00.000Z"
updates:
  - {id: 1, at: 2026-03-14 09:20+0100, status: resolved, message: true}
"""
    assert complaints("incident", text) == []


# What only the reader can know: other files, the order of things, the present, the calendar, and YAML itself.
BEYOND_A_SCHEMA = {
    "a-bell-as-yaml-escape",
    "a-cause-twice",
    "a-colour-too-light-to-read",
    "a-component-that-is-nothing-like-any",
    "a-follow-up-before-the-end",
    "a-notice-about-an-unknown-component",
    "a-notice-ends-before-it-begins",
    "a-postmortem-with-an-unknown-cause",
    "a-role-twice",
    "a-time-zone-of-this-machine",
    "a-service-of-an-unknown-component",
    "an-outage-of-nothing",
    "an-unknown-component",
    "an-unknown-time-zone",
    "an-update-in-the-future",
    "channels-for-what-is-not-there",
    "declared-in-the-future",
    "greener-than-the-truth",
    "planned-work-ends-before-it-begins",
    "planned-work-goes-on-after-its-end",
    "text-turned-round-as-yaml-escape",
    "the-next-update-before-this-one",
    "the-thirtieth-of-february",
    "the-twenty-fifth-hour",
    "two-channels-of-one-id",
    "two-components-of-one-id",
    "two-updates-at-one-time",
    "two-updates-of-one-id",
    "updates-newest-first",
    "working-days-reversed",
    "working-hours-reversed",
}
OF_FORM = ("(wrong-value)", "(wrong-type)", "(unknown-key)", "(missing-key)", "-time)", "(time-without-zone)")


def _refused_for_its_form(story: Path) -> bool:
    said = (story / "problems.txt").read_text(encoding="utf-8")
    return any(rule in said for rule in OF_FORM) and story.name not in BEYOND_A_SCHEMA


@pytest.mark.parametrize(
    "story",
    [path for path in sorted(STORIES.iterdir()) if path.is_dir() and _refused_for_its_form(path)],
    ids=lambda path: path.name,
)
def test_what_the_reader_refuses_for_its_form_the_schema_refuses(story: Path) -> None:
    files = [path for path in (story / "content").rglob("*") if path.suffix in (".yml", ".md")]
    names = {path.relative_to(story / "content").as_posix(): path for path in files}
    assert any(complaints(_schema_of(name), _front(path)) for name, path in names.items())


@pytest.mark.parametrize(
    "name", sorted(name for name in BEYOND_A_SCHEMA if (STORIES / name).is_dir() and "postmortem" not in name)
)
def test_what_only_the_reader_can_know_the_schema_lets_pass(name: str) -> None:
    for path in (STORIES / name / "content").rglob("*.yml"):
        assert (
            complaints(_schema_of(path.relative_to(STORIES / name / "content").as_posix()), _front(path))
            == []
        )


def test_the_plain_site_of_the_stories_passes() -> None:
    assert complaints("site", SITE) == []


def test_schemas_are_written_where_one_says(project: Project, clearbell: Clearbell) -> None:
    folder = project({})
    said = clearbell("schema", "there/schemas")
    written = sorted(path.relative_to(folder).as_posix() for path in (folder / "there").rglob("*.json"))
    assert sorted(said.out.split()) == written
    assert len(written) == len(SCHEMAS)
    assert clearbell("schema").code == 0
    assert (folder / "schema/incident.json").is_file()


def test_the_editor_settings_name_every_schema_and_files_that_are_there() -> None:
    settings = json.loads((CHECKOUT / ".vscode/settings.json").read_text(encoding="utf-8"))
    tied = settings["yaml.schemas"]
    assert [name for name in tied if not (CHECKOUT / name).is_file()] == []
    assert [glob for glob in tied.values() if not list(CHECKOUT.glob(glob))] == []
    in_front_matter = {"postmortem", "drill"}  # editors read no YAML inside Markdown
    assert {Path(name).stem for name in tied} == SCHEMAS.keys() - in_front_matter
