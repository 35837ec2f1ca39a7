"""Jargon that no list can hold, known by its shape: error codes, percentiles, paths, code, ids, addresses, regions.

Knows shapes, the same in any language; how machines are named is known in `machines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from clearbell.language.allowed import is_allowed, is_named
from clearbell.language.articles import fitted
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.machines import machine_names
from clearbell.language.text import Text
from clearbell.model import Audience
from clearbell.problems import Level


class _Shape(NamedTuple):
    """`only` is quick to look for, and stands in every text with such a shape."""

    pattern: re.Pattern[str]
    only: re.Pattern[str]
    level: Level
    everyone: bool
    use: str
    why: str


_FLAG, _HINT = Level.ERROR, Level.HINT
_CODE_WORDS: Final = r"(?:errors?|responses?|status(?:es)?(?: codes?)?|error codes?|codes?|https?)"
_ANSWERING: Final = (
    r"(?:return(?:s|ed|ing)?|throw(?:s|n|ing)?|threw|fail(?:s|ed|ing)? with|respond(?:s|ed|ing)? with|answer(?:s|ed|ing)? with"
    r"|got|gets?|getting|received?|receiving|serv(?:e|es|ed|ing)|HTTP)"
)


def _shape(
    pattern: str,
    use: str,
    why: str,
    *,
    only: str = "",
    level: Level = _FLAG,
    everyone: bool = False,
    flags: int = 0,
) -> _Shape:
    return _Shape(re.compile(pattern, flags), re.compile(only), level, everyone, use, why)


_HTTP: Final = "A code for programs; it doesn't say what customers see."
_NUMBERS: Final = "A measure of our own; customers notice how long they wait."
_INNER: Final = "It names an inner part, which says nothing to customers."

_WITH_DIGITS: Final = (
    _shape(
        rf"\b(?:https?[ /-]?)?(?:{_CODE_WORDS}[ :#]{{1,2}})?\(?[45](?:\d\d|[xX]{{2}}|0x)\)?s?(?:[ -]{_CODE_WORDS}){{1,3}}\b"
        rf"|\b(?:https?[ /-]?|{_CODE_WORDS}[ :#]{{1,2}})(?:{_CODE_WORDS}[ :#]{{1,2}})?[45](?:\d\d|[xX]{{2}}|0x)s?\b(?!\s*(?:%|percent|users|customers|people))"
        rf"|\b[45](?:[xX]{{2}}|0x|\d\ds)\b"
        rf"|\b(?<![\w.,])[45]\d\d(?=[ -](?:bad gateway|not found|forbidden|unauthori[sz]ed|internal server|service unavailable|gateway time-?out|too many))"
        rf"|\b{_ANSWERING} (?:an? |the |occasional |intermittent )?(?P<here>[45]\d\d)(?=[.,;:!)\"]|\s*\Z|\s(?:when|on|for|from|to|and|or|in|at|while|if|instead|across|during)\b)",
        "an error message",
        _HTTP,
        only=r"[45](?:\d\d|[xX0])",
        flags=re.IGNORECASE,
    ),
    _shape(
        r"\berror (?:code )?#?(?:0x[0-9a-f]{2,8}|\d{3,5})\b|\berror code #?\d{1,5}\b",
        "an error message",
        _HTTP,
        only="[eE][rR][rR]",
        flags=re.IGNORECASE,
    ),
    _shape(
        r"\b[pP](?:50|75|90|95|98|99(?:\.\d{1,2}|9)?)\b(?: latenc(?:y|ies))?",
        "the longest waits",
        _NUMBERS,
        only=r"[pP]\d",
        everyone=True,
    ),
    _shape(
        r"\b\d{2}(?:\.\d{1,2})?th percentiles?\b",
        "the longest waits",
        _NUMBERS,
        only="percentile",
        everyone=True,
    ),
    _shape(
        r"(?<![\w.-])(?:us|eu|ap|ca|sa|me|af|il|cn|uk|asia|europe|australia|northamerica|southamerica)-(?:gov-)?"
        r"(?:north|south|east|west|central)(?:east|west)?-?\d{1,2}[a-f]?(?:-[a-z0-9]{1,3})?(?![\w.]\w)",
        "one of our locations",
        "A code of a hosting company; name the place as customers know it.",
        only="-[nsewc]",
    ),
    _shape(
        r"(?<![\w.-])(?:[A-Z]{3}|[a-z]{3})\d(?![\w.-]\w|\w)",
        "the name of the place",
        "A code for a place; some customers know it, others don't.",
        level=_HINT,
    ),
    _shape(
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2}|:\d{2,5})?(?![\w.]\d)",
        "an internet address",
        _INNER,
        only=r"\d\.\d{1,3}\.\d",
    ),
    _shape(
        r"(?<![\w:.])(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,7}:(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,6})?)(?:/\d{1,3})?(?![\w:])",
        "an internet address",
        _INNER,
        only=":[0-9a-fA-F]*:",
    ),
    _shape(
        r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
        "the item meant, by its name",
        "An id is for programs.",
        only="-[0-9a-fA-F]{4}-",
    ),
    _shape(
        r"(?<![\w-])(?=[0-9a-f]*[a-f])(?=[a-f]*\d[0-9a-f]*\d)[0-9a-f]{7,40}(?![\w-])",
        "the change or item meant",
        "An id is for programs.",
        only="[0-9a-f]{7}",
    ),
    _shape(
        r"\b(?:TCP |UDP )?ports? \d{2,5}\b",
        "the connection",
        _INNER,
        only="[oO][rR][tT]",
        flags=re.IGNORECASE,
    ),
    _shape(
        r"(?<![\w.])v\d{1,3}(?:\.\d{1,4}){1,3}(?:-[a-z]+\.?\d*)?\b",
        "the newest version",
        "Version numbers matter to those who install something.",
        only=r"v\d",
        level=_HINT,
    ),
)
_OTHERS: Final = (
    _shape(
        r"`[^`\n]{1,200}`",
        "what customers see or do",
        "Code in a text stops readers who don't write programs.",
        only="`",
    ),
    _shape(
        r"(?<![\w/`])(?:~?/(?:[\w.{}-]+/)+[\w.{}*-]*|/(?:api|v\d)\b(?:/[\w.{}-]*)*)",
        "the page or part meant",
        _INNER,
        only="/",
    ),
    _shape(r"\b[A-Za-z]:\\[\w\\.-]+", "the file meant", _INNER, only=r"\\"),
    _shape(
        r"(?<![\w@/.])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/.]\w)",
        "the setting or part, in words",
        _INNER,
        only="_",
    ),
    _shape(
        r"(?<![\w@/.])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)", "the setting or part, in words", _INNER, only="_"
    ),
    _shape(
        r"(?<![\w@/.])(?!mac|tv|watch|vision|iPad)[a-z]{2,20}[A-Z][a-z]{1,20}(?:[A-Z][a-z]{0,20}){0,6}(?:\(\))?(?![\w])",
        "the setting or part, in words",
        _INNER,
    ),
    _shape(
        r"(?<![\w/.@-])[a-z0-9_-]{1,40}\.(?:ya?ml|json|conf|cfg|ini|sh|py|js|ts|log|sql|jar|dll|so|tf|lock|env)(?![\w-])",
        "the file meant",
        _INNER,
    ),
)


_DIGIT: Final = re.compile(r"\d|[45][xX]")


def find(text: Text, house: House) -> Iterator[Finding]:
    """Every shape that stands for jargon."""
    plain = text.plain
    for start, end in machine_names(text):
        if not is_named(text, house, start, end):
            begin, use = fitted(text, start, "a server")
            yield Finding(begin, end, "jargon", _FLAG, plain[begin:end], use, _INNER)
    developers = house.audience is Audience.DEVELOPER
    digits = _DIGIT.search(plain)
    for shape in (*_OTHERS, *_WITH_DIGITS) if digits else _OTHERS:
        if (developers and not shape.everyone) or not shape.only.search(plain):
            continue
        for match in shape.pattern.finditer(plain):
            start, end = match.span(match.lastgroup or 0)
            if plain[start:end].strip("` ") and not is_allowed(text, house, start, end):
                begin, use = fitted(text, start, shape.use)
                yield Finding(begin, end, "jargon", shape.level, plain[begin:end], use, shape.why)
