"""How well each clock of policy.yml was kept, quarter by quarter, with intervals. Knows no incident, only clocks that are over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from clearbell.internal.archive import Archive
from clearbell.internal.kept import TITLES, Judged
from clearbell.internal.patterns.panel import Basis, Method, Panel, span
from clearbell.internal.statistics.outcome import Estimate
from clearbell.internal.statistics.shares import LEAST, share


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Of the clocks of a kind whose incidents began in a quarter, so many were kept. `quarter` is `all` for all of them."""

    id: str
    title: str
    quarter: str
    kept: int
    of: int
    share: Estimate | None
    find: str


def clocks_kept(archive: Archive) -> Panel[KeptRow]:
    rows = []
    for rule, title in TITLES.items():
        found = [clock for clock in archive.judged if clock.rule == rule]
        if not found:
            continue
        quarters: dict[str, list[Judged]] = defaultdict(list)
        for clock in found:
            quarters[f"{clock.day.year} Q{(clock.day.month + 2) // 3}"].append(clock)
        rows.append(_row(rule, title, "all", found))
        rows += [_row(rule, title, quarter, quarters[quarter]) for quarter in sorted(quarters)]
    whole = [row for row in rows if row.quarter == "all"]
    n, kept = sum(row.of for row in whole), sum(row.kept for row in whole)
    refusal = None
    if not any(row.share for row in whole):
        refusal = (
            f"No percentages: a kind of clock needs {LEAST} that are over." if n else "No clock is over."
        )
    return Panel(
        "clocks",
        "Clocks kept",
        "How well are the times of the process kept?",
        f"{kept} of {n} clocks were kept. {_worst(whole)}".strip() if n else "Nothing to say yet.",
        Basis(n, n, "clocks of the last two years' postmortems", "are over", 0, ""),
        Method("95 %, Wilson"),
        tuple(rows),
        refusal,
        "A clock belongs to the quarter in which its incident began. Imported history has no clocks.",
    )  # fmt: skip


def _row(rule: str, title: str, quarter: str, clocks: list[Judged]) -> KeptRow:
    kept = sum(clock.kept for clock in clocks)
    part = share(kept, len(clocks))
    return KeptRow(
        rule, title, quarter, kept, len(clocks), part if isinstance(part, Estimate) else None, "process/"
    )


def _worst(rows: list[KeptRow]) -> str:
    shared = [(row.share.value, row) for row in rows if row.share is not None and row.kept < row.of]
    if not shared:
        return ""
    _, row = min(shared, key=lambda each: each[0])
    low, high = (row.share.low or 0, row.share.high or 1) if row.share else (0, 1)
    return f"Least often: {row.title}, {row.kept} of {row.of}, {span(low, high)}."
