"""The command line as people and scripts meet it: help, exit codes, one line per site, sentences instead of traces."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from clearbell import __version__
from clearbell.exits import Exit
from conftest import INCIDENT, Clearbell, Project
from documents import commands

FILES = {"content/incidents/2026-03-14-cannot-pay.yml": INCIDENT}
NOW = ("--now", "2026-03-14T12:00Z")


def _fresh(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-m", "clearbell", *words],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _loaded(cwd: Path, *words: str) -> set[str]:
    """The top-level modules that the command has loaded when it ends well."""
    code = f"import sys\nfrom clearbell.cli import main\ntry:\n main({list(words)!r})\nexcept SystemExit as end:\n assert not end.code\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stderr.split()} | set(done.stderr.split())


def test_the_help_lists_every_command_with_a_whole_line(clearbell: Clearbell) -> None:
    said = clearbell("--help")
    listed = re.findall(r"(?m)^  ([a-z]+)  ", said.out.partition("Commands:\n")[2])
    assert listed == sorted(commands())
    assert "..." not in said.out.partition("Commands:\n")[2]
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_of_a_command_has_an_example_and_its_exit_codes(name: str, clearbell: Clearbell) -> None:
    said = clearbell(name, "-h")
    assert said.code == 0
    assert "Example" in said.out
    assert f"  clearbell {name}" in said.out
    assert "Exit codes: 0 " in said.out
    command = commands()[name]
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_told(clearbell: Clearbell) -> None:
    assert clearbell("--version").out == f"Clearbell {__version__}\n"


def test_the_exit_codes_are_those_that_scripts_rely_on() -> None:
    assert [(code.name, code.value) for code in Exit] == [
        ("FINE", 0),
        ("REFUSED", 1),
        ("USAGE", 2),
        ("OLDER_VERSION", 3),
        ("CHANNEL_FAILED", 4),
        ("DELIVERY_UNKNOWN", 5),
        ("BUG", 70),
    ]


def test_a_build_says_in_a_line_what_came_out(project: Project, clearbell: Clearbell) -> None:
    folder = project(FILES)
    first = clearbell("build", "public", *NOW)
    again = clearbell("build", "public", *NOW)
    pages = sum(1 for path in (folder / "site/public").rglob("*") if path.is_file())
    assert re.fullmatch(rf"public    site/public  {pages} files, {pages} changed, \d+\.\d\d s\n", first.out)
    assert re.fullmatch(rf"public    site/public  {pages} files, nothing changed, \d\.\d\d s\n", again.out)
    assert (first.code, first.err, again.code, again.err) == (0, "", 0, "")


def test_both_sites_go_side_by_side_and_a_single_one_into_the_folder_named(
    project: Project, clearbell: Clearbell
) -> None:
    folder = project(FILES)
    assert clearbell("build", "--out", "both", *NOW).code == 0
    assert clearbell("build", "public", "--out", "one", *NOW).code == 0
    assert (folder / "both/public/index.html").is_file()
    assert (folder / "both/internal/index.html").is_file()
    assert (folder / "one/index.html").is_file()
    assert not (folder / "site").exists()


def test_a_file_that_is_not_right_is_shown_with_what_stands_in_for_it(
    project: Project, clearbell: Clearbell
) -> None:
    folder = project(FILES)
    assert clearbell("build", "public", *NOW).code == 0
    project({name: text.replace("investigating", "investigatin") for name, text in FILES.items()})
    said = clearbell("build", "public", *NOW)
    assert said.code == 3
    assert re.fullmatch(r"public    site/public  \d+ files, \d+ changed, \d\.\d\d s\n", said.out)
    assert said.err == (
        "content/incidents/2026-03-14-cannot-pay.yml:6:13: error: updates[0].status (wrong-value)\n"
        "     6 |     status: investigatin\n"
        "       |             ~~~~~~~~~~~~\n"
        "  expected one of investigating, identified, monitoring, resolved, postmortem\n"
        "  found    `investigatin`\n"
        "  Did you mean `investigating`?\n"
        "\n"
        "1 error in 1 file.\n"
        "content/incidents/2026-03-14-cannot-pay.yml: held back. Shown instead: the version that was built last.\n"
    )
    after = (folder / "site/public/index.html").read_text(encoding="utf-8")
    assert after.count("There is newer news on this that we can\u2019t show yet.") == 1


def test_a_broken_postmortem_does_not_hold_up_the_public_site(project: Project, clearbell: Clearbell) -> None:
    folder = project({**FILES, "content/postmortems/2026-03-14-cannot-pay.md": "no front matter\n"})
    said = clearbell("build", *NOW)
    assert said.code == 1
    assert said.out.startswith("public    site/public  ")
    assert said.err.startswith("content/postmortems/2026-03-14-cannot-pay.md:1:1: error: ")
    assert (folder / "site/public/index.html").is_file()
    assert not (folder / "site/internal").exists()


def test_a_strict_build_does_nothing_where_a_strict_check_finds_something(
    project: Project, clearbell: Clearbell
) -> None:
    folder = project({**FILES, "content/drills/2026-03-01-notes.txt": "x"})
    assert clearbell("build", "public", "--strict", *NOW).code == 0
    said = clearbell("build", "--strict", "--out", "out", *NOW)
    assert said.code == 1
    assert "content/drills/2026-03-01-notes.txt: error: (misplaced)" in said.err
    assert not (folder / "out").exists()


def test_without_mkdocs_the_public_site_is_built_and_the_cure_is_named(project: Project) -> None:
    folder = project(FILES)
    code = (
        "import importlib.util as util, sys\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name in ('mkdocs', 'material') else found(name, *rest)\n"
        "from clearbell.cli import main\n"
        "main(sys.argv[1:], prog_name='clearbell')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", *NOW], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("public    site/public  ")
    assert done.stderr == "The knowledge base needs MkDocs: pip install 'clearbell[kb]'.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("build", "everything"), "'everything' is not one of 'public', 'internal', 'all'"),
        (("build", "--now", "noon"), "Expected a time with its zone, like 2026-03-14 09:20Z"),
        (("build", "--now", "2026-03-14 09:20"), "Write `2026-03-14 09:20Z` if that is UTC."),
        (("-C", "nowhere", "check"), "Directory 'nowhere' does not exist."),
        (("chek",), "No such command 'chek'"),
        (("serve", "--port", "http"), "'http' is not a valid integer."),
    ],
)
def test_a_wrong_command_line_is_told_what_is_wrong(
    words: tuple[str, ...], message: str, project: Project, clearbell: Clearbell
) -> None:
    project({})
    said = clearbell(*words)
    assert said.code == 2
    assert said.out == ""
    assert message in " ".join(said.err.split())


def test_a_folder_that_is_no_site_is_told_how_to_become_one(tmp_path: Path) -> None:
    done = _fresh("build", "public", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "content/site.yml: error: (missing-file)\n"
        "  expected the file\n"
        "  found    none\n"
        "  Run `clearbell init` for a new site, or name the site's folder with\n"
        "  `clearbell -C FOLDER`.\n"
        "\n"
        "1 error in 1 file.\n"
    )


def test_places_are_named_as_seen_from_here(
    project: Project, clearbell: Clearbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"content/incidents/2026-03-14-x.yml": ""})
    monkeypatch.chdir(folder.parent)
    said = clearbell("-C", folder.name, "check")
    assert said.out.startswith(f"{folder.name}/content/incidents/2026-03-14-x.yml: error: (empty-file)\n")


def test_an_output_folder_that_cannot_be_written_is_named(project: Project, clearbell: Clearbell) -> None:
    project({**FILES, "in-the-way": "a file"})
    said = clearbell("schema", "in-the-way")
    assert (said.code, said.err) == (1, "in-the-way: File exists.\n")


def test_an_error_of_ours_is_one_sentence_and_a_trace_only_for_those_who_ask(
    project: Project, clearbell: Clearbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(FILES)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("a slip")

    monkeypatch.setattr("clearbell.public.build.build", broken)
    said = clearbell("build", "public")
    assert said.code == 70
    assert said.err == (
        "This is an error of Clearbell's own (KeyError: 'a slip'). "
        "Please report it with what the same command prints after `clearbell --debug`.\n"
    )
    asked = clearbell("--debug", "build", "public")
    assert asked.code == 70
    assert asked.err.startswith("Traceback (most recent call last):\n")
    assert asked.err.endswith(said.err)


def test_colours_stay_away_from_files_and_from_those_who_want_none(project: Project) -> None:
    folder = project({"content/incidents/2026-03-14-x.yml": ""})
    assert "\x1b" not in _fresh("check", cwd=folder).stdout
    assert "\x1b" in _on_a_terminal(folder)
    assert "\x1b" not in _on_a_terminal(folder, NO_COLOR="1")


def _on_a_terminal(folder: Path, **env: str) -> str:
    """What `check` prints when its output is a terminal."""
    above, below = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "clearbell", "check"],
        cwd=folder,
        env={**os.environ, **env},
        stdout=below,
        stderr=below,
    ) as process:
        process.wait(20)
        os.close(below)
        out = b""
        try:
            while chunk := os.read(above, 65536):
                out += chunk
        except OSError:  # how a terminal says that the other end is gone
            pass
    os.close(above)
    return out.decode()


def test_a_terminal_that_lacks_a_character_gets_its_number(project: Project) -> None:
    folder = project({"content/incidents/2026-03-14-x.yml": "titre: \u90e8\u5206\n"})
    done = _fresh("check", cwd=folder, PYTHONIOENCODING="latin-1")
    assert done.returncode == 1
    assert "     1 | titre: \\u90e8\\u5206\n" in done.stdout
    assert done.stderr == ""


HEAVY = {"jinja2", "lxml", "nh3", "cmarkgfm", "mkdocs", "material", "markdown", "feedgen", "icalendar"}


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, "--help")
    assert loaded & (HEAVY | {"yaml", "clearbell.content"}) == set()


def test_a_build_in_which_nothing_changed_loads_nothing_heavy(project: Project, clearbell: Clearbell) -> None:
    folder = project(FILES)
    assert clearbell("build", "public", *NOW).code == 0
    loaded = _loaded(folder, "build", "public", *NOW)
    assert loaded & (HEAVY | {"clearbell.internal"}) == set()
    assert "clearbell.public.build" in loaded


def test_a_public_build_loads_nothing_of_the_knowledge_base(project: Project) -> None:
    folder = project(FILES)
    loaded = _loaded(folder, "build", "public", *NOW)
    assert loaded & {"mkdocs", "material", "clearbell.internal"} == set()
    assert "jinja2" in loaded


def test_the_check_of_an_incident_loads_nothing_heavy(project: Project) -> None:
    folder = project(FILES)
    loaded = _loaded(folder, "check", next(iter(FILES)), *NOW)
    assert loaded & (HEAVY | {"clearbell.internal", "clearbell.public", "hypothesis"}) == set()
