"""Rules about what the knowledge base is made of: postmortems, drills, the vocabulary of causes."""

from __future__ import annotations

from typing import Final

from clearbell.problems import Level
from clearbell.rules import Rule

_FRONT: Final = "# content/postmortems/2026-01-12-sign-in-fails.md\n"
_BODY: Final = "<!-- content/postmortems/2026-01-12-sign-in-fails.md -->\n"
_DRILL: Final = "# content/drills/2026-01-08-store-full.md\n"
_TERMS: Final = "# content/taxonomy.yml\n"
_DRAFT: Final = "A postmortem with `status: draft` gets a warning instead; one with `imported:` nothing."
_IMPORTED: Final = "`imported:` lets history from elsewhere pass."

RULES: Final = (
    Rule(
        id="front-matter",
        level=Level.ERROR,
        says="A postmortem or drill that doesn't begin with its facts between two lines `---`.",
        why="Without them it has no date, no severity and no cause, and stands in no list.",
        instead="A line `---`, the fields, a second line `---`, then the text.",
        allow="",
        bad="<!-- whole content/drills/2026-01-08-store-full.md -->\nWe stopped the store and looked what happens.",
        good="""\
<!-- whole content/drills/2026-01-08-store-full.md -->
---
title: The session store is gone
date: 2026-01-08
kind: training
scenario: In the test system the session store stops.
---
We stopped the store and looked what happens.""",
    ),
    Rule(
        id="unknown-id",
        level=Level.ERROR,
        says="A cause, factor, trigger, detection, mitigation or service that the vocabulary doesn't have.",
        why="Patterns are counted by these words; a word of one's own is counted by nobody.",
        instead="An id of `content/taxonomy.yml`, or a new term there. Earlier ids live on as `aliases:`.",
        allow="",
        bad=f"{_FRONT}root_causes: [capacity]",
        good=f"{_FRONT}root_causes: [capacity-exhaustion]",
    ),
    Rule(
        id="unknown-parent",
        level=Level.ERROR,
        says="A term whose wider term isn't in the same list.",
        why="Counts roll up along `parent:`, and would be lost there.",
        instead="The id of a term of the same list.",
        allow="",
        bad=f"{_TERMS}detection:\n  - {{id: alert, title: Alert, parent: machines}}\n  - {{id: customer-report, title: A customer told us}}",
        good=f"{_TERMS}detection:\n  - {{id: alert, title: Alert}}\n  - {{id: customer-report, title: A customer told us}}",
    ),
    Rule(
        id="parent-circle",
        level=Level.ERROR,
        says="Terms that are each other's wider term.",
        why="Counts would go round for ever.",
        instead="Leave `parent:` out at the widest of them.",
        allow="",
        bad=f"{_TERMS}triggers:\n  - {{id: change, title: Change, parent: deploy}}\n  - {{id: deploy, title: Deploy, parent: change}}",
        good=f"{_TERMS}triggers:\n  - {{id: change, title: Change}}\n  - {{id: deploy, title: Deploy, parent: change}}",
    ),
    Rule(
        id="unknown-role",
        level=Level.ERROR,
        says="A role that `content/policy.yml` doesn't have.",
        why="Roles are how people know whom to ask; two names for one are worse than none.",
        instead="A role of `policy.yml`, or a new one there.",
        allow="",
        bad=f"{_FRONT}roles: {{captain: account team}}",
        good=f"{_FRONT}roles: {{incident_commander: account team}}",
    ),
    Rule(
        id="unknown-incident",
        level=Level.ERROR,
        says="A postmortem of an incident that isn't there.",
        why="Nobody finds from the one to the other.",
        instead="The name of a file of `content/incidents` without its ending; or no `incident:` when nothing was public.",
        allow="",
        bad=f"{_FRONT}incident: 2026-01-12-sign-in-is-slow",
        good=f"{_FRONT}incident: 2026-01-12-sign-in-fails",
    ),
    Rule(
        id="severity-differs",
        level=Level.WARNING,
        says="A postmortem with another severity than its incident.",
        why="Customers and colleagues would read two truths; measures would count one of them.",
        instead="Correct the one that is wrong.",
        allow="",
        bad=f"{_FRONT}severity: 1",
        good=f"{_FRONT}severity: 2",
    ),
    Rule(
        id="before-sections",
        level=Level.ERROR,
        says="Text before the first of the seven sections.",
        why="Readers look for the summary where it is in all the others.",
        instead="Move it into `Incident Summary`.",
        allow=_IMPORTED,
        bad=f"{_BODY}A full store threw out the oldest sessions.\n\n## Incident Summary\n\nOne sign-in in five failed.",
        good=f"{_BODY}## Incident Summary\n\nOne sign-in in five failed: a full store threw out the oldest sessions.",
    ),
    Rule(
        id="missing-section",
        level=Level.ERROR,
        says="One of the seven sections isn't there.",
        why="The one left out is mostly the one that hurts.",
        instead="Add it, and say so if there is nothing to say.",
        allow=_DRAFT,
        bad=f"{_BODY}## What Went Well\n\nMemory could be doubled while all was running.\n\n## Corrective Actions\n\nThe alert is in place.",
        good=(
            f"{_BODY}## What Went Well\n\nMemory could be doubled while all was running.\n\n"
            "## What Went Poorly\n\nCustomers told us; no alert did (a1).\n\n"
            "## Corrective Actions\n\nThe alert is in place."
        ),
    ),
    Rule(
        id="empty-section",
        level=Level.ERROR,
        says="A section with nothing in it.",
        why="Nobody knows whether there was nothing to say or nobody said it.",
        instead="Write what belongs there; say so if there is nothing to say.",
        allow=_DRAFT,
        bad=f"{_BODY}## Lessons Learned",
        good=f"{_BODY}## Lessons Learned\n\nWhatever is kept for each customer needs a number for its size.",
    ),
    Rule(
        id="unknown-section",
        level=Level.ERROR,
        says="A section that isn't one of the seven.",
        why="The seven are where readers and searches look.",
        instead="Make it a smaller heading with `###` in the section it belongs to.",
        allow=_IMPORTED,
        bad=f"{_BODY}## Lessons Learned\n\nSizes need numbers.\n\n## Thanks\n\nTo support, who saw the pattern.",
        good=f"{_BODY}## Lessons Learned\n\nSizes need numbers.\n\n### Thanks\n\nTo support, who saw the pattern.",
    ),
    Rule(
        id="duplicate-section",
        level=Level.ERROR,
        says="A section twice.",
        why="Whoever reads the first doesn't look for the second.",
        instead="Join the two.",
        allow=_IMPORTED,
        bad=f"{_BODY}## Lessons Learned\n\nSizes need numbers.\n\n## Lessons Learned\n\nAlerts need owners.",
        good=f"{_BODY}## Lessons Learned\n\nSizes need numbers. Alerts need owners.",
    ),
    Rule(
        id="section-order",
        level=Level.ERROR,
        says="Sections in another order than the seven have.",
        why="People who read many find their way by the order.",
        instead="Move the section up.",
        allow=_IMPORTED,
        bad=f"{_BODY}## What Went Poorly\n\nNo alert told us (a1).\n\n## What Went Well\n\nMemory could be doubled.",
        good=f"{_BODY}## What Went Well\n\nMemory could be doubled.\n\n## What Went Poorly\n\nNo alert told us (a1).",
    ),
    Rule(
        id="five-whys",
        level=Level.ERROR,
        says="Fewer than three whys where the severity asks for a postmortem. Fewer than five give a warning.",
        why="The first answers name what broke; only the later ones say what let it break.",
        instead="Ask on until the answer is something that the organisation can change.",
        allow=_DRAFT,
        bad=f"{_BODY}## Root Cause Analysis\n\n### Five whys\n\n1. Why were right passwords refused? The store was full.",
        good=(
            f"{_BODY}## Root Cause Analysis\n\n### Five whys\n\n"
            "1. Why were right passwords refused? The half-finished sign-in was gone.\n"
            "2. Why was it gone? The store was full and throws out the oldest.\n"
            "3. Why was it full? Each record had become four times as large.\n"
            "4. Why did nobody notice before? Nothing watches how full the store is.\n"
            "5. Why was the growth not seen in review? The checklist asks about speed, not about size."
        ),
    ),
    Rule(
        id="incomplete",
        level=Level.ERROR,
        says="A published postmortem without a root cause or an action, where the severity asks for one. Without a contributing factor it gets a warning.",
        why="It would be counted as done, and nothing would follow from it.",
        instead="Root causes of `taxonomy.yml` (`unknown`, if it could not be established) and actions; or `status: in-review`.",
        allow=_IMPORTED,
        bad=f"{_FRONT}root_causes: []",
        good=f"{_FRONT}root_causes: [unknown]",
    ),
    Rule(
        id="incomplete-action",
        level=Level.ERROR,
        says="An action without owner, due day or success criterion, or a closed one without the day. Without a category it gets a warning.",
        why="An action that nobody owns is done by nobody; one without a criterion is never seen to work.",
        instead="`owner:`, `due:`, `success:`, and `closed:` when it is done.",
        allow=f"{_DRAFT} A closing day is always needed.",
        bad="""\
# content/drills/2026-01-08-store-full.md
actions:
  - {id: a1, what: Name services instead of hosts in the runbook}""",
        good="""\
# content/drills/2026-01-08-store-full.md
actions:
  - id: a1
    what: Name services instead of hosts in the runbook of the session store
    category: process
    kind: mitigate
    addresses: [h-unfamiliar]
    owner: platform team
    due: 2026-01-30
    success: Somebody from another team restores the store with the runbook alone""",
    ),
    Rule(
        id="closed-but-open",
        level=Level.ERROR,
        says="A day of closing or verifying at an action that isn't closed or verified.",
        why="One of the two is wrong, and measures would count either.",
        instead="Correct the status, or remove the day.",
        allow="",
        bad=f"{_DRILL}actions:\n  - {{id: a1, what: Name services in the runbook, status: open, closed: 2026-01-14}}",
        good="""\
# content/drills/2026-01-08-store-full.md
actions:
  - id: a1
    what: Name services instead of hosts in the runbook of the session store
    category: process
    kind: mitigate
    addresses: [h-unfamiliar]
    owner: platform team
    due: 2026-01-30
    success: Somebody from another team restores the store with the runbook alone
    status: done
    closed: 2026-01-14""",
    ),
    Rule(
        id="unknown-step",
        level=Level.ERROR,
        says="A drill observed a step for which it expected no time.",
        why="Nobody can say whether it was in time.",
        instead="The step's name in `expected:`, or a time for it there.",
        allow="",
        bad=f"{_DRILL}expected: {{detected: 10m}}\nobserved: {{noticed: 4m}}",
        good=f"{_DRILL}expected: {{detected: 10m}}\nobserved: {{detected: 4m}}",
    ),
    Rule(
        id="dead-link",
        level=Level.ERROR,
        says="A link to a postmortem or drill that isn't there.",
        why="Its reader, at night and in a hurry, gets a page that says `not found`.",
        instead="The file's name, such as `../drills/2026-01-08-store-full.md`, or a web address.",
        allow="",
        bad=f"{_BODY}## Lessons Learned\n\nThe [drill](../drills/2026-01-09-store-full.md) had shown it.",
        good=f"{_BODY}## Lessons Learned\n\nThe [drill](../drills/2026-01-08-store-full.md) had shown it.",
    ),
    Rule(
        id="internal-in-public",
        level=Level.ERROR,
        says="Postmortems or drills in a repository that everybody can read.",
        why="They name weaknesses, hosts and colleagues, and are frank only as long as they stay among them.",
        instead="A private repository for them. It is a warning where only the repository's address says that it may be public: then `repository: private` in `content/policy.yml` settles it.",
        allow="A demonstration (`demo:` in `site.yml`) is written for everybody.",
        bad="# content/policy.yml\nrepository: public",
        good="# content/policy.yml\nrepository: private",
    ),
)
