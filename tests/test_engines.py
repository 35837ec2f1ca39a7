"""The staged folder builds, as it is, with every engine of MkDocs' kind that is installed here.

`pip install properdocs` and `pip install zensical` add theirs; which ones take part, the first lines of pytest's output say.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clearbell.internal.build import build
from conftest import ENGINES
from internal_stories import FILES, NOW, site

SAME_AS_MKDOCS = tuple(engine for engine in ENGINES if engine in ("mkdocs", "properdocs"))


def _built_by(engine: str, root: Path) -> dict[str, bytes]:
    """What an engine makes of the folder that our build left, with the settings beside it."""
    folder = root / ".cache" / "internal"
    ran = subprocess.run(
        [sys.executable, "-m", engine, "build", "-f", "mkdocs.yml"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return _files(folder / "site")


def _files(folder: Path) -> dict[str, bytes]:
    """All files by name, without the engine's own name in them and without its packed sitemap, which holds the time."""
    return {
        path.relative_to(folder).as_posix(): re.sub(rb'<meta name="generator"[^>]*>', b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("sitemap.xml")
    }


@pytest.mark.parametrize("engine", SAME_AS_MKDOCS)
def test_an_engine_that_reads_mkdocs_themes_makes_the_same_site(engine: str, tmp_path: Path) -> None:
    build(site(tmp_path), tmp_path / "site", now=NOW)
    assert _built_by(engine, tmp_path) == _files(tmp_path / "site")


@pytest.mark.parametrize("engine", ENGINES)
def test_any_engine_makes_every_page_and_takes_along_what_find_needs(engine: str, tmp_path: Path) -> None:
    build(site(tmp_path), tmp_path / "site", now=NOW)
    ours, theirs = _files(tmp_path / "site"), _built_by(engine, tmp_path)
    assert {name for name in ours if name.endswith("index.html") or name.startswith("find/")} <= theirs.keys()
    assert {name: theirs[name] for name in ours if name.startswith(("find/index/", "find/words/"))} == {
        name: ours[name] for name in ours if name.startswith(("find/index/", "find/words/"))
    }
    page = theirs["postmortems/sent-twice/index.html"].decode()
    assert "Two workers took the same payment." in page
    assert 'id="root-cause-analysis"' in page
    assert 'action="../../find/"' in page
    assert (
        f'data-total="{len([name for name in FILES if name.startswith("postmortems/")])}"'
        in theirs["find/index.html"].decode()
    )
