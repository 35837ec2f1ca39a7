"""What each rule of the word gate on promises, blame, impact, vagueness and tone finds, and what it leaves alone.

All sentences are made up here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from clearbell.language import (
    blame,
    blameless,
    images,
    impact,
    promise,
    readability,
    tone,
    tongue,
    vague,
    workaround,
)
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.lists import languages, load
from clearbell.language.matching import NOWHERE
from clearbell.language.sayings import found, sayings
from clearbell.language.spoken import Spoken
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.problems import Level
from publishing import CHECKOUT

CASES: Final = Path(__file__).with_name("cases_words")  # sentences of our own making
ENGLISH: Final = House.plain()
DUTCH: Final = House.plain(language="nl")
OF_TEXTS: Final = (promise.find, blame.find, readability.find, tone.find, images.find, tongue.find)
RULES: Final = tuple(
    rule
    for module in (promise, blame, impact, vague, workaround, readability, tone, images, tongue)
    for rule in module.RULES
)


def _sentences(file: str) -> list[str]:
    lines = (CASES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _rules(text: str, house: House = ENGLISH) -> set[str]:
    return {finding.rule for find in OF_TEXTS for finding in find(Text(text), house)}


def _told(
    text: str,
    status: str = "investigating",
    *,
    severity: int = 2,
    raised: bool = False,
    workaround: str | None = None,
    kind: str = "incident",
) -> Told:
    at = datetime(2026, 3, 14, 9, 20, tzinfo=UTC)
    return Told(Text(text), workaround, status, kind, severity, raised, at)


def _judged(update: Told, *before: Told, house: House = ENGLISH) -> list[Finding]:
    return [
        finding
        for judge in (impact.judge, vague.judge, workaround.judge)
        for finding in judge(update, before, house)
    ]


def _of_update(text: str, rule: str) -> list[Finding]:
    """The update where the rule looks: the first, or the second of two with the same status."""
    if rule == "impact":
        return _judged(_told(text, raised=True))
    return _judged(_told(text), _told("Card payments fail for all customers.", raised=True))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example_at_its_level_and_none_finds_the_good_one(rule: object) -> None:
    assert isinstance(rule, type(RULES[0]))

    def all_of(text: str) -> Iterator[Finding]:
        for find in OF_TEXTS:
            yield from find(Text(text), ENGLISH)
        yield from _of_update(text, rule.id)

    assert (rule.id, rule.level) in {(finding.rule, finding.level) for finding in all_of(rule.bad)}
    assert [finding for finding in all_of(rule.good) if finding.level is not Level.HINT] == []


PROMISES: Final = _sentences("promises.txt")
NO_PROMISES: Final = _sentences("no-promises.txt")
ESTIMATES: Final = _sentences("estimates.txt")
NO_ESTIMATES: Final = _sentences("no-estimates.txt")


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_is_found(text: str) -> None:
    assert "promise" in _rules(text)


@pytest.mark.parametrize("text", ESTIMATES)
def test_an_estimate_is_found_and_is_no_promise(text: str) -> None:
    assert _rules(text) & {"promise", "estimate"} == {"estimate"}


@pytest.mark.parametrize("text", [*NO_PROMISES, *NO_ESTIMATES])
def test_what_may_be_said_of_the_future_is_neither(text: str) -> None:
    assert _rules(text) & {"promise", "estimate"} == set()


def test_a_promise_is_found_at_its_words_with_something_to_write_instead() -> None:
    text = "Sorry for the wait. Orders will be back at noon."
    assert [*promise.find(Text(text), ENGLISH)] == [
        Finding(
            27,
            39,
            "promise",
            Level.ERROR,
            "will be back",
            "Say what you are doing now, and when the next update comes.",
            "A promise that isn't kept costs more trust than the incident did.",
        )
    ]


BLAME: Final = _sentences("blame.txt")
NO_BLAME: Final = _sentences("no-blame.txt")


@pytest.mark.parametrize("text", BLAME)
def test_blame_is_found(text: str) -> None:
    assert "blame" in _rules(text)


@pytest.mark.parametrize("text", NO_BLAME)
def test_a_cause_of_our_own_or_a_partner_who_helps_is_no_blame(text: str) -> None:
    assert "blame" not in _rules(text)


def test_a_site_cannot_blame_its_own_parts() -> None:
    text = "Mails are late because of an outage at Parcelbox."
    assert "blame" in _rules(text)
    assert "blame" not in _rules(text, House(own=("Parcelbox",), names=("Parcelbox",)))


IMPACT: Final = _sentences("impact.txt")
NO_IMPACT: Final = _sentences("no-impact.txt")


@pytest.mark.parametrize("text", IMPACT)
def test_what_customers_notice_is_impact(text: str) -> None:
    assert impact.has_impact(Text(text))


@pytest.mark.parametrize("text", NO_IMPACT)
def test_stock_words_and_a_name_are_no_impact(text: str) -> None:
    assert not impact.has_impact(Text(text))


def test_impact_has_to_be_said_first_and_when_it_gets_worse_and_not_in_between() -> None:
    text = "We are investigating an issue with notifications."
    first = _told("Some customers get no mail.", raised=True)
    assert [finding.rule for finding in _judged(_told(text, raised=True))] == ["impact"]
    assert "impact" in {finding.rule for finding in _judged(_told(text, raised=True), first)}
    assert "impact" not in {finding.rule for finding in _judged(_told(text), first)}
    assert _judged(_told("Work has started.", "in_progress", raised=True, kind="maintenance")) == []


def test_resolved_says_what_was_affected() -> None:
    first = _told("Some customers get no mail.", raised=True)
    nothing = _judged(_told("This incident has been resolved.", "resolved"), first)
    beside = _judged(_told("We replaced a broken disk.", "resolved"), first)
    enough = _judged(_told("Mails arrive at once again; nobody has to do anything.", "resolved"), first)
    assert [(finding.rule, finding.level) for finding in nothing] == [("vague", Level.ERROR)]
    assert [(finding.rule, finding.level) for finding in beside] == [("impact", Level.WARNING)]
    assert enough == []


def test_an_update_without_news_is_vague() -> None:
    first = _told("Some customers get no mail. You can see orders in the app.", raised=True)
    again = _judged(_told("Customers still get no mail in some cases."), first)
    assert [(finding.rule, finding.level) for finding in again] == [("vague", Level.WARNING)]
    assert _judged(_told("Customers still get no mail, but texts arrive."), first) == []
    assert _judged(_told("Some customers get no mail.", "identified", workaround="See the app."), first) == []


def test_names_of_the_site_make_no_news() -> None:
    house = House(names=("Parcelbox",))
    first = _told("Some customers get no mail. You can see orders in the app.", raised=True)
    update = _told("We are continuing to investigate the issue with Parcelbox.")
    assert [finding.rule for finding in _judged(update, first, house=house)] == ["vague"]
    assert _judged(update, first) == []


def test_a_workaround_is_asked_for_once_and_only_while_something_serious_goes_on() -> None:
    first = _told("Card payments fail.", raised=True)
    second = _told("Card payments fail, and refunds too.")
    third = _told("Refunds work, card payments fail.")
    assert [(f.rule, f.level) for f in _judged(second, first)] == [("workaround", Level.HINT)]
    assert _judged(third, first, second) == []
    assert _judged(_told("Refunds fail.", workaround="Call us."), first) == []
    assert _judged(_told("Refunds fail too. Paying by bank transfer still works."), first) == []
    assert _judged(_told("Refunds fail too.", severity=3), _told("Card payments fail.", severity=3)) == []
    assert _judged(_told("Card payments work again for everyone.", "resolved"), first) == []


def test_a_long_sentence_is_marked_and_counted_without_names_and_numbers() -> None:
    start = "We made the page that shows your orders slower than it was before, and it took us"
    text = f"{start} two days to see that, since our own screens were fast and nobody told us."
    found = [*readability.find(Text(text), ENGLISH)]
    assert [(f.level, f.suggestion) for f in found] == [
        (Level.WARNING, "Make two sentences of it: it has 32 words.")
    ]
    assert (
        _rules(
            "Orders of 14, 15, 16 and 17 March from Delft, Leiden, Gouda, Assen, Breda, Hoorn, Goes, Weert, Venlo, Zwolle, Tiel, Ede, Sneek, Urk and Heerlen are late."
        )
        == set()
    )


def test_a_hard_text_is_told_which_words_make_it_so() -> None:
    text = "Organisational considerations necessitated reconfiguration. Additional communication regarding availability follows subsequently. Notwithstanding interruptions, operational continuity was consistently maintained throughout, everywhere and without exceptions."
    found = [*readability.find(Text(text), ENGLISH)]
    assert [finding.level for finding in found] == [Level.WARNING]
    assert found[0].suggestion.startswith(
        "Use shorter words for notwithstanding, reconfiguration, considerations:"
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("page", 1),
        ("table", 2),
        ("orders", 2),
        ("delivered", 3),
        ("started", 2),
        ("tried", 1),
        ("information", 4),
        ("we", 1),
        ("free", 1),
    ],
)
def test_syllables_are_counted_by_ear(word: str, count: int) -> None:
    assert readability.syllables(word) == count


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("PLEASE DO NOT PAY TWICE.", {"shouting"}),
        ("It works again!!!", {"shouting"}),
        ("It works again!", set()),
        ("We use VAT and IBAN and BIC codes.", set()),
        ("Whoops, we did it again.", {"humour"}),
        ("It is back \U0001f389", {"humour"}),
        ("It is back :-)", {"humour"}),
        ("Choose a date (see below; then pay).", set()),
        ("We dropped the ball and are deeply ashamed.", {"apology"}),
        ("We're sorry for the wait.", set()),
        ("We apologise.", set()),
    ],
)
def test_tone(text: str, rules: set[str]) -> None:
    assert _rules(text) == rules


@pytest.mark.parametrize(
    ("alternative", "found"),
    [("", 1), ("Screenshot", 1), ("image 2", 1), ("IMG_2041.png", 1), ("Orders of last week by day", 0)],
)
def test_a_picture_needs_words_that_can_stand_for_it(alternative: str, found: int) -> None:
    text = Text(f"See ![{alternative}](https://bayat.example/a.png) here.")
    assert len([*images.find(text, ENGLISH)]) == found


def test_another_language_is_told_by_its_commonest_words() -> None:
    german = "Einige Kunden können nicht bezahlen. Wir arbeiten daran und melden uns wieder, sobald es etwas Neues gibt."
    [finding] = tongue.find(Text(german), ENGLISH)
    assert (
        finding.suggestion
        == "Write it in English; this looks like German, which belongs into `translations:`."
    )
    assert [*tongue.find(Text("Kunden können nicht bezahlen."), ENGLISH)] == []
    assert [
        *tongue.find(
            Text(
                "Payments to Banco de la Nación, El Corte Inglés and Los Andes fail since this morning for some people."
            ),
            ENGLISH,
        )
    ] == []


def test_dutch_has_a_few_rules_of_its_own() -> None:
    assert _rules("Bestellen zal om 12 uur weer beschikbaar zijn.", DUTCH) == {"promise"}
    assert _rules("We verwachten dat het binnen 30 minuten werkt.", DUTCH) == {"estimate"}
    assert _rules("Er is een storing bij onze provider.", DUTCH) == {"blame"}
    assert _rules("Betalen lukt weer. Het volgende bericht komt om 12:30.", DUTCH) == set()
    assert _judged(_told("Wij zoeken het uit.", raised=True), house=DUTCH) == []


PERSONS: Final = _sentences("persons.txt")
SYSTEMS: Final = [
    "The alert should have fired at 10:02.",
    "The job failed to start.",
    "The retry should have been limited.",
    "The team should have been paged within five minutes.",
    "The on-call engineer was paged at 10:02.",
    "The page the engineer saw should have said which region it was.",
    "> The engineer failed to check.",
    'The form said "operator error", which sent us the wrong way.',
    "```\nthe engineer failed to\n```",
    "`human error` is a label in the tracker.",
    "Nobody had looked at the log, because it went nowhere.",
]


@pytest.mark.parametrize("text", [*PERSONS, blameless.RULES[0].bad])
def test_persons_as_causes_are_found(text: str) -> None:
    assert [finding.rule for finding in blameless.find(text)][:1] == ["blameless"]


@pytest.mark.parametrize("text", [*SYSTEMS, blameless.RULES[0].good])
def test_systems_quotations_and_code_are_left_alone(text: str) -> None:
    assert [*blameless.find(text)] == []


def test_persons_are_found_at_their_words_after_what_is_passed_over() -> None:
    text = "> Somebody forgot to\n\n```\nWe should have tested\n```\n\nSomebody forgot to look."
    [finding] = blameless.find(text)
    assert text[finding.start : finding.end] == "Somebody forgot to"
    assert finding.start == text.rindex("Somebody")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("file", ["promise", "blame", "impact", "tone", "workaround", "blameless"])
def test_every_list_of_sayings_can_be_read_in_every_language(language: str, file: str) -> None:
    lists = load(language, file)
    made = [each for name in lists if name != "emoji" for each in sayings(language, file, name)]
    nothing = Spoken.of("", 0, 0)
    assert all(each.match(nothing, 0) == NOWHERE for each in made)
    assert made or language != "en"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It will soon be back", "will soon be back"),
        ("It **will** be back", "will** be back"),
        ("It will be\nback", "will be\nback"),
        ("We\u2019ll be back", "We\u2019ll be back"),
        ("It will be, we think, back", None),
        ("It will be. Back then", None),
    ],
)
def test_a_saying_is_heard_through_emphasis_and_line_breaks_and_not_beyond_a_clause(
    text: str, said: str | None
) -> None:
    places = [*found(Text(text), "en", "promise", "promise")]
    assert [text[start:end] for start, end in places] == ([said] if said else [])


HOSTILE: Final = [
    "will " * 4_000,
    "will be " * 2_500,
    "we expect " * 2_000,
    "due to " * 2_500,
    "due to a " + "b " * 9_000,
    "customers may " * 1_400,
    "a" * 20_000,
    "- " * 10_000,
    "_*" * 10_000,
    "![" * 10_000,
    "`" * 20_000,
    '"' * 20_000,
    "```\n~~~\n" * 2_500,
    "```a\n" * 4_000,
    "!" * 20_000,
    "A B " * 5_000,
    "expected by the about the next the coming " * 450,
    "no\n" * 6_600,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_no_text_takes_long(text: str) -> None:
    _rules("Warm up: we will be back, due to expected errors.")
    began = time.process_time()
    _rules(text)
    _judged(_told(text, raised=True), _told(text))
    _judged(_told(text), _told(text))
    for _ in blameless.find(text):
        pass
    assert time.process_time() - began < 1.5


def test_no_saying_waits_for_words_that_it_can_do_without() -> None:
    """Sayings are tried only where a text has what they need and a word that they begin with; elsewhere they would fit nowhere."""
    written = [Path(__file__), CHECKOUT / "docs" / "rules.md", *sorted(CASES.glob("*.txt"))]
    lines = {line for path in written for line in path.read_text(encoding="utf-8").splitlines()}
    heard = [(text, sentence) for text in map(Text, sorted(lines)) for sentence in text.spoken]
    files = ("promise", "blame", "impact", "tone", "workaround", "blameless")
    lists = [(file, name) for file in files for name in load("en", file) if name != "emoji"]
    seen = 0
    for saying in (saying for file, name in lists for saying in sayings("en", file, name)):
        for text, sentence in heard:
            for place in range(len(sentence.starts)):
                if saying.match(sentence, place) > place:
                    first = {sentence.words[place], sentence.stems[place]}
                    assert not any(map(text.vocabulary.isdisjoint, saying.needs)), text.source
                    assert saying.firsts is None or not first.isdisjoint(saying.firsts), text.source
                    seen += 1
    assert seen > 1_000
