"""The word gate over content files: which of their texts customers read, and what is wrong with them, as faults.

Knows what of a file is public and who reads it; what makes a word wrong is known in `language`. Costs nothing but the
search where nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from clearbell.formats.incident import (
    IncidentFile,
    IncidentUpdate,
    MaintenanceFile,
    MaintenanceUpdate,
    NoticeFile,
    Translation,
)
from clearbell.formats.reader import Fault, shown
from clearbell.formats.site import Component, SiteFile
from clearbell.language import gate
from clearbell.language.exceptions import ALLOWED, reason
from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.language.told import Told
from clearbell.model import Audience, Settings
from clearbell.problems import Problem
from clearbell.yamlfile import Path

ItemFile: TypeAlias = IncidentFile | MaintenanceFile | NoticeFile

# What is looked for even in history that was taken over from another tool: it does harm however old it is.
ALWAYS: Final = frozenset({"secret", "personal-data"})
EXPECTED: Final[Mapping[str, str]] = {
    "jargon": "words that customers know",
    "acronym": "an abbreviation that is explained",
    "inside-name": "no names from inside",
    "secret": "nothing secret",
    "personal-data": "nobody's personal data",
    "promise": "no promise about the future",
    "estimate": "no estimate of the end",
    "blame": "nobody blamed",
    "impact": "what customers notice, and who",
    "vague": "something that customers didn't know",
    "workaround": "a word on what customers can do meanwhile",
    "readability": "sentences that are easy to read",
    "shouting": "a calm voice",
    "humour": "a serious voice",
    "apology": "an apology without excuses",
    "alt-text": "words for those who can't see the picture",
    "language": "the language of the site",
    "resolution-summary": "what happened, who was affected, how long, and what comes next",
}


def item(file: ItemFile, settings: Settings, house: House) -> list[Fault]:
    """What the gate says of the texts of one file of content/incidents, and what its exceptions let pass."""
    house = house.read_by(_readers(file.components, settings, house))
    if isinstance(file, NoticeFile):
        faults = _text(("title",), file.title, file.allow, house)
        told = Told(Text(file.message), None, "", "notice", None, raised=True, at=file.from_)
        faults += _faults(("message",), file.message, gate.judge(told, (), house), file.allow)
    else:
        allow = {word: why for update in file.updates for word, why in update.allow.items()}
        faults = _text(("title",), file.title, allow, house)
        faults += _updates(file, house)
    faults += _translations(file.translations, house)
    return [fault for fault in faults if fault.rule in ALWAYS] if file.imported else faults


def site(file: SiteFile, house: House) -> list[Fault]:
    """What the gate says of what customers read from site.yml."""
    return [
        fault
        for path, text, audience in _site_texts(file, house)
        for fault in _text(path, text, {}, house.read_by(audience))
    ]


def _readers(components: Iterable[str], settings: Settings, house: House) -> Audience:
    """Developers, where only they use what the file is about; of several parts, the readers who know least."""
    known = {component.id: component.audience for component in settings.components}
    audiences = {known[name] for name in components if name in known}
    if not audiences:
        return house.audience
    return Audience.DEVELOPER if audiences == {Audience.DEVELOPER} else Audience.GENERAL


def _updates(file: IncidentFile | MaintenanceFile, house: House) -> list[Fault]:
    faults: list[Fault] = []
    before: list[Told] = []
    severity = file.severity if isinstance(file, IncidentFile) else None
    updates: list[IncidentUpdate | MaintenanceUpdate] = [*file.updates]
    for index, update in enumerate(updates):
        risen = (
            isinstance(update, IncidentUpdate)
            and update.severity is not None
            and update.severity < (severity or 5)
        )
        if isinstance(update, IncidentUpdate) and update.severity is not None:
            severity = update.severity
        told = Told(
            text=Text(update.message),
            workaround=update.workaround,
            status=update.status,
            kind="incident" if isinstance(file, IncidentFile) else "maintenance",
            severity=severity,
            raised=risen or not before,
            at=update.at,
        )
        path: Path = ("updates", index)
        found = gate.judge(told, before, house)
        faults += _faults((*path, "message"), update.message, found, update.allow)
        if update.workaround:
            faults += _text((*path, "workaround"), update.workaround, update.allow, house)
        before.append(told)
    return faults


def _translations(translations: Mapping[str, Translation], house: House) -> list[Fault]:
    """The same texts in other languages, by the word lists of these."""
    faults: list[Fault] = []
    for code, translation in translations.items():
        path: Path = ("translations", code)
        texts = [((*path, "title"), translation.title), ((*path, "message"), translation.message)]
        for name, update in translation.updates.items():
            inside = (*path, "updates", name)
            texts += [((*inside, "message"), update.message), ((*inside, "workaround"), update.workaround)]
        there = replace(house, language=code)
        faults += [fault for place, text in texts if text for fault in _text(place, text, {}, there)]
    return faults


def _site_texts(file: SiteFile, house: House) -> Iterator[tuple[Path, str, Audience]]:
    if file.description:
        yield ("description",), file.description, house.audience
    for index, entry in enumerate(file.components):
        place: Path = ("components", index)
        group = entry.audience or house.audience
        parts: list[tuple[Path, Component, Audience]] = [(place, entry, group)]
        parts += [
            ((*place, "components", inner), part, part.audience or group)
            for inner, part in enumerate(entry.components)
        ]
        for path, part, audience in parts:
            if part.description and not part.retired:
                yield (*path, "description"), part.description, audience


def _text(path: Path, text: str, allow: Mapping[str, str], house: House) -> list[Fault]:
    found = gate.findings(Text(text), house)
    return _faults(path, text, gate.settled(found), allow) if found else []


def _faults(path: Path, text: str, found: Sequence[Finding], allow: Mapping[str, str]) -> list[Fault]:
    told = hidden(text, found)[1]
    return [
        _fault(path, text, shown_one, reason(finding, allow))
        for finding, shown_one in zip(found, told, strict=True)
    ]


def hidden(text: str, found: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The same without the secrets in it, of equal length: what is printed ends in logs that many can read."""
    for finding in found:
        if finding.rule == "secret":
            text = text[: finding.start] + "*" * (finding.end - finding.start) + text[finding.end :]
    return text, [replace(finding, text=text[finding.start : finding.end]) for finding in found]


