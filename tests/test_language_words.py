"""What the word gate makes of words: jargon with its plain words, abbreviations, inside names, secrets, personal data.

Each story is one sentence through the whole gate. The real updates and labelled sentences beside this checkout join
in where they are there; they belong to others, so the stories here are our own.
"""

from __future__ import annotations

import json
import random
import re
import string
import time
from pathlib import Path
from typing import Final

import pytest

from clearbell.formats.language import HouseTerm, LanguageFile, TermLevel
from clearbell.language import gate, loose
from clearbell.language.glossary import entries
from clearbell.language.house import House
from clearbell.language.lists import languages
from clearbell.language.text import Text
from clearbell.model import Audience
from clearbell.problems import Level

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "language"
PLAIN: Final = House.plain()
NAMING: Final = ("jargon", "acronym", "inside-name", "secret", "personal-data")


def found(text: str, house: House = PLAIN, *rules: str) -> list[str]:
    """What stops the text, as `words (rule)`; hints in brackets."""
    marked = []
    for finding in gate.settled(gate.findings(Text(text), house)):
        if finding.rule in (rules or NAMING):
            said = f"{finding.text} ({finding.rule})"
            marked.append(f"[{said}]" if finding.level is Level.HINT else said)
    return marked


def rewritten(text: str, house: House = PLAIN) -> str:
    """The text with every suggestion in the place of what it is for."""
    for finding in reversed(gate.settled(gate.findings(Text(text), house))):
        if finding.rule == "jargon":
            text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("We deployed a fix.", "We released a fix."),
        ("Two deployments failed.", "Two releases failed."),
        ("Deploying takes longer.", "Releasing takes longer."),
        ("One node and three hosts restarted.", "One server and three servers restarted."),
        ("An endpoint is slow.", "A connection address is slow."),
        ("There is an upstream issue.", "There is a problem at a supplier."),
        ("Error rates are back to normal.", "Numbers of errors are back to normal."),
        ("We reverted the change.", "We reversed the change."),
        ("Webhooks arrive late.", "Automatic messages arrive late."),
        ("The load-balancer was replaced.", "The traffic distributor was replaced."),
        ("Our database cluster is full.", "Our storage server is full."),
        ("New servers are being provisioned.", "New servers are being set up."),
        ("Some get a 502 error.", "Some get an error message."),
        ("Latency is high in eu-west-1.", "Delay is high in one of our locations."),
    ],
)
def test_plain_words_fit_into_the_place_of_the_jargon(text: str, plain: str) -> None:
    assert rewritten(text) == plain


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Paying failed with HTTP 500 and 503s.", ["HTTP 500 (jargon)", "503s (jargon)"]),
        ('You may see "502 Bad Gateway".', ["502 (jargon)"]),
        ("The p99 and 4xx errors rose.", ["p99 (jargon)", "4xx errors (jargon)"]),
        ("Set `retry: 3` in config.yml.", ["`retry: 3` (jargon)", "config.yml (inside-name)"]),
        ("The field max_items and /v2/orders fail.", ["max_items (jargon)", "/v2/orders (jargon)"]),
        ("Reach 203.0.113.7 or 2001:db8::1.", ["203.0.113.7 (jargon)", "2001:db8::1 (jargon)"]),
        ("Update to v2.4.1 in LON1.", ["[v2.4.1 (jargon)]", "[LON1 (jargon)]"]),
        ("Quoted: 9f8c2d1e77 is the change.", ["9f8c2d1e77 (jargon)"]),
        ("The root cause was a timeout.", ["[root cause (jargon)]", "[timeout (jargon)]"]),
        ("Increased error rates on the site.", ["Increased error rates (jargon)"]),
    ],
)
def test_shapes_and_terms_are_found_whole(text: str, marks: list[str]) -> None:
    assert found(text) == marks


@pytest.mark.parametrize(
    "text",
    [
        "The server of our website and the network had an outage; the app asks you to log in again.",
        "Between 400 and 500 customers in room 404 were affected at 10:30:15 on 2026/03/14.",
        "Our dashboard, browser extension and VPN work; email and SMS are slow.",
        "The shop in the Harbour Cluster quarter opens at nine.",  # a capital in mid-sentence: a name
        "See https://status.bayat.example/api/webhook_404 or status.bayat.example/cache for more.",
        "If you have any queries, write to support@bayat.example.",
        "Customers can build a page and host a party as a token of friendship.",
        "We sell 12 kinds of gift tokens and organise a race between two ports.",
        "Prices are in EUR, times in CET; the FAQ explains VAT.",
        "The value-added relief (VAR) applies; VAR is back.",
        "Our COVID-19 page, UTF-8 names and GPT-4 answers work, as does the self-service desk.",
        "Nothing is wrong with iPhone, macOS and iCloud.",
    ],
)
def test_what_customers_know_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_headline_in_capitals_hides_no_jargon() -> None:
    assert found("Elevated Latency On Our Backend Servers") == [
        "Elevated Latency (jargon)",
        "Backend Servers (jargon)",
    ]


