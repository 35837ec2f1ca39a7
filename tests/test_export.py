"""The archive as files: CSV that no spreadsheet computes, JSON, and a SQLite database that says what its columns mean."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from clearbell.cli import main
from clearbell.internal.data.files import files
from clearbell.internal.data.forms import harmless
from clearbell.internal.data.tables import tables
from clearbell.internal.data_page import data_files, data_page
from documents import blocks
from internal_stories import CHECKOUT, FILES, archive, changed, site

POSTMORTEM: Final = "postmortems/sent-twice.md"
GIVEN: Final = CHECKOUT.parent / "shared" / "hostile" / "csv_formula.json"
FORMULAS: Final = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\n\r =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "|calc",
    "%0A=1",
    "_xlfn.WEBSERVICE(1)",
    'DDE("cmd";"/C calc";"x")',
    'dde  ("cmd")',
    '=HYPERLINK("https://a.example","x")',
    *(json.loads(GIVEN.read_text("utf-8")) if GIVEN.exists() else ()),
]
STARTS: Final = "=+-@\t\r\n|%_\uff1d\uff0b\uff0d\uff20\u2013"


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def test_formulas_are_texts_in_csv_and_stay_as_they_are_elsewhere(tmp_path: Path) -> None:
    """In every field that somebody may write what they like into."""
    lines = [" ".join(formula.split()) for formula in FORMULAS]
    actions = "".join(
        f"  - {{id: b{number}, what: {text}, owner: {text}, success: {text}}}\n"
        for number, text in enumerate(map(json.dumps, lines))
    )
    given = changed(
        POSTMORTEM,
        ("title: Payments were sent twice", f"title: {json.dumps(lines[0])}"),
        ("status: published", f"status: published\nimported: wiki\ntags: {json.dumps(lines)}"),
        ("actions:\n", f"actions:\n{actions}"),
    )
    given["drills/h.md"] = FILES["drills/card-company.md"].replace(
        "findings: [Nobody knew the second number.]", f"findings: {json.dumps(lines)}"
    )
    found = archive(tmp_path, given)
    made = files(found, tables(found))
    cells = [cell for name in made if name.endswith(".csv") for row in _rows(made[name]) for cell in row]
    assert [cell for cell in cells if cell[:1] in STARTS and cell] == []
    assert [cell for cell in cells if cell.casefold().startswith("dde")] == []
    whole = json.loads(made["archive.json"])["tables"]
    assert [row["what"] for row in whole["actions"]["rows"] if row["id"].startswith("b")] == [
        lines[number] for number in sorted(range(len(lines)), key=lambda number: f"b{number}")
    ]
    assert [row["finding"] for row in whole["findings"]["rows"] if row["drill"] == "h"] == lines


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Retries captured 12 payments", "Retries captured 12 payments"),
        ("1,312 payments", "1,312 payments"),
        ('"Feature" flags', '"Feature" flags'),
        ("(partly) down", "(partly) down"),
        ("\u00dcberlast", "\u00dcberlast"),
        ("two\nlines", "two lines"),
        ("-5 degrees", "'-5 degrees"),
        ("a; =1+1", "a; '=1+1"),
        ("a;+1;-1", "a;'+1;'-1"),
        ("a; b", "a; b"),
        ("", ""),
    ],
)
def test_what_begins_like_a_text_is_left_alone(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_a_line_of_csv_where_semicolons_divide_cells_has_no_formula_either(tmp_path: Path) -> None:
    found = archive(
        tmp_path,
        changed(POSTMORTEM, ("title: Payments were sent twice", "title: 'Sent; =cmd|calc; @SUM(1) twice'")),
    )
    text = files(found, tables(found), ["csv"])["postmortems.csv"].decode("utf-8")
    cells = [cell for line in text.splitlines() for cell in line.split(";")]
    assert [cell for cell in cells if cell.strip()[:1] in tuple("=+-@")] == []


def test_every_form_says_the_same(tmp_path: Path) -> None:
    found = archive(tmp_path)
    listed = tables(found, texts=True)
    made = files(found, listed)
    whole = json.loads(made["archive.json"])["tables"]
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(made["archive.sqlite"])
        for table in listed:
            names = [column.name for column in table.columns]
            rows = [list(row) for row in table.rows()]
            assert whole[table.name]["rows"] == [dict(zip(names, row, strict=True)) for row in rows]
            assert [list(row) for row in database.execute(f'SELECT * FROM "{table.name}"')] == rows
            said = _rows(made[f"{table.name}.csv"])
            assert (said[0], len(said)) == (names, 1 + len(rows))


def test_the_database_answers_questions_and_documents_itself(tmp_path: Path) -> None:
    found = archive(tmp_path)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files(found, tables(found), ["sqlite"])["archive.sqlite"])
        assert _ask(
            database,
            "SELECT title, minutes_to_detect, minutes_to_acknowledge, minutes_to_mitigate, minutes_to_resolve FROM postmortems",
        ) == [("Payments were sent twice", 2, 2, 43, 120)]
        assert _ask(
            database,
            "SELECT terms.title, terms.parent FROM labels JOIN terms ON terms.list = labels.list AND terms.id = label"
            " WHERE labels.list = 'cause'",
        ) == [("Race", "code-defect")]
        assert _ask(
            database,
            "SELECT source_id, actions.id, owner, state, label FROM actions JOIN addresses USING (source, source_id)",
        ) == [("sent-twice", "a1", "payments", "late", "race")]
        assert _ask(database, "SELECT question, answer FROM whys WHERE number = 1") == [
            ("Why twice?", "Two workers took it.")
        ]
        assert _ask(database, "SELECT at, status, message FROM updates WHERE number = 1") == [
            ("2026-03-14T09:20:00Z", "investigating", "The last step fails.")
        ]
        assert _ask(database, "SELECT step, minutes_allowed, minutes_taken FROM drill_steps") == [
            ("detected", 5, 3),
            ("mitigated", 45, 48),
        ]
        assert _ask(database, "SELECT * FROM about") == [
            ("version", "1"),
            ("site", "Acme"),
            ("at", "2026-04-20T09:00:00Z"),
        ]
        assert _ask(database, "PRAGMA foreign_key_check") == []
        undocumented = [
            f"{table}.{column}"
            for (table,) in _ask(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")
            for (column,) in _ask(database, f"SELECT name FROM pragma_table_info('{table}')")
            if table not in ("about", "documentation")
            and not _ask(
                database,
                f"SELECT 1 FROM documentation WHERE \"table\" = '{table}' AND \"column\" = '{column}' AND means <> ''",
            )
        ]
        assert undocumented == []
        (schema,) = _ask(database, "SELECT sql FROM sqlite_schema WHERE name = 'findings'")
        assert schema[0].splitlines() == [
            'CREATE TABLE "findings" ( -- What drills brought to light.',
            '  "drill" TEXT REFERENCES "drills"(id), -- The drill.',
            '  "number" INTEGER, -- In the order of the file.',
            '  "finding" TEXT, -- What came to light.',
            '  PRIMARY KEY ("drill", "number")',
            ")",
        ]


def test_the_question_in_the_guide_has_an_answer(tmp_path: Path) -> None:
    (question,) = [block.text for block in blocks(CHECKOUT / "docs" / "engineer.md") if block.kind == "sql"]
    found = archive(tmp_path)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files(found, tables(found), ["sqlite"])["archive.sqlite"])
        assert _ask(database, question) == [("Race", 1)]


def _ask(database: sqlite3.Connection, question: str) -> list[tuple[Any, ...]]:
    return database.execute(question).fetchall()


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = archive(tmp_path / "one"), archive(tmp_path / "other")
    assert files(one, tables(one)) == files(other, tables(other))


def _export(root: Path, *arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(main, ["-C", str(root), "export", "--now", "2026-04-20T09:00Z", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, [Path(line).name for line in result.output.splitlines()]


def _names(folder: Path) -> Iterator[str]:
    return (path.name for path in sorted(folder.iterdir()))


def test_the_command_writes_all_forms_or_those_asked_for(tmp_path: Path) -> None:
    site(tmp_path)
    code, said = _export(tmp_path)
    assert (code, sorted(said)) == (0, list(_names(tmp_path / "site" / "export")))
    assert {"postmortems.csv", "archive.json", "archive.sqlite"} < set(said)
    assert "sections.csv" not in said

    out = tmp_path / "out"
    assert _export(tmp_path, "--format", "json", "--format", "sqlite", "--texts", "--out", str(out)) == (
        0,
        ["archive.json", "archive.sqlite"],
    )
    sections = json.loads((out / "archive.json").read_text("utf-8"))["tables"]["sections"]["rows"]
    assert sections[0] == {
        "postmortem": "sent-twice",
        "number": 1,
        "level": 2,
        "title": "Incident Summary",
        "text": "Some payments went out twice.",
    }


def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "out" / "archive.json").mkdir(parents=True)
    result = CliRunner().invoke(
        main, ["-C", str(tmp_path), "export", "--format", "json", "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 1
    assert result.output.strip() == f"{tmp_path}/out/archive.json can't be written: Is a directory."
    assert list(_names(tmp_path / "out")) == ["archive.json"]


def test_content_with_problems_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    site(tmp_path, changed(POSTMORTEM, ("severity: 2", "severity: 9")))
    code, _ = _export(tmp_path)
    assert (code, (tmp_path / "site").exists()) == (1, False)


def test_the_site_offers_the_same_files_and_the_page_names_every_column(tmp_path: Path) -> None:
    found = archive(tmp_path, FILES)
    made = files(found, tables(found))
    assert dict(data_files(found)) == {f"data/{name}": content for name, content in made.items()}
    ((_, text),) = data_page(found)
    missing = [name for name in made if f'href="../data/{name}"' not in text]
    missing += [
        f"{table.name}.{column.name}"
        for table in tables(found)
        for column in table.columns
        if f"<code>{column.name}</code>" not in text
    ]
    assert missing == []
