"""What Find loads besides the index: facets for browsing without words, the vocabulary, and a file for each postmortem.

Writes figures and texts as JSON, never markup: the script of Find shows every text as text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clearbell.internal.archive import Archive
from clearbell.internal.find.facets import TITLES, facets
from clearbell.internal.find.ranking import Vocabulary, lasted
from clearbell.internal.find.texts import Text
from clearbell.internal.prose import in_words, length
from clearbell.internal.records import Postmortem

FOLDER: Final = "find"


def stock(archive: Archive) -> Iterator[tuple[str, str]]:
    """Each file's path and content. Postmortems are numbered from the oldest, so that a new one renames no file."""
    words = _words(archive.texts)
    yield f"{FOLDER}/facets.json", _facets(archive)
    for start, lines in words.items():
        yield f"{FOLDER}/words/{start}.txt", lines
    pairs = zip(reversed(archive.postmortems), reversed(archive.texts), strict=True)
    for number, (postmortem, text) in enumerate(pairs):
        yield f"{FOLDER}/postmortems/{number}.json", _postmortem(archive, postmortem, text)


def starts(texts: Sequence[Text]) -> list[str]:
    """The names of the files with words, so that nobody asks for one that isn't there."""
    return sorted({_start(word) for text in texts for word in text.counts})


def _start(word: str) -> str:
    return f"{ord(word[0]):x}"


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


def _words(texts: Sequence[Text]) -> Mapping[str, str]:
    """Every word and how many postmortems use it, by first letter."""
    vocabulary = Vocabulary(texts)
    lines: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary.words:
        lines[_start(word)].append(f"{word} {vocabulary.used[word]}\n")
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
