"""`clearbell words`: any text, whole or line by line, for people and for programs, with and without a site."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Clearbell, Project

TEXT = "We deployed a hotfix.\nSearch has been slow for everyone since 09:50."


def told(*words: str, given: bytes = b"", where: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """What the command says to what is piped in."""
    command = [sys.executable, "-m", "clearbell", "words", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False, cwd=where)


def objects(done: subprocess.CompletedProcess[bytes]) -> list[list[dict[str, Any]]]:
    return [json.loads(line)["findings"] for line in done.stdout.decode().splitlines()]


def test_people_read_the_place_the_plain_word_the_reason_and_the_way_out(tmp_path: Path) -> None:
    done = told(given=TEXT.encode(), where=tmp_path)
    assert done.returncode == 1
    assert (
        done.stdout.decode()
        == """\
text:1:4: error: (jargon)
     1 | We deployed a hotfix.
       |    ~~~~~~~~
  expected words that customers know
  found    `deployed`
  Write `released`. Customers don't know this word; it tells them nothing about
  what works for them. To allow it: `allow: {deployed: reason}` at the update.
  A product's name goes into `names:` of content/language.yml, a word that all
  your customers know into its `terms:`, with `level: "off"`.

text:1:15: error: (jargon)
     1 | We deployed a hotfix.
       |               ~~~~~~
  expected words that customers know
  found    `hotfix`
  Write `quick fix`. Customers don't know this word; it tells them nothing
  about what works for them. To allow it: `allow: {hotfix: reason}` at the
  update. A product's name goes into `names:` of content/language.yml, a word
  that all your customers know into its `terms:`, with `level: "off"`.

2 errors in 1 file.
"""
    )


def test_programs_get_one_object_for_each_line_also_for_an_empty_one(tmp_path: Path) -> None:
    given = (
        "\N{HAMMER AND WRENCH} The API is slow.\n\nSearch has been slow since 09:50.\r\nThe cluster".encode()
    )
    done = told("--lines", "--format", "json", given=given, where=tmp_path)
    first, second, third, fourth = objects(done)
    assert [each for each in first if each["rule"] == "jargon"] == [
        {
            "start": 6,
            "end": 9,
            "rule": "jargon",
            "level": "error",
            "text": "API",
            "suggestion": "connection to other software",
            "why": "Customers don't know this word; it tells them nothing about what works for them.",
        }
    ]
    assert (second, third) == ([], [])
    assert [(each["start"], each["end"], each["rule"]) for each in fourth if each["level"] == "error"] == [
        (4, 11, "jargon")
    ]
    assert done.returncode == 1


def test_nothing_piped_in_is_no_line(tmp_path: Path) -> None:
    done = told("--lines", "--format", "json", where=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert told(where=tmp_path).stdout.decode() == "Nothing to mend.\n"


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ((), {"jargon": "error"}),
        (("--audience", "developer"), {}),
        (("--language", "nl"), {"jargon": "error"}),
        (("--language", "de"), {}),
    ],
)
def test_readers_and_language_can_be_named(
    words: tuple[str, ...], levels: dict[str, str], tmp_path: Path
) -> None:
    done = told("--format", "json", *words, given=b"Webhook webhooks", where=tmp_path)
    found = {each["rule"]: each["level"] for each in objects(done)[0] if each["level"] != "hint"}
    assert found == levels


def test_whether_a_loose_text_says_what_customers_notice_is_mentioned_only(tmp_path: Path) -> None:
    given = b"We are investigating this issue.\nSince 09:10 some customers can't sign in.\n"
    done = told("--lines", "--format", "json", given=given, where=tmp_path)
    assert [[(each["rule"], each["level"]) for each in line] for line in objects(done)] == [
        [("impact", "hint"), ("vague", "hint")],
        [],
    ]
    assert done.returncode == 0


def test_in_a_site_its_own_words_count(project: Project, clearbell: Clearbell) -> None:
    project(
        {
            "content/language.yml": "names: [Cluster One]\nterms: {parcel: {use: package, why: Our shop says so}}\n",
            "draft.txt": "Parcels and Cluster One have been slow for everyone since 09:50.\n",
        }
    )
    said = clearbell("words", "draft.txt", "--format", "json")
    assert [(each["text"], each["why"]) for each in json.loads(said.out)["findings"]] == [
        ("Parcels", "Our shop says so")
    ]


def test_house_words_that_are_wrong_do_not_count_and_that_is_said(
    project: Project, clearbell: Clearbell
) -> None:
    project({"content/language.yml": "nmaes: [Cluster]\n", "draft.txt": "Nothing.\n"})
    said = clearbell("words", "draft.txt")
    assert said.err == "content/language.yml isn't right, so it doesn't count: see `clearbell check`.\n"


def test_a_file_that_is_no_text_is_refused_in_a_sentence(project: Project, clearbell: Clearbell) -> None:
    project({"photo.jpg": b"\xff\xd8\xff\xe0"})
    for words in (("photo.jpg",), ("photo.jpg", "--lines")):
        said = clearbell("words", *words)
        assert (said.code, said.err) == (1, "photo.jpg isn't UTF-8. Save it as UTF-8.\n")
    assert clearbell("words", "gone.txt").err == "gone.txt: No such file or directory.\n"


def test_a_secret_is_not_repeated(tmp_path: Path) -> None:
    secret = "Winter-" + "2026!x9"
    said = told(given=f"Use password={secret} today.\n".encode(), where=tmp_path).stdout.decode()
    assert "(secret)" in said
    assert secret not in said


def test_letters_that_steer_a_terminal_are_spelled_out(tmp_path: Path) -> None:
    said = told(given="The \u202ecluster\x1b[31m is down".encode(), where=tmp_path).stdout.decode()
    assert "(jargon)" in said
    assert "\u202e" not in said
    assert "\x1b[31m" not in said


def test_a_line_is_answered_before_the_next_one_is_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "clearbell", "words", "--lines", "--format", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as asked:
        assert asked.stdin
        assert asked.stdout
        for line, rules in (
            (b"We deployed it.\n", ["jargon"]),
            (b"It will be fixed by 9:00.\n", ["promise"]),
        ):
            asked.stdin.write(line)
            asked.stdin.flush()
            answer = json.loads(asked.stdout.readline())
            assert [each["rule"] for each in answer["findings"] if each["level"] == "error"] == rules
        asked.stdin.close()
    assert asked.returncode == 1


def test_many_lines_are_judged_as_each_alone_is(tmp_path: Path) -> None:
    lines = [
        f"Order {number} will be fixed by 9:00." if number % 7 else TEXT.replace("\n", " ")
        for number in range(450)
    ]
    done = told("--lines", "--format", "json", given="\n".join(lines).encode(), where=tmp_path)
    kinds = {
        line: objects(told("--lines", "--format", "json", given=line.encode(), where=tmp_path))[0]
        for line in lines[:2]
    }
    assert len(objects(done)) == len(lines)
    assert objects(done)[::7] == [kinds[lines[0]]] * len(lines[::7])
    assert objects(done)[1] == kinds[lines[1]]
