"""What Find loads: facets for browsing without words, the vocabulary, the index, and a file for each postmortem.

Writes figures and texts, never markup: the script of Find shows every text as text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.find.facets import TITLES, facets
from clearbell.internal.find.postings import Postings
from clearbell.internal.find.ranking import lasted
from clearbell.internal.find.texts import Text
from clearbell.internal.memory import digest
from clearbell.internal.prose import in_words, length
from clearbell.internal.records import Postmortem

FOLDER: Final = "find"
_VERSION: Final = 12  # letters of a digest


@dataclass(frozen=True, slots=True)
class Stock:
    """`files`: each one's content by its path. `starts`: the names of those with words, so that nobody asks for one that
    isn't there. `begins`: the word with which each piece of the index begins. `version`: other files have another one.
    """

    files: Mapping[str, str]
    starts: Sequence[str]
    begins: Sequence[str]
    version: str


def stock(archive: Archive) -> Stock:
    """All of it. Postmortems are numbered from the oldest, so that a new one renames no file."""
    oldest_first = archive.texts[::-1]
    postings = Postings.of(oldest_first)
    words = _words(postings.used)
    files = {f"{FOLDER}/facets.json": _facets(archive)}
    files |= {f"{FOLDER}/words/{start}.txt": lines for start, lines in words.items()}
    files |= {f"{FOLDER}/index/{number}.txt": piece for number, piece in enumerate(postings.pieces)}
    for number, (postmortem, text) in enumerate(zip(archive.postmortems[::-1], oldest_first, strict=True)):
        files[f"{FOLDER}/postmortems/{number}.json"] = _postmortem(archive, postmortem, text)
    return Stock(files, sorted(words), postings.begins, digest("\n".join(files.values()).encode())[:_VERSION])


def _facets(archive: Archive) -> str:
    oldest_first = archive.postmortems[::-1]
    values: dict[str, list[list[str]]] = {}
    of: dict[str, list[list[int]]] = {}
    for name, facet in facets(archive).items():
        place = {value.id: number for number, value in enumerate(facet.values)}
        values[name] = [
            [value.id, value.title, *([value.group] if value.group else [])] for value in facet.values
        ]
        of[name] = [[place[one] for one in chosen] for chosen in reversed(facet.of)]
    return _json(
        {
            "titles": TITLES,
            "values": values,
            "of": of,
            "lasted": [lasted(it) for it in oldest_first],
        }
    )


def _words(used: Mapping[str, int]) -> Mapping[str, str]:
    """Every word and how many postmortems use it, by first letter."""
    lines: dict[str, list[str]] = defaultdict(list)
    for word, number in used.items():
        lines[f"{ord(word[0]):x}"].append(f"{word} {number}\n")
    return {start: "".join(found) for start, found in lines.items()}


def _postmortem(archive: Archive, postmortem: Postmortem, text: Text) -> str:
    file, words = postmortem.file, archive.vocabulary
    return _json(
        {
            "id": postmortem.id,
            "title": file.title,
            "day": postmortem.day.isoformat() if postmortem.day else "",
            "facts": [
                f"Sev{file.severity}",
                *([] if postmortem.lasted is None else [length(postmortem.lasted)]),
                *(["near miss"] if file.near_miss else []),
                *map(words.services.title, file.services),
                *map(words.root_causes.title, file.root_causes),
                *([] if file.status == "published" else [in_words(file.status)]),
            ],
            "text": text.passages[1:],
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
