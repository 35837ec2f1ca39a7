"""Inside names: machines, services, tickets, repositories and people that no customer should meet in a text.

Knows the site's own patterns and people, and how such names look elsewhere; machines are found by `machines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from clearbell.language.allowed import is_named
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.lists import words
from clearbell.language.machines import machine_names
from clearbell.language.parts import inner_parts
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

INSIDE: Final = Rule(
    id="inside-name",
    level=Level.ERROR,
    says="The name of a machine, an inside service, a queue or table, one of our files, a ticket, a repository or a colleague.",
    why="It means nothing to customers, and tells strangers how you are built and who works for you.",
    instead="Name the part that customers see; write `our engineers` for a person.",
    allow="`allow: {WORD: reason}` at the update. A public name goes into `names:` of content/language.yml.",
    bad="Our colleague Maria restarted prod-db-03 (OPS-4711).",
    good="Our engineers restarted a server, and orders arrive again.",
)
RULES: Final = (INSIDE,)

_MACHINE: Final = "a server"
_PART: Final = "(name what customers see of it)"
_TICKET: Final = "(leave it out)"
_PERSON: Final = "our engineers"

_TOKEN: Final = re.compile(r"[^\s`\"'()<>,;|\[\]{}\u2018\u2019\u201c\u201d]{2,200}")
_TICKETS: Final = re.compile(
    r"(?<![\w./-])(?P<jira>[A-Z]{2}[A-Z0-9]{0,8}-\d{1,7})(?![\w-])"
    r"|\b(?P<itsm>(?:INC|CHG|PRB|RITM|SCTASK|REQ)\d{5,10})\b"
    r"|\b(?:[Tt]icket|PR|[Pp]ull [Rr]equest|[Bb]ug|[Mm]erge [Rr]equest|[Cc]hange [Rr]equest|JIRA|Jira)s? (?:no\. ?|number |ID |id )?(?P<number>[#!]?\d{2,8})\b"
    r"|(?<![\w&/])(?P<hash>[#!]\d{3,6})\b(?! (?:in|of) )",
)
_TICKET_LIKE: Final = re.compile(r"[A-Z#!-]\d|[a-z#!.] \d{2}")
# Standards, ages of protocols and public registers look like tickets.
_NO_TICKET: Final = re.compile(
    r"(?:COVID|SARS|UTF|UTC|GMT|SHA|MD|AES|RSA|ISO|IEC|RFC|CVE|GHSA|GPT|CLAUDE|MP|H|HTTP|TLS|USB|PCI|EN|DIN|BS|IEEE|ANSI|FIPS|NIST|SOC|TOP"
    r"|AM|PM|Q|A|F|B|MI|SN|KB|USD|EUR|GBP|IPV|TYPE|LEVEL|PS|BMW|CET|EST|PST|EDT|PDT|CST|SEV|P|PHASE|STEP|PART|MRI|DC|WPA|WEB)-\d"
)
# Codes that customers see on their screens do, too.
_SHOWN: Final = re.compile(r"[)\"'\u2019\u201d]{1,3} (?:screen|message|error|page|pop-?up|notice|code)")
_CODE: Final = re.compile(r"(?:[Cc]ode|[Ee]rror|[Mm]essage):? [\"'\u2018\u201c]?\Z")
_REPOSITORY: Final = re.compile(
    r"\b(?:repo|repository)\s{1,2}(?:named |called )?(?P<after>[A-Za-z0-9][\w.-]{1,60}(?:/[\w.-]{1,60})?)"
    r"|(?<![\w./:@-])(?P<path>[a-z0-9][a-z0-9-]{1,38}/[a-z0-9]+(?:-[a-z0-9]+)+)(?![\w/-])"
)
_ROLE: Final = (
    r"(?:engineers?|developers?|colleagues?|CTO|CEO|CIO|COO|technicians?|teammates?|administrators?|admins?|sysadmins?|DBAs?|SREs?|"
    r"manager|lead|director|founder|co-founder|responder|commander|on[- ]call|operator|contractor|intern)"
)
_PEOPLE: Final = re.compile(
    rf"\b{_ROLE},? (?P<role>[A-Z][a-z\u00df-\u00ff]{{1,15}}(?: (?:(?:van|von|de|der|la|di|bin|al) ){{0,2}}[A-Z][a-z\u00df-\u00ff'-]{{1,20}})?)(?![\w])"
    r"|(?<![\w.@/])(?P<handle>@[a-z][\w.-]{1,30}[a-z0-9])(?!\.[a-z]|[\w@])"
    r"|\b(?P<title>(?:Mr|Ms|Mrs|Dr)\.? [A-Z][a-z\u00df-\u00ff'-]{2,20})(?![\w-])"
    r"|(?P<pair>(?<!San )(?<!Santa )\b[A-Z][a-z\u00df-\u00ff]{1,14} (?:(?:van|von|de|der|la|di|bin|al) ){0,2}[A-Z][a-z\u00df-\u00ff'-]{1,20})(?![\w])"
    r"|\b(?P<from>[A-Z][a-z\u00df-\u00ff]{1,15})(?= (?:from|on|in|of) (?:our |the )?(?:\w{2,15} )?(?:team|group|squad|desk|crew|department|on-call|ops|operations|engineering|infra|platform|support|security|NOC|IT)\b)"
    r"|\b(?P<colleague>[A-Z][a-z\u00df-\u00ff]{1,15})(?= (?:from|in) [a-zA-Z]{2,15} (?:is|was|has|had|will|[a-z]{2,12}ed|found|ran|took)\b)"
    r"|(?:^|\n)[ \t]{0,4}(?:[-~*\u2013\u2014]{1,2}|Regards,|Thanks,|Cheers,|Best,|Sincerely,)\s{0,3}(?P<signed>[A-Z][a-z\u00df-\u00ff]{1,15})\.?[ \t]*(?=\n|$)"
    r"|(?P<does>\b[A-Z][a-z\u00df-\u00ff]{1,15})(?= (?:is|was|has|will|and|accidentally|pushed|deployed|restarted|fixed|found|forgot|reverted|rolled|made|noticed|ran|dropped|merged|deleted|changed|switched|unplugged|pulled|approved|joined|wrote)\b)"
    r"|\b(?:by|thanks to|thank|with|to|contact|ask|ping|call|and|from) (?P<object>[A-Z][a-z\u00df-\u00ff]{1,15})(?![\w-]|\s[A-Z])"
)
_PLACE: Final = re.compile(
    r" (?:Station|Street|Road|Avenue|Lane|Square|Park|Airport|University|College|Hospital|Island|Bay|Lake|Falls|Bridge|Plaza|Center|Centre"
    r"|Building|Hall|House|Theatre|Theater|School|Library|Stadium|Arena|Institute|Court|Way|Terrace|Gardens|Wing|Ward|Clinic|Surgery|Terminal|Tower|Line|Bridge|Hill|Day|Pay|Cloud|Store|App|Card|Plus|Pro|Bank|Insurance|Group|Hotel|Foundation|Museum|Prize|Award|Works)\b"
)
_PUBLIC_HANDLE: Final = re.compile(r"twitter|follow|\bx\b|mastodon|bluesky|tweet|social", re.IGNORECASE)


def find(text: Text, house: House) -> Iterator[Finding]:
    """Every inside name of *text* that is none of the house's public names."""
    for start, end, use in _named(text, house):
        if not is_named(text, house, start, end):
            yield Finding(start, end, INSIDE.id, INSIDE.level, text.source[start:end], use, INSIDE.why)


