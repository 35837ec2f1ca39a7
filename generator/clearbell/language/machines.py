"""Names of machines, services and their resources, known by how such names are built: prod-db-03, payments-svc, i-0a1b2c.

Knows shapes only; a site's own patterns and who must not read what is found are for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from clearbell.language.lists import words
from clearbell.language.text import Text

_PLACES: Final = "prod|prd|stg|staging|preprod|uat|canary"
_KINDS: Final = (
    "db|sql|mysql|psql|pg|mongo|redis|kafka|elastic|srv|svr|server|node|host|cls|cluster|worker|wrk|cache|proxy|haproxy|lb"
    "|gw|gateway|vm|k8s|kube|eks|gke|aks|master|replica|slave|primary|shard|bastion|jenkins|vault|consul|etcd|zk|mq|rabbit"
    "|nas|kvm|esx|hv|stor|pop|nfs|ceph|osd|fw|rtr|router|switch|ingress|rack|cell"
)
_LOOSE: Final = "web|app|api|core|edge|mail|smtp|mx|ns|dc|ci|build|batch|cron|queue|job|etl|search|idx|storage|nas|san|sw|pod|compute|auth|qa|dev"
_SERVICES: Final = (
    "svc|service|worker|workers|api|db|daemon|dispatcher|scheduler|processor|consumer|producer|indexer|ingester|exporter"
    "|importer|controller|operator|broker|runner|syncer|fetcher|crawler|notifier|mailer|resolver|planner|store|queue|cron|job"
    "|cache|proxy|gateway|router|engine|server|cluster|backend|prod|staging|stg|oncall|lb|mq"
)
_NAME: Final = re.compile(
    rf"(?<![\w./\\@$:-])(?:"
    rf"(?P<numbered>(?:{_PLACES}|{_KINDS})\d{{1,4}}[a-d]?|[a-z]{{2,12}}(?:db|sql|srv|host|node|compute|cache|proxy|kube)\d{{1,4}}|[a-z]{{3,14}}0\d)"
    r"|(?P<loose>(?:nas|san|stor|kvm|esxi?|hv|web|mail|mx|cp|smtp)\d{2,4})"
    r"|(?P<resource>(?:i|vol|sg|ami|vpc|subnet|eni|snap|igw|rtb|lt|asg)-[0-9a-f]{6,17}|arn:aws[\w-]*:[^\s,;'\"`<>)]{3,200})"
    rf"|(?P<joined>[a-z][a-z0-9]{{0,30}}(?:-[a-z0-9]{{1,30}}){{1,6}})"
    r"|(?P<class>(?:[A-Z][a-z0-9]{1,20}){1,4}(?:Service|Svc|Worker|Processor|Handler|Controller|Daemon|Scheduler|Consumer|Producer|Dispatcher))"
    r")(?![\w@-]|:\w|::)(?!\.[a-z0-9])",
)
# Most texts have nothing of the kind, and are passed by soon.
_NAME_LIKE: Final = re.compile(r"[a-z][A-Z\d]|[a-z][.:-][a-z0-9]")
_INSIDE_DOMAIN: Final = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9][a-z0-9_-]{0,62}\.){1,6}(?:internal|local|lan|corp|intra|intranet|svc|consul|localdomain|priv)\b(?::\d{2,5})?"
    r"|(?<![\w.@/-])[a-z]{1,8}\d{1,5}\.[a-z]{2}-[a-z]{4,10}-[\d-]{1,6}(?!\w)"
    r"|(?<![\w.@/-])(?:[a-z]{2,12}-)?[a-z]{2,8}\d{1,4}\.[a-z]{2,6}\d{0,2}(?![\w.])",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"\b(?:hosts?|hostnames?|servers?|nodes?|clusters?|shards?|machines?|replicas?|brokers?|racks?|endpoints?|pods?)"
    r"\s{0,2}(?:named |called |is |are |[:#(])?\s{0,2}(?P<name>[a-z]{1,14}-?\d{1,5}(?:[.-][a-z0-9]{1,20}){0,4})(?![\w.-]\w|\w)"
    r"|\b(?:app|application|web|database|db|mail|file) (?:server|node|host)s? (?:#|no\. ?|number )?(?P<number>\d{1,4})\b(?! (?:times|minutes|hours|of))",
)
_ORDINARY: Final = re.compile(
    r"(?:s3|[vhqpx]-?\d{1,2}|h26[45]|(?:top|part|step|phase|tier|level|sev|s|ipv|oauth|http|mp|ec)-?\d{1,4})\Z"
)


@lru_cache(maxsize=4)
def machine_names(text: Text) -> tuple[tuple[int, int], ...]:
    """Where the name of a machine, a service or one of its resources stands."""
    return tuple(sorted(set(_found(text))))


def _found(text: Text) -> Iterator[tuple[int, int]]:
    plain = text.plain
    if _NAME_LIKE.search(plain):
        for match in _NAME.finditer(plain):
            if match["joined"] is None or _is_inside(match["joined"]):
                yield match.span()
        for match in _INSIDE_DOMAIN.finditer(plain) if "." in plain else ():
            yield match.span()
    for match in _AFTER.finditer(plain):
        if match["name"] is None:
            yield match.span()
        elif not _ORDINARY.match(match["name"]):
            yield match.span("name")


def _is_inside(name: str) -> bool:
    """Whether parts joined by hyphens name something of ours: an environment, a numbered machine, a service."""
    parts = name.split("-")
    if parts[1] in ("by", "to", "of", "and", "in", "as"):  # day-to-day
        return False
    if any(part in _PLACE_WORDS for part in parts[:-1]) or (parts[-1] in _PLACE_WORDS and len(parts) > 1):
        return parts[0] not in ("non", "pre", "post")
    numbered = parts[-1].isdigit() or any(
        _NUMBERED.fullmatch(part) or _SITE.fullmatch(part) for part in parts
    )
    if numbered and any(_KIND.fullmatch(part) for part in parts):
        return True
    if len(parts) > 2 and _HASHED.fullmatch(f"{parts[-2]}-{parts[-1]}"):
        return True
    return parts[-1] in _SERVICE_WORDS and parts[0] not in _plain_firsts()


@cache
def _plain_firsts() -> frozenset[str]:
    return frozenset(words("en", "plain-compounds.txt"))


_PLACE_WORDS: Final = frozenset(_PLACES.split("|"))
_SERVICE_WORDS: Final = frozenset(_SERVICES.split("|"))
_KIND: Final = re.compile(rf"(?:{_PLACES}|{_KINDS}|{_LOOSE})\d{{0,4}}")
_NUMBERED: Final = re.compile(rf"(?:{_PLACES}|{_KINDS}|{_LOOSE})\d{{1,4}}")
_SITE: Final = re.compile(r"(?!mp3|mp4|ipv|utf|k8s|b2b|web)[a-z]{2,3}\d{1,2}")  # lon2: where it stands
_HASHED: Final = re.compile(r"(?=[a-z]*\d)[0-9a-f]{8,10}-[a-z0-9]{5}")
