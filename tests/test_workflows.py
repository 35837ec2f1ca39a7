"""The workflows under .github give a stranger's pull request nothing to work with; what check.yml runs does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from documents import CHECKOUT, blocks

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


CHECK = CHECKOUT / ".github/workflows/check.yml"


def test_a_pull_request_is_checked_by_a_job_that_reads_and_knows_no_secret() -> None:
    check = _parsed(CHECK)
    assert check["on"] == {"pull_request": None}
    assert [job["permissions"] for job in check["jobs"].values()] == [{"contents": "read"}]
    assert check["concurrency"] == {"group": "check-${{ github.ref }}", "cancel-in-progress": True}
    text = CHECK.read_text(encoding="utf-8")
    assert not re.search(r"\b(secrets|GITHUB_TOKEN|id-token|write)\b", text)
    assert "cache" not in text


def test_only_the_public_site_is_uploaded() -> None:
    uploads = [step["with"] for step in _steps(CHECK) if "upload" in step.get("uses", "")]
    assert [upload["path"] for upload in uploads] == ["preview"]
    builds = [step["run"] for step in _steps(CHECK) if " build " in step.get("run", "")]
    assert [build.rpartition("clearbell ")[2] for build in builds] == ["build public --out preview"]


def test_what_the_guide_adds_for_a_repository_of_a_site_alone_is_pinned_too() -> None:
    (added,) = [block for block in blocks(CHECKOUT / "docs/set-up.md") if "actions/checkout" in block.text]
    (pinned,) = re.findall(r"actions/checkout@\S+ # \S+", added.text)
    assert pinned in CHECK.read_text(encoding="utf-8")
    (step,) = yaml.safe_load(added.text)
    assert step["with"]["persist-credentials"] is False
    assert re.fullmatch("[0-9a-f]{40}", step["with"]["ref"])


def _run_steps(folder: Path, clearbell: str) -> dict[str, int]:
    """Run the commands of check.yml as a runner would, but for the installation, until one fails."""
    codes = {}
    for step in _steps(CHECK):
        if "run" in step and "pip" not in step["run"]:
            env = {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "CLEARBELL": clearbell,
                "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
                "GITHUB_WORKSPACE": str(folder),
            }
            done = subprocess.run(
                ["/usr/bin/env", "bash", "-e", "-c", step["run"]],
                cwd=folder,
                env=env,
                check=False,
                capture_output=True,
                encoding="utf-8",
            )
            codes[step["name"]] = done.returncode
            if done.returncode:
                break
    return codes


@pytest.mark.parametrize("place", [".", ".clearbell"])
def test_the_steps_of_the_check_leave_a_summary_and_a_preview(tmp_path: Path, place: str) -> None:
    for name in ("generator", "theme"):
        shutil.copytree(
            CHECKOUT / name, tmp_path / place / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    assert _run_steps(tmp_path, place) == {"Check all content": 0, "Build the status page as it would be": 0}
    assert "nothing to mend" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "incidents" in json.loads((tmp_path / "preview/api/v2/incidents.json").read_text(encoding="utf-8"))


def test_a_wrong_file_ends_the_check_before_anything_is_built(tmp_path: Path) -> None:
    for name in ("generator", "theme", "content"):
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "content/incidents/wrong.yml").write_text("title: x\n", encoding="utf-8")
    assert _run_steps(tmp_path, ".") == {"Check all content": 1}
    assert "wrong" in (tmp_path / "summary.md").read_text(encoding="utf-8")
