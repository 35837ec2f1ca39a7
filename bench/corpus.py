"""Writes a site of any number of incidents to measure builds on: the same words for the same number, always.

Knows what such a site looks like (twelve parts, four updates of sixty words, ten years); times nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

NOW: Final = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
COMPONENTS: Final = {
    "website": "Website",
    "mobile-app": "Mobile app",
    "search": "Search",
    "checkout": "Checkout",
    "gift-cards": "Gift cards",
    "refunds": "Refunds",
    "sign-in": "Signing in",
    "orders": "Your orders",
    "delivery": "Delivery hours",
    "tracking": "Parcel tracking",
    "email": "E-mail",
    "text-messages": "Text messages",
}
_YEARS: Final = 10
_WORDS: Final = 60
_STEPS: Final = (
    ("investigating", timedelta(0)),
    ("identified", timedelta(minutes=35)),
    ("monitoring", timedelta(minutes=80)),
    ("resolved", timedelta(minutes=140)),
)
_SENTENCES: Final = (
    "About one in three customers can't use {part} since early this morning.",
    "Customers in the north of the country see an old page, or a page without pictures.",
    "Whoever tries again after a few minutes mostly gets through, and nothing is done twice.",
    "What you put into your basket is kept until tomorrow evening.",
    "Orders from before that time are not touched and arrive on the day that we promised.",
    "Paying by **bank transfer** works as always, and so does paying at the door.",
    "We found what slows {part} down and are adding room for more visitors at once.",
    "Until it is mended our colleagues at the help centre answer questions by telephone.",
    "If you saw an error in the last hour, please look at [your orders](https://shop.example/orders) first.",
    "Messages that could not be sent wait in line and go out in the next two hours.",
    "Since ten minutes most requests to {part} are answered as quickly as on any other day.",
    "We are watching it through the busy hours of the evening before we call it solved.",
)

_WORKAROUNDS: Final = (
    "Paying by bank transfer works, and so does the shop in your street.",
    "Wait ten minutes and try again; what you typed is kept.",
    "The mobile app shows the same and works as always.",
)
_NOTES: Final = """internal:
  roles: {incident_commander: platform-oncall, communications_lead: support}
  source: {kind: alertmanager, key: "PoolExhausted/zone-b", url: "https://alerts.example/pools/zone-b"}
  notes: |
    The worker pool of one zone had no room left after a batch job took its places. The job now has a pool of
    its own, and a ticket asks for an alert that looks at free places instead of at the queue.
"""


def write_site(root: Path, count: int) -> None:
    """A site of *count* incidents in *root*; the newest one is still open."""
    incidents = root / "content" / "incidents"
    incidents.mkdir(parents=True)
    (root / "content" / "site.yml").write_text(_settings(), encoding="utf-8")
    apart = timedelta(days=365 * _YEARS) / count
    for index in range(count):
        begun = (NOW - timedelta(minutes=50) - index * apart).replace(second=0, microsecond=0)
        name = f"{begun:%Y-%m-%d}-{count - index:05}.yml"
        (incidents / name).write_text(_incident(index, begun), encoding="utf-8")


def one_more_update(root: Path, minute: int) -> None:
    """Let the open incident go on: an update that came *minute* minutes before the present."""
    newest = max((root / "content" / "incidents").iterdir())
    text = newest.read_text(encoding="utf-8")
    head, _, internal = text.partition("internal:\n")
    more = _update(Random(minute), "checkout", NOW - timedelta(minutes=minute), "identified", f"m{minute}")
    newest.write_text(f"{head}{more}internal:\n{internal}", encoding="utf-8")


def _settings() -> str:
    parts = "".join(f"  - {{id: {name}, name: {title}}}\n" for name, title in COMPONENTS.items())
    return (
        "name: Bench\nurl: https://status.bench.example\nid: bench-status\n"
        f"language: en\ntimezone: Europe/Amsterdam\ncomponents:\n{parts}"
    )


def _incident(index: int, begun: datetime) -> str:
    random = Random(index)
    hit = random.sample(sorted(COMPONENTS), random.choice((1, 1, 2, 3)))
    worst = random.choice(("degraded_performance", "degraded_performance", "partial_outage", "major_outage"))
    lines = [
        f"title: Some customers can't use {COMPONENTS[hit[0]].lower()} ({index})\n",
        f"severity: {random.choice((1, 2, 2, 3, 3, 3))}\n",
        f"confirmed: {begun - timedelta(minutes=12):%Y-%m-%dT%H:%M:%SZ}\n",
        f"components: {{{', '.join(f'{name}: {worst}' for name in hit)}}}\nupdates:\n",
    ]
    for number, (status, after) in enumerate(_STEPS[: 1 if index == 0 else None], 1):
        lines.append(_update(random, hit[0], begun + after, status, f"u{number}"))
        if status == "resolved":
            lines.append(f"    components: {{{', '.join(f'{name}: operational' for name in hit)}}}\n")
    lines.append(_NOTES)
    return "".join(lines)


def _update(random: Random, part: str, at: datetime, status: str, name: str) -> str:
    wrapped = "".join(f"      {line}\n" for line in _lines(_message(random, COMPONENTS[part])))
    text = f"  - id: {name}\n    at: {at:%Y-%m-%dT%H:%M:%SZ}\n    status: {status}\n    message: |\n{wrapped}"
    if status != "resolved":
        text += f"    next_update: {at + timedelta(minutes=60):%Y-%m-%dT%H:%M:%SZ}\n"
    if status == "investigating":
        text += f"    workaround: {random.choice(_WORKAROUNDS)}\n"
    return text


def _message(random: Random, part: str) -> list[str]:
    words: list[str] = []
    for sentence in random.sample(_SENTENCES, len(_SENTENCES)):
        words += sentence.format(part=part.lower()).split()
    return words[:_WORDS]


def _lines(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), 15):
        yield " ".join(words[start : start + 15])


def main() -> None:
    """`python bench/corpus.py FOLDER COUNT`: for a look at such a site."""
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        sys.exit("usage: python bench/corpus.py FOLDER COUNT")
    write_site(Path(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
