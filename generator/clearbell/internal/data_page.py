"""The page Data, and the files it offers: the whole archive without its texts, for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.data.files import files
from clearbell.internal.data.table import Table
from clearbell.internal.data.tables import tables
from clearbell.internal.prose import escaped, front_matter, link_to, stamp, table

FOLDER: Final = "data"
_CSV: Final = (
    "- A CSV file for each table below, in UTF-8. A text that a spreadsheet could take for a formula begins with an "
    "apostrophe there; the other two have it as it is."
)


def data_page(archive: Archive) -> Iterator[tuple[str, str]]:
    yield places.DATA, _page(archive, tables(archive))


def data_files(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """What the page offers."""
    for name, content in files(archive, tables(archive)).items():
        yield f"{FOLDER}/{name}", content


def _page(archive: Archive, all_: Sequence[Table]) -> str:
    intro = (
        f"What the pages show, as files, at {stamp(archive.now)}. `clearbell export` writes the same ones, and with `--texts` "
        "the sections of postmortems as well."
    )
    text = [
        front_matter("navigation", searched=False),
        "# Data",
        intro,
        f"- {_file('archive.sqlite')}: a SQLite database. `.schema` shows what each column means.",
        f"- {_file('archive.json')}: the same as JSON, with what each column means.",
        _CSV,
        "Times are in UTC. An empty field means that it isn't recorded.",
    ]
    for each in all_:
        rows = [
            (f"<code>{column.name}</code>", str(column.kind), escaped(_means(column.means, column.refers)))
            for column in each.columns
        ]
        text += [
            f"## {each.name}",
            f"{escaped(each.means)} {_file(f'{each.name}.csv')}",
            table(("Column", "Holds", "Meaning"), rows, "columns", searched=False),
        ]
    return "\n\n".join(text) + "\n"


def _means(means: str, refers: str) -> str:
    return f"{means} Refers to {refers}." if refers else means


def _file(name: str) -> str:
    return link_to(places.DATA, f"{FOLDER}/{name}", name)
