"""The verbs of the stories about patterns: an archive of many postmortems from a line each, and the numbers of public ones.

Numbers are facts and stand here; no text of those publications does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from clearbell.internal.archive import Archive
from internal_stories import CHECKOUT, SITE, TAXONOMY, archive

BARE: Final = {"site.yml": SITE, "taxonomy.yml": TAXONOMY}


def postmortem(day: str | None = None, **said: object) -> str:
    """A postmortem that says these things and no more. History from elsewhere need not be complete."""
    front: dict[str, object] = {
        "title": "It broke",
        "status": "published",
        "severity": 2,
        "imported": "wiki",
        **said,
    }
    if day is not None:
        front["started"] = f"{day}T10:00Z"
    lines = [
        f"{key}: [{', '.join(value)}]" if isinstance(value, (list, tuple)) else f"{key}: {value}"
        for key, value in front.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", ""])


def many(root: Path, texts: Iterable[str], files: Mapping[str, str] = BARE) -> Archive:
    """An archive of these postmortems."""
    return archive(root, {**files, **{f"postmortems/p{n:03}.md": text for n, text in enumerate(texts)}})


def said(rows: Iterable[Any], *names: str) -> list[tuple[Any, ...]]:
    """Some fields of each row."""
    return [tuple(getattr(row, name) for name in names) for row in rows]


# 354 postmortems of three cloud providers, 2015 to 2021, as coded and published by Li and others (ISSRE 2022): for each
# cause its labels and the incidents that have it. Two rows of the printed table differ from the coded records.
CLOUD: Final[Mapping[str, tuple[str, int, int]]] = {
    "misconfiguration": ("internal", 112, 110),
    "code-change": ("internal", 47, 47),
    "payload-flood": ("internal", 28, 28),
    "resource-contention": ("internal", 11, 11),
    "exception-handling": ("internal", 7, 7),
    "incompatibility": ("internal", 6, 6),
    "other-internal": ("internal", 69, 65),
    "hardware": ("external", 61, 56),
    "insufficient-resource": ("external", 33, 33),
    "excessive-flow": ("external", 22, 22),
    "third-party": ("external", 10, 10),
    "component-removal": ("external", 7, 7),
    "other-external": ("external", 5, 5),
}
CLOUD_TAXONOMY: Final = "\n".join(
    [
        "version: 1",
        "root_causes:",
        "  - {id: internal, title: Internal}",
        "  - {id: external, title: External}",
        *(
            f"  - {{id: {name}, title: {name.replace('-', ' ').capitalize()}, parent: {parent}}}"
            for name, (parent, _, _) in CLOUD.items()
        ),
        "detection:",
        "  - {id: automatic, title: Automatic}",
        "  - {id: manual, title: Manual}",
        "  - {id: not-known, title: Not known}",
        "",
    ]
)
CLOUD_YEARS: Final = {2015: 17, 2016: 31, 2017: 54, 2018: 84, 2019: 78, 2020: 42, 2021: 40}


def cloud_labels() -> list[list[str]]:
    """The labels of 354 incidents with all the published marginals: of each cause, of both sides, of labels per incident."""
    pools = {
        side: [
            name
            for name, (parent, labels, _) in CLOUD.items()
            for _ in range(labels if parent == side else 0)
        ]
        for side in ("internal", "external")
    }
    chance = Random(2022)  # so that causes meet as often as chance has it
    for pool in pools.values():
        chance.shuffle(pool)

    def take(side: str, *names: str) -> list[str]:
        pool = pools[side]
        for name in names:
            pool.remove(name)
        return list(names)

    def different(side: str) -> list[str]:
        pool = pools[side]
        return take(side, pool[0], next(name for name in pool if name != pool[0]))

    twice_external = [take("external", "hardware", "hardware") for _ in range(5)]
    twice_external += [different("external") for _ in range(7)]
    twice_internal = [take("internal", "misconfiguration", "misconfiguration") for _ in range(2)]
    twice_internal += [take("internal", "other-internal", "other-internal") for _ in range(4)]
    twice_internal += [different("internal") for _ in range(43)]
    found = [[*twice_internal[-1], *twice_external[0]]]
    found += [[*take("internal", pools["internal"][0]), *labels] for labels in twice_external[1:]]
    found += [[*labels, *take("external", pools["external"][0])] for labels in twice_internal[-5:-1]]
    found += [
        [*take("internal", pools["internal"][0]), *take("external", pools["external"][0])] for _ in range(22)
    ]
    found += twice_internal[:-5]
    found += [[name] for name in (*pools["internal"], *pools["external"])]
    return [*found, *[["unknown"] for _ in range(35)]]


# A public log of incidents (Ministry of Justice, Cloud Platform, MIT licence): the day, minutes to repair and to resolve as
# published, None where neither is. One incident of August 2020 stands under the second quarter there.
LOG: Final[Sequence[tuple[str, int | None, int | None]]] = (
    ("2020-02-12", 16, 22), ("2020-02-18", 36, 46), ("2020-02-25", 249, 420), ("2020-04-15", 30, 309),
    ("2020-08-04", 308, 556), ("2020-08-07", 38, 1995), ("2020-08-14", 37, 55), ("2020-08-25", 45, 70),
    ("2020-09-07", 182, 197), ("2020-09-21", 38, 194), ("2020-09-28", 15, 90), ("2020-10-06", 128, 526),
    ("2021-05-10", 273, 285), ("2021-06-09", 31, 43), ("2021-07-12", 7, 1203), ("2021-09-04", 316, 327),
    ("2021-09-30", 303, 463), ("2021-11-05", 77, 77), ("2022-01-22", 122, 161), ("2022-03-10", 8, 8),
    ("2022-07-11", 387, 387), ("2022-11-15", 27, 27), ("2023-01-05", 40414, 40414), ("2023-01-11", 88, 89),
    ("2023-02-02", 30, 82), ("2023-06-06", 55, 55), ("2023-07-21", 267, 267), ("2023-07-25", 110, 110),
    ("2023-08-04", 1994, 2133), ("2023-09-18", 252, 2136), ("2023-11-01", 2136, 2136), ("2024-04-15", 201, 1280),
    ("2024-07-25", 188, 249), ("2024-09-20", 11, 20), ("2025-01-13", 1787, 1840), ("2025-03-18", 97, 2969),
    ("2025-07-23", None, None), ("2025-10-13", None, None), ("2026-03-30", None, None),
)  # fmt: skip
# The means that the log itself gives for each quarter, in minutes: to repair, to resolve.
LOG_MEANS: Final = {
    "2020 Q1": (82, 156), "2020 Q2": (169, 432), "2020 Q3": (59, 433), "2020 Q4": (128, 526), "2021 Q2": (152, 164),
    "2021 Q3": (208, 664), "2021 Q4": (77, 77), "2022 Q1": (65, 84), "2022 Q3": (387, 387), "2022 Q4": (27, 27),
    "2023 Q1": (13510, 13528), "2023 Q2": (55, 55), "2023 Q3": (655, 1161), "2023 Q4": (2136, 2136), "2024 Q2": (201, 1280),
    "2024 Q3": (99, 134),
}  # fmt: skip


def mixed() -> list[str]:
    """Two years in 26 postmortems in which most panels have something to say, and some nothing."""
    texts = []
    for number in range(26):
        day = datetime(2024, 6, 3, 10, tzinfo=UTC) + timedelta(days=25 * number)
        times = {
            step: f"{day + timedelta(minutes=minutes * (1 + number % 5)):%Y-%m-%dT%H:%MZ}"
            for step, minutes in (("detected", 4), ("acknowledged", 9), ("mitigated", 40), ("resolved", 90))
        }
        together = number % 3 == 0
        texts.append(
            postmortem(
                f"{day:%Y-%m-%d}",
                severity=2 + number % 2,
                services=["checkout" if together else "website"],
                root_causes=["race" if together else "unknown" if number % 4 == 1 else "code-defect"],
                contributing_factors=["t-missing-alert", "h-workload"] if together else [],
                detection="alert" if number % 2 else None,
                near_miss="true" if number == 25 else None,
                actions=f"[{{id: a1, what: Lock it, status: done, closed: {day + timedelta(30):%Y-%m-%d}, addresses: [race]}}]"
                if number in (0, 1)
                else None,
                **times,
            )
        )
    return texts


def log_quarter(day: str) -> str:
    return "2020 Q2" if day == "2020-08-04" else f"{day[:4]} Q{(int(day[5:7]) + 2) // 3}"


def log_postmortems() -> list[str]:
    """The log as postmortems: repaired is mitigated."""
    texts = []
    for day, repair, resolve in LOG:
        start = datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC)
        ends = {"mitigated": repair, "resolved": resolve}
        times = {
            step: f"{start + timedelta(minutes=minutes):%Y-%m-%dT%H:%MZ}"
            for step, minutes in ends.items()
            if minutes is not None
        }
        texts.append(postmortem(day, **times))
    return texts


EXPECTED: Final = CHECKOUT / "tests" / "cases_patterns"


if (
    __name__ == "__main__"
):  # writes anew what test_patterns_printed.py expects; read the diff before you commit it
    from tempfile import TemporaryDirectory

    from clearbell.internal.measures_page import measures_page
    from clearbell.internal.patterns.printed import as_json, as_text
    from clearbell.internal.patterns_page import patterns_page

    with TemporaryDirectory() as folder:
        shown = many(Path(folder), mixed())
    EXPECTED.mkdir(exist_ok=True)
    (EXPECTED / "patterns.json").write_text(as_json(shown) + "\n", "utf-8")
    (EXPECTED / "patterns.txt").write_text(as_text(shown) + "\n", "utf-8")
    for path, text in (*patterns_page(shown), *measures_page(shown)):
        (EXPECTED / path).write_text(text, "utf-8")
