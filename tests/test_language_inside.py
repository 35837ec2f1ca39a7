"""Inside names known by the words beside them: each line of the stories says between marks what no customer should read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from clearbell.language import inside
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.model import Audience

CASES: Final = Path(__file__).with_name("cases_words")
MARKED: Final = re.compile(r"«([^»]+)»")
PAYMENTS: Final = House(names=("Payments", "Falcon"), own=("Payments",))


def sentences(name: str) -> list[str]:
    """The lines of a story without what introduces them."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def marked(sentence: str, house: House) -> str:
    """*sentence* with marks around every inside name that is found in it."""
    spans = {(finding.start, finding.end) for finding in inside.find(Text(sentence), house)}
    for start, end in sorted(spans, reverse=True):
        sentence = f"{sentence[:start]}«{sentence[start:end]}»{sentence[end:]}"
    return sentence


@pytest.mark.parametrize("sentence", sentences("inside.txt"))
def test_exactly_what_stands_between_the_marks_is_an_inside_name(sentence: str) -> None:
    assert marked(MARKED.sub(r"\1", sentence), House.plain()) == sentence


@pytest.mark.parametrize("sentence", sentences("no-inside.txt"))
def test_what_customers_know_is_no_inside_name(sentence: str) -> None:
    assert marked(sentence, House.plain()) == sentence


def test_a_component_in_the_name_of_a_machine_does_not_hide_it() -> None:
    assert marked("Payments failed on payments-gw-03.", PAYMENTS) == "Payments failed on «payments-gw-03»."


def test_a_public_product_is_no_nickname() -> None:
    assert marked("Falcon, the machine that prints tickets, is back.", PAYMENTS) == (
        "Falcon, the machine that prints tickets, is back."
    )


def test_developers_do_not_need_inside_names_either() -> None:
    house = House.plain(Audience.DEVELOPER)
    assert marked("The rack C14-U22 lost power.", house) == "The rack «C14-U22» lost power."
