"""The verbs of the stories about the knowledge base: a small site with one good postmortem, changed word by word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from clearbell.internal.archive import Archive, read_archive
from clearbell.problems import Problem

CHECKOUT: Final = Path(__file__).resolve().parents[1]
EXPECTED: Final = CHECKOUT / "tests" / "cases_internal" / "small"
ELSEWHERE: Final = {"data/archive.sqlite"}  # has a story of its own
NOW: Final = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
SITE: Final = """\
name: Acme
url: https://status.acme.example
id: acme-status
timezone: Europe/Amsterdam
components:
  - {id: website, name: Website}
  - {id: checkout, name: Checkout}
"""
TAXONOMY: Final = """\
version: 1
services:
  - {id: payments-api, title: Payments API, component: checkout, means: Takes money}
triggers:
  - {id: deploy, title: Deploy}
root_causes:
  - {id: code-defect, title: Code defect, means: Our code did the wrong thing}
  - {id: race, title: Race, parent: code-defect, aliases: [concurrency]}
contributing_factors:
  - {id: t-missing-alert, kind: technical, title: No alert}
  - {id: h-workload, kind: human, title: Workload}
detection:
  - {id: alert, title: Alert}
mitigation:
  - {id: rollback, title: Rolled back}
"""
INCIDENT: Final = """\
title: Some customers can't pay
severity: 2
components: {checkout: partial_outage}
updates:
  - at: 2026-03-14 09:20Z
    status: investigating
    message: The last step fails.
  - at: 2026-03-14 09:58Z
    status: resolved
    components: {checkout: operational}
    message: It works again.
"""
POSTMORTEM: Final = """\
---
title: Payments were sent twice
incident: 2026-03-14-cannot-pay
status: published
severity: 2
services: [checkout, payments-api]
started: 2026-03-14T08:58:00Z
detected: 2026-03-14T09:00:00Z
acknowledged: 2026-03-14T09:02:00Z
mitigated: 2026-03-14T09:41:00Z
resolved: 2026-03-14T10:58:00Z
detection: alert
trigger: deploy
root_causes: [race]
contributing_factors: [t-missing-alert]
mitigation: [rollback]
roles: {incident_commander: payments-oncall}
review: {scheduled: 2026-03-16T13:00:00Z, held: 2026-03-16T13:00:00Z}
actions:
  - id: a1
    what: Give each payment one key
    category: technical
    kind: prevent
    addresses: [race]
    owner: payments
    due: 2026-04-10
    success: A repeated call captures once
    status: open
---

## Incident Summary

Some payments went out twice.

## Timeline

- 08:58 the new code goes live.

## Root Cause Analysis

Two workers took the same payment.

### Five whys

1. Why twice? Two workers took it.
2. Why two? Nothing locks it.
3. Why no lock? The queue did that before.
4. Why not now? It was replaced.
5. Why unnoticed? Nobody owns the contract between the two.

## What Went Well

Rolling back was quick.

## What Went Poorly

No alert (a1).

## Corrective Actions

One key for each payment.

## Lessons Learned

Read what a queue promises.
"""
DRILL: Final = """\
---
title: The card company is gone
date: 2026-02-10
kind: drill
scenario: The card company stops answering.
expected: {detected: 5m, mitigated: 45m}
observed: {detected: 3m, mitigated: 48m}
findings: [Nobody knew the second number.]
---

## What we did

We pulled the plug.
"""
FILES: Final = {
    "site.yml": SITE,
    "taxonomy.yml": TAXONOMY,
    "incidents/2026-03-14-cannot-pay.yml": INCIDENT,
    "postmortems/sent-twice.md": POSTMORTEM,
    "drills/card-company.md": DRILL,
}


def site(root: Path, files: Mapping[str, str] = FILES) -> Path:
    """A site with these files in content/."""
    for name, text in files.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def changed(name: str, *changes: tuple[str, str]) -> dict[str, str]:
    """All files, with some words of one of them replaced; each has to be there exactly once."""
    text = FILES[name]
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        text = text.replace(old, new)
    return {**FILES, name: text}


def archive(root: Path, files: Mapping[str, str] = FILES) -> Archive:
    """The archive of a site without errors."""
    found, problems = read_archive(site(root, files), NOW)
    assert found is not None, shown(problems)
    return found


def problems(root: Path, files: Mapping[str, str]) -> str:
    """What is wrong with a site, as one would print it."""
    return shown(read_archive(site(root, files), NOW)[1])


def shown(found: list[Problem]) -> str:
    return "\n".join(f"{problem.place}: {problem.level}: {problem.message}" for problem in sorted(found))


if (
    __name__ == "__main__"
):  # writes anew what test_internal_pages.py expects; read the diff before you commit it
    from tempfile import TemporaryDirectory

    from clearbell.internal.stage import stage

    with TemporaryDirectory() as folder:
        stage(archive(Path(folder)), EXPECTED)
        for name in ELSEWHERE:
            (EXPECTED / name).unlink()
