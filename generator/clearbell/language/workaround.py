"""Workarounds: whether a serious incident that goes on says what readers can do in the meantime. The sayings are data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.sayings import says, words
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

RULES: Final = (
    Rule(
        id="workaround",
        level=Level.HINT,
        says="Two updates of an open Sev1 or Sev2 say nothing about what readers can do in the meantime.",
        why="What to do until then is the second thing readers want to know.",
        instead="Add `workaround:` to the update, or say that there is none.",
        allow="`allow: {workaround: why there is none}` at the update.",
        bad="Card payments still fail. We are replacing the broken part.",
        good="Card payments still fail. Paying by bank transfer works.",
    ),
)
_SUGGESTION: Final = (
    "Add `workaround:`, such as `Paying by bank transfer works.`, or say that there is none yet."
)
_OVER: Final = ("resolved", "postmortem")


def judge(update: Told, before: Sequence[Told], house: House) -> Iterator[Finding]:
    """The second update, once: who has said nothing by then has been reminded."""
    serious = update.kind == "incident" and update.severity in (1, 2)
    if not serious or len(before) != 1 or update.status in _OVER:
        return
    if not words(house.language, "workaround", "workaround"):
        return
    told = (*before, update)
    if not any(
        each.workaround or says(each.text, house.language, "workaround", "workaround") for each in told
    ):
        source = update.text.source
        yield Finding(0, len(source), "workaround", Level.HINT, source, _SUGGESTION, RULES[0].why)
