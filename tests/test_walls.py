"""The walls: what one side of the program can't know, it can't tell.

Statically, by who imports whom; dynamically, by what a public build opens and starts. That its bytes hold no word that
was written for colleagues is told in test_leaks.py.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from publishing import CHECKOUT, commit, incident, output, project, publish

GENERATOR = CHECKOUT / "generator"
MODULES = {
    ".".join(path.relative_to(GENERATOR).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((GENERATOR / "clearbell").rglob("*.py"))
}
FOREIGN = {
    "public": ("clearbell.internal", "mkdocs", "material", "markdown"),
    "internal": ("clearbell.public",),
    "": ("clearbell.public", "clearbell.internal", "mkdocs", "material", "markdown"),
}
SEES_BOTH = {
    "clearbell.commands.due",
    "clearbell.commands.export",
    "clearbell.commands.patterns",
    "clearbell.commands.publish",
    "clearbell.commands.search",
    "clearbell.commands.verify",
    "clearbell.commands.wings",
}


@cache
def imported(module: str) -> frozenset[str]:
    """All that a module imports, inside functions too; of Clearbell's own, the modules themselves."""
    return _imported(MODULES[module].read_text(encoding="utf-8"), module)


def _imported(source: str, module: str) -> frozenset[str]:
    names: set[str] = set()
    package = (
        module if module in MODULES and MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    )
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            inner = {f"{base}.{alias.name}" for alias in node.names}
            names.update(inner & MODULES.keys() or {base})
            if inner - MODULES.keys():
                names.add(base)
    return frozenset(names)


def _side(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ("public", "internal") else ""


def _over_the_wall(module: str, names: frozenset[str]) -> list[str]:
    if module in SEES_BOTH:
        return []
    foreign = FOREIGN[_side(module)]
    return sorted(name for name in names if any(name == f or name.startswith(f"{f}.") for f in foreign))


@pytest.mark.parametrize("module", MODULES)
def test_no_module_imports_over_the_wall(module: str) -> None:
    assert _over_the_wall(module, imported(module)) == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("clearbell.public.front", "import mkdocs.config", ["mkdocs.config"]),
        ("clearbell.public.front", "def f():\n from ..internal import build", ["clearbell.internal.build"]),
        ("clearbell.internal.build", "from clearbell import public", ["clearbell.public"]),
        ("clearbell.site", "from clearbell.public.build import build", ["clearbell.public.build"]),
        ("clearbell.site", "from clearbell.model import Item", []),
    ],
)
def test_the_watcher_of_imports_sees_those_over_the_wall(module: str, source: str, found: list[str]) -> None:
    assert _over_the_wall(module, _imported(source, module)) == found


def test_imports_go_round_in_no_circle() -> None:
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for name in sorted(imported(module) & MODULES.keys()):
                if name != "clearbell":  # holds the version, imports nothing
                    visit(name, (*way, module))
            done.add(module)

    assert imported("clearbell") & MODULES.keys() == set()
    for module in MODULES:
        visit(module, ())


# From the ground up: a module imports what stands on its own floor or below. What is not named stands on top.
FLOORS = (
    {
        "values",
        "circles",
        "problems",
        "rules",
        "model",
        "exits",
        "yaml_words",
        "hosting",
        "commit",
        "history",
        "processes",
        "pictures",
        "drawings",
    },
    {"yamlfile", "yaml_spots", "compiled", "formats", "theme", "urls", "wording", "commonmark"},
    {
        "documents",
        "store",
        "language",
        "logo",
        "checks",
        "news_checks",
        "word_checks",
        "site_checks",
        "policy_checks",
        "summary",
    },
    {"records", "uptime", "cache", "swapping", "write"},
    {"content", "settings", "household", "process"},
    {"site", "stand_ins", "times", "clocks"},
    {"public", "internal", "announce"},
)


def _floor(module: str) -> int:
    name = module.split(".")[1]
    return next((height for height, floor in enumerate(FLOORS) if name in floor), len(FLOORS))


def test_no_module_imports_upwards() -> None:
    upwards = [
        f"{module} imports {name}"
        for module in MODULES
        if "." in module
        for name in imported(module)
        if name.startswith("clearbell.") and _floor(name) > _floor(module)
    ]
    assert upwards == []


