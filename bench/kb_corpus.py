"""Writes a site of any number of postmortems to measure the knowledge base on: the same words for the same number, always.

Knows what such a site looks like (seven sections of 800 words in all, twelve services, ten years); times nothing.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from corpus import COMPONENTS

NOW: Final = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WORDS: Final = 800
_YEARS: Final = 10


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_CAUSES: Final = _split(
    "code-defect configuration-error incompatibility rollout-failure capacity-exhaustion demand-surge "
    "self-induced-load dependency-failure network-failure data-store-failure credential-or-expiry operational-action"
)
_FACTORS: Final = _split(
    "t-missing-alert t-noisy-alert t-diagnostic-gap t-test-gap t-no-gradual-rollout t-hard-rollback t-hidden-coupling "
    "t-missing-limits p-change-review p-runbook p-ownership p-escalation p-known-issue p-capacity-planning "
    "h-workload h-goal-conflict h-knowledge h-surprise"
)
_TRIGGERS: Final = ("deploy", "config-change", "traffic-change", "batch-job", "provider-change")
_DETECTION: Final = ("alert", "synthetic-check", "user-report")
_MITIGATION: Final = ("rollback", "restart", "failover", "scale", "fix-forward")
_KINDS: Final = {"t": "technical", "p": "process", "h": "human"}
_OWNERS: Final = ("payments", "platform", "search-team", "storefront", "data")
# Words of the trade come often, made-up ones seldom: as in real archives, most words stand in a few texts only.
_TRADE: Final = _split(
    "the a to and of in was for that it with on not by as one after from before until while every "
    "request queue connection pool timeout retry lock index replica primary cache key certificate deploy release "
    "rollback alert threshold latency error rate limit worker thread memory disk partition leader election quorum "
    "header token session cookie migration schema column transaction checkpoint snapshot backup restore region zone "
    "balancer gateway proxy socket packet route resolver record expiry clock drift batch job schedule consumer "
    "producer offset topic shard rebalance backlog throttle budget breaker fallback default flag rollout canary "
    "dashboard metric trace span log query plan scan statistics vacuum heap garbage pause container node scheduler "
    "eviction quota image registry secret rotation permission policy firewall handshake cipher protocol version"
)
_SYLLABLES: Final = _split("ba de fi go ku la me ni po ru sa te vi wo xa zu bra cle dro fla gri plo sta tri")
_SECTIONS: Final = (
    "Incident Summary",
    "Timeline",
    "Root Cause Analysis",
    "What Went Well",
    "What Went Poorly",
    "Corrective Actions",
    "Lessons Learned",
)


def write_site(root: Path, count: int) -> None:
    """A site of *count* postmortems in *root*; most of them have a public incident."""
    content = root / "content"
    for folder in ("incidents", "postmortems"):
        (content / folder).mkdir(parents=True)
    (content / "site.yml").write_text(_settings(), encoding="utf-8")
    (content / "taxonomy.yml").write_text(_taxonomy(), encoding="utf-8")
    rare = _rare_words()
    apart = timedelta(days=365 * _YEARS) / count
    for index in range(count):
        begun = (NOW - timedelta(days=20) - index * apart).replace(second=0, microsecond=0)
        name = f"{begun:%Y-%m-%d}-{count - index:05}"
        random = Random(index)
        public = index % 3 > 0
        severity = random.choice((1, 2, 2, 3, 3))
        text = _postmortem(random, name if public else None, severity, begun, index, rare)
        (content / "postmortems" / f"{name}.md").write_text(text, encoding="utf-8")
        if public:
            (content / "incidents" / f"{name}.yml").write_text(
                _incident(random, severity, begun), encoding="utf-8"
            )


def change_one(root: Path, number: int) -> None:
    """Let one postmortem say a little more, with a word that no other has."""
    files = sorted((root / "content" / "postmortems").iterdir())
    path = files[len(files) // 2]
    path.write_text(
        f"{path.read_text(encoding='utf-8')}- Chapter {number} was written later.\n", encoding="utf-8"
    )


def _settings() -> str:
    parts = "".join(f"  - {{id: {name}, name: {title}}}\n" for name, title in COMPONENTS.items())
    return (
        "name: Bench\nurl: https://status.bench.example\nid: bench-status\n"
        f"language: en\ntimezone: Europe/Amsterdam\ncomponents:\n{parts}"
    )


def _taxonomy() -> str:
    def terms(ids: list[str] | tuple[str, ...], more: str = "") -> str:
        return "".join(f"  - {{id: {name}, title: {_title(name)}{more}}}\n" for name in ids)

    factors = "".join(
        f"  - {{id: {name}, kind: {_KINDS[name[0]]}, title: {_title(name[2:])}}}\n" for name in _FACTORS
    )
    return (
        f"version: 1\ntriggers:\n{terms(_TRIGGERS)}root_causes:\n{terms(_CAUSES)}contributing_factors:\n{factors}"
        f"detection:\n{terms(_DETECTION)}mitigation:\n{terms(_MITIGATION)}"
    )


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _rare_words() -> list[str]:
    random = Random(0)
    return sorted({"".join(random.choices(_SYLLABLES, k=random.choice((2, 3, 3, 4)))) for _ in range(20_000)})


class _Writer:
    """Sentences by their number of words; half the words are of the trade, by how often they come, half are others."""

    def __init__(self, random: Random, rare: list[str]) -> None:
        self._random, self._rare = random, rare
        self._trade = list(accumulate(1 / rank for rank in range(2, len(_TRADE) + 2)))

    def words(self, number: int) -> list[str]:
        random = self._random
        common = random.choices(_TRADE, cum_weights=self._trade, k=number)
        return [
            word if random.random() < 0.75 else self._rare[int(len(self._rare) * random.random() ** 4)]
            for word in common
        ]

    def sentence(self, number: int) -> str:
        return f"{' '.join(self.words(number)).capitalize()}."

    def paragraphs(self, number: int) -> str:
        sentences = [self.sentence(16) for _ in range(max(1, number // 16))]
        return "\n\n".join("\n".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4))


def _postmortem(
    random: Random, incident: str | None, severity: int, begun: datetime, index: int, rare: list[str]
) -> str:
    write = _Writer(random, rare)
    causes = random.sample(_CAUSES, random.choice((1, 1, 1, 2)))
    factors = random.sample(_FACTORS, random.choice((2, 3, 4)))
    service = random.choice(sorted(COMPONENTS))
    times = [begun]
    for least, most in ((1, 40), (1, 15), (5, 240), (5, 90)):
        times.append(times[-1] + timedelta(minutes=random.randint(least, most)))
    steps = ("started", "detected", "acknowledged", "mitigated", "resolved")
    front = [
        f"title: {' '.join(write.words(7)).capitalize()} ({index})",
        *([f"incident: {incident}"] if incident else []),
        f"status: published\nseverity: {severity}\nservices: [{service}]",
        *(f"{step}: {at:%Y-%m-%dT%H:%M:%SZ}" for step, at in zip(steps, times, strict=True)),
        f"detection: {random.choice(_DETECTION)}\ntrigger: {random.choice(_TRIGGERS)}",
        f"root_causes: [{', '.join(causes)}]\ncontributing_factors: [{', '.join(factors)}]",
        f"mitigation: [{random.choice(_MITIGATION)}]",
        f"customer_impact: {{summary: {write.sentence(12)}}}",
        "roles: {incident_commander: platform-oncall, technical_lead: platform}",
        "actions:",
        *(_action(random, write, number, begun, causes[0]) for number in (1, 2)),
        "taxonomy_version: 1",
    ]
    return f"---\n{chr(10).join(front)}\n---\n\n{_text(write)}"


def _action(random: Random, write: _Writer, number: int, begun: datetime, cause: str) -> str:
    due = (begun + timedelta(days=30)).date()
    due += timedelta(days=max(0, 7 - due.weekday()) if due.weekday() > 4 else 0)
    done = begun < NOW - timedelta(days=90) and random.random() < 0.8
    closed = f"\n    closed: {due}" if done else ""
    return (
        f"  - id: a{number}\n    what: Add a limit to the {' '.join(write.words(4))}\n    category: technical\n"
        f"    kind: prevent\n    addresses: [{cause}]\n    owner: {random.choice(_OWNERS)}\n    due: {due}\n"
        f"    success: Fewer than {random.randint(1, 9)} refused requests in a month\n"
        f"    status: {'done' if done else 'open'}{closed}"
    )


def _text(write: _Writer) -> str:
    """Seven sections of about 800 words, with a list, a table, code and the chain of whys, as people write them."""
    timeline = "\n".join(f"- {hour:02}:{hour * 7 % 60:02}: {write.sentence(9)}" for hour in range(8, 18))
    whys = "\n".join(
        f"{number}. Why {' '.join(write.words(5))}? The system {' '.join(write.words(8))} had no limit."
        for number in range(1, 6)
    )
    rows = "\n".join(f"| {' '.join(write.words(2))} | {number * 37} |" for number in range(1, 6))
    code = f"```\nselect {' '.join(write.words(6))}\n```"
    analysis = (
        write.paragraphs(208),
        f"| What | Requests |\n|---|---:|\n{rows}",
        code,
        "### Five whys",
        whys,
    )
    bodies = (
        write.paragraphs(96),
        timeline,
        "\n\n".join(analysis),
        f"- {write.sentence(16)}\n- {write.sentence(16)}",
        f"- {write.sentence(16)} (a1)\n- {write.sentence(16)} (a2)",
        write.paragraphs(96),
        f"- {write.sentence(16)}\n- {write.sentence(16)}\n- {write.sentence(16)}",
    )
    return "\n".join(f"## {title}\n\n{body}\n" for title, body in zip(_SECTIONS, bodies, strict=True))


def _incident(random: Random, severity: int, begun: datetime) -> str:
    part = random.choice(sorted(COMPONENTS))
    return (
        f"title: Some customers can't use {COMPONENTS[part].lower()}\nseverity: {severity}\n"
        f"components: {{{part}: partial_outage}}\nupdates:\n"
        f"  - at: {begun + timedelta(minutes=20):%Y-%m-%dT%H:%M:%SZ}\n    status: investigating\n"
        f"    message: About one in three customers can't use {COMPONENTS[part].lower()} since this morning.\n"
        f"  - at: {begun + timedelta(minutes=400):%Y-%m-%dT%H:%M:%SZ}\n    status: resolved\n"
        f"    components: {{{part}: operational}}\n"
        f"    message: Since this morning one in three customers couldn't use {COMPONENTS[part].lower()}. It works again for everyone.\n"
    )


def main() -> None:
    """`python bench/kb_corpus.py FOLDER COUNT`: for a look at such a site."""
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        sys.exit("usage: python bench/kb_corpus.py FOLDER COUNT")
    write_site(Path(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