def problem(file: str, first_line: int, text: str, finding: Finding) -> Problem:
    """A finding in a text that begins at *first_line* of *file*, with all that people are told of it."""
    start = text.rfind("\n", 0, finding.start) + 1
    end = text.find("\n", finding.start)
    line = text[start : end if end >= 0 else len(text)]
    column = finding.start - start
    width = min(finding.end - finding.start, len(line) - column)
    return Problem(
        file,
        first_line + text.count("\n", 0, finding.start),
        column + 1,
        finding.rule,
        "",
        EXPECTED[finding.rule],
        shown(finding.text),
        cure(finding),
        finding.level,
        max(1, width),
        line,
    )


def _fault(path: Path, text: str, finding: Finding, why: str | None) -> Fault:
    words = (text, finding.start, finding.end)
    what = shown(finding.text)
    if why is not None:
        return Fault(
            path,
            ALLOWED.id,
            "plain words, or a reason",
            what,
            f"Allowed: {why}.",
            level=ALLOWED.level,
            words=words,
        )
    return Fault(
        path, finding.rule, EXPECTED[finding.rule], what, cure(finding), level=finding.level, words=words
    )


def cure(finding: Finding) -> str:
    """What to write instead, why, and how to go on where the rule is wrong."""
    instead = finding.suggestion
    if instead.startswith("("):
        instead = instead.strip("()").capitalize()
    elif not instead.endswith((".", "?", "!")):
        instead = f"Write `{instead}`"
    allow = _ALLOW.get(finding.rule, "").replace("WORD", " ".join(finding.text.split()))
    said = [instead, finding.why, f"To allow it: {allow}" if allow else ""]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in said if part)


_ALLOW: Final = {rule.id: rule.allow for rule in gate.RULES}
