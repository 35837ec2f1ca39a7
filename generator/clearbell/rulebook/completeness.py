"""Rules about whether postmortems and their actions say something: texts, whys, answers, words of actions, days."""

from __future__ import annotations

from typing import Final

from clearbell.problems import Level
from clearbell.rules import Rule

_FRONT: Final = "# content/postmortems/2026-01-12-sign-in-fails.md\n"
_BODY: Final = "<!-- content/postmortems/2026-01-12-sign-in-fails.md -->\n"
_IMPORTED: Final = "`imported:` lets history from elsewhere pass. So does a closed action, or a draft."


def _action(what: str, due: str, success: str) -> str:
    return f"""\
# content/drills/2026-01-08-store-full.md
actions:
  - id: a1
    what: {what}
    category: process
    owner: platform team
    due: {due}
    success: {success}"""


def _whys(last: str) -> str:
    return (
        f"{_BODY}## Root Cause Analysis\n\nThe store was planned for a quarter of what it held.\n\n### Five whys\n\n"
        "1. Why were right passwords refused? The half-finished sign-in was gone.\n"
        "2. Why was it gone? The store was full and throws out the oldest.\n"
        "3. Why was it full? Each record had become four times as large.\n"
        "4. Why was there no room? The plan counts records, not bytes.\n"
        f"5. Why was that not seen? {last}"
    )


_WHAT: Final = "Name services instead of hosts in the runbook of the session store"
_SUCCESS: Final = "Somebody from another team restores the store with the runbook alone, within 10 minutes"

RULES: Final = (
    Rule(
        id="placeholder",
        level=Level.ERROR,
        says="A section that holds words of a template, or `TBD`, where a text belongs. In a draft it is a warning.",
        why="It looks finished in every list, and whoever opens it in a year finds nothing.",
        instead="The text; or that there is nothing to say, and why.",
        allow="`imported:` lets history from elsewhere pass.",
        bad=f"{_BODY}## Lessons Learned\n\nTBD",
        good=f"{_BODY}## Lessons Learned\n\nWhatever is kept for each customer needs a number for its size.",
    ),
    Rule(
        id="thin-section",
        level=Level.WARNING,
        says="A summary, timeline or analysis of fewer than five words.",
        why="Who wasn't there can't follow it, and a search finds nothing to hold on to.",
        instead="What happened, when and why, for a colleague of another team.",
        allow=_IMPORTED,
        bad=f"{_BODY}## Incident Summary\n\nSign-in was down.",
        good=f"{_BODY}## Incident Summary\n\nThe store was full and threw out sessions of people who were signing in.",
    ),
    Rule(
        id="why-ends-in-person",
        level=Level.WARNING,
        says="A chain of whys whose last answer is what somebody did or didn't do.",
        why="People slip everywhere and always. What lets a slip through, or makes it likely, can be changed.",
        instead="One more why: what would have had to be there, so that it didn't matter?",
        allow=_IMPORTED,
        bad=_whys("Somebody forgot to look."),
        good=_whys("The checklist asks about speed, not about size."),
    ),
    Rule(
        id="unanswered",
        level=Level.WARNING,
        says="Something that went poorly, with no action and no reason for none.",
        why="It will go poorly again, and that it was seen before makes it worse.",
        instead="The id of the action that answers it, `(a2)`; or why it is left as it is.",
        allow=_IMPORTED,
        bad=f"{_BODY}## What Went Poorly\n\n- Customers told us; no alert did.",
        good=f"{_BODY}## What Went Poorly\n\n- Customers told us; no alert did (a1).",
    ),
    Rule(
        id="vague-action",
        level=Level.WARNING,
        says="An action that doesn't begin with what will be done, or that has no end.",
        why="What nobody can finish is never done, and what nobody can picture is never begun.",
        instead="A verb first, then the thing that will be there: `Alert when ...`, `Refuse tables without a unit`.",
        allow=_IMPORTED,
        bad=_action("Be more careful with runbooks", "2026-01-30", _SUCCESS),
        good=_action(_WHAT, "2026-01-30", _SUCCESS),
    ),
    Rule(
        id="vague-success",
        level=Level.WARNING,
        says="A success criterion that nobody can count or look at.",
        why="An action is verified when somebody has seen its success. This one can't be seen.",
        instead="A number with its limit, or what happens when it is tried: `A table without a unit is refused`.",
        allow=_IMPORTED,
        bad=_action(_WHAT, "2026-01-30", "Runbooks are better"),
        good=_action(_WHAT, "2026-01-30", _SUCCESS),
    ),
    Rule(
        id="due-on-day-off",
        level=Level.HINT,
        says="An open action that is due on a day on which nobody works.",
        why="It will be done the working day before, or late.",
        instead="A working day, as `working_hours` of `content/policy.yml` has them.",
        allow=_IMPORTED,
        bad=_action(_WHAT, "2026-01-31", _SUCCESS),
        good=_action(_WHAT, "2026-01-30", _SUCCESS),
    ),
    Rule(
        id="late-review",
        level=Level.HINT,
        says="A review meeting that is still ahead, and later than `review_scheduled_within` of `content/policy.yml`.",
        why="After a few days people remember what they decided, and no longer why.",
        instead="An earlier day, if there is one.",
        allow="`imported:` lets history from elsewhere pass.",
        bad=f"{_FRONT}review: {{scheduled: 2026-01-30 13:00Z}}",
        good=f"{_FRONT}review: {{scheduled: 2026-01-14 13:00Z}}",
    ),
)
