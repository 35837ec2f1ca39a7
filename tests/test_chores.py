"""`make` alone explains itself, and the scripts behind it run where the documentation says they do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
SHELL_SCRIPTS = sorted(CHECKOUT.glob("tools/*.sh"))


def _bare_machine(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH holds only what every system has, and PROGRAMS as given."""
    for name in ("awk", "cat", "cmp", "dirname", "id", "make", "mkdir", "rm", "sh"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "HOME": str(folder)}


def _fresh_checkout(folder: Path) -> Path:
    shutil.copytree(CHECKOUT / "tools", folder / "tools")
    shutil.copytree(CHECKOUT / "requirements", folder / "requirements")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    return folder


def _set_up(checkout: Path, env: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", checkout / "tools/environment.sh", ".venv"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_make_alone_lists_every_target_that_contributing_names(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["/usr/bin/env", "make", "--no-print-directory"],
        cwd=CHECKOUT,
        env=_bare_machine(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    targets = set(re.findall(r"^  make ([a-z-]+) ", listed, re.MULTILINE))
    named = set(
        re.findall(r"(?m)(?:^|`)make ([a-z-]+)", (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    )
    assert named
    assert named <= targets


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_may_be_run(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["/bin/sh", "-n", script], check=False).returncode == 0


def test_without_python_the_set_up_says_how_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    code, said = _set_up(_fresh_checkout(tmp_path), _bare_machine(tmp_path / "bin"))
    assert code == 1
    assert said == (
        "\nClearbell needs Python 3.11 or newer; here is no python3 at all.\n"
        "Debian 12, Ubuntu 24.04 or newer: apt install python3 python3-venv. macOS: brew install python.\n"
        "Or name one with PYTHON=/path/to/python3, or install uv, which fetches a Python by itself.\n"
    )


def test_an_old_python_is_named_in_the_message(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    old = '[ "$1" = --version ] && echo Python 3.9.2'
    code, said = _set_up(_fresh_checkout(tmp_path), _bare_machine(tmp_path / "bin", python3=old))
    assert code == 1
    assert said.splitlines()[1] == "Clearbell needs Python 3.11 or newer; here is Python 3.9.2."


def test_a_folder_in_the_place_of_the_environment_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    checkout = _fresh_checkout(tmp_path)
    (checkout / ".venv").mkdir()
    (checkout / ".venv/precious").write_text("mine", encoding="utf-8")
    code, said = _set_up(checkout, _bare_machine(tmp_path / "bin"))
    assert (code, said) == (1, "\n.venv is in the way: it isn't a virtual environment. Move it aside.\n")
    assert (checkout / ".venv/precious").read_text(encoding="utf-8") == "mine"


def test_a_missing_program_is_explained(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", CHECKOUT / "tools/need.sh", "The Nu checker", "default-jre-headless", "java"],
        env=_bare_machine(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "\nThe Nu checker needs java, which isn't on this machine.\n"
        "Debian: sudo apt install default-jre-headless. Elsewhere: install it your way so that 'java' is found on PATH.\n"
    )
