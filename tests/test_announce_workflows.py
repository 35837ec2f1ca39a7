"""What the workflows do that announce and remind: the very commands, in a repository with a remote, to servers of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from announcing import channel, site
from clearbell.announce.channels import Setup
from documents import CHECKOUT, blocks
from publishing import incident, project
from sinks import Hook

WORKFLOWS: Final = CHECKOUT / ".github" / "workflows"


def _jobs(name: str) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))["jobs"]
    return jobs


def _step(name: str, job: str) -> dict[str, Any]:
    """The last step of a job: the one that does it."""
    step: dict[str, Any] = _jobs(name)[job]["steps"][-1]
    return step


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@acme.example")
    return subprocess.run(
        ["git", *who, "-C", folder, *words], check=True, capture_output=True, text=True
    ).stdout


def _run(root: Path, command: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A step's command as a runner has it."""
    runner = {
        "CLEARBELL": str(CHECKOUT),
        "GITHUB_SERVER_URL": "https://git.acme.example",
        "TOKEN": "t0ken",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(root),
    }
    return subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=root,
        env={**runner, **env},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that was pushed, with a channel for each kind of reader."""
    _git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    text = site(
        channel("clearbell-slack", audience="team"), more="support: {label: Help, url: 'https://a.example'}\n"
    )
    made = project(tmp_path / "site", site=text)
    _git(made, "init", "--quiet", "--initial-branch=main")
    _git(made, "remote", "add", "origin", str(tmp_path / "remote.git"))
    _git(made, "add", "content")
    _git(made, "commit", "--quiet", "-m", "A site")
    _git(made, "push", "--quiet", "origin", "main")
    return made


def test_the_job_announces_and_notes_it_in_a_branch_of_its_own(root: Path, web: Hook) -> None:
    command = _step("publish.yml", "announce")["run"]
    url = f"--url {web.address} --wait 0"
    first = _run(root, f"{command} {url}", {"CLEARBELL_SLACK": web.address})
    assert (first.returncode, first.stderr) == (0, "")
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    project(
        root,
        {"it": incident(f"{now} investigating")},
        site=(root / "content/site.yml").read_text(encoding="utf-8"),
    )
    second = _run(root, f"{command} {url}", {"CLEARBELL_SLACK": f"{web.address}/slack"})
    assert (second.returncode, second.stderr) == (0, "")
    assert [request.path for request in web.got if request.path == "/slack"] == ["/slack"]
    branches = _git(root, "ls-remote", "--heads", "origin").split()
    assert branches[1::2] == ["refs/heads/clearbell-ledger", "refs/heads/main"]
    assert "t0ken" not in first.stdout + second.stdout + (root / ".git" / "config").read_text(
        encoding="utf-8"
    )


def test_the_job_reminds_and_beats_its_heart_where_somebody_listens(root: Path, web: Hook) -> None:
    command = _step("remind.yml", "remind")["run"]
    quiet = _run(root, command, {"CLEARBELL_SLACK": f"{web.address}/slack"})
    assert (quiet.returncode, quiet.stderr) == (0, "")
    heard = _run(
        root,
        command,
        {"CLEARBELL_SLACK": f"{web.address}/slack", "CLEARBELL_HEARTBEAT": f"{web.address}/heart"},
    )
    assert (heard.returncode, heard.stderr) == (0, "")
    assert [request.path for request in web.got].count("/heart") == 1


def test_secrets_are_known_to_one_step_of_jobs_that_reviewers_can_hold() -> None:
    for name, job in (("publish.yml", "announce"), ("remind.yml", "remind")):
        found = _jobs(name)[job]
        assert found["environment"] == "announce"
        assert "secrets." not in str(found["steps"][:-1])


def test_the_demo_s_channels_have_their_addresses_in_the_workflow() -> None:
    named = {line.address.removeprefix("env:") for line in Setup.of(CHECKOUT).channels}
    assert named <= _step("publish.yml", "announce")["env"].keys()


def test_the_example_for_gitlab_calls_commands_that_exist() -> None:
    (example,) = [
        block for block in blocks(CHECKOUT / "docs/announcing.md") if block.file == ".gitlab-ci.yml"
    ]
    jobs = yaml.safe_load(example.text)
    scripts = [line for job in jobs.values() if isinstance(job, dict) for line in job.get("script", [])]
    assert [line for line in scripts if "-m clearbell announce" in line]
    assert [line for line in scripts if "-m clearbell remind" in line]
