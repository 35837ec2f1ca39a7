"""The jargon of a language and the plain words for it, from `data/<code>/jargon.txt`, with all its forms.

Knows how that file is written and how words are inflected; knows no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from clearbell.language.lists import text
from clearbell.language.lookup import Phrases
from clearbell.values import value

_VOWELS: Final = "aeiou"


@value
class Term:
    """One form of a term. It doesn't count after or before the words of `after` and `before`.
    `base` is the term itself, `why` the house's own reason.

    `flag`: it stops a text; otherwise it is only mentioned. `everyone`: developers don't know it either. `proper`: a
    name of software, which has a capital of its own. `harmless`: nothing in the phrase is jargon.
    """

    use: str
    flag: bool
    everyone: bool
    proper: bool = False
    harmless: bool = False
    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    base: str = ""
    why: str = ""


@cache
def glossary(language: str) -> Phrases[Term]:
    """The terms of a language; of one without a glossary, none."""
    found: Phrases[Term] = Phrases()
    for form, term in entries(language):
        found.add(form, term)
    found.sort()
    return found


def entries(language: str) -> Iterator[tuple[str, Term]]:
    """Every form of every term, as the glossary lists them."""
    flag = everyone = harmless = False
    for line in text(language, "jargon.txt").splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            level, _, audience = line.strip("[]").partition(" ")
            flag, everyone, harmless = level == "flag", audience == "developer", level == "harmless"
        elif harmless:
            yield line.removeprefix("! "), Term("", False, True, harmless=True)
        else:
            yield from _row(line, flag, everyone)


def _row(line: str, flag: bool, everyone: bool) -> Iterator[tuple[str, Term]]:
    left, _, right = line.partition(" = ")
    use, *conditions = right.split("; ")
    after = before = frozenset[str]()
    for condition in conditions:
        words = condition.split()
        if words[1] == "after":
            after = frozenset(words[2:])
        else:
            before = frozenset(words[2:])
    for term in left.split(", "):
        proper = term[:1].isupper()
        base = term.replace("*", "").replace("~", "")
        for number, form in enumerate(_forms(term)):
            made = Term(
                _inflected(use, number, verb="~" in term), flag, everyone, proper, False, after, before, base
            )
            yield form, made
            if "-" in form:
                yield form.replace("-", ""), made


def _forms(term: str) -> list[str]:
    """A term in its forms: word and plural, or the four of a verb."""
    if "*" in term:
        head, _, tail = term.partition("*")
        return [head + tail, plural(head) + tail]
    if "~" in term:
        head, _, tail = term.partition("~")
        return [form + tail for form in verb_forms(head)]
    return [term]


def _inflected(use: str, number: int, *, verb: bool) -> str:
    """The plain words in the form of the given number."""
    if "/" not in use and "*" not in use and "~" not in use:
        return use
    words = use.split(" ")
    for index, word in enumerate(words):
        if word.count("/") == 3:
            words[index] = word.split("/")[number]
        elif word.endswith("*"):
            words[index] = plural(word[:-1]) if number and not verb else word[:-1]
        elif word.endswith("~"):
            words[index] = verb_forms(word[:-1])[number] if verb else word[:-1]
    return " ".join(words)


def plural(noun: str) -> str:
    """The regular plural of an English noun or abbreviation; of several words, that of the last."""
    if noun.isupper() or noun[-1:].isdigit():
        return noun + "s"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def verb_forms(verb: str) -> tuple[str, str, str, str]:
    """release, releases, released, releasing."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb, plural(verb), verb[:-1] + "ied", verb + "ing"
    return verb, plural(verb), verb + "ed", verb + "ing"
