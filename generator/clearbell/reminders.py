"""What is due as text for people, for GitHub and for other programs. Knows forms and words; decides nothing.

Titles and owners are others' words, so every text is made safe for where it goes.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import click

from clearbell.clocks.due import Agenda, Due, Urgency
from clearbell.report.cells import code, prose, spelt
from clearbell.report.github import annotation
from clearbell.report.safe import safe

_HEADINGS: Final = {
    Urgency.LATE: "Late",
    Urgency.HOUR: "Within the hour",
    Urgency.DAY: "Within a day",
    Urgency.SOON: "Soon",
}
_COLOURS: Final = {
    Urgency.LATE: "red",
    Urgency.HOUR: "yellow",
    Urgency.DAY: "cyan",
    Urgency.SOON: None,
}
_COMMANDS: Final = {Urgency.LATE: "error", Urgency.HOUR: "warning"}
_UNREAD: Final = "It can't be read; `clearbell check` says why."
_MARGIN: Final = 22
_COLUMNS: Final = 100


def text(agenda: Agenda) -> str:
    """For people: groups by urgency, each thing with who, when, where and what to do, and a last line that sums up."""
    lines: list[str] = []
    for urgency, dues in agenda.by_urgency().items():
        lines.append(click.style(_HEADINGS[urgency], fg=_COLOURS[urgency], bold=True))
        for due in dues:
            first, *rest = _wrapped(_title(due))
            when = click.style(f"  {_when(due, agenda):<{_MARGIN - 2}}", fg=_COLOURS[urgency])
            lines.append(when + click.style(first, bold=True))
            lines += [" " * _MARGIN + click.style(line, bold=True) for line in rest]
            for detail in (f"{due.owner}, {_moment(due, agenda)}", due.file, due.step):
                lines += [" " * _MARGIN + line for line in _wrapped(detail)]
            lines.append("")
    return "\n".join([*lines, *map(safe, _last(agenda))])


def as_json(agenda: Agenda) -> str:
    """One object: the moment, how many are late, what is due, and what could not be read."""
    groups = agenda.by_urgency()
    return json.dumps(
        {
            "at": _iso(agenda.at),
            "late": len(groups.get(Urgency.LATE, ())),
            "items": [_object(due, agenda.at, urgency) for urgency, dues in groups.items() for due in dues],
            "unread": [safe(file) for file in agenda.unread],
        },
        indent=2,
        ensure_ascii=False,
    )


def github(agenda: Agenda) -> str:
    """Workflow commands: what is late as errors, what is due within the hour as warnings, the rest as notices."""
    lines = [
        annotation(
            _COMMANDS.get(urgency, "notice"),
            {"file": due.file, "title": f"Due: {_when(due, agenda)}"},
            f"{_title(due)} ({due.owner}, {_moment(due, agenda)}). {due.step}",
        )
        for urgency, dues in agenda.by_urgency().items()
        for due in dues
    ]
    lines += [
        annotation("warning", {"file": file, "title": "Not looked at"}, _UNREAD) for file in agenda.unread
    ]
    return "\n".join([*lines, next(_last(agenda))])


def markdown(agenda: Agenda) -> str:
    """A page for an issue, a message or the summary of a job."""
    parts = ["## What is due"]
    for urgency, dues in agenda.by_urgency().items():
        rows = [
            f"| {spelt(_when(due, agenda))}, {spelt(_moment(due, agenda))} | {spelt(_title(due))} | {spelt(due.owner)} "
            f"| {code(due.file)} | {prose(due.step)} |"
            for due in dues
        ]
        table = "\n".join(["| when | what | who | file | how |", "|---|---|---|---|---|", *rows])
        parts += [f"### {_HEADINGS[urgency]}", table]
    first, *rest = _last(agenda)
    unread = [*map(prose, rest[:1]), "\n".join(f"- {code(file)}" for file in agenda.unread)] if rest else []
    return "\n\n".join([*parts, prose(first), *unread])


FORMS: Final[Mapping[str, Callable[[Agenda], str]]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "markdown": markdown,
}


def _wrapped(value: str) -> list[str]:
    return textwrap.wrap(safe(value), _COLUMNS - _MARGIN, break_long_words=False, break_on_hyphens=False)


def _title(due: Due) -> str:
    return f"Practice. {due.title}" if due.practice else due.title


def _when(due: Due, agenda: Agenda) -> str:
    """`late by 14 days`, `in 45 min`, `today`."""
    late = due.lateness(agenda.at)
    if due.whole_day:
        days = (agenda.at.astimezone(agenda.zone).date() - due.due.astimezone(agenda.zone).date()).days
        if days > 0:
            return f"late by {_count(days, 'day')}"
        return {0: "today", -1: "tomorrow"}.get(days, f"in {_count(-days, 'day')}")
    return f"late by {_length(late)}" if late > 0 else f"in {_length(-late)}" if late else "now"


def _moment(due: Due, agenda: Agenda) -> str:
    verb = "was due" if due.lateness(agenda.at) > 0 else "due"
    if due.whole_day:
        return f"{verb} {due.due.astimezone(agenda.zone):%Y-%m-%d}"
    return f"{verb} {due.due:%Y-%m-%d %H:%MZ}"


def _length(minutes: int) -> str:
    """`45 min`, `2 h 50 min`, `3 days 4 h`: two units at most."""
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = ((_count(days, "day"), days), (f"{hours} h", hours), (f"{minutes} min", minutes))
    first = next(place for place, (_, count) in enumerate(units) if count)
    return " ".join(words for words, count in units[first : first + 2] if count)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _last(agenda: Agenda) -> Iterator[str]:
    groups = agenda.by_urgency()
    numbers = [f"{len(dues)} {_HEADINGS[urgency].lower()}" for urgency, dues in groups.items()]
    yield f"At {agenda.at:%Y-%m-%d %H:%MZ}: {', '.join(numbers) or 'nothing is due'}."
    if agenda.unread:
        yield "Not looked at, because they can't be read (`clearbell check` says why):"
        yield from (f"- {file}" for file in agenda.unread)


def _object(due: Due, at: datetime, urgency: Urgency) -> dict[str, Any]:
    return {
        "key": safe(due.key),
        "rule": due.rule,
        "title": safe(due.title),
        "owner": safe(due.owner),
        "file": safe(due.file),
        "step": safe(due.step),
        "due": _iso(due.due),
        "whole_day": due.whole_day,
        "lateness": due.lateness(at),
        "urgency": urgency,
        "practice": due.practice,
    }


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
