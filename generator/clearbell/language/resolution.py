"""Whether the last word on a serious incident tells its story: what happened, to whom, for how long, and what is next.

Knows how each of these is recognised; the words are data. That a message is empty altogether is for other rules to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.impact import has_impact
from clearbell.language.patterns import patterns
from clearbell.language.stock import only_stock
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.problems import Level
from clearbell.rules import Rule

RESOLUTION: Final = Rule(
    id="resolution-summary",
    level=Level.WARNING,
    says="A `resolved` update of a Sev1 or Sev2 that doesn't say what happened, who was affected, for how long, or what is next.",
    why="It is the one update that everybody reads who wasn't there, and the one that is quoted.",
    instead="A sentence each: from when to when, what didn't work and for whom, and what readers have to do or can expect.",
    allow="`allow: {resolution-summary: why there is no more to say}` at the update.",
    bad="Paying by card works again for everyone. Thank you for your patience.",
    good="Paying works again. From 10:00 to 10:48 about one in three card payments failed. Nothing was taken for these. You don't need to do anything.",
)
RULES: Final = (RESOLUTION,)

_GOES_ON: Final = 8  # words
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_QUESTIONS: Final = {
    "what": "what happened",
    "who": "who was affected",
    "long": "for how long",
    "next": "what is next",
}


def judge(update: Told, before: Sequence[Told], house: House) -> Iterator[Finding]:  # noqa: ARG001 - as every rule
    """What the summary leaves out; a hint where that is only the outlook."""
    if update.status != "resolved" or update.severity not in (1, 2):
        return
    words = patterns(house.language, "resolution")
    if words is None or (only_stock(update.text, house) and not has_impact(update.text, house.language)):
        return  # `vague` says all that is to be said of stock words
    told = _told(update.text, words["stock"])
    missing = [question for name, question in _QUESTIONS.items() if not _said(name, told, words)]
    if not missing:
        return
    source = update.text.source
    level = Level.HINT if missing == [_QUESTIONS["next"]] else RESOLUTION.level
    suggestion = f"Say {_listed(missing)}."
    yield Finding(0, len(source), RESOLUTION.id, level, source, suggestion, RESOLUTION.why)


def _told(text: Text, stock: re.Pattern[str]) -> str:
    """The sentences that say something. One that begins like stock words and goes on is none of them."""
    sentences = [
        text.plain[start:end].lstrip("*_#> -").replace("\u2019", "'") for start, end in text.sentences
    ]
    return "\n".join(
        sentence
        for sentence in sentences
        if not (begun := stock.match(sentence)) or len(sentence[begun.end() :].split()) > _GOES_ON
    )


def _said(name: str, told: str, words: Mapping[str, re.Pattern[str]]) -> bool:
    if name == "long" and len(_CLOCK.findall(told)) > 1:
        return True
    return words[name].search(told) is not None


def _listed(questions: Sequence[str]) -> str:
    *first, last = questions
    return f"{', '.join(first)} and {last}" if first else last
