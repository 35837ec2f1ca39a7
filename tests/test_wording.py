"""The catalogues of the page texts: every language says everything, and nothing is left over."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from clearbell.model import ComponentState, IncidentStatus, MaintenanceStatus
from clearbell.wording import Words, languages
from publishing import CHECKOUT

ENGLISH = Words.of("en")
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("generator/clearbell", "theme/public")
    for path in sorted((CHECKOUT / folder).rglob("*"))
    if path.suffix in (".py", ".html")
)


def _filled(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_english_and_two_more_are_there() -> None:
    assert {"de", "en", "nl"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything_with_the_same_gaps(language: str) -> None:
    words = Words.of(language)
    assert words.texts.keys() == ENGLISH.texts.keys()
    assert {key: _filled(text) for key, text in words.texts.items()} == {
        key: _filled(text) for key, text in ENGLISH.texts.items()
    }
    assert (len(words.months), len(words.weekdays)) == (12, 7)
    assert [key for key, text in words.texts.items() if not text.strip()] == []


@pytest.mark.parametrize("language", languages())
def test_every_state_has_its_own_word(language: str) -> None:
    words = Words.of(language)
    for key, states in (("state", ComponentState), ("status", [*IncidentStatus, *MaintenanceStatus])):
        said = [words(f"{key}.{state}") for state in states]
        assert len(set(said)) == len(said)


def test_a_country_s_variant_takes_the_catalogue_of_its_language() -> None:
    assert Words.of("nl-BE").texts == Words.of("nl").texts
    assert Words.of("nl-BE").language == "nl-BE"


def test_no_text_is_left_over() -> None:
    """Code and templates name the last part of each key, or what it begins with where the rest is filled in."""
    named = set(re.findall(r"\w+", SOURCES))
    last_parts = {key: key.rpartition(".")[2] for key in ENGLISH.texts}
    assert [
        key
        for key, last in last_parts.items()
        if last not in named and re.split("_one|_text|_hours", last)[0] not in named
    ] == []


def test_a_value_with_markup_is_escaped_on_a_page() -> None:
    assert (
        ENGLISH.html("last_trouble", day="<1>", title="a & b")
        == "The last trouble was on &lt;1&gt;: a &amp; b."
    )


def test_one_and_several() -> None:
    assert [ENGLISH.counted("history.incidents", count) for count in (1, 2)] == ["1 incident", "2 incidents"]
