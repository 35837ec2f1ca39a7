"""What the last update of a serious incident is asked for, and what is enough."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from clearbell.language.house import House
from clearbell.language.resolution import RESOLUTION, judge
from clearbell.language.text import Text
from clearbell.language.told import Told

AT: Final = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


def _said(message: str, *, status: str = "resolved", severity: int = 2, language: str = "en") -> list[str]:
    told = Told(Text(message), None, status, "incident", severity, raised=False, at=AT)
    found = list(judge(told, (), House.plain(language=language)))
    assert all((finding.start, finding.end) == (0, len(message)) for finding in found)
    return [f"{finding.level}: {finding.suggestion}" for finding in found]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "Checkout works again.",
            "warning: Say what happened, who was affected, for how long and what is next.",
        ),
        (
            "We have resolved the problem with card payments. Thank you for your patience, and sorry for the trouble. Card payments work.",
            "warning: Say what happened, who was affected, for how long and what is next.",
        ),
        ("From 10:00 to 10:48 one in three card payments failed.", "hint: Say what is next."),
        ("About half of all customers saw an error. You don't need to do anything.", "warning: Say for how long."),
        ("Card payments failed for 48 minutes. You don't need to do anything now.", ""),
        ("Between ten and eleven some customers couldn't pay. We have added a check.", "warning: Say for how long."),
        ("**Summary.** 1,312 payments were taken twice in five hours. Your money is back by Friday; if not, please write.", ""),
        (RESOLUTION.good, ""),
    ],
)  # fmt: skip
def test_a_summary_says_what_to_whom_how_long_and_what_is_next(message: str, said: str) -> None:
    assert _said(message) == ([said] if said else [])


def test_stock_words_alone_are_left_to_the_rule_that_says_so_of_any_update() -> None:
    assert _said("This incident has been resolved.") == []


def test_the_example_that_the_rule_brings_is_found() -> None:
    assert _said(RESOLUTION.bad) == ["warning: Say what happened, for how long and what is next."]


@pytest.mark.parametrize("severity", [3, 4])
def test_smaller_incidents_may_end_in_a_word(severity: int) -> None:
    assert _said("Checkout works again.", severity=severity) == []


@pytest.mark.parametrize("status", ["investigating", "identified", "monitoring", "postmortem"])
def test_only_the_last_word_is_a_summary(status: str) -> None:
    assert _said("Checkout works again.", status=status) == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "Betalen werkt weer.",
            "warning: Say what happened, who was affected, for how long and what is next.",
        ),
        ("Van 10:00 tot 10:48 konden sommige klanten niet betalen. U hoeft niets te doen.", ""),
    ],
)
def test_a_second_language_has_words_of_its_own(message: str, said: str) -> None:
    assert _said(message, language="nl-BE") == ([said] if said else [])


def test_where_nobody_has_written_down_the_words_nothing_is_asked() -> None:
    assert _said("Le paiement remarche.", language="fr") == []
