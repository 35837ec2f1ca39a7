"""Every way in which a postmortem, a drill or the vocabulary can be wrong, and the whole message it gets."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearbell.internal.archive import present, read_archive
from clearbell.internal.stage import pages
from internal_stories import CHECKOUT, FILES, NOW, changed, problems, shown, site

POSTMORTEM: Final = "postmortems/sent-twice.md"
DRILL: Final = "drills/card-company.md"
TAXONOMY: Final = "taxonomy.yml"

STORIES: Final[dict[str, tuple[str, list[tuple[str, str]], list[str]]]] = {
    "a file without front matter is told how it begins": (
        POSTMORTEM,
        [("---\ntitle: Payments", "title: Payments")],
        [
            "content/postmortems/sent-twice.md:1:1: error: expected a line `---` that opens the front matter, found `title: Payments were sent twice`. Begin the file with a line `---`, then `title:`, `status:` ..., then a second line `---`."
        ],
    ),
    "front matter that is never closed is told where it ends": (
        POSTMORTEM,
        [("open\n---\n", "open\n")],
        [
            "content/postmortems/sent-twice.md:1:1: error: expected a second line `---` that closes the front matter, found none. Close the front matter with a line `---` before the text begins."
        ],
    ),
    "broken YAML is reported at its line in the file": (
        POSTMORTEM,
        [("severity: 2", "severity: [2")],
        [
            "content/postmortems/sent-twice.md:5:11: error: expected `]` at the end, found none. Close it with ], or put a text that starts with [ into quotes."
        ],
    ),
    "a key that doesn't exist is offered the one that does": (
        POSTMORTEM,
        [("services: [", "service: [")],
        [
            "content/postmortems/sent-twice.md:6:1: error: service: expected a key of this format, found `service`. Did you mean `services`?"
        ],
    ),
    "a time without zone is offered the zone of the site": (
        POSTMORTEM,
        [("2026-03-14T08:58:00Z", "2026-03-14T08:58:00")],
        [
            "content/postmortems/sent-twice.md:7:10: error: started: expected a time with its zone, like 2026-03-14 09:20Z or 2026-03-14 10:20+01:00, found `2026-03-14T08:58:00`. Write `2026-03-14 08:58+01:00` if that is Europe/Amsterdam time, `2026-03-14 08:58Z` if it is UTC."
        ],
    ),
    "a missing section is named": (
        POSTMORTEM,
        [("## What Went Well\n\nRolling back was quick.\n\n", "")],
        [
            "content/postmortems/sent-twice.md:62:1: error: expected the section `What Went Well`, found none. Add `## What Went Well` and write it."
        ],
    ),
    "a section with another name is offered the right one, and the right one is missing": (
        POSTMORTEM,
        [("## Timeline", "## Time line")],
        [
            "content/postmortems/sent-twice.md:35:1: error: expected one of the seven sections, found `Time line`. Did you mean `Timeline`?",
            "content/postmortems/sent-twice.md:66:1: error: expected the section `Timeline`, found none. Add `## Timeline` and write it.",
        ],
    ),
    "a section that is none of the seven is told what to do": (
        POSTMORTEM,
        [("No alert (a1).\n", "No alert (a1).\n\n## Appendix\n\nGraphs.\n")],
        [
            "content/postmortems/sent-twice.md:59:1: error: expected one of the seven sections, found `Appendix`. Make it a smaller heading with `###`, or remove it."
        ],
    ),
    "a section written twice is told where the first one is": (
        POSTMORTEM,
        [("No alert (a1).\n", "No alert (a1).\n\n## Timeline\n\n- 09:00 the first alert arrives.\n")],
        [
            "content/postmortems/sent-twice.md:59:1: error: expected each section once, found `Timeline` again (first in line 35). Join the two."
        ],
    ),
    "sections in another order are moved": (
        POSTMORTEM,
        [
            ("## What Went Well", "## What Went X"),
            ("## What Went Poorly", "## What Went Well"),
            ("## What Went X", "## What Went Poorly"),
            ("Rolling back was quick.", "Rolling back was slow (a1)."),
        ],
        [
            "content/postmortems/sent-twice.md:55:1: error: expected `What Went Well` before `What Went Poorly`, found `What Went Well` after `What Went Poorly`. Move the section up."
        ],
    ),
    "an empty section is told to say so": (
        POSTMORTEM,
        [("Read what a queue promises.\n", "")],
        [
            "content/postmortems/sent-twice.md:63:1: error: expected text in `Lessons Learned`, found nothing. Write what belongs there; say so if there is nothing to say."
        ],
    ),
    "text before the first section is moved": (
        POSTMORTEM,
        [("## Incident Summary", "Hello.\n\n## Incident Summary")],
        [
            "content/postmortems/sent-twice.md:31:1: error: expected `## Incident Summary` first, found text before it. Move it below `## Incident Summary`."
        ],
    ),
    "no whys at all": (
        POSTMORTEM,
        [
            (
                "### Five whys\n\n1. Why twice? Two workers took it.\n2. Why two? Nothing locks it.\n3. Why no lock? The queue did that before.\n4. Why not now? It was replaced.\n5. Why unnoticed? Nobody owns the contract between the two.\n\n",
                "",
            )
        ],
        [
            "content/postmortems/sent-twice.md:39:1: error: expected five whys for a Sev2, at least 3, found none. Write them as a numbered list below `### Five whys`, or as `five_whys:` in the front matter."
        ],
    ),
    "two whys are too few": (
        POSTMORTEM,
        [
            (
                "3. Why no lock? The queue did that before.\n4. Why not now? It was replaced.\n5. Why unnoticed? Nobody owns the contract between the two.\n",
                "",
            )
        ],
        [
            "content/postmortems/sent-twice.md:43:1: error: expected five whys for a Sev2, at least 3, found 2. Write them as a numbered list below `### Five whys`, or as `five_whys:` in the front matter."
        ],
    ),
    "four whys are a warning": (
        POSTMORTEM,
        [("5. Why unnoticed? Nobody owns the contract between the two.\n", "")],
        [
            "content/postmortems/sent-twice.md:43:1: warning: expected five whys, found 4. Ask on until the answer is something that the organisation can change."
        ],
    ),
    "an unknown service is offered a known one": (
        POSTMORTEM,
        [("[checkout, payments-api]", "[checkout, payment-api]")],
        [
            "content/postmortems/sent-twice.md:6:22: error: services[1]: expected a component of site.yml or service of taxonomy.yml, found `payment-api`. Did you mean `payments-api`?"
        ],
    ),
    "an unknown trigger is offered all": (
        POSTMORTEM,
        [("trigger: deploy", "trigger: moon")],
        [
            "content/postmortems/sent-twice.md:13:10: error: trigger: expected a trigger of taxonomy.yml, found `moon`. Use one of these: deploy."
        ],
    ),
    "an unknown cause is offered a known one": (
        POSTMORTEM,
        [("root_causes: [race]", "root_causes: [code-defects]")],
        [
            "content/postmortems/sent-twice.md:14:15: error: root_causes[0]: expected a root cause of taxonomy.yml, found `code-defects`. Did you mean `code-defect`?"
        ],
    ),
    "an unknown factor is offered a known one": (
        POSTMORTEM,
        [("contributing_factors: [t-missing-alert]", "contributing_factors: [t-missing-alerts]")],
        [
            "content/postmortems/sent-twice.md:15:24: error: contributing_factors[0]: expected a contributing factor of taxonomy.yml, found `t-missing-alerts`. Did you mean `t-missing-alert`?"
        ],
    ),
    "an unknown way of detection is offered a known one": (
        POSTMORTEM,
        [("detection: alert", "detection: alarm")],
        [
            "content/postmortems/sent-twice.md:12:12: error: detection: expected a way of detection of taxonomy.yml, found `alarm`. Did you mean `alert`?"
        ],
    ),
    "an unknown mitigation is offered a known one": (
        POSTMORTEM,
        [("mitigation: [rollback]", "mitigation: [roll-back]")],
        [
            "content/postmortems/sent-twice.md:16:14: error: mitigation[0]: expected a mitigation of taxonomy.yml, found `roll-back`. Did you mean `rollback`?"
        ],
    ),
    "an action that answers something unknown is offered a known one": (
        POSTMORTEM,
        [("addresses: [race]", "addresses: [t-missing-allert]")],
        [
            "content/postmortems/sent-twice.md:24:17: error: actions[0].addresses[0]: expected a root cause or contributing factor of taxonomy.yml, found `t-missing-allert`. Did you mean `t-missing-alert`?"
        ],
    ),
    "an unknown role is offered a known one": (
        POSTMORTEM,
        [("{incident_commander:", "{incident_comander:")],
        [
            "content/postmortems/sent-twice.md:17:9: error: roles.incident_comander: expected a role of policy.yml, found `incident_comander`. Did you mean `incident_commander`?"
        ],
    ),
    "an unknown incident is offered a known one": (
        POSTMORTEM,
        [("incident: 2026-03-14-cannot-pay", "incident: 2026-03-14-cant-pay")],
        [
            "content/postmortems/sent-twice.md:3:11: error: incident: expected an incident of content/incidents, found `2026-03-14-cant-pay`. Did you mean `2026-03-14-cannot-pay`?"
        ],
    ),
    "a severity that differs from the incident's is a warning": (
        POSTMORTEM,
        [("severity: 2", "severity: 1")],
        [
            "content/postmortems/sent-twice.md:5:11: warning: severity: expected the severity of the incident, Sev2, found Sev1. Correct the one that is wrong."
        ],
    ),
    "times in reverse are told which": (
        POSTMORTEM,
        [("2026-03-14T09:00:00Z", "2026-03-14T09:05:00Z")],
        [
            "content/postmortems/sent-twice.md:9:15: error: acknowledged: expected a time not before `detected` (2026-03-14 09:05Z), found 2026-03-14 09:02Z. Correct one of the two."
        ],
    ),
    "a time that hasn't come is told what time it is": (
        POSTMORTEM,
        [("2026-03-14T10:58:00Z", "2026-05-14T10:58:00Z")],
        [
            "content/postmortems/sent-twice.md:11:11: error: resolved: expected a time that has come, found 2026-05-14 10:58Z, and it is 2026-04-20 09:00Z. Correct the time.",
            "content/postmortems/sent-twice.md:18:49: error: review.held: expected a time after the incident (2026-05-14 10:58Z), found 2026-03-16 13:00Z. Correct the time.",
        ],
    ),
    "a review held before it was scheduled": (
        POSTMORTEM,
        [("held: 2026-03-16", "held: 2026-03-15")],
        [
            "content/postmortems/sent-twice.md:18:49: error: review.held: expected a time not before `scheduled` (2026-03-16 13:00Z), found 2026-03-15 13:00Z. Correct `held`, or set `scheduled` to the day it was moved to."
        ],
    ),
    "a review held before the incident was over": (
        POSTMORTEM,
        [("scheduled: 2026-03-16T13:00:00Z, held: 2026-03-16T13", "held: 2026-03-13T13")],
        [
            "content/postmortems/sent-twice.md:18:16: error: review.held: expected a time after the incident (2026-03-14 10:58Z), found 2026-03-13 13:00Z. Correct the time."
        ],
    ),
    "a published postmortem without causes and actions": (
        POSTMORTEM,
        [
            ("root_causes: [race]\n", ""),
            ("No alert (a1).", "No alert, on purpose."),
            (
                "actions:\n  - id: a1\n    what: Give each payment one key\n    category: technical\n    kind: prevent\n    addresses: [race]\n    owner: payments\n    due: 2026-04-10\n    success: A repeated call captures once\n    status: open\n",
                "",
            ),
        ],
        [
            "content/postmortems/sent-twice.md:2:1: error: actions: expected at least one corrective action in a published postmortem of a Sev2, found none. Add `actions:`, or set the status to in-review.",
            "content/postmortems/sent-twice.md:2:1: error: root_causes: expected at least one root cause in a published postmortem of a Sev2, found none. Add `root_causes:` with ids of taxonomy.yml; `unknown` if it could not be established.",
        ],
    ),
    "an action that nobody can follow up": (
        POSTMORTEM,
        [("    owner: payments\n    due: 2026-04-10\n    success: A repeated call captures once\n", "")],
        [
            "content/postmortems/sent-twice.md:20:5: error: actions[0].due: expected a due day, found none. Add `due:` with a day, like 2026-04-10.",
            "content/postmortems/sent-twice.md:20:5: error: actions[0].owner: expected an owner, found none. Add `owner:` with the team or role that does it.",
            "content/postmortems/sent-twice.md:20:5: error: actions[0].success: expected a success criterion, found none. Add `success:` and say how anybody can see that it worked.",
        ],
    ),
    "a draft's incomplete action and missing sections are warnings": (
        POSTMORTEM,
        [
            ("status: published", "status: draft"),
            ("    owner: payments\n", ""),
            ("## Lessons Learned\n\nRead what a queue promises.\n", ""),
        ],
        [
            "content/postmortems/sent-twice.md:20:5: warning: actions[0].owner: expected an owner, found none. Add `owner:` with the team or role that does it.",
            "content/postmortems/sent-twice.md:62:1: warning: expected the section `Lessons Learned`, found none. Add `## Lessons Learned` and write it.",
        ],
    ),
    "an action done without the day": (
        POSTMORTEM,
        [("    status: open", "    status: done")],
        [
            "content/postmortems/sent-twice.md:20:5: error: actions[0].closed: expected the day it was done, found none. Add `closed:` with the day."
        ],
    ),
    "an open action with a day of closing": (
        POSTMORTEM,
        [("    status: open", "    status: open\n    closed: 2026-04-01")],
        [
            "content/postmortems/sent-twice.md:29:13: error: actions[0].closed: expected no day for an action that is open, found 2026-04-01. Set the status to done, verified or declined, or remove the day."
        ],
    ),
    "an action closed before it all began": (
        POSTMORTEM,
        [("    status: open", "    status: done\n    closed: 2026-03-01")],
        [
            "content/postmortems/sent-twice.md:29:13: error: actions[0].closed: expected a day not before it all began (2026-03-14), found 2026-03-01. Correct the day."
        ],
    ),
    "an action closed tomorrow": (
        POSTMORTEM,
        [("    status: open", "    status: done\n    closed: 2026-04-21")],
        [
            "content/postmortems/sent-twice.md:29:13: error: actions[0].closed: expected a day that has come, found 2026-04-21, and it is 2026-04-20. Correct the day."
        ],
    ),
    "an action verified before it was done, and not marked so": (
        POSTMORTEM,
        [("    status: open", "    status: done\n    closed: 2026-04-10\n    verified: 2026-04-09")],
        [
            "content/postmortems/sent-twice.md:30:15: error: actions[0].verified: expected no day for an action that is done, found 2026-04-09. Set the status to verified, or remove the day.",
            "content/postmortems/sent-twice.md:30:15: error: actions[0].verified: expected a day not before `closed` (2026-04-10), found 2026-04-09. Correct one of the two.",
        ],
    ),
    "two actions of one name": (
        POSTMORTEM,
        [
            (
                "    status: open",
                "    status: open\n  - {id: a1, what: Alert on a second capture, category: monitoring, owner: payments, due: 2026-05-01, success: A second capture pages}",
            )
        ],
        [
            "content/postmortems/sent-twice.md:29:10: error: actions[1].id: expected an id used once, found `a1` again. Give it an id of its own."
        ],
    ),
    "a link to a file that isn't there": (
        POSTMORTEM,
        [("No alert (a1).", "No alert (a1), as [before](sent-thrice.md).")],
        [
            "content/postmortems/sent-twice.md:57:1: error: expected a link to a file that is there, found `sent-thrice.md`. Name a file of content/postmortems or content/drills, like ../drills/NAME.md, or a web address."
        ],
    ),
    "a section that holds a template's words or a word for later": (
        POSTMORTEM,
        [
            ("Read what a queue promises.", "**TBD**"),
            ("Rolling back was quick.", "- [what helped]\n- ..."),
            ("Some payments went out twice.", "Briefly describe what happened and who was affected."),
        ],
        [
            "content/postmortems/sent-twice.md:31:1: error: expected text in `Incident Summary`, found `Briefly describe what happened and who was affected.`. Write what belongs there; say so if there is nothing to say.",
            "content/postmortems/sent-twice.md:51:1: error: expected text in `What Went Well`, found `- [what helped]`. Write what belongs there; say so if there is nothing to say.",
            "content/postmortems/sent-twice.md:64:1: error: expected text in `Lessons Learned`, found `**TBD**`. Write what belongs there; say so if there is nothing to say.",
        ],
    ),
    "in a draft a word for later is a warning, and few words are enough": (
        POSTMORTEM,
        [
            ("status: published", "status: draft"),
            ("Read what a queue promises.", "To be done."),
            ("Some payments went out twice.", "Paid twice."),
            ("No alert (a1).", "No alert."),
        ],
        [
            "content/postmortems/sent-twice.md:63:1: warning: expected text in `Lessons Learned`, found `To be done.`. Write what belongs there; say so if there is nothing to say.",
        ],
    ),
    "a summary of two words": (
        POSTMORTEM,
        [("Some payments went out twice.", "Paid twice.")],
        [
            "content/postmortems/sent-twice.md:31:1: warning: expected a text in `Incident Summary`, found 2 words. Tell it so that a colleague of another team can follow."
        ],
    ),
    "a chain of whys that ends with a person": (
        POSTMORTEM,
        [
            (
                "5. Why unnoticed? Nobody owns the contract between the two.",
                "5. Why unnoticed? The engineer\n   was tired and forgot it.",
            )
        ],
        [
            "content/postmortems/sent-twice.md:49:1: warning: expected a last why that ends in something the organisation can change, found `The engineer`. Ask once more: what let that happen, and what would have caught it?"
        ],
    ),
    "what went poorly and has neither action nor reason": (
        POSTMORTEM,
        [
            (
                "No alert (a1).",
                "In short:\n\n- No alert (a1).\n- The page was late,\n  by an hour.\n- Two teams looked (a7).\n- Nobody answered at night. We leave that, because it is a shop.",
            )
        ],
        [
            "content/postmortems/sent-twice.md:60:1: warning: expected an action or a reason for each thing that went poorly, found none. Name the action that answers it, like (a1), or say why it is left as it is.",
            "content/postmortems/sent-twice.md:62:1: warning: expected an action or a reason for each thing that went poorly, found none. Name the action that answers it, like (a1), or say why it is left as it is.",
        ],
    ),
    "a published postmortem without factors": (
        POSTMORTEM,
        [("contributing_factors: [t-missing-alert]\n", "")],
        [
            "content/postmortems/sent-twice.md:2:1: warning: contributing_factors: expected at least one contributing factor in a published postmortem of a Sev2, found none. Add `contributing_factors:` with ids of taxonomy.yml: what let it happen, or let it grow?"
        ],
    ),
    "an action that has no end, no measure, no category, and a holiday for its day": (
        POSTMORTEM,
        [
            (
                "    what: Give each payment one key\n    category: technical\n",
                "    what: Be more careful with keys\n",
            ),
            (
                "    due: 2026-04-10\n    success: A repeated call captures once",
                "    due: 2026-05-02\n    success: Payments are safer",
            ),
        ],
        [
            "content/postmortems/sent-twice.md:20:5: warning: actions[0].category: expected a category, found none. Add `category:` with technical, process, monitoring, training or automation.",
            "content/postmortems/sent-twice.md:21:11: warning: actions[0].what: expected something that can be finished, found `Be more careful with keys`. Name the thing that will be there when it is done.",
            "content/postmortems/sent-twice.md:25:10: hint: actions[0].due: expected a day on which somebody works, found 2026-05-02, a Saturday. Choose a working day.",
            "content/postmortems/sent-twice.md:26:14: warning: actions[0].success: expected something to count or to look at, found `Payments are safer`. Say what anybody would see: a number with its limit, or what happens when it is tried.",
        ],
    ),
    "an action that begins with no verb, and one due before it all began": (
        POSTMORTEM,
        [
            ("what: Give each payment one key", "what: Better keys for payments"),
            ("due: 2026-04-10", "due: 2026-03-10"),
        ],
        [
            "content/postmortems/sent-twice.md:21:11: warning: actions[0].what: expected a verb first, found `Better keys for payments`. Begin with what will be done: Add, Alert, Limit, Move, Refuse ...",
            "content/postmortems/sent-twice.md:26:10: error: actions[0].due: expected a day not before it all began (2026-03-14), found 2026-03-10. Correct the day.",
        ],
    ),
    "a review that is still ahead and later than agreed": (
        POSTMORTEM,
        [
            (
                "review: {scheduled: 2026-03-16T13:00:00Z, held: 2026-03-16T13:00:00Z}",
                "review: {scheduled: 2026-04-21T13:00:00Z}",
            )
        ],
        [
            "content/postmortems/sent-twice.md:18:21: hint: review.scheduled: expected a time within 2 business days of the end, until 2026-03-17 16:00Z, found 2026-04-21 13:00Z. Move it forward, if people can come."
        ],
    ),
    "a drill's step that wasn't expected": (
        DRILL,
        [("observed: {detected: 3m", "observed: {detect: 3m")],
        [
            "content/drills/card-company.md:7:12: error: observed.detect: expected a step of `expected:`, found `detect`. Did you mean `detected`?"
        ],
    ),
    "a drill's unknown role": (
        DRILL,
        [("findings:", "roles: {scrib: payments}\nfindings:")],
        [
            "content/drills/card-company.md:8:9: error: roles.scrib: expected a role of policy.yml, found `scrib`. Did you mean `scribe`?"
        ],
    ),
    "a vocabulary with an id twice, a parent and a component that don't exist": (
        TAXONOMY,
        [
            ("{id: h-workload, kind: human", "{id: t-missing-alert, kind: human"),
            ("parent: code-defect", "parent: code-defekt"),
            ("component: checkout", "component: chekout"),
        ],
        [
            "content/taxonomy.yml:3:56: error: services[0].component: expected a component of site.yml, found `chekout`. Did you mean `checkout`?",
            "content/taxonomy.yml:8:37: error: root_causes[1].parent: expected a term of the same list, found `code-defekt`. Did you mean `code-defect`?",
            "content/taxonomy.yml:11:10: error: contributing_factors[1].id: expected an id used once, found `t-missing-alert` again. Give it an id of its own.",
        ],
    ),
    "a vocabulary whose wider terms go in a circle": (
        TAXONOMY,
        [("title: Code defect,", "title: Code defect, parent: race,")],
        [
            "content/taxonomy.yml:7:51: error: root_causes[0].parent: expected a wider term, found `race`, which lies below `code-defect`. Leave `parent:` out at the widest of them.",
            "content/taxonomy.yml:8:37: error: root_causes[1].parent: expected a wider term, found `code-defect`, which lies below `race`. Leave `parent:` out at the widest of them.",
        ],
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_what_is_wrong_is_said_with_place_expectation_and_cure(story: str, tmp_path: Path) -> None:
    name, changes, expected = STORIES[story]
    assert problems(tmp_path, changed(name, *changes)).splitlines() == expected


def test_a_site_with_nothing_wrong_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, FILES) == ""


def test_history_from_elsewhere_need_not_be_complete_but_must_not_be_wrong(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("status: published", "status: published\nimported: old wiki"),
        ("    owner: payments\n", ""),
        ("root_causes: [race]", "root_causes: [rice]"),
        ("## Timeline", "## What we saw"),
        ("### Five whys", "### Thoughts"),
    )
    assert problems(tmp_path, files) == (
        "content/postmortems/sent-twice.md:15:15: error: root_causes[0]: expected a root cause of taxonomy.yml, "
        "found `rice`. Did you mean `race`?"
    )


def test_whys_may_stand_in_the_front_matter(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("roles:", "five_whys: [Why twice?, Why two?, Why no lock?, Why not now?, Why unnoticed?]\nroles:"),
        ("### Five whys", "### Notes"),
    )
    assert problems(tmp_path, files) == ""


@pytest.mark.parametrize(
    "what",
    [
        "Improve monitoring",
        "Look into the queue",
        "Monitoring for the queue",
        "The queue gets an alert",
        "Make sure everyone knows the runbook",
        "Pay attention to the queue",
    ],
)
def test_what_nobody_can_finish_is_no_action(what: str, tmp_path: Path) -> None:
    found = problems(tmp_path, changed(POSTMORTEM, ("what: Give each payment one key", f"what: {what}")))
    assert "warning: actions[0].what: expected" in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    ("what", "success"),
    [
        ("Improve the error page so that it names the order", "The page shows the order's number"),
        ("Pay the double amounts back", "1,312 of 1,312 amounts are booked"),
        ("Ping the second supplier each minute", "Blocking the first supplier pages the on-call rota"),
        ("Bring the runbook up to date", "A newcomer restores the store with it alone"),
        ("Rename hosts in the runbook", "No host name is left in it"),
    ],
)
def test_what_has_an_end_and_can_be_seen_is_one(what: str, success: str, tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("what: Give each payment one key", f"what: {what}"),
        ("success: A repeated call captures once", f"success: {success}"),
    )
    assert problems(tmp_path, files) == ""


def test_what_is_done_is_past_better_words_and_so_is_history_from_elsewhere(tmp_path: Path) -> None:
    closed = changed(
        POSTMORTEM,
        ("what: Give each payment one key", "what: Improve keys"),
        ("status: open", "status: done\n    closed: 2026-04-01"),
    )
    imported = changed(
        POSTMORTEM,
        ("status: published", "status: published\nimported: old wiki"),
        ("what: Give each payment one key", "what: Improve keys"),
        ("Read what a queue promises.", "TBD"),
        ("No alert (a1).", "No alert."),
    )
    assert (problems(tmp_path / "closed", closed), problems(tmp_path / "imported", imported)) == ("", "")


@pytest.mark.parametrize(
    "last",
    [
        "Somebody forgot the lock, and no test runs without it.",
        "The engineer had no permission to look.",
        "The queue's contract names no owner.",
    ],
)
def test_a_last_why_that_goes_on_to_what_let_it_happen_is_fine(last: str, tmp_path: Path) -> None:
    files = changed(POSTMORTEM, ("Nobody owns the contract between the two.", last))
    assert problems(tmp_path, files) == ""


def test_a_heading_inside_code_or_a_quotation_is_no_section(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM, ("No alert (a1).", "No alert (a1).\n\n```\n## Appendix\n```\n\n> ## Appendix")
    )
    assert problems(tmp_path, files) == ""


def test_without_a_vocabulary_any_id_will_do(tmp_path: Path) -> None:
    files = changed(POSTMORTEM, ("trigger: deploy", "trigger: moon"))
    del files["taxonomy.yml"]
    assert problems(tmp_path, files) == ""


def test_all_problems_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    files = changed(POSTMORTEM, ("trigger: deploy", "trigger: moon"))
    files |= changed(DRILL, ("kind: drill", "kind: dril")) | {POSTMORTEM: files[POSTMORTEM]}
    files["postmortems/other.md"] = "Nothing yet.\n"
    assert [line.split(" ")[0] for line in problems(tmp_path, files).splitlines()] == [
        "content/drills/card-company.md:4:7:",
        "content/postmortems/other.md:1:1:",
        "content/postmortems/sent-twice.md:13:10:",
    ]


def test_the_demo_has_nothing_to_mend() -> None:
    found, complaints = read_archive(CHECKOUT, present(CHECKOUT))
    assert shown(complaints) == ""
    assert found is not None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_file_there_are_problems_and_no_trace(data: st.DataObject) -> None:
    text = FILES[POSTMORTEM]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.text(alphabet="#-: \n[]{}`>|'\"&*<!\\ab1\t", max_size=12))
    with TemporaryDirectory() as folder:
        found, complaints = read_archive(
            site(Path(folder), {**FILES, POSTMORTEM: text[:start] + put + text[end:]}), NOW
        )
        if found is None:
            assert complaints
        else:
            pages(found)
