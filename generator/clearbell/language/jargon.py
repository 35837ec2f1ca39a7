"""Words that name how a service works inside: found by the glossary, explained, with plain words for the same place.

Knows when a hit is none: a name, a product's capital, another meaning by the words beside it. Knows no list of words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from clearbell.formats.language import TermLevel
from clearbell.language.allowed import is_allowed
from clearbell.language.articles import fitted
from clearbell.language.finding import Finding
from clearbell.language.glossary import Term, glossary, plural
from clearbell.language.house import House
from clearbell.language.lookup import Phrases
from clearbell.language.text import Text, Word
from clearbell.model import Audience
from clearbell.problems import Level
from clearbell.rules import Rule

JARGON: Final = Rule(
    id="jargon",
    level=Level.ERROR,
    says="A word that names how the service works inside.",
    why="Customers don't know this word; it tells them nothing about what works for them.",
    instead="Say what customers notice, or use the plain words offered.",
    allow='`allow: {WORD: reason}` at the update. A product\'s name goes into `names:` of content/language.yml, a word that all your customers know into its `terms:`, with `level: "off"`.',
    bad="We deployed a fix to the backend.",
    good="We released a fix, and checkout works again.",
)
RULES: Final = (JARGON,)

_OPERATORS: Final = "Only people who run such systems know this word, not those who use them."
_HALF_KNOWN: Final = "Many readers only half know this word; a plainer one is there."
_CLAUSE: Final = frozenset({":", "-", "\N{EN DASH}", "\N{EM DASH}"})


def find(text: Text, house: House) -> Iterator[Finding]:
    """Every term of the house and of the language's glossary, the longest at each place."""
    words = text.words
    known, own = glossary(house.language), _own(house)
    developers = house.audience is Audience.DEVELOPER
    index = 0
    while index < len(words):
        hits = known.at(text, index)
        if house.terms and (mine := own.at(text, index)):
            hits = sorted((*mine, *hits), key=lambda hit: -hit[0])
        for count, term in hits:
            if not _meant(text, index, count, term):
                continue
            if not term.harmless and (term.everyone or not developers):
                finding = _finding(text, index, count, term)
                if not is_allowed(text, house, finding.start, finding.end):
                    yield finding
            if term.flag or term.harmless:
                index += count - 1  # in what is only mentioned, a word may still be one that stops
            break
        index += 1


@lru_cache(maxsize=4)
def _own(house: House) -> Phrases[Term]:
    """The terms of language.yml, with their plurals, for every reader; what they leave open, the glossary says."""
    known, own = glossary(house.language), Phrases[Term]()
    for name, treated in house.terms.items():
        if treated.level is not TermLevel.OFF:
            use = treated.use or next((term.use for term in known.named(name)), "plainer words")
            flag = treated.level is TermLevel.FLAG
            for form in (name, plural(name)):
                own.add(form, Term(use, flag, everyone=True, proper=True, why=treated.why or ""))
    own.sort()
    return own


def _meant(text: Text, index: int, count: int, term: Term) -> bool:
    """Whether the words stand for the term here: not beside words that give them another meaning, and no product's name."""
    words = text.words
    if term.after and index and words[index - 1].lower in term.after:
        return False
    following = index + count
    if term.before and following < len(words) and words[following].lower in term.before:
        return False
    return not (words[index].text[0].isupper() and _is_name(text, index, term))


def _is_name(text: Text, index: int, term: Term) -> bool:
    """A capital in the middle of a sentence makes a name of a word; not of an abbreviation, nor in a Headline Like This."""
    words = text.words
    word = words[index]
    if term.proper:  # a name of software anyway; with another name before it, it is a product
        return index > 0 and word.text.istitle() and _capital(words[index - 1]) and _beside(text, index)
    if not word.text.istitle() or _begins(text, index):
        return False
    start, end = text.sentence_at(word.start)
    inside = [each for each in text.words_between(start, end) if len(each.text) > 3]
    capitals = sum(map(_capital, inside))
    return len(inside) < 3 or capitals < 0.7 * len(inside)


def _begins(text: Text, index: int) -> bool:
    """Whether the word is the first of its sentence, or of what follows a colon or a dash and goes on in small letters."""
    words = text.words
    word = words[index]
    start, _ = text.sentence_at(word.start)
    if index == 0 or words[index - 1].start < start:
        return True
    between = text.plain[words[index - 1].end : word.start].strip(" *_")
    follows = words[index + 1] if index + 1 < len(words) else None
    return between in _CLAUSE and (follows is None or not _capital(follows))


def _capital(word: Word) -> bool:
    return word.text[0].isupper()


def _beside(text: Text, index: int) -> bool:
    return text.plain[text.words[index - 1].end : text.words[index].start] == " "


def _finding(text: Text, index: int, count: int, term: Term) -> Finding:
    words, plain = text.words, text.plain
    start, end = words[index].start, words[index + count - 1].end
    use = term.use
    if words[index].text.istitle() and _begins(text, index):
        use = use[:1].upper() + use[1:]
    start, use = fitted(text, start, use)
    level = Level.ERROR if term.flag else Level.HINT
    why = term.why or (
        _OPERATORS if term.everyone and term.flag else JARGON.why if term.flag else _HALF_KNOWN
    )
    return Finding(start, end, JARGON.id, level, plain[start:end], use, why)
