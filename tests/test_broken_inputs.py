"""Three hundred ways to be wrong, through the real command: each gets its exit code and sentences, none a trace.

Broken files of each kind, broken folders, and command lines that can't be meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from clearbell.cli import main
from clearbell.console import Moment
from conftest import INCIDENT, SITE, Clearbell, Project, Said
from internal_stories import DRILL, POSTMORTEM, TAXONOMY

NOW: Final = ("--now", "2026-03-14T12:00Z")
POLICY: Final = "working_hours: {days: mon-fri, from: '09:00', to: '17:00'}\n"
LANGUAGE: Final = "names: [Acme Pay]\npeople: [Robin]\n"
GOOD: Final = {
    "content/site.yml": SITE,
    "content/policy.yml": POLICY,
    "content/taxonomy.yml": TAXONOMY,
    "content/language.yml": LANGUAGE,
    "content/incidents/2026-03-14-pay.yml": INCIDENT,
    "content/postmortems/2026-03-14-pay.md": POSTMORTEM,
    "content/drills/2026-03-14-drill.md": DRILL,
}
COMMANDS: Final[dict[str, click.Command]] = {
    name: command
    for name in main.list_commands(click.Context(main))
    if (command := main.get_command(click.Context(main), name))
}
Damage = Callable[[str], str | bytes]


def _in_front(text: str, what: str) -> str:
    """Put into the YAML part, which in Markdown files begins with the second line."""
    return text.replace("---\n", f"---\n{what}", 1) if text.startswith("---\n") else what + text


DAMAGES: Final[dict[str, Damage]] = {
    "empty": lambda _: "",
    "blank": lambda _: " \n\n",
    "a word": lambda _: "oops\n",
    "a list": lambda _: "- a\n- b\n",
    "a number": lambda _: "42\n",
    "only comments": lambda _: "# nothing\n",
    "binary": lambda text: b"\x89PNG\r\n\x1a\n\0\0" + text.encode(),
    "latin 1": lambda text: text.replace("a", "\xe4", 1).encode("latin-1"),
    "utf 16": lambda text: text.encode("utf-16"),
    "a zero byte": lambda text: text[:20] + "\0" + text[20:],
    "an escape": lambda text: text[:20] + "\x1b[2J" + text[20:],
    "turned round": lambda text: _in_front(text, "# \u202eoops\n"),
    "cut": lambda text: _in_front(text, 'x: "')[:60],
    "a tab": lambda text: _in_front(text, "x:\n\t- y\n"),
    "unclosed list": lambda text: _in_front(text, "x: [1, 2\n"),
    "unclosed mapping": lambda text: _in_front(text, "x: {a: b\n"),
    "unclosed quote": lambda text: _in_front(text, "x: 'a\n"),
    "a key twice": lambda text: _in_front(text, "x: 1\nx: 2\n"),
    "an unknown key": lambda text: _in_front(text, "sevrity: 3\n"),
    "a tag": lambda text: _in_front(text, "x: !!python/object/apply:os.system [id]\n"),
    "an alias": lambda text: _in_front(text, "x: &a 1\ny: *a\n"),
    "a merge": lambda text: _in_front(text, "<<: {a: 1}\n"),
    "a list as key": lambda text: _in_front(text, "? [a]\n: b\n"),
    "two documents": lambda text: text + "\n---\nx: y\n" if not text.startswith("---") else "",
    "too deep": lambda text: _in_front(text, f"x: {'[' * 500}{']' * 500}\n"),
    "too many": lambda text: _in_front(text, f"x: [{'1, ' * 30_000}1]\n"),
    "too large": lambda text: text + "# x\n" * 100_000,
    "a merge's marks": lambda text: f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n",
    "a number of 5000 digits": lambda text: _in_front(text, f"title: {'9' * 5000}\n"),
    "half a character": lambda text: _in_front(text, 'title: "\\ud800"\n'),
}
BROKEN: Final = [
    (name, kind) for name in GOOD for kind in DAMAGES if kind != "two documents" or name.endswith(".yml")
]


def _calm(said: Said) -> str:
    text = said.out + said.err
    assert "Traceback" not in text
    assert "error of Clearbell's own" not in text
    assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\u202a-\u202e]", text)
    return text


@pytest.mark.parametrize(("name", "kind"), BROKEN)
def test_a_broken_file_gets_place_reason_and_cure(
    name: str, kind: str, project: Project, clearbell: Clearbell
) -> None:
    project({**GOOD, name: DAMAGES[kind](GOOD[name])})
    said = clearbell("check", "--format", "json", *NOW)
    _calm(said)
    problems = [each for each in json.loads(said.out)["problems"] if each["level"] == "error"]
    assert said.code == 1
    assert name in {each["file"] for each in problems}
    for each in problems:
        assert each["expected"], each
        assert each["found"], each
        assert re.fullmatch(r"(?s).+[.?!`]", each["cure"]), each
        assert each["line"] or each["rule"] in ("empty-file", "too-large", "missing-file"), each
    if kind in ("cut", "a key twice", "empty"):
        public = clearbell("build", "public", *NOW)
        text = _calm(public)
        seen = "content/site.yml" if name == "content/site.yml" else name
        is_public = not re.search("postmortems|drills|policy|taxonomy", name)
        assert (seen in text) == is_public
        assert public.code == (1 if name == "content/site.yml" else 3 if is_public else 0)


def _values(option: click.Parameter) -> Iterator[str]:
    """What an option can't mean."""
    kind = option.type
    if isinstance(kind, click.Choice):
        yield from ("wrong", "", "public " if "public" in kind.choices else "x y")
    elif isinstance(kind, Moment):
        yield from ("yesterday", "2026-02-30 09:00Z", "2026-03-14 09:00", "", "99999-01-01 00:00Z")
    elif kind in (click.INT, click.FLOAT) or isinstance(kind, click.IntRange | click.FloatRange):
        yield from ("many", "")


