"""Files that aren't what they seem: enormous ones, links, pipes, twins, names that lead elsewhere. Each is told; none is followed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Final

import pytest

from clearbell.documents import listing
from clearbell.formats.reader import BAD, Reading
from clearbell.formats.scalars import ID
from clearbell.formats.site import PICTURE
from conftest import Clearbell, Project
from publishing import CHECKOUT, incident, output, project, publish

OPEN: Final = incident("2026-03-14 09:20 investigating")
TRAVERSAL: Final = CHECKOUT.parent / "shared" / "hostile" / "path_traversal.json"
UNICODE: Final = CHECKOUT.parent / "shared" / "hostile" / "unicode.json"
NOW: Final = ("--now", "2026-03-14T12:00Z")
OUR_OWN: Final = (
    "../x", "..", ".", "", "/etc/passwd", "a/b", "a/../b", "..\\x", "%2e%2e%2f", "%2e%2e/", "....//", "a\x00b", "a\nb",
    "C:\\x", "\\\\host\\x", "~", "~root", "$HOME", "con.", "a b", "A", "\u0430bc", "\uff0e\uff0e/", "file:///x", "-x",
)  # fmt: skip


def _told(said: str) -> list[tuple[str, str, str]]:
    return [(each["file"], each["rule"], each["found"]) for each in json.loads(said)["problems"]]


# What is wrong with the last two of them keeps nobody from reading the others, but a postmortem from being judged.
NAMES: Final = (
    "incidents/x.yml",
    "postmortems/x.md",
    "drills/x.md",
    "language.yml",
    "policy.yml",
    "taxonomy.yml",
)
SETS: Final = (NAMES[:4], NAMES[4:])


@pytest.mark.parametrize("names", SETS, ids=str)
def test_an_enormous_file_is_refused_at_once(
    names: tuple[str, ...], project: Project, clearbell: Clearbell
) -> None:
    root = project({f"content/{name}": "x" for name in names})
    for name in names:
        os.truncate(root / "content" / name, 3_000_000_000)  # takes no room: nothing of it was ever written
    begun = time.process_time()
    said = clearbell("check", "--format", "json", *NOW)
    assert _told(said.out) == sorted((f"content/{name}", "too-large", "more") for name in names)
    assert clearbell("build", *NOW).code == 1
    os.truncate(root / "content" / "site.yml", 3_000_000_000)
    said = clearbell("build", "public", *NOW)
    assert said.code == 1
    assert "expected at most 256 KiB" in said.err
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("names", SETS, ids=str)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    names: tuple[str, ...], project: Project, clearbell: Clearbell
) -> None:
    root = project({f"content/{name}": "x" for name in names})
    for name in names:
        (root / "content" / name).unlink()
        os.mkfifo(root / "content" / name)
    told = _told(clearbell("check", "--format", "json", *NOW).out)
    assert {file for file, _, _ in told} == {f"content/{name}" for name in names}
    (root / "content" / "site.yml").unlink()
    os.mkfifo(root / "content" / "site.yml")
    assert clearbell("check", *NOW).code == 1


@pytest.mark.parametrize("folder", ["incidents", "postmortems", "drills"])
def test_a_folder_that_is_a_link_is_told_and_not_followed(tmp_path: Path, folder: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "it.yml").write_text(OPEN, encoding="utf-8")
    (tmp_path / folder).symlink_to(elsewhere)
    found, problems = listing(tmp_path / folder, f"content/{folder}", ".yml")
    assert found == []
    assert [f"{problem.place}: {problem.message}" for problem in problems] == [
        f"content/{folder}: expected a folder, found a symbolic link. Put the folder itself here."
    ]


def test_incidents_behind_a_link_do_not_go_out_and_what_was_open_stays(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {"2026-03-14-pay": OPEN})
    publish(root)
    incidents = root / "content" / "incidents"
    incidents.rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "2026-03-14-more.yml").write_text(OPEN, encoding="utf-8")
    incidents.symlink_to(tmp_path / "elsewhere")
    built = publish(root)
    assert {problem.rule for problem in built.problems} == {"symlink", "vanished"}
    shown = {name for name in output(root) if name.startswith("incidents/")}
    assert shown == {"incidents/2026-03-14-pay/index.html"}


@pytest.mark.parametrize("name", ["2026-03-14-Pay.yml", "2026-03-14-PAY.yml", "2026-03-14-pay.YML"])
def test_of_two_names_that_differ_only_in_capitals_the_one_in_small_letters_counts(
    tmp_path: Path, name: str
) -> None:
    root = project(tmp_path, {"2026-03-14-pay": OPEN})
    twin = root / "content" / "incidents" / name
    twin.write_text(OPEN.replace("Some", "Many"), encoding="utf-8")
    (problem,) = publish(root).problems
    assert (problem.file, problem.rule) in [
        (f"content/incidents/{name}", "file-name"),
        (f"content/incidents/{name}", "misplaced"),
    ]
    assert {file for file in output(root) if file.startswith("incidents/")} == {
        "incidents/2026-03-14-pay/index.html"
    }
    assert b"Many can" not in b"".join(output(root).values())


def test_two_components_that_differ_only_in_capitals_are_refused(
    project: Project, clearbell: Clearbell
) -> None:
    site = (
        "name: A\nurl: https://a.example\nid: a\ncomponents: [{id: pay, name: Pay}, {id: Pay, name: Pay}]\n"
    )
    project({"content/site.yml": site})
    said = clearbell("build", "public", *NOW)
    assert said.code == 1
    assert "expected a name of lower-case letters, digits and hyphens" in said.err
    assert "found    `Pay`" in said.err


def _ways_out() -> list[str]:
    more = json.loads(TRAVERSAL.read_text(encoding="utf-8")) if TRAVERSAL.is_file() else []
    letters = (
        json.loads(UNICODE.read_text(encoding="utf-8"))["confusables_to_ascii"] if UNICODE.is_file() else {}
    )
    return [*OUR_OWN, *more, *letters]


def test_no_id_and_no_picture_can_name_a_way_out() -> None:
    """All ids of all formats and all paths are of these two kinds; looked at one by one they'd be twelve thousand files."""
    plain = set("abcdefghijklmnopqrstuvwxyz0123456789-")
    for way in _ways_out():
        name = ID.read(way, (), Reading())
        assert name is BAD or set(name) <= plain, way
        picture = PICTURE.read(way, (), Reading())
        assert picture is BAD or ".." not in picture, way


def test_a_way_out_in_any_field_that_becomes_a_path_leaves_all_files_as_they_were(tmp_path: Path) -> None:
    root = project(tmp_path / "site", {"2026-03-14-pay": OPEN})
    publish(root)
    outside = sorted(
        path for path in tmp_path.rglob("*") if "site/site" not in f"{path}" and ".cache" not in f"{path}"
    )
    for number, way in enumerate(_ways_out()[::25]):
        quoted = json.dumps(way)
        text = (
            OPEN.replace("checkout:", f"{quoted}:"),
            OPEN.replace("  - at:", f"  - id: {quoted}\n    at:", 1),
            f"{OPEN}translations: {{{quoted}: {{title: x}}}}\n",
            OPEN.replace("title: Some can't pay", f"title: {quoted}"),
        )[number % 4]
        (root / "content" / "incidents" / "2026-03-14-pay.yml").write_text(text, encoding="utf-8")
        publish(root)
    now = sorted(
        path for path in tmp_path.rglob("*") if "site/site" not in f"{path}" and ".cache" not in f"{path}"
    )
    assert now == outside
    assert sorted(path.name for path in (root / "site").iterdir()) == ["public"]