def test_developers_know_more_words_but_not_all() -> None:
    text = "The API and its webhooks have high tail latency; prod-db-03 is nominal."
    developers = House.plain(Audience.DEVELOPER)
    assert found(text) == [
        "API (jargon)",
        "webhooks (jargon)",
        "tail latency (jargon)",
        "prod-db-03 (inside-name)",
        "nominal (jargon)",
    ]
    assert found(text, developers) == [
        "tail latency (jargon)",
        "prod-db-03 (inside-name)",
        "nominal (jargon)",
    ]


def test_names_and_terms_of_the_house_win() -> None:
    file = LanguageFile(
        names=("Cluster", "OXR", "Build API"),
        internal=("BAY-[0-9]*", "*.corp.example"),
        people=("Kim",),
        terms={
            "cart": HouseTerm(use="basket", level=TermLevel.HINT, why="Our shop says basket"),
            "webhook": HouseTerm(level=TermLevel.OFF),
            "latency": HouseTerm(level=TermLevel.HINT),
            "checkout lane": HouseTerm(use="till"),
        },
    )
    text = (
        "Clusters, OXR, the Build API and webhook events work. Carts show latency at checkout lanes. "
        "Ask Kim about bay-12 on db.corp.example."
    )
    house = House.of(None, file)
    assert found(text, house) == [
        "[Carts (jargon)]",
        "[latency (jargon)]",
        "checkout lanes (jargon)",
        "Kim (inside-name)",
        "bay-12 (inside-name)",
        "db.corp.example (inside-name)",
    ]
    assert rewritten("The cart has latency.", house) == "The basket has delay."
    why = {finding.text: finding.why for finding in gate.findings(Text(text), house)}
    assert why["Carts"] == "Our shop says basket"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("We restarted prod-db-03 and web-12.", ["prod-db-03", "web-12"]),
        ("The payments-svc and order-api are back.", ["payments-svc", "order-api"]),
        ("The OrderProcessor hung on db02.", ["OrderProcessor", "db02"]),
        ("Traced to cache.internal and i-0a1b2c3d4e5f.", ["cache.internal", "i-0a1b2c3d4e5f"]),
        ("It affects cluster c292 and application server 12.", ["c292", "application server 12"]),
        ("See OPS-4711, INC0012345 and #8812.", ["OPS-4711", "INC0012345", "#8812"]),
        ("Mended in bayat/checkout-api.", ["bayat/checkout-api"]),
        ("Our engineer Maria and @jdoe are on it.", ["Maria", "@jdoe"]),
        ("Thomas de Vries restarted it.", ["Thomas de Vries"]),
        ("All is well.\n- Sarah", ["Sarah"]),
    ],
)
def test_inside_names_are_known_by_how_they_look(text: str, marks: list[str]) -> None:
    assert [mark.rpartition(" (")[0] for mark in found(text, PLAIN, "inside-name")] == marks


def test_public_names_are_no_inside_names() -> None:
    text = "Follow @BayatHelp or @bayat on Twitter; our back-to-school and self-service days, the e-mail-server, Victoria Station."
    assert found(text, PLAIN, "inside-name") == []


def _some(letters: str, count: int) -> str:
    return "".join(random.Random(f"{letters}{count}").choices(letters, k=count))


