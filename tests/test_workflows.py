"""The workflows under .github give a stranger's pull request nothing to work with; what check.yml runs does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
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


PUBLISH = CHECKOUT / ".github/workflows/publish.yml"
RELEASE = CHECKOUT / ".github/workflows/release.yml"


def test_publications_go_one_after_the_other_and_none_is_cut_off() -> None:
    publish = _parsed(PUBLISH)
    assert publish["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert set(publish["on"]) == {"push", "schedule", "workflow_dispatch"}
    assert publish["on"]["push"]["branches"] == ["main"]
    assert not publish["on"]["schedule"][0]["cron"].startswith(("0 ", "*"))


def test_each_job_may_do_what_it_is_for_and_nothing_more() -> None:
    jobs = _parsed(PUBLISH)["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
        "verify": {"contents": "read"},
        "announce": {"contents": "write"},
        "mirror": {"contents": "read"},
        "knowledge-base": {"contents": "read"},
    }
    assert {name: job.get("environment") for name, job in jobs.items() if "secrets." in json.dumps(job)} == {
        "announce": "announce",
        "mirror": "status-mirror",
        "knowledge-base": "knowledge-base",
    }


def test_every_job_of_publishing_is_off_until_somebody_says_where_to() -> None:
    jobs = _parsed(PUBLISH)["jobs"]
    begins = {name: job.get("if", "") for name, job in jobs.items() if "needs" not in job}
    assert all(condition.startswith("vars.") for condition in begins.values())
    assert "&& github.event.repository.private" in begins["knowledge-base"]


def _sparse(job: str) -> list[str]:
    checkout = next(
        step for step in _parsed(PUBLISH)["jobs"][job]["steps"] if "checkout" in step.get("uses", "")
    )
    assert checkout["with"]["sparse-checkout-cone-mode"] is False
    patterns: str = checkout["with"]["sparse-checkout"]
    return patterns.split()


@pytest.mark.parametrize("job", ["build", "verify", "mirror"])
def test_the_jobs_of_the_status_page_check_out_no_word_for_colleagues(job: str) -> None:
    content = [pattern for pattern in _sparse(job) if pattern.startswith("/content")]
    assert set(content) <= {
        "/content/site.yml",
        "/content/language.yml",
        "/content/incidents/",
        "/content/brand/",
    }
    assert all(pattern.startswith("/") for pattern in _sparse(job))


def test_only_the_public_site_becomes_an_artifact() -> None:
    jobs = _parsed(PUBLISH)["jobs"]
    assert [name for name, job in jobs.items() if "upload-artifact" in json.dumps(job)] == ["build"]
    (pack,) = [step["run"] for step in jobs["build"]["steps"] if "tar " in step.get("run", "")]
    assert pack.endswith("--directory public .")


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@acme.example", "-c", "commit.gpgsign=false")
    allowed = ("-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", *who, *allowed, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_a_runner_of_the_status_page_has_its_history_and_no_postmortem_of_any_time(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    _git(origin, "init", "-q", "-b", "main")
    _git(origin, "config", "uploadpack.allowFilter", "true")
    _git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    for version in ("first", "second", "third"):
        for name in ("incidents/it.yml", "postmortems/it.md", "site.yml", "policy.yml"):
            (origin / "content" / name).parent.mkdir(parents=True, exist_ok=True)
            (origin / "content" / name).write_text(f"{name} {version}\n", encoding="utf-8")
        shutil.copytree(CHECKOUT / "tools", origin / "tools", dirs_exist_ok=True)
        _git(origin, "add", ".")
        _git(origin, "commit", "-q", "-m", version)
    runner = tmp_path / "runner"
    _git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{origin}", str(runner))
    _git(runner, "sparse-checkout", "set", "--no-cone", *_sparse("build"))
    _git(runner, "checkout", "-q", "main")
    there = sorted(path.name for path in (runner / "content").rglob("*") if path.is_file())
    assert there == ["it.yml", "site.yml"]

    subprocess.run([runner / "tools" / "fetch_earlier.sh"], cwd=runner, check=True)
    shutil.rmtree(origin)  # from here on everything has to be there
    for back in range(3):
        assert _git(runner, "cat-file", "blob", f"HEAD~{back}:content/incidents/it.yml").startswith(
            "incidents/it.yml"
        )
    held = _git(runner, "cat-file", "--batch-all-objects", "--batch-check", "--unordered").split()
    texts = [
        _git(runner, "cat-file", "blob", name)
        for name, kind in zip(held[::3], held[1::3], strict=True)
        if kind == "blob"
    ]
    assert any("incidents/it.yml first" in text for text in texts)
    assert [text for text in texts if "postmortems/it.md" in text or "policy.yml " in text] == []


def test_a_release_is_published_without_any_stored_password() -> None:
    text, jobs = RELEASE.read_text(encoding="utf-8"), _parsed(RELEASE)["jobs"]
    assert "secrets." not in text
    assert "password" not in text.replace("without any stored password", "")
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "attest": {"id-token": "write", "attestations": "write"},
        "publish": {"id-token": "write"},
    }
    assert jobs["publish"]["environment"] == "release"
    assert jobs["publish"]["needs"] == ["build", "attest"]
    assert [step for job in ("attest", "publish") for step in jobs[job]["steps"] if "run" in step] == []


def test_the_steps_of_publishing_build_a_page_and_say_when_a_file_is_held_back(tmp_path: Path) -> None:
    for name in ("generator", "theme", "content"):
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "content/incidents/2026-11-20-new.yml").write_text("title: [\n", encoding="utf-8")
    steps = {
        step["name"]: step["run"] for step in _parsed(PUBLISH)["jobs"]["build"]["steps"] if "run" in step
    }
    for name in ("Build", "Pack it as Pages wants it"):
        subprocess.run(
            ["/usr/bin/env", "bash", "-e", "-c", steps[name]],
            cwd=tmp_path,
            env={
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "CLEARBELL": ".",
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "RUNNER_TEMP": str(tmp_path),
            },
            check=True,
            capture_output=True,
        )
    assert (tmp_path / "output").read_text(encoding="utf-8") == "held=yes\n"
    with tarfile.open(tmp_path / "artifact.tar") as packed:
        names = {name.removeprefix("./") for name in packed.getnames()}
    assert {"index.html", ".nojekyll", "api/v2/summary.json"} <= names


def test_the_example_for_gitlab_is_one_and_publishes_one_at_a_time(tmp_path: Path) -> None:
    (example,) = [block for block in blocks(CHECKOUT / "docs/hosting.md") if block.kind == "yaml"]
    (tmp_path / ".gitlab-ci.yml").write_text(example.text, encoding="utf-8")
    schema = ("--builtin-schema", "vendor.gitlab-ci")
    checker = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run([checker, *schema, tmp_path / ".gitlab-ci.yml"], check=False, capture_output=True)
    assert done.returncode == 0, done.stdout
    publish = yaml.safe_load(example.text)["publish"]
    assert (publish["resource_group"], publish["interruptible"]) == ("status-page", False)
    assert publish["allow_failure"] == {"exit_codes": [3]}
