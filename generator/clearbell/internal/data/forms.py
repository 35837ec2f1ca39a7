"""Tables as files: CSV that a spreadsheet takes for nothing but text, JSON, and a SQLite database that documents itself.

The same tables give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, Final

from clearbell.internal.data.table import Column, Kind, Table, Value

_VERSION: Final = 1
# A spreadsheet takes a cell for a formula when it begins with one of these signs, or with blanks and one of these. So
# whatever doesn't begin with a letter, a digit, a bracket or a quotation mark gets an apostrophe, by which text begins.
_QUOTES: Final = r"\"\u00ab\u2018\u201c\u201e"
_PLAIN: Final = re.compile(rf"[^\W_]|[(\[{_QUOTES}]")
_EXCHANGE: Final = re.compile(r"dde\s*\(", re.IGNORECASE)
# Where semicolons divide cells, one within a text begins a new cell.
_WITHIN: Final = re.compile(rf"(;\s*)(?=[^\w\s(\[{_QUOTES}])")
_SQL: Final = {Kind.NUMBER: "INTEGER", Kind.FLAG: "INTEGER"}


def csv_files(about: Mapping[str, str], tables: Sequence[Table]) -> Mapping[str, bytes]:  # noqa: ARG001 - a table has no room for it
    """A file for each table, in UTF-8."""
    return {f"{table.name}.csv": _csv(table) for table in tables}


def json_files(about: Mapping[str, str], tables: Sequence[Table]) -> Mapping[str, bytes]:
    """One file with all of it: rows as objects, and what each column means."""
    whole: dict[str, Any] = {"version": _VERSION, **about, "tables": {}}
    for table in tables:
        names = [column.name for column in table.columns]
        whole["tables"][table.name] = {
            "means": table.means,
            "columns": {column.name: column.means for column in table.columns},
            "rows": [dict(zip(names, row, strict=True)) for row in table.rows()],
        }
    return {"archive.json": json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"}


def sqlite_files(about: Mapping[str, str], tables: Sequence[Table]) -> Mapping[str, bytes]:
    """One database. `.schema` shows what each column means; the tables `about` and `documentation` say it to programs."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        database.executemany("INSERT INTO about VALUES (?, ?)", [("version", str(_VERSION)), *about.items()])
        database.execute(
            'CREATE TABLE documentation ("table" TEXT, "column" TEXT, means TEXT, PRIMARY KEY ("table", "column"))'
        )
        for table in tables:
            documented = [(table.name, "", table.means)]
            documented += [(table.name, column.name, column.means) for column in table.columns]
            database.executemany("INSERT INTO documentation VALUES (?, ?, ?)", documented)
            database.execute(_create(table))
            marks = ", ".join("?" * len(table.columns))
            database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', table.rows())  # noqa: S608 - our own name
        database.commit()
        return {"archive.sqlite": database.serialize()}


FORMS: Final[Mapping[str, Callable[[Mapping[str, str], Sequence[Table]], Mapping[str, bytes]]]] = {
    "csv": csv_files,
    "json": json_files,
    "sqlite": sqlite_files,
}


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows())
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return harmless(value) if isinstance(value, str) else str(value)


@lru_cache(maxsize=10_000)  # the same few ids and words stand in most rows
def harmless(text: str) -> str:
    """A text in one line that no spreadsheet computes."""
    line = _WITHIN.sub(r"\1'", " ".join(text.split()))
    plain = not line or (_PLAIN.match(line) and not _EXCHANGE.match(line))
    return line if plain else f"'{line}"


def _create(table: Table) -> str:
    key = ", ".join(f'"{name}"' for name in table.key)
    head, end = f'CREATE TABLE "{table.name}" ( -- {table.means}', f"  PRIMARY KEY ({key})"
    return "\n".join([head, *map(_column, table.columns), end, ")"])


def _column(column: Column) -> str:
    refers = f' REFERENCES "{column.refers}"(id)' if column.refers not in ("", "terms") else ""
    return f'  "{column.name}" {_SQL.get(column.kind, "TEXT")}{refers}, -- {column.means}'
