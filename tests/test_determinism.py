"""The same content at the same moment gives the same bytes, whoever builds it where."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from publishing import CHECKOUT, tree

PROGRAM = """
import sys
from pathlib import Path
from clearbell.public.build import build
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def _built(root: Path, out: Path, **environment: str) -> dict[str, bytes]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT / "generator")} | environment
    subprocess.run([sys.executable, "-c", PROGRAM, root, out], env=env, cwd=out.parent, check=True)
    return tree(out)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    shutil.copytree(CHECKOUT / "content", folder / "content")
    return _built(folder, folder / "out", PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati"},
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "LANG": "C"},
        {"PYTHONOPTIMIZE": "2"},
    ],
    ids=str,
)
def test_hash_seed_zone_and_locale_of_the_machine_change_nothing(
    tmp_path: Path, environment: dict[str, str], expected: dict[str, bytes]
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    assert _built(tmp_path, tmp_path / "out", **environment) == expected


def test_the_order_in_which_files_came_into_the_folder_changes_nothing(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    incidents = tmp_path / "content" / "incidents"
    incidents.mkdir(parents=True)
    shutil.copy(CHECKOUT / "content" / "site.yml", tmp_path / "content")
    files = sorted((CHECKOUT / "content" / "incidents").iterdir())
    for path in files[1::2] + files[::2][::-1]:
        (incidents / path.name).write_bytes(path.read_bytes())
    assert _built(tmp_path, tmp_path / "elsewhere") == expected