def _named(text: Text, house: House) -> Iterator[tuple[int, int, str]]:
    if house.internal:
        yield from _own(text, house)
    if house.people:
        for match in _known_people(house).finditer(text.source):
            yield *match.span(), _PERSON
    for start, end in machine_names(text):
        yield start, end, _MACHINE
    for start, end in inner_parts(text):
        yield start, end, _PART
    yield from _tickets(text)
    yield from _repositories(text)
    yield from _people(text)


def _own(text: Text, house: House) -> Iterator[tuple[int, int, str]]:
    """What the site's own patterns fit: a whole word, or a part of one between slashes, colons or at the end of an address."""
    for match in _TOKEN.finditer(text.source):
        for part in (match[0], *re.split(r"[/:@=]+", match[0])):
            bare = part.strip(".!?:*_#")
            if bare and _fits(bare, house.internal):
                start = match.start() + match[0].index(bare)
                yield start, start + len(bare), _MACHINE
                break


@lru_cache(maxsize=10_000)  # the same words stand in most texts
def _fits(word: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    return any(pattern.fullmatch(word) for pattern in patterns)


@lru_cache(maxsize=4)
def _known_people(house: House) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(house.people, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)


def _tickets(text: Text) -> Iterator[tuple[int, int, str]]:
    for match in _TICKETS.finditer(text.plain) if _TICKET_LIKE.search(text.plain) else ():
        group = match.lastgroup or ""
        if group == "jira" and _is_shown(text.plain, *match.span()):
            continue
        yield *match.span(group), _TICKET


def _is_shown(plain: str, start: int, end: int) -> bool:
    """Whether what looks like a ticket is a standard, or a code that customers see."""
    seen = _SHOWN.match(plain, end) or _CODE.search(plain, max(0, start - 12), start)
    return bool(seen or _NO_TICKET.match(plain[start:end]))


def _repositories(text: Text) -> Iterator[tuple[int, int, str]]:
    if "repo" not in text.plain and "/" not in text.plain:
        return
    for match in _REPOSITORY.finditer(text.plain):
        group = match.lastgroup or ""
        name = match[group]
        if group == "path" or "-" in name or "/" in name or "_" in name:
            yield *match.span(group), "our program"


def _people(text: Text) -> Iterator[tuple[int, int, str]]:
    plain = text.plain
    names = first_names()
    after = 0
    while match := _PEOPLE.search(plain, after):
        group = match.lastgroup or ""
        first = match[group].split(" ")[0]
        after = match.start(group) + len(first)
        if group == "handle":
            start, end = text.sentence_at(match.start())
            if _PUBLIC_HANDLE.search(plain, start, end):
                continue
        elif (group != "title" and first not in names) or _is_place(plain, *match.span(group)):
            continue
        yield *match.span(group), _PERSON
        after = match.end()


def _is_place(plain: str, start: int, end: int) -> bool:
    """Whether what is called so bears a person's name: the Alan Turing Building."""
    return bool(_PLACE.search(plain[start:end]) or _PLACE.match(plain, end))


@cache
def first_names() -> frozenset[str]:
    """First names that are no other words as well."""
    return frozenset(words("en", "first-names.txt"))
