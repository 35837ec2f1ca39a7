"""Files of the content folders as text, refused before anything reads them when they can't be what they seem.

Knows folders, bytes and characters; knows nothing of YAML or of what a file says.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from clearbell.formats.scalars import UNSEEN, unseen
from clearbell.problems import Problem
from clearbell.values import value
from clearbell.yamlfile import MAX_BYTES

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\Z")
_SYMLINK: Final = ("symlink", "a file", "a symbolic link", "Put the file itself here.")
_PIECE: Final = 16 * 1024
_ENOUGH: Final = MAX_BYTES + _PIECE  # what is larger is refused, and needn't be read to its end
_CONFLICT: Final = re.compile(r"^(<{7}|>{7})( .*)?$", re.MULTILINE)


class Found(NamedTuple):
    """A file that is there: `id` is its name without ending, `shown` how messages call it."""

    id: str
    file: str
    shown: str

    @property
    def path(self) -> Path:
        """Where it lies. Kept as text, for of ten thousand files nearly all are only opened."""
        return Path(self.file)


@value
class Document:
    """A file's text, free of what nobody means to write."""

    id: str
    shown: str
    text: str


def listing(folder: Path, shown: str, ending: str) -> tuple[list[Found], list[Problem]]:
    """The content files of *folder*, sorted, and what lies there that doesn't belong. No folder: no files.

    Hidden files and README.md are nobody's business.
    """
    if folder.is_symlink():
        return [], [_whole(shown, "symlink", "a folder", "a symbolic link", "Put the folder itself here.")]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [
            _whole(shown, "unreadable", "a folder", error.strerror or "an error", "Check its rights.")
        ]
    found: list[Found] = []
    problems: list[Problem] = []
    for entry in entries:
        name = entry.name
        if name.startswith(".") or name == "README.md":
            continue
        fault = _misplaced(entry, name, ending)
        if fault:
            problems.append(_whole(f"{shown}/{name}", *fault))
        else:
            found.append(Found(name.removesuffix(ending), f"{folder}/{name}", f"{shown}/{name}"))
    return found, problems


def contents(found: Found) -> bytes:
    """All bytes of a file that is no symbolic link, in a third of the time that `Path.read_bytes` takes. Of one that is
    too large, only so many that this can be seen.
    """
    handle = os.open(found.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe would be waited for
    try:
        content = piece = os.read(handle, _PIECE)
        while len(piece) == _PIECE and len(content) < _ENOUGH:  # of a file, less comes only at its end
            content += (piece := os.read(handle, _PIECE))
    finally:
        os.close(handle)
    return content


def read(found: Found, content: bytes | None = None) -> Document | Problem:  # noqa: PLR0911 - one way out per reason to refuse
    """The text of a file, or the one reason why it can't be read. *content*: its bytes, if already at hand."""
    if content is None and found.path.is_symlink():
        return _whole(found.shown, *_SYMLINK)
    try:
        raw = contents(found) if content is None else content
    except OSError as error:
        reason = error.strerror or "an error"
        return _whole(found.shown, "unreadable", "a file that can be read", reason, "Check the file.")
    if len(raw) > MAX_BYTES:
        size = f"{-(-len(raw) // 1024):,} KiB" if len(raw) < _ENOUGH else "more"
        return _whole(found.shown, "too-large", "at most 256 KiB", size, "Shorten it, or split it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = len(raw[: error.start].decode("utf-8-sig"))
        fault = ("encoding", "UTF-8", f"the byte 0x{raw[error.start]:02x}", "Save the file as UTF-8.")
        return _at(found, raw.decode("utf-8-sig", "replace"), position, fault)
    if not text.strip():
        return _whole(found.shown, "empty-file", "content", "an empty file", "Fill it, or delete it.")
    if hidden := unseen(text):
        what = f"the invisible character U+{ord(hidden[0]):04X}"
        return _at(
            found, text, hidden.start(), ("invisible-character", "characters one can see", what, "Delete it.")
        )
    if ("<<<<<<<" in text or ">>>>>>>" in text) and (conflict := _CONFLICT.search(text)):
        cure = "Keep one of the two versions and delete the marker lines."
        fault = ("conflict-marker", "one version of the text", f"`{conflict[1]}`, left by a merge", cure)
        return _at(found, text, conflict.start(), fault)
    return Document(found.id, found.shown, text)


def _misplaced(entry: os.DirEntry[str], name: str, ending: str) -> tuple[str, str, str, str] | None:
    if entry.is_symlink():
        return _SYMLINK
    if entry.is_dir():
        return "misplaced", f"only *{ending} files", "a folder", "Move it out of this folder."
    if not entry.is_file():
        return "misplaced", f"only *{ending} files", "something that isn't a file", "Remove it."
    stem, dot, found_ending = name.rpartition(".")
    if not dot or f".{found_ending}" != ending:
        return (
            "misplaced",
            f"only *{ending} files",
            f"`{name}`",
            f"Rename it to end in {ending}, or move it elsewhere.",
        )
    if not _NAME.match(stem):
        cure = "Rename it: its name becomes a part of addresses."
        return "file-name", "a name of lower-case letters, digits and hyphens, at most 100", f"`{name}`", cure
    return None


def _whole(shown: str, rule: str, expected: str, found: str, cure: str) -> Problem:
    return Problem(shown, 0, 0, rule, "", expected, found, cure)


def _at(found: Found, text: str, position: int, fault: tuple[str, str, str, str]) -> Problem:
    rule, expected, what, cure = fault
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    source = UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text[start : end if end >= 0 else len(text)])
    line = text.count("\n", 0, position) + 1
    return Problem(found.shown, line, position - start + 1, rule, "", expected, what, cure, source=source)