ANY: Final = string.ascii_letters + string.digits
HEX: Final = "0123456789abcdef"
# Put together here, so that nobody who searches this repository for keys takes them for some.
KEYS: Final = {
    "cloud": "AK" + "IA" + _some(string.ascii_uppercase + string.digits, 16),
    "repository": "gh" + "p_" + _some(ANY, 36),
    "payments": "sk" + "_live_" + _some(ANY, 24),
    "chat": "xo" + "xb-" + _some(string.digits, 12) + "-" + _some(ANY, 24),
    "map": "AI" + "za" + _some(ANY, 35),
    "model": "sk" + "-proj-" + _some(ANY, 48),
    "mail": "SG" + "." + _some(ANY, 22) + "." + _some(ANY, 43),
    "signed": "ey" + "J" + _some(ANY, 20) + ".ey" + "J" + _some(ANY, 40) + "." + _some(ANY, 43),
    "private": "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIE\n-----END RSA PRIVATE " + "KEY-----",
    "header": "Authorization: Bearer " + _some(ANY, 32),
    "address": "postgres://admin:" + _some(ANY, 9) + "@db.example.com/x",
    "setting": "password=" + _some(ANY, 10),
    "spoken": "the password for the panel is " + _some(ANY, 9) + "7!",
    "asked": "https://bayat.example/?token=" + _some(ANY, 20),
    "hexadecimal": _some(HEX, 32),
    "mixed": _some(ANY, 24),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_a_key_is_found_wherever_it_stands_and_whoever_allows_it(key: str) -> None:
    house = House(names=(key,))
    for sentence in (key, f"Use `{key}` until then.", f"It was ({key}), sorry."):
        assert any(mark.endswith("(secret)") for mark in found(sentence, house)), sentence


def test_what_only_sounds_like_a_secret_is_none() -> None:
    text = (
        "Your password is expired; the token: invalid. Set a new password: at least twelve characters. The secret is out. "
        "The request 7C932BA8-4374-101B-A56C-00AA003668DC failed. "
        "Use password=*** and token=<your token>. Commit 3f786850e387550fdab836ed7e6dc881de23001b is out. "
        "Incident-report-2026-03-14-checkout-errors is at https://bayat.example/incidents/2026-03-14-checkout-errors."
    )
    assert found(text, PLAIN, "secret") == []


def test_inside_addresses_and_traces_are_as_bad_as_secrets() -> None:
    text = 'Seen on 10.0.4.17:\nTraceback (most recent call last):\n  File "shop.py", line 3\nKeyError: 1'
    assert [mark.split("\n")[0] for mark in found(text)][:2] == [
        "10.0.4.17 (secret)",
        "Traceback (most recent call last):",
    ]


def test_personal_data_is_told_from_what_a_team_is_reached_by() -> None:
    text = (
        "Write to j.devries@bayat.example or support-eu@bayat.example. Call our help line on +31 20 123 4567, not Maria's "
        "mobile number +31 6 1234 5678. Card 4111 1111 1111 1111, order 1234 5678 9012 3456, account NL91 ABNA 0417 1643 00."
    )
    assert found(text, PLAIN, "personal-data") == [
        "j.devries@bayat.example (personal-data)",
        "+31 6 1234 5678 (personal-data)",
        "4111 1111 1111 1111 (personal-data)",
        "NL91 ABNA 0417 1643 00 (personal-data)",
    ]


def test_two_rules_on_the_same_words_are_told_apart_for_programs_and_told_once_to_people() -> None:
    both = gate.findings(Text("We restarted prod-db-03."), PLAIN)
    assert [finding.rule for finding in both] == ["inside-name", "jargon"]
    assert [finding.rule for finding in gate.settled(both)] == ["inside-name"]


def test_a_second_language_is_a_folder_of_lists() -> None:
    assert languages() == ["en", "nl"]
    house = House.plain(language="nl-BE")
    assert found("De loadbalancer gaf een API-fout; de BTW klopt.", house) == [
        "loadbalancer (jargon)",
        "API-fout (jargon)",
    ]
    assert found("Der Cluster hängt an prod-db-03.", House.plain(language="de")) == [
        "prod-db-03 (inside-name)"
    ]


@pytest.mark.parametrize("language", languages())
def test_every_term_has_plain_words_that_are_no_jargon_themselves(language: str) -> None:
    house = House.plain(language=language)
    for form, term in entries(language):
        if term.harmless:
            continue
        assert term.use, form
        assert not re.search(r"[*~/]", term.use), form
        stopped = [mark for mark in found(f"It is {term.use} now.", house) if not mark.startswith("[")]
        assert stopped == [], form


def test_the_glossary_is_broad() -> None:
    terms = {term.base: term.flag for _, term in entries("en") if not term.harmless}
    assert len(terms) > 1000
    assert sum(terms.values()) > 800


def test_no_text_however_hostile_takes_long() -> None:
    pieces = [
        "a",
        "1",
        "a-",
        "a_",
        "1.",
        "a/",
        "@a",
        "=a",
        "`",
        "(",
        "[a](",
        "\\",
        ":",
        "a:",
        "aB",
        "A ",
        "!?",
        "\n",
        "é",
        "=",
        "a.b@",
    ]
    pieces += [
        "password ",
        "token=",
        "eyJ",
        "http://",
        "error rate ",
        "-----BEGIN PRIVATE KEY-----",
        "at a(",
        "will be ",
        "due to ",
    ]
    begun = time.process_time()
    for piece in pieces:
        loose.findings(Text((piece * 20_000)[:20_000]), PLAIN)
    assert time.process_time() - begun < 30, "one of these made a search go astray"


def test_letters_that_grow_in_small_print_move_no_mark() -> None:
    text = "\u0130stanbul \U0001f6e0 \u202e the cluster\x00 is down"
    (finding,) = gate.findings(Text(text), PLAIN)
    assert text[finding.start : finding.end] == finding.text == "cluster"


def _rows(name: str) -> list[dict[str, str]]:
    """Lines of a file beside the checkout, or two of our own where it isn't there."""
    path = SHARED / name
    if not path.is_file():
        return [
            {"text": "The search is slow for some customers."},
            {"text": "Paying works again since 10:50."},
        ]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_real_updates_hold_no_secret_and_cost_no_more_than_they_may() -> None:
    texts = [row["text"] for row in _rows("updates-dev.jsonl")]
    alarms = [mark for text in texts for mark in found(text, PLAIN, "secret", "personal-data")]
    assert len(alarms) <= len(texts) * 0.002
