"""The workflows under .github give a stranger's pull request nothing to work with."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((CHECKOUT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"^\s*-?\s*uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")

every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)


def _parsed(workflow: Path) -> dict[str, Any]:
    # PyYAML reads the key `on` as true, as YAML 1.1 wants.
    parsed: dict[Any, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in parsed.items()}


def _steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in _parsed(workflow)["jobs"].values() for step in job.get("steps", [])]


def test_there_are_workflows_to_look_at() -> None:
    assert WORKFLOWS


@every_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(workflow: Path) -> None:
    uses = [line for line in workflow.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert [line for line in uses if not PINNED.match(line)] == []


@every_workflow
def test_permissions_begin_at_none(workflow: Path) -> None:
    assert _parsed(workflow)["permissions"] == {}


@every_workflow
def test_no_trigger_runs_strange_code_with_our_rights(workflow: Path) -> None:
    assert not {"pull_request_target", "workflow_run"} & set(_parsed(workflow)["on"])


@every_workflow
def test_a_checkout_leaves_no_token_behind(workflow: Path) -> None:
    checkouts = [step for step in _steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert [step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False] == []


@every_workflow
def test_no_expression_is_pasted_into_a_shell_command(workflow: Path) -> None:
    assert [step["run"] for step in _steps(workflow) if "${{" in step.get("run", "")] == []


@every_workflow
def test_every_job_ends_by_itself(workflow: Path) -> None:
    assert [name for name, job in _parsed(workflow)["jobs"].items() if "timeout-minutes" not in job] == []
