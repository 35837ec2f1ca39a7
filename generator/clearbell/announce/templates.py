"""How the parts of a message stand together, per kind of channel: our own templates, and those of content/templates.

A template is text with the names of parts in braces. A line all of whose parts are empty isn't there. Knows no channel's
limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from clearbell.announce.telling import PARTS
from clearbell.documents import Found, read
from clearbell.formats.channels import ChannelKind
from clearbell.formats.reader import did_you_mean
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.problems import Problem, Refused

FOLDER: Final = "content/templates"
_NAME: Final = re.compile(rf"(?:{'|'.join(ChannelKind)})(?:\.[a-z]{{2,3}}(?:-[A-Z]{{2}})?)?\.txt\Z")
_GAP: Final = re.compile(r"\{([^{}\n]*)\}")
_TITLE: Final = re.compile(r"title:[ \t]*(\S[^\n]*)(?:\n+|\Z)")
_BLANKS: Final = re.compile(r"\n{3,}")

_SHORT: Final = "{exercise} {site}: {title}. {state}. {what} {window} {do} {next} {late} {delayed} {link}"
_LONG: Final = (
    "{exercise}\n\n{late}\n\n{state}\n\n{what}\n\n{window}\n\n{do}\n\n{who}\n\n{next}\n\n{delayed}\n\n{link}"
)
_CHAT: Final = f"title: {{site}}: {{title}}\n\n{_LONG}"
_DEFAULTS: Final[Mapping[ChannelKind, str]] = {
    ChannelKind.MAIL: f"title: {{site}}: {{title}}\n\n{_LONG}",
    ChannelKind.SMS: "{exercise} {site}: {title}. {state}. {what} {window} {next} {delayed} {link}",
    ChannelKind.SLACK: _CHAT,
    ChannelKind.TEAMS: _CHAT,
    ChannelKind.MASTODON: "{exercise}\n{site}: {title}. {state}.\n\n{what}\n\n{window}\n{do}\n{next}\n{late} {delayed}\n\n{link}",
    ChannelKind.BLUESKY: _SHORT,
    ChannelKind.X: _SHORT,
    ChannelKind.WEBHOOK: _CHAT,
}


@dataclass(frozen=True, slots=True)
class Template:
    """`title` is empty where there is none."""

    title: str
    body: str

    @classmethod
    def of(cls, text: str) -> Template:
        found = _TITLE.match(text)
        return cls(found[1].strip(), text[found.end() :].strip()) if found else cls("", text.strip())


@dataclass(frozen=True, slots=True)
class Templates:
    """`own`: the site's own, by file."""

    own: Mapping[str, Template]

    @classmethod
    def of(cls, root: Path) -> Templates:
        """Those of the site in *root*, over ours. Raises Refused where one can't be used."""
        own, problems = read_templates(root)
        if problems:
            raise Refused(problems)
        return cls(own)

    def __call__(self, kind: ChannelKind, language: str) -> Template:
        """The most particular one: of the language, of its main language, of the kind."""
        for name in (f"{kind}.{language}", f"{kind}.{language.partition('-')[0]}", f"{kind}"):
            if template := self.own.get(f"{FOLDER}/{name}.txt"):
                return template
        return Template.of(_DEFAULTS[kind])


def filled(template: str, parts: Mapping[str, str]) -> str:
    """*template* with its gaps filled in; of a line with nothing in any of its gaps, nothing."""
    lines = []
    for line in template.splitlines():
        names = _GAP.findall(line)
        if names and not any(parts[name] for name in names):
            continue
        text = _GAP.sub(lambda gap: parts[gap[1]], line)
        lines.append(_tidy(text) if names else text)
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _tidy(line: str) -> str:
    """Without the full stops and blanks too many that are left by a part that is empty, or ends a sentence itself."""
    line = re.sub(r"(?<!\S)[.:](?=\s|\Z)|(?<!\.)(?<=[.!?\u2026:])\.(?=\s|\Z)", "", line)
    return re.sub(r"[^\S\n]{2,}", " ", line).strip()


def read_templates(root: Path) -> tuple[dict[str, Template], list[Problem]]:
    """The templates in content/templates by file, and what is wrong with them. No folder: none."""
    own: dict[str, Template] = {}
    problems: list[Problem] = []
    folder = root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        shown = f"{FOLDER}/{path.name}"
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if not _NAME.match(path.name):
            kinds = ", ".join(f"{kind}.txt" for kind in ChannelKind)
            cure = "Rename it; with a language before the ending, such as mail.nl.txt, it is for that alone."
            problems.append(Problem(shown, 0, 0, "file-name", "", f"one of {kinds}", f"`{path.name}`", cure))
            continue
        document = read(Found(path.stem, f"{path}", shown))
        found = [document] if isinstance(document, Problem) else list(_faults(shown, document.text))
        problems += found
        if not found and not isinstance(document, Problem):
            own[shown] = Template.of(document.text)
    return own, problems


def template_words(own: Mapping[str, Template], house: House) -> list[Problem]:
    """What the word gate says of them: their own words are in every message."""
    from clearbell import word_checks  # noqa: PLC0415 - only `check` asks for it
    from clearbell.language import gate  # noqa: PLC0415 - as above

    problems = []
    for shown, template in own.items():
        text = _GAP.sub(lambda gap: " " * len(gap[0]), f"{template.title}\n\n{template.body}")
        found = gate.settled(gate.findings(Text(text), house))
        problems += [
            replace(word_checks.problem(shown, 1, text, finding), line=0, column=0) for finding in found
        ]
    return problems


def _faults(shown: str, text: str) -> Iterator[Problem]:
    for gap in _GAP.finditer(text):
        if gap[1] not in PARTS:
            line = text.count("\n", 0, gap.start()) + 1
            column = gap.start() - text.rfind("\n", 0, gap.start())
            cure = did_you_mean(gap[1], PARTS) or "Use one of these names."
            source = text.splitlines()[line - 1]
            expected = "one of " + ", ".join(PARTS)
            yield Problem(
                shown,
                line,
                column,
                "template",
                "",
                expected,
                f"`{gap[1]}`",
                cure,
                width=len(gap[0]),
                source=source,
            )
    if "{link}" not in text:
        cure = "Add a line with {link}: whoever reads it wants to know more."
        yield Problem(shown, 0, 0, "template", "", "the part `{link}`", "none", cure)
