"""The walls: what one side of the program can't know, it can't tell.

Statically, by who imports whom; dynamically, by what a public build opens; and by its bytes, which hold no word that
was written for colleagues.
"""

from __future__ import annotations

import ast
import base64
import html
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from publishing import CHECKOUT, SITE, incident, output, project, publish

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
    "clearbell.cli",
    "clearbell.__main__",
    "clearbell.commands.due",
    "clearbell.commands.export",
    "clearbell.commands.patterns",
    "clearbell.commands.publish",
    "clearbell.commands.search",
    "clearbell.commands.verify",
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
seen = {"opened": set(), "sockets": set()}

def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.stat", "glob.glob"):
        if arguments and not isinstance(arguments[0], int) and arguments[0] is not None:
            seen["opened"].add(os.path.abspath(os.fsdecode(arguments[0])))
    elif event.startswith("socket."):
        seen["sockets"].add(event)

sys.addaudithook(watch)
from pathlib import Path
from clearbell.public.build import build
build(Path(sys.argv[1]), Path(sys.argv[1]) / "out")
foreign = ("clearbell.internal", "mkdocs", "material", "markdown")
loaded = sorted(name for name in sys.modules if name in foreign or name.startswith(tuple(f"{f}." for f in foreign)))
print(json.dumps({"opened": sorted(seen["opened"]), "sockets": sorted(seen["sockets"]), "loaded": loaded}))
"""


def test_a_public_build_opens_no_postmortem_and_no_socket_and_loads_nothing_of_the_other_wing(
    tmp_path: Path,
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, tmp_path], capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    content = {
        Path(path).relative_to(tmp_path / "content").parts[0]
        for path in seen["opened"]
        if Path(path).is_relative_to(tmp_path / "content") and path != f"{tmp_path}/content"
    }
    assert content == {"incidents", "language.yml", "site.yml"}
    assert (seen["sockets"], seen["loaded"]) == ([], [])


def test_the_public_build_needs_no_other_folder(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "whole" / "content")
    publish(tmp_path / "whole", None)
    (tmp_path / "part" / "content").mkdir(parents=True)
    shutil.copy(CHECKOUT / "content" / "site.yml", tmp_path / "part" / "content")
    shutil.copytree(CHECKOUT / "content" / "incidents", tmp_path / "part" / "content" / "incidents")
    publish(tmp_path / "part", None)
    assert output(tmp_path / "part") == output(tmp_path / "whole")


INSIDE = """\
# comment-MARK01
title: Some can't pay   # comment-MARK02
severity: 2
confirmed: 2026-03-14 09:00Z
components: {checkout: partial_outage}
updates:
  - id: u1
    at: 2026-03-14 09:20Z
    status: investigating
    # comment-MARK03
    message: We look into it.
    allow: {word-MARK04: reason-MARK05}
internal:
  roles: {incident_commander: team-MARK06, role-MARK07: team-MARK08}
  source: {kind: alerts-MARK09, key: key-MARK10, url: "https://alerts.example/MARK11"}
  notes: |
    MARK12 is the name of the server.
imported: tool-MARK13
"""
HIDDEN = """\
title: A practice MARK20
severity: 1
{how}: true
components: {{checkout: major_outage}}
updates:
  - {{id: mark21, at: 2026-03-14 09:20Z, status: investigating, message: Words MARK22}}
"""
PRIVATE = {
    "postmortems/2026-03-14-pay-mark30.md": "---\ntitle: Why MARK31\nincident: 2026-03-14-pay\n---\n# MARK32\n",
    "drills/2026-03-14-mark40.md": "---\ndate: 2026-03-14\nscenario: MARK41\n---\nMARK42\n",
    "policy.yml": "roles: [MARK50]\n",
    "taxonomy.yml": "services: [MARK51]\n",
    "language.yml": "people: [MARK52]\n",
    "incidents/.2026-03-14-pay.yml.swp": "MARK60",
    "incidents/README.md": "MARK61",
    ".env": "MARK62",
}
CHANNELS = "channels:\n  - {id: team-mark70, address: env:MARK71, events: all}\n"


def _decoded(content: bytes) -> list[str]:
    """A file as it is, and as whoever looks for secrets in it would read it."""
    text = content.decode("utf-8", "replace")
    texts = [text, html.unescape(text), unquote(text)]
    packed = re.findall(r"[A-Za-z0-9+/]{16,}=*", text)
    return texts + [
        base64.b64decode(each[: len(each) // 4 * 4]).decode("utf-8", "replace") for each in packed
    ]


def test_no_word_written_for_colleagues_is_in_any_public_byte(tmp_path: Path) -> None:
    files = {
        "2026-03-14-pay": INSIDE,
        "2026-03-14-draft-mark23": HIDDEN.format(how="draft"),
        "2026-03-14-drill-mark24": HIDDEN.format(how="drill"),
        "2026-03-15-ahead-mark25": (
            "kind: notice\ntitle: MARK26\nfrom: 2026-03-20 09:00Z\nmessage: MARK27\ncomponents: [website]\n"
        ),
    }
    root = project(tmp_path / "site-mark80", files, site=SITE + CHANNELS)
    for name, text in PRIVATE.items():
        path = root / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    publish(root)
    found = {
        f"{name}: {mark}"
        for name, content in output(root).items()
        for text in [name, *_decoded(content)]
        for mark in re.findall(r"(?i)mark\d\d", text)
    }
    assert found == set()
    assert b"We look into it." in output(root)["index.html"]


def test_the_search_for_such_words_finds_them_in_whatever_dress(tmp_path: Path) -> None:
    publish(project(tmp_path, {"it": incident("2026-03-14 09:20 investigating", title="MARK99")}))
    assert any(re.search("MARK99", text) for text in _decoded(output(tmp_path)["index.html"]))
    for dress in (b"&#77;ARK99", b"%4DARK99", base64.b64encode(b"a word: MARK99 said")):
        assert any("MARK99" in text for text in _decoded(dress)), dress
