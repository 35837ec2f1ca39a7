"""Personal data: a private mail address, somebody's own telephone number, a card or account number.

Knows the mailboxes that belong to a role and the numbers that anybody may call; names of people are for `inside`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language.allowed import is_allowed
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.lists import words
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

PERSONAL: Final = Rule(
    id="personal-data",
    level=Level.ERROR,
    says="A person's mail address or telephone number, or a card or account number.",
    why="It belongs to somebody who didn't ask to be on a public page, in every feed and mail.",
    instead="Name the mailbox or number of a team, such as support@.",
    allow="`allow: {WORD: reason}` at the update. A public address goes into `names:` of content/language.yml.",
    bad="Write to j.devries@bayat.example if your refund is late.",
    good="Write to support@bayat.example if your refund is late.",
)
RULES: Final = (PERSONAL,)

_LEAVE_OUT: Final = "(leave it out)"
_MAIL: Final = re.compile(
    r"(?<![\w.+/:-])(?:mailto:)?(?P<box>[\w.+'-]{1,64})@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,8}"
)
_PHONE: Final = re.compile(r"(?<![\w.+/-])(?:\+|00|\(0?)?\d[\d ().\u00a0-]{6,18}\d(?![\w-])")
_ONES_OWN: Final = re.compile(
    r"\b(?:cell(?:phone)?|mobile|personal|private|direct|home) (?:number|phone|line)|\b(?:his|her|my|their) (?:own |direct |mobile |cell |phone )?(?:number|phone|mobile|cell|line)"
    r"|\b(?:cell|mobile|mob|tel direct)\b[.:]|\b(?:call|text|ring|phone|reach|whatsapp) (?:me|him|her|[A-Z][a-z]{2,15})\b(?! (?:us|our|support|centre|center|line|desk))",
)
_NEAR: Final = 40  # characters
_CARD: Final = re.compile(r"(?<![\w-])(?:\d[ -]?){13,18}\d(?![\w-])")
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def find(text: Text, house: House) -> Iterator[Finding]:
    """Every such address and number, in links too."""
    for start, end in _spans(text):
        if not is_allowed(text, house, start, end) and text.source[start:end] not in house.names:
            yield Finding(
                start, end, PERSONAL.id, PERSONAL.level, text.source[start:end], _LEAVE_OUT, PERSONAL.why
            )


def _spans(text: Text) -> Iterator[tuple[int, int]]:
    source = text.source
    if "@" in source:
        for match in _MAIL.finditer(source):
            if not _of_a_role(match["box"]):
                yield match.start("box"), match.end()
    if sum(map(source.count, "0123456789")) >= 7:
        yield from _numbers(text)


def _numbers(text: Text) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(text.plain):
        start, _ = text.sentence_at(match.start())
        before = max(start, match.start() - _NEAR)
        if 8 <= sum(map(str.isdigit, match[0])) <= 15 and _ONES_OWN.search(
            text.source, before, match.start()
        ):
            yield match.span()
    for match in _CARD.finditer(text.plain):
        if _luhn(match[0]):
            yield match.span()
    for match in _ACCOUNT.finditer(text.plain):
        if _iban(match[0]):
            yield match.span()


@cache
def _roles() -> frozenset[str]:
    return frozenset(words("en", "mailboxes.txt"))


def _of_a_role(box: str) -> bool:
    """support, support-eu, no.reply, status+subscribe, and the plurals: a mailbox that several people read."""
    parts = [part for part in re.split(r"[.+_-]", box.lower()) if part]
    tried = ("".join(parts), *parts[:1], *parts[-1:])
    return any(part in _roles() or f"{part}s" in _roles() for part in tried)


def _luhn(number: str) -> bool:
    """Whether the digits add up as those of a payment card do."""
    digits = [int(char) for char in number if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (
        digits[0] in (3, 4, 5, 6) and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    )


def _iban(account: str) -> bool:
    """Whether the check digits of a bank account are right."""
    bare = account.replace(" ", "")
    moved = bare[4:] + bare[:4]
    return 15 <= len(bare) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
