"""Names of inner parts that only the words beside them give away: `shard na-mm-04b`, `the notif.out queue`, a nickname, a file.

Knows the nouns and the shapes; how machines are named everywhere is known in `machines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language import sayings
from clearbell.language.keys import PRIVATE_ADDRESS
from clearbell.language.lists import words
from clearbell.language.text import Text

_NOUN: Final = (
    r"(?:hosts?|hostnames?|servers?|nodes?|clusters?|shards?|machines?|replicas?|brokers?|racks?|pods?|containers?|instances?|VMs?|switch(?:es)?"
    r"|routers?|firewalls?|gateways?|load[ -]balancers?|arrays?|controllers?|cabinets?|cages?|blades?|hypervisors?|appliances?|feeders?|breakers?"
    r"|buckets?|queues?|topics?|streams?|tables?|schemas?|databases?|DBs?|index(?:es)?|collections?|jobs?|crons?|cronjobs?|scripts?|playbooks?"
    r"|pipelines?|runbooks?|branch(?:es)?|repos?|repositor(?:y|ies)|namespaces?|microservices?|workers?|pools?|flags?|toggles?|daemons?|services?"
    r"|resolvers?|volumes?|partitions?|file[ -]?systems?|mounts?|channels?|box(?:es)?|consumers?|subnets?|VLANs?|process(?:es)?)"
)
# Words joined by dots, hyphens or underscores; most texts have one or two.
_JOINED: Final = re.compile(
    r"(?<![\w./@:\\-])[A-Za-z][A-Za-z0-9]{0,30}(?:[._-][A-Za-z0-9]{1,30}){1,8}(?![\w@/]|[.-]\w)"
)
_NUMBERED_CAPITALS: Final = re.compile(r"(?<![\w./@:\\-])[A-Z]{3,12}\d{1,3}(?![\w-])")
_BEFORE: Final = re.compile(
    rf"\b(?P<noun>{_NOUN})[:,]?\s{{1,2}}(?:named |called |is |for |of |behind |on )?[\"'`#(\u2018\u201c]?\Z",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"[\"'`\u2019\u201d]?(?:,? (?:an?|our|the|one of our))? (?:[a-z]{{2,12}} )?{_NOUN}\b", re.IGNORECASE
)
_NEAR: Final = 40  # characters before a name, in which its noun stands
_FILE: Final = re.compile(
    r"(?<![\w.:/-])/(?:var|etc|opt|usr|home|srv|mnt|tmp|root|proc|data|export|storage|volumes?|backups?|dev|boot|lib|run|nfs|vol\d*|app|apps|u\d\d)/[\w./{}*-]{1,200}"
    r"|\\\\[\w.-]{2,60}(?:\\[\w$.-]{1,60}){1,9}|\b[A-Za-z]:\\[\w\\.-]{2,200}"
    r"|\b(?:s3|gs|gcs|hdfs|nfs|smb|file|redis|amqp|kafka|ssh|git|postgres(?:ql)?|mysql|mongodb|jdbc:[a-z]{2,12})://[^\s<>\"',;)]{2,200}"
    r"|(?<![\w/.:@-])(?=[a-z0-9_/]*[-_\d])(?=[\d/-]*[a-z])[a-z0-9_-]{2,40}(?:/[a-z0-9_-]{2,40}){2,6}(?![\w/.])"
    r"|(?<![\w/.@-])(?:[a-z0-9_-]{1,40}/){0,6}[a-z0-9_-]{1,40}\.(?:ya?ml|conf|cfg|ini|sh|py|sql|tf|env|pem|rb|jar|toml|go|php|properties|service)(?![\w.-]\w|\w)"
)
_FILE_LIKE: Final = re.compile(r"[/\\]|[a-z0-9_]\.[a-z]")
_CAPITALS: Final = re.compile(r"(?<![\w./@:-])[A-Z]{2,12}\d{0,4}(?:-[A-Z0-9]{1,12}){2,5}(?![\w@-])")
_MACHINE: Final = re.compile(
    r"(?:DC|FW|SW|RTR|LB|DB|SRV|AGG|CORE|PRD|PROD|STG|GW|SAN|NAS|ESX|ESXI|VM|APP|WEB|SQL|BNG|OLT|PE|NODE|CL|POP|BR|ASW|CSW|DSL|SUB|TX|PLC|RTU|HV|POD|MX|RACK|ROW|CAB|CELL|HOST|KVM|STOR|BACKUP|MAIL|CP|PROXY|CACHE|PG|REDIS|SQL|NODE)\d{0,4}[A-Z]?"
)
_QUOTE: Final = "[\"'`\u2018\u201c]"
_NICK: Final = r"(?:[Tt]he |Project |Operation )?[A-Z][\w-]{2,20}(?: [A-Z]\w{2,20})?"
_CALLED: Final = re.compile(
    rf"\b(?:code[- ]?named?|nick-?named?|dubbed|known (?:internally|in-house|here|to us|among us) as|internally (?:called|known as|named|referred to as)"
    rf"|what (?:we|our engineers|engineers) (?:internally |all |like to |still )?call|(?:affectionately|fondly) (?:called|known as)|we call(?= {_QUOTE})|\(internally,?(?: known as)?)"
    rf" {_QUOTE}?(?P<called>{_NICK})"
    r"|(?<![\w-])(?P<titled>[A-Z][a-z]{2,15}(?:[ -][A-Z][a-z]{2,15})?), (?:the|our|an?) (?:[a-z-]{2,15} ){0,3}?"
    r"(?:box|machine|server|daemon|scheduler|worker|writer|dispatcher|broker|orchestrator|batch|job|queue|cluster|database|cache|microservice|pipeline|backend|ledger|gateway|proxy|layer|load balancer|message bus|bus"
    r"|(?:service|system|tool|component|program|process|application|engine|script|module|layer) (?:that|which|behind|for|handling|responsible|in charge))\b"
    rf"|\b(?:internal|in-house|backend|back-end) [a-z -]{{2,30}}, (?:which we call )?(?P<named>[A-Z][a-z]{{2,15}}\d{{0,3}})(?=[,.])"
    rf"|\b(?:host|server|node|machine|cluster|switch|router|firewall|database) {_QUOTE}(?P<quoted>[A-Za-z][\w.-]{{2,30}})[\"'\u2019\u201d]"
    rf"|\b[a-z]{{3,15}},? (?:that |which )?we call (?P<ours>[A-Z][a-z]{{2,15}})(?![\w-])"
    rf"|\b(?:[Oo]ur|[Tt]he) (?:internal|in-house|homegrown|home-grown) {_QUOTE}?(?P<house>[A-Z][a-z]{{2,15}})(?![\w-])"
    r"|\b(?:[Oo]ur|[Tt]he) (?P<running>[A-Z][a-z]{2,15}) (?:message |job |batch |background |task |event )?(?:broker|bus|daemon|dispatcher|microservice|orchestrator|scheduler|indexer|consumers?|workers?)\b",
)
_CALLED_LIKE: Final = re.compile(
    r"call|named|dubbed|known|nternal|in-house|homegrown|home-grown|back-?end|[\"'\u2018\u201c]|[A-Z][a-z]+, (?:the|our|an?) "
    r"|(?:broker|bus|daemon|dispatcher|microservice|orchestrator|scheduler|indexer|consumer|worker)"
)
# Of lower-case words joined by hyphens, and no names: a day-to-day job.
_PLAIN: Final = re.compile(
    r"(?:^|-)(?:to|of|by|in|up|down|re|off|on|out|and|the|non|so|wide|well|long|short|pre|post|self|co|over|under|built|back|half|full|free|based|related|only|less|like"
    r"|level|time|term|party|day|hour|week|month|minute|year|specific|facing|side|end|cut|high|low|multi|cross|read|write|real|two|three|one|first|second|third|last|\w*(?:ed|ing))(?:-|$)"
)
_LOWER: Final = re.compile(r"[a-z][a-z0-9]{2,30}(?:-[a-z0-9]{2,30}){1,6}")
_SEEN: Final = re.compile(r"ERR|FAIL|DENIED|INVALID|CODE|TIMEOUT|NOT_FOUND|HTTP", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ENDINGS: Final = frozenset({"auth", "api", "svc", "db", "core", "gw", "gateway", "worker", "proxy", "cache"})
# Numbered as only machines are: pgbouncer-03, ledger-service-v2.
_NUMBERED: Final = re.compile(
    r"[a-z][a-z0-9]+(?:-[a-z0-9]{2,})*-0\d{1,3}|[a-z]{2,}(?:-[a-z]{2,})+-v\d{1,2}|[a-z]{4,}-[a-z]{2,4}\d{2,3}"
)
# Kinds of machines that anybody rents, and where.
_PUBLIC: Final = re.compile(
    r"[a-z]{1,3}\d{1,2}[a-z]{0,3}[.-](?:\d{0,2}x?large|micro|nano|small|medium|metal|standard.*|highmem.*)\Z"
    r"|[a-z]{2,12}-(?:gov-)?(?:north|south|east|west|central)\w*-?\d?[a-f]?\Z"
)
_TAKES_WORDS: Final = re.compile(
    r"(?:jobs?|queues?|topics?|buckets?|clusters?|scripts?|pipelines?|branch(?:es)?|tables?|namespaces?|playbooks?|repos?|repositor(?:y|ies)|pools?|streams?|microservices?|daemons?|cronjobs?|workers?)\Z",
    re.IGNORECASE,
)


def inner_parts(text: Text) -> Iterator[tuple[int, int]]:
    """Where the name of an inner part stands, or where one of our files, addresses or tables is to be found."""
    plain = text.plain
    if _FILE_LIKE.search(text.source):
        for match in _FILE.finditer(text.source):  # in `plain`, roll.sh is an address
            yield match.span()
    for match in PRIVATE_ADDRESS.finditer(plain):
        yield match.span()
    for match in _CAPITALS.finditer(plain):
        if any(map(_MACHINE.fullmatch, match[0].split("-"))):
            yield match.span()
    yield from _beside_nouns(plain)
    for match in _CALLED.finditer(plain) if _CALLED_LIKE.search(plain) else ():
        group = match.lastgroup or ""
        if group == "called" or match[group].lower() not in _makes():
            yield match.span(group)


def _beside_nouns(plain: str) -> Iterator[tuple[int, int]]:
    for match in _NUMBERED_CAPITALS.finditer(plain):
        if _is_beside_noun(plain, *match.span()):
            yield match.span()
    for match in _JOINED.finditer(plain):
        if _is_odd(match[0]):
            if _NUMBERED.fullmatch(match[0]) or _is_beside_noun(plain, *match.span()):
                yield match.span()
        elif _is_plain_name(match[0]):
            noun = _BEFORE.search(plain, max(0, match.start() - _NEAR), match.start())
            if noun and _TAKES_WORDS.match(noun["noun"]):
                yield match.span()


def _is_beside_noun(plain: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(plain, max(0, start - _NEAR), start) or _AFTER.match(plain, end))


def _is_odd(name: str) -> bool:
    """Whether only machines are named so: `C14-U22`, `enable_new_basket`, `notif.outbound.v3`; no make, no version, no size."""
    if _SEEN.search(name) or _PUBLIC.match(name):
        return False
    if "_" in name:
        return True
    first, *rest = re.split(r"[.-]", name)
    if not rest or (first.lower() in _makes() and rest[0].isdigit()):
        return False
    if "." in name:
        return all(part.islower() or part.isdigit() for part in (first, *rest)) and len(rest) > 1
    if rest[-1] in _ENDINGS or (name.isupper() and len(rest) > 1):
        return True
    return any(char.isdigit() for char in name) and not any(map(_YEAR.fullmatch, rest))


def _is_plain_name(name: str) -> bool:
    """Words of a name, such as nightly-tariff-sync; not those of a day-to-day thing."""
    return bool(_LOWER.fullmatch(name)) and not _PLAIN.search(name)


@cache
def _makes() -> frozenset[str]:
    """What anybody's part may be of, and the companies that everybody buys from."""
    return frozenset(words("en", "makes.txt")) | sayings.words("en", "blame", "known")
