"""The lock files belong to pyproject.toml, check hashes, and say nothing about where to download from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
CORE = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = {
    "core": CORE,
    "kb": CORE + EXTRAS["kb"],
    "announce": CORE + EXTRAS["announce"],
    "s3": CORE + EXTRAS["s3"],
    "dev": CORE + EXTRAS["kb"] + EXTRAS["announce"] + EXTRAS["s3"] + PROJECT["dependency-groups"]["dev"],
}

every_lock = pytest.mark.parametrize("name", ["core", "announce", "kb", "s3", "dev", "nu-checker", "sbom"])


def _text(name: str) -> str:
    return (CHECKOUT / f"requirements/{name}.txt").read_text(encoding="utf-8")


def _locked(name: str) -> list[Requirement]:
    return [Requirement(line.rstrip(" \\")) for line in _text(name).splitlines() if re.match(r"[a-z]", line)]


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    """After a change in pyproject.toml: `make lock`."""
    versions: dict[str, list[str]] = {}
    for locked in _locked(name):
        (version,) = locked.specifier
        versions.setdefault(canonicalize_name(locked.name), []).append(version.version)
    unmet = [
        wanted
        for wanted in map(Requirement, WANTED[name])
        if not any(wanted.specifier.contains(v) for v in versions.get(canonicalize_name(wanted.name), []))
    ]
    assert unmet == []


@every_lock
def test_every_locked_package_is_exact_and_has_a_hash(name: str) -> None:
    packages = re.split(r"(?m)^(?=[a-z])", _text(name))[1:]
    assert packages
    assert [
        p for p in packages if not re.match(r"[a-z0-9.-]+==[\w.]+[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", p)
    ] == []


@every_lock
def test_a_lock_names_no_place_to_download_from(name: str) -> None:
    assert (
        re.findall(r"(?i)^.*(?:://|--[a-z-]*(?:index|links|host)\b| @ ).*$", _text(name), re.MULTILINE) == []
    )


@pytest.mark.parametrize("name", ["core", "kb", "s3"])
def test_a_package_has_one_version_in_all_locks(name: str) -> None:
    everything = {(locked.name, locked.specifier) for locked in _locked("dev")}
    assert {(locked.name, locked.specifier) for locked in _locked(name)} - everything == set()
