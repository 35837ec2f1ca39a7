"""What is searched of a postmortem: its texts under their headings, and how often it says each word.

Knows what counts how much; knows nothing of files, queries and pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from clearbell.commonmark import plain
from clearbell.internal.find.words import whole, words
from clearbell.internal.memory import Memory, digest
from clearbell.internal.records import Postmortem
from clearbell.internal.vocabulary import Vocabulary
from clearbell.processes import in_parts

# A word in the title counts as much as six in the text, one in a label as three; who types an id means that one.
_NAME, _TITLE, _LABEL, _TEXT = 12, 6, 3, 1
_COUNTS: Final = "counts"
_PASSAGES: Final = "passages"
_PIECE: Final = 25  # texts that a process takes at a time
_FEW: Final = 100  # texts for which a second process isn't worth its start
MOST: Final = 24  # of one word; who says it more often is no better found


@dataclass(frozen=True)  # without slots: most who ask for counts never ask for passages
class Text:
    """`counts`: each word and its weight. `key`: another text has another one."""

    counts: Mapping[str, int]
    key: str
    read: Callable[[], Iterable[Sequence[str]]]

    @cached_property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """Heading and text, for excerpts."""
        return tuple((head, said) for head, said in self.read())


def texts_of(postmortems: Sequence[Postmortem], vocabulary: Vocabulary, memory: Memory) -> Iterator[Text]:
    """That of each; what *memory* has of it, if it still is what it was."""
    keys = [
        digest(f"{memory.company}\n{postmortem.fingerprint}\n{postmortem.incident}".encode())
        for postmortem in postmortems
    ]
    pairs = list(zip(postmortems, keys, strict=True))
    kept = [memory.recall(_COUNTS, postmortem.id, key) for postmortem, key in pairs]
    new = [pair for pair, found in zip(pairs, kept, strict=True) if found is None]
    made = iter(
        in_parts(
            lambda: lambda part: [_text(postmortem, vocabulary) for postmortem, _ in part],
            new,
            piece=_PIECE,
            alone=len(new) < _FEW,
        )
    )
    for (postmortem, key), found in zip(pairs, kept, strict=True):
        if found is None:
            counts, passages = next(made)
            memory.keep(_COUNTS, postmortem.id, key, counts)
            memory.keep(_PASSAGES, postmortem.id, key, passages)
            yield Text(counts, key, partial(iter, passages))
        else:
            again = partial(_passages_again, memory, postmortem, key)
            memory.hold(_PASSAGES, postmortem.id, key)
            yield Text(found, key, again)


def _passages_again(memory: Memory, postmortem: Postmortem, key: str) -> Iterable[Sequence[str]]:
    return memory.recall(_PASSAGES, postmortem.id, key) or _passages(postmortem)


def _text(postmortem: Postmortem, vocabulary: Vocabulary) -> tuple[dict[str, int], list[tuple[str, str]]]:
    passages = list(_passages(postmortem))
    counts: Counter[str] = Counter(words(" \n ".join(f"{head} \n {text}" for head, text in passages)))
    _add(counts, _TITLE - _TEXT, words(postmortem.file.title))
    _add(counts, _LABEL, words(" \n ".join(_labels(postmortem, vocabulary))))
    _add(counts, _NAME, [whole(name) for name in _names(postmortem)])
    return {word: min(count, MOST) for word, count in counts.items()}, passages


def _add(counts: Counter[str], weight: int, found: Iterable[str]) -> None:
    for word in found:
        counts[word] += weight


def _passages(postmortem: Postmortem) -> Iterator[tuple[str, str]]:
    file, incident = postmortem.file, postmortem.incident
    yield "", file.title
    if file.customer_impact is not None:
        yield "Customers", _line(file.customer_impact.summary)
    for part in postmortem.parts:
        if text := plain(part.html):
            yield part.title, text
    if file.five_whys:
        yield "Five whys", _line(" ".join(file.five_whys))
    for action in file.actions:
        said = (action.what, action.success, action.owner, action.tracker)
        yield f"Action {action.id}", _line(". ".join(text for text in said if text))
    if incident is not None and incident.title is not None:
        yield "Public incident", _line(" ".join((incident.title, *incident.messages)))


def _labels(postmortem: Postmortem, vocabulary: Vocabulary) -> Iterator[str]:
    file = postmortem.file
    for words_, names in (
        (vocabulary.services, file.services),
        (vocabulary.root_causes, file.root_causes),
        (vocabulary.contributing_factors, file.contributing_factors),
        (vocabulary.triggers, [file.trigger]),
        (vocabulary.detection, [file.detection]),
        (vocabulary.mitigation, file.mitigation),
    ):
        yield from (words_.title(name) for name in names if name)
    yield f"Sev{file.severity}"
    yield from file.tags


def _names(postmortem: Postmortem) -> Iterator[str]:
    yield postmortem.id
    if postmortem.file.incident is not None and postmortem.file.incident != postmortem.id:
        yield postmortem.file.incident
    for action in postmortem.file.actions:
        if action.tracker is not None:
            yield action.tracker.rstrip("/").rpartition("/")[2]


def _line(text: str) -> str:
    return " ".join(text.split())