def _lines() -> Iterator[tuple[str, ...]]:
    yield from (
        ("no-such-command",),
        ("--no-such",),
        ("-C",),
        ("-C", "nowhere", "check"),
        ("-C", "content/site.yml", "check"),
    )
    for name, command in COMMANDS.items():
        needed = [
            f"{'x' * 3}" for each in command.params if isinstance(each, click.Argument) and each.required
        ]
        yield (name, *needed, "--no-such-option")
        yield (
            (name, *needed, *["y"] * 9)
            if not any(each.nargs == -1 for each in command.params)
            else (name, "-x")
        )
        for option in command.params:
            if isinstance(option, click.Option):
                yield from ((name, *needed, option.opts[-1], value) for value in _values(option))


@pytest.mark.parametrize("words", list(_lines()), ids=" ".join)
def test_a_command_line_that_cannot_be_meant_is_told_what_is_wrong(
    words: tuple[str, ...], project: Project, clearbell: Clearbell
) -> None:
    project(GOOD)
    said = clearbell(*words)
    text = _calm(said)
    assert said.code == 2
    assert said.out == ""
    assert re.search(r"(?m)^(Usage: clearbell|Error: )", text)
    assert text.rstrip().endswith((".", "?", ")"))


def _no_site(root: Path) -> None:
    (root / "content" / "site.yml").unlink()


def _broken_site(root: Path) -> None:
    (root / "content" / "site.yml").write_text("name: [", encoding="utf-8")


def _folder(root: Path) -> None:
    _no_site(root)
    (root / "content" / "site.yml").mkdir()


def _link(root: Path) -> None:
    (root / "content" / "site.yml").rename(root / "other.yml")
    (root / "content" / "site.yml").symlink_to(root / "other.yml")


def _file(root: Path) -> None:
    (root / "content").rename(root / "other")
    (root / "content").touch()


FOLDERS: Final[dict[str, Callable[[Path], None]]] = {
    "no site": _no_site,
    "a broken site": _broken_site,
    "a site that is a folder": _folder,
    "a site that is a link": _link,
    "content that is a file": _file,
}
NEEDS_A_SITE: Final = ("build", "check", "due", "search", "patterns", "export")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_is_no_site_is_told_to_whoever_needs_one(
    name: str, folder: str, project: Project, clearbell: Clearbell
) -> None:
    if name == "serve":  # serves what is wrong, until it is mended
        return
    root = project(GOOD)
    FOLDERS[folder](root)
    said = clearbell(name)
    text = _calm(said)
    assert said.code in (0, 1, 2)
    if name in NEEDS_A_SITE:
        assert said.code == 1
        assert "content/site.yml" in text


def _file_out(root: Path) -> None:
    (root / "out").touch()


def _link_out(root: Path) -> None:
    (root / "out").symlink_to(root)


def _thesis_out(root: Path) -> None:
    (root / "out").mkdir()
    (root / "out" / "thesis.txt").touch()


OUTS: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "a file": (_file_out, "out is in the way: it is no folder."),
    "a link": (_link_out, "out is in the way: it is no folder."),
    "something else": (_thesis_out, "out holds something that is no built site"),
    "below a file": (_file_out, "The site could not be written: "),
    "the site itself": (lambda _: None, "holds something that is no built site"),
}


@pytest.mark.parametrize("kind", OUTS)
def test_an_output_that_cannot_be_is_a_sentence(kind: str, project: Project, clearbell: Clearbell) -> None:
    root = project(GOOD)
    prepare, sentence = OUTS[kind]
    prepare(root)
    out = {"below a file": "out/x", "the site itself": "."}.get(kind, "out")
    said = clearbell("build", "public", "--out", out, *NOW)
    assert (said.code, said.out) == (1, "")
    assert sentence in _calm(said)
    assert (root / "content" / "site.yml").is_file()


def test_these_are_more_than_three_hundred() -> None:
    assert len(BROKEN) + len(list(_lines())) + len(FOLDERS) * len(COMMANDS) + len(OUTS) > 300
