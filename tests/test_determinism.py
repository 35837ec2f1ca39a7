"""The same content at the same moment gives the same bytes, whoever builds it where."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from publishing import CHECKOUT, tree

PROGRAM = """
import sys
from pathlib import Path
from clearbell.public.build import build
for _ in range({times}):
    build(Path(sys.argv[1]), Path(sys.argv[2]), clean={clean})
"""
# What the machine could be like, done to the process before it loads us.
A_YEAR_OFF = """
import datetime, time
class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(days={days})
    @classmethod
    def today(cls):
        return cls.now()
    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)
datetime.datetime, real = Shifted, time.time
time.time = lambda: real() + {days} * 86400
"""
SEVERAL = """
import os
os.cpu_count = lambda: 3
from clearbell.public import fill, items
items._WORTH_A_PROCESS = fill._LITTLE = 1
items._TOGETHER = 2
"""
ALONE = "import os; os.cpu_count = lambda: 1"
WITH_A_SPARE = "from clearbell import write; write._WORTH_A_SPARE = 1"
ANOTHER_ORDER = """
import os
real = os.scandir
class Turned(list):
    __enter__ = lambda self: self
    __exit__ = lambda self, *_: None
os.scandir = lambda *where: Turned(reversed(list(real(*where))))
"""


def _built(
    root: Path,
    out: Path,
    *,
    before: str = "",
    times: int = 1,
    clean: bool = False,
    python: str = sys.executable,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, bytes]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT / "generator"), **environment}
    program = before + PROGRAM.format(times=times, clean=clean)
    subprocess.run([python, "-c", program, root, out], env=env, cwd=out.parent, check=True)
    return tree(out)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    shutil.copytree(CHECKOUT / "content", folder / "content")
    return _built(folder, folder / "out", environment={"PYTHONHASHSEED": "0"})


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
    assert _built(tmp_path, tmp_path / "out", environment=environment) == expected


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


@pytest.mark.parametrize(
    "before",
    [A_YEAR_OFF.format(days=366), A_YEAR_OFF.format(days=-366), SEVERAL, ALONE, ANOTHER_ORDER],
    ids=["a year ahead", "a year behind", "several processes", "one process", "another order of folders"],
)
def test_clock_processes_and_order_of_folders_change_nothing(
    tmp_path: Path, before: str, expected: dict[str, bytes]
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    assert _built(tmp_path, tmp_path / "out", before=before) == expected


def test_a_clock_off_is_off() -> None:
    program = A_YEAR_OFF.format(days=366) + "print(datetime.datetime.now().year - real_year)"
    said = subprocess.run(
        [sys.executable, "-c", f"import datetime; real_year = datetime.datetime.now().year\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout in ("1\n", "2\n")


@pytest.mark.parametrize("clean", [True, False], ids=["anew", "with what is known"])
@pytest.mark.parametrize("before", ["", WITH_A_SPARE], ids=["without a spare", "with a spare"])
def test_nor_does_what_earlier_builds_left(
    tmp_path: Path, before: str, clean: bool, expected: dict[str, bytes]
) -> None:
    """Each touches another file between, so that there is something to do."""
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    path = sorted((tmp_path / "content" / "incidents").iterdir())[3]
    text = path.read_text(encoding="utf-8")
    for words in ("\n# a\n", "\n# b\n", "\n# c\n"):
        path.write_text(text + words, encoding="utf-8")
        _built(tmp_path, tmp_path / "out", before=before, clean=clean)
    path.write_text(text, encoding="utf-8")
    assert _built(tmp_path, tmp_path / "out", before=before, clean=clean) == expected
    assert (tmp_path / ".out.spare").is_dir() == bool(before)


def test_time_stamps_of_files_change_nothing(tmp_path: Path, expected: dict[str, bytes]) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    for number, path in enumerate(sorted(tmp_path.rglob("*"))):
        os.utime(path, (number * 1e6, 2e9 - number * 1e6))
    assert _built(tmp_path, tmp_path / "out") == expected


# Those that tools/test_other_pythons.sh has made; there is always ours.
PYTHONS = [sys.executable, *(f"{path}" for path in sorted(CHECKOUT.glob(".cache/python3.*/bin/python")))]


@pytest.mark.parametrize("python", PYTHONS, ids=lambda path: Path(path).parents[1].name)
def test_every_python_that_is_there_makes_the_same_bytes(
    tmp_path: Path, python: str, expected: dict[str, bytes]
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    assert _built(tmp_path, tmp_path / "out", python=python) == expected


INTERNAL = """
import sys
from pathlib import Path
from clearbell.internal.build import build
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def _knowledge_base(folder: Path, before: str = "", **environment: str) -> dict[str, bytes]:
    shutil.copytree(CHECKOUT / "content", folder / "content")
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT / "generator")} | environment
    subprocess.run([sys.executable, "-c", before + INTERNAL, folder, folder / "out"], env=env, check=True)
    return tree(folder / "out")


def test_the_knowledge_base_is_the_same_whoever_builds_it_when(tmp_path: Path) -> None:
    one = _knowledge_base(tmp_path / "one", PYTHONHASHSEED="0", LC_ALL="C.UTF-8")
    other = _knowledge_base(
        tmp_path / "other", A_YEAR_OFF.format(days=366), PYTHONHASHSEED="5", TZ="Pacific/Kiritimati"
    )
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == set()
