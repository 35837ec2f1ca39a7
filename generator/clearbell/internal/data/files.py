"""The files of an archive, and their way into a folder: each is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from clearbell.internal.archive import Archive
from clearbell.internal.data.forms import FORMS
from clearbell.internal.data.table import Table
from clearbell.problems import Refused


def files(archive: Archive, listed: Sequence[Table], forms: Collection[str] = ()) -> Mapping[str, bytes]:
    """*listed*, the tables of *archive*, by name of file, in these *forms* or in all."""
    about = {"site": archive.settings.name, "at": f"{archive.now:%Y-%m-%dT%H:%M:%SZ}"}
    made: dict[str, bytes] = {}
    worked_out = [replace(table, rows=partial(iter, tuple(table.rows()))) for table in listed]
    for name, form in FORMS.items():
        if name in forms or not forms:
            made |= form(about, worked_out)
    return made


def write_files(folder: Path, made: Mapping[str, bytes]) -> Iterator[Path]:
    """Write all of them into *folder*, and name each that is there."""
    for name, content in made.items():
        place = folder / name
        beside = folder / f".{name}.new-{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(content)
            beside.replace(place)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise Refused(sentence=f"{place} can't be written: {error.strerror}.") from error
        yield place
