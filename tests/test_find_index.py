"""The search index as search.js reads it: which piece would have a word, and what it says of the postmortems that do."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as some

from clearbell.internal.find.postings import Postings
from clearbell.internal.find.texts import MOST, Text

WORDS = some.text(some.characters(categories=["L", "N"]), min_size=1, max_size=6)
COUNTS = some.dictionaries(WORDS, some.integers(1, MOST), max_size=40)


def _postings(*counts: Mapping[str, int]) -> Postings:
    return Postings.of([Text(each, "", list) for each in counts])


def _read(index: Postings, word: str) -> dict[int, int]:
    """As a script would: words are compared by UTF-16, and one piece is looked at."""
    begins = [begin.encode("utf-16-be") for begin in index.begins]
    piece = index.pieces[bisect_right(begins, word.encode("utf-16-be")) - 1] if begins else ""
    found = re.search(rf"\n{re.escape(word)} ([\da-z]*)", piece)
    number, read = -1, {}
    for gap, letter in re.findall(r"(\d*)([a-z])", found[1] if found else ""):
        number += int(gap or 1)
        read[number] = ord(letter) - ord("a") + 1
    return read


def test_a_line_says_how_far_on_the_next_postmortem_is_and_how_often_it_has_the_word() -> None:
    index = _postings({}, {"pool": 3}, {"pool": 1, "lock": 24}, {}, {"pool": 2})
    assert index.pieces == ("\nlock 3x\npool 2ca2b",)
    assert dict(index.used) == {"lock": 1, "pool": 3}


def test_a_long_index_comes_in_pieces_and_each_says_with_what_it_begins() -> None:
    often = {f"word{number:04}": 1 for number in range(3000)}
    index = _postings(*[often] * 10)
    assert all(len(piece) <= 12_000 for piece in index.pieces)
    assert index.begins == ("w", *(f"word{number}" for number in ("06", "12", "18", "24")))
    assert [_read(index, word) for word in ("word0599", "word0600", "word2999", "word3000", "a")] == [
        *[dict.fromkeys(range(10), 1)] * 3,
        {},
        {},
    ]


def test_a_word_that_nearly_all_have_is_a_piece_for_itself() -> None:
    index = _postings(*[{"all": 1, "some": 1, "zebra": 1}] * 20_000)
    assert [piece.split()[0] for piece in index.pieces] == ["all", "some", "zebra"]
    assert len(_read(index, "some")) == 20_000


@given(some.lists(COUNTS, max_size=5))
def test_whatever_the_words_are_made_of_what_goes_in_comes_out(counts: list[dict[str, int]]) -> None:
    index = _postings(*counts)
    for word in {word for each in counts for word in each}:
        assert _read(index, word) == {
            number: each[word] for number, each in enumerate(counts) if word in each
        }