AUDITED = """
import json, os, sys
seen = {"opened": set(), "sockets": set(), "started": set()}

def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.stat", "glob.glob"):
        if arguments and not isinstance(arguments[0], int) and arguments[0] is not None:
            seen["opened"].add(os.path.abspath(os.fsdecode(arguments[0])))
    elif event.startswith("socket."):
        seen["sockets"].add(event)
    elif event == "subprocess.Popen":
        seen["started"].add(" ".join(map(os.fsdecode, arguments[1])))

sys.addaudithook(watch)
from datetime import datetime
from pathlib import Path
from clearbell.public.build import build
now = datetime.fromisoformat(sys.argv[2]) if sys.argv[2:] else None
build(Path(sys.argv[1]), Path(sys.argv[1]) / "out", now=now)
foreign = ("clearbell.internal", "mkdocs", "material", "markdown")
loaded = [name for name in sys.modules if name in foreign or name.startswith(tuple(f"{f}." for f in foreign))]
print(json.dumps({name: sorted(found) for name, found in seen.items()} | {"loaded": sorted(loaded)}))
"""


def _seen(root: Path, *now: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, root, *now], capture_output=True, text=True, check=True
    )
    seen: dict[str, list[str]] = json.loads(done.stdout)
    return seen


def _inside(opened: list[str], folder: Path) -> set[str]:
    return {
        Path(path).relative_to(folder).parts[0]
        for path in opened
        if Path(path).is_relative_to(folder) and path != f"{folder}"
    }


def test_a_public_build_opens_no_postmortem_and_no_socket_and_loads_nothing_of_the_other_wing(
    tmp_path: Path,
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    seen = _seen(tmp_path)
    assert _inside(seen["opened"], tmp_path / "content") == {"incidents", "language.yml", "site.yml"}
    assert (seen["sockets"], seen["loaded"]) == ([], [])


@pytest.mark.parametrize("remembered", [True, False], ids=["last build", "git"])
def test_nor_does_one_that_looks_for_what_stands_in_for_a_broken_file(
    tmp_path: Path, remembered: bool
) -> None:
    open_ = incident("2026-03-14 09:20 investigating")
    root = project(tmp_path, {"2026-03-14-pay": open_, "2026-03-14-gone": open_})
    for name in ("postmortems/why.md", "drills/what.md", "policy.yml", "taxonomy.yml"):
        (root / "content" / name).parent.mkdir(exist_ok=True)
        (root / "content" / name).write_text("x", encoding="utf-8")
    commit(root)
    if remembered:
        _seen(root, "2026-03-14T12:00Z")
    (root / "content" / "incidents" / "2026-03-14-pay.yml").write_text("oops", encoding="utf-8")
    (root / "content" / "incidents" / "2026-03-14-gone.yml").unlink()
    seen = _seen(root, "2026-03-14T12:00Z")
    assert _inside(seen["opened"], root / "content") == {"incidents", "language.yml", "site.yml"}
    assert _inside(seen["opened"], root / ".git") == {"HEAD", "refs"}
    assert (seen["sockets"], seen["loaded"]) == ([], [])
    assert {line.partition(" ")[0] for line in seen["started"]} == {"git"}
    # A batch reads names from its input: those that the listings of content/incidents gave.
    asked = [line for line in seen["started"] if not line.endswith("cat-file --batch")]
    assert [line for line in asked if "content/incidents" not in line] == []
    assert b"Some can&#39;t pay" in (root / "out" / "index.html").read_bytes()


def test_the_public_build_needs_no_other_folder(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "whole" / "content")
    publish(tmp_path / "whole", None)
    (tmp_path / "part" / "content").mkdir(parents=True)
    shutil.copy(CHECKOUT / "content" / "site.yml", tmp_path / "part" / "content")
    shutil.copytree(CHECKOUT / "content" / "incidents", tmp_path / "part" / "content" / "incidents")
    publish(tmp_path / "part", None)
    assert output(tmp_path / "part") == output(tmp_path / "whole")
