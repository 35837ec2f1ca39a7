"""Pages that stand: a build that remembers the last one stages what a build without memory does, whatever changed since."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from clearbell.internal.archive import read_archive
from clearbell.internal.build import build
from clearbell.internal.memory import Memory
from clearbell.internal.stage import Staged, stage
from internal_stories import CHECKOUT, FILES, NOW, changed, shown, site

POSTMORTEM: Final = "postmortems/sent-twice.md"
LATE: Final = FILES[POSTMORTEM].replace("title: Payments were sent twice", "title: Payments were sent late")
SETTINGS: Final = f"INHERIT: {CHECKOUT}/theme/internal/mkdocs.yml\nsite_name: Acme knowledge base\n"
TWO: Final = {**FILES, "postmortems/late.md": f"{LATE}\nAs in [the other one](sent-twice.md).\n"}


def staged(root: Path, now: datetime = NOW, *, memory: bool = True) -> Staged:
    """The site in *root* as it is staged in its folder `docs`."""
    archive, problems = read_archive(root, now, Memory.of(root) if memory else Memory())
    assert archive is not None, shown(problems)
    return stage(archive, root / "docs")


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def rewritten(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Other words in a file of content/."""

    def change(root: Path) -> None:
        path = root / "content" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def gone(name: str) -> Callable[[Path], None]:
    return lambda root: (root / "content" / name).unlink()


def added(name: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        site(root, {name: text})

    return change


def mkdocs(root: Path, *more: str) -> None:
    """What plain `mkdocs build` does."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(root / "out"), *more]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


CHANGES: Final = {
    "a word in a text": rewritten("postmortems/late.md", "Two workers", "Three workers"),
    "a title": rewritten("postmortems/late.md", "sent late", "sent far too late"),
    "a severity": rewritten("postmortems/late.md", "severity: 2", "severity: 3"),
    "an action that is done": rewritten(
        "postmortems/late.md", "status: open", "status: done\n    closed: 2026-04-02"
    ),
    "what customers were told": rewritten(
        "incidents/2026-03-14-cannot-pay.yml", "message: ", "message: In short: "
    ),
    "the incident's title": rewritten("incidents/2026-03-14-cannot-pay.yml", "title: ", "title: Again "),
    "a word of the vocabulary": rewritten("taxonomy.yml", "title: ", "title: Some "),
    "the name of the site": rewritten("site.yml", "name: ", "name: Dear "),
    "what a drill found": rewritten("drills/card-company.md", "second number", "third number"),
    "the text of a drill": rewritten("drills/card-company.md", "pulled the plug", "cut the cable"),
    "a drill that is gone": gone("drills/card-company.md"),
    "a postmortem that is gone": gone("postmortems/late.md"),
    "a postmortem that came": added("postmortems/third.md", LATE.replace("sent late", "sent third")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_remembered_never_shows(what: str, tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    staged(root)
    CHANGES[what](root)
    staged(root)
    remembered = tree(root / "docs")
    staged(root, memory=False)
    assert remembered == tree(root / "docs")


def test_the_next_day_is_another_day(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    for later in (timedelta(), timedelta(hours=3), timedelta(days=1), timedelta(days=400)):
        staged(root, NOW + later)
        remembered = tree(root / "docs")
        staged(root, NOW + later, memory=False)
        assert remembered == tree(root / "docs")


@pytest.mark.parametrize("name", [POSTMORTEM, "patterns.md", "measures.md", "causes/index.md"])
def test_a_page_that_no_longer_stands_is_made_again(name: str, tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    staged(root)
    page = root / "docs" / name
    before = page.read_bytes()
    for damage in (lambda: page.write_bytes(before[:-9]), page.unlink):
        damage()
        assert staged(root).written == 1
        assert page.read_bytes() == before


def test_a_site_elsewhere_keeps_its_pages_when_the_content_changes(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    build(root, tmp_path / "one", now=NOW)
    build(root, tmp_path / "two", now=NOW)  # of pages that are taken from the first build
    before = tree(tmp_path / "two")
    site(root, {**TWO, **changed(POSTMORTEM, ("title: Payments were sent twice", "title: Sent thrice"))})
    build(root, tmp_path / "one", now=NOW)
    assert tree(tmp_path / "two") == before
    assert b"Sent thrice" in (tmp_path / "one/postmortems/sent-twice/index.html").read_bytes()


def test_a_site_that_is_not_emptied_first_gets_the_same_pages(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    mkdocs(root)
    site(root, {POSTMORTEM: FILES[POSTMORTEM].replace("Two workers", "Three workers")})
    mkdocs(root, "--dirty")
    left = tree(root / "out")
    mkdocs(root)
    assert left.keys() == tree(root / "out").keys()
    name = "postmortems/sent-twice/index.html"
    assert left[name] == tree(root / "out")[name]
    assert b"Three workers" in left[name]
