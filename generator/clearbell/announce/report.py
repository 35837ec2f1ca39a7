"""A round in sentences, for people and for programs: what would go where, what went, and what waits for a decision."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from clearbell.announce.delivery import Result
from clearbell.announce.ledger.book import Book
from clearbell.announce.ledger.marks import Did, Key, Mark
from clearbell.announce.outcome import Fate
from clearbell.announce.plan import Task, Waiting
from clearbell.announce.round import Desk, Round
from clearbell.exits import Exit
from clearbell.formats.channels import ChannelKind

_REPAIR: Final = "`clearbell announce repair NAME --as sent`, `again` or `dropped` decides."
_FATES: Final = {Fate.SENT: "sent", Fate.FAILED: "FAILED", Fate.UNKNOWN: "UNKNOWN", None: "not sent"}


def exit_of(done: Round) -> Exit:
    """The worst of what came of it."""
    if done.plan.unknown or any(result.tried is Fate.UNKNOWN for result in done.results):
        return Exit.DELIVERY_UNKNOWN
    if done.trouble or any(result.tried is not Fate.SENT or not result.recorded for result in done.results):
        return Exit.CHANNEL_FAILED
    return Exit.REFUSED if done.stopped or done.plan.hold else Exit.FINE


def in_words(done: Round) -> str:
    """What a round did."""
    return "\n".join(
        [*_beginnings(done), *map(_result, done.results), *_delayed(done), *_rest(done), _sum(done)]
    )


def preview(desk: Desk, done: Round) -> str:
    """What a round would do: each message to the letter."""
    lines = [*_beginnings(done)]
    for task in done.plan.tasks:
        kind = desk.kind(task.channel)
        lines += [f"{task.channel.id} ({kind or 'of unknown kind, shown as for a webhook'}): {_named(task)}"]
        message = desk.message(task, kind or ChannelKind.WEBHOOK)
        lines += [f"    {line}".rstrip() for line in f"{message}".split("\n")]
        lines.append("")
    lines += _rest(done)
    counts = Counter(task.channel.id for task in done.plan.tasks)
    said = ", ".join(f"{number} to {name}" for name, number in counts.items())
    return "\n".join(
        [*lines, f"Nothing was sent. {_count(len(done.plan.tasks), 'message')}{': ' if said else ''}{said}."]
    )


def preview_as_json(desk: Desk, done: Round) -> str:
    """The same for programs."""
    messages = []
    for task in done.plan.tasks:
        kind = desk.kind(task.channel)
        message = desk.message(task, kind or ChannelKind.WEBHOOK)
        messages.append(
            {
                "channel": task.channel.id,
                "kind": kind and kind.value,
                "name": task.key.name,
                "late": task.late,
                "missed": [key.name for key in task.missed],
                "again": task.again,
                "title": message.title,
                "body": message.body,
            }
        )
    return _json({"messages": messages, **_json_rest(done)})


def as_json(done: Round) -> str:
    """What a round did, for programs."""
    results = [
        {
            "channel": result.task.channel.id,
            "name": result.task.key.name,
            "outcome": result.tried.value if result.tried else "not sent",
            "why": result.why,
            "tries": result.tries,
            "twice": result.twice,
            "recorded": result.recorded,
        }
        for result in done.results
    ]
    return _json({"results": results, "delayed": sorted(done.delayed), **_json_rest(done)})


def log(book: Book, *, form: str) -> str:
    """All that the ledger knows of messages, in the order in which it happened."""
    lines = [(mark, key) for key, entry in book.entries() for mark in entry.marks]
    lines.sort(key=lambda line: (line[0].at, line[1].path))
    if form == "json":
        return _json([_logged(mark, key) for mark, key in lines])
    broken = [key for key, entry in book.entries() if entry.broken]
    said = [
        f"{mark.at:%Y-%m-%d %H:%M:%SZ}  {_did(mark):<8}  {key.channel:<20}  {key.name}{_why(mark)}"
        for mark, key in lines
    ]
    said += [
        f"{book.place.shown}/{key.path} has lines that can't be read; they don't count." for key in broken
    ]
    return "\n".join(said or ["Nothing was ever sent."])


def _beginnings(done: Round) -> Iterator[str]:
    for name in done.plan.begins:
        number = len(done.read.news)
        yield f"{name}: its first run. What is there already ({_count(number, 'update')}) isn't sent; what comes from now on is."
    for file in done.read.held:
        yield f"{file} isn't right, so nothing of its newest version goes out: see `clearbell check`."


def _result(result: Result) -> str:
    said = f"{result.task.channel.id}: {_FATES[result.tried]} {_named(result.task)}"
    said += f": {result.why}" if result.why and result.tried is not Fate.SENT else ""
    said += f" ({result.tries} tries)" if result.tries > 1 else ""
    if result.twice and result.tried is Fate.SENT:
        said += ". It may be there twice, as nobody knows whether it arrived before"
    if not result.recorded:
        said += ". UNRECORDED: the ledger couldn't be written"
    return said


def _named(task: Task) -> str:
    said = task.key.name
    if task.missed:
        said += f", with {', '.join(key.update for key in task.missed)} before it"
    return f"{said}, late" if task.late else said


def _delayed(done: Round) -> Iterator[str]:
    if done.delayed:
        yield f"The live page doesn't show {', '.join(sorted(done.delayed))} yet; the messages say so."


def _rest(done: Round) -> Iterator[str]:
    plan = done.plan
    yield from (_waiting("waits", each) for each in plan.waiting if not each.decide)
    deciding = [
        *(_waiting("may have arrived", each) for each in plan.unknown),
        *(_waiting("held", each) for each in plan.hold),
        *(_waiting("held", each) for each in plan.waiting if each.decide),
    ]
    if deciding:
        yield from [*deciding, f"Somebody has to decide about {_count(len(deciding), 'message')}. {_REPAIR}"]
    if done.trouble:
        yield f"The ledger: {done.trouble}. Only Sev1 and Sev2 are sent without it."
    if done.stopped:
        yield (
            f"Stopped before anything was sent: {done.stopped}. `clearbell announce --dry-run` shows them; "
            "`--yes` sends them."
        )


def _waiting(what: str, each: Waiting) -> str:
    return f"{each.key.channel}: {what} {each.key.name}: {each.why}"


def _sum(done: Round) -> str:
    counts = Counter(_FATES[result.tried] for result in done.results)
    if not counts:
        return "Nothing was sent." if done.stopped or done.plan.tasks else "Nothing to send."
    return ", ".join(f"{number} {what}" for what, number in counts.items()) + "."


def _json_rest(done: Round) -> dict[str, Any]:
    plan = done.plan
    return {
        "waiting": [_json_waiting(each) for each in plan.waiting if not each.decide],
        "to_decide": [
            _json_waiting(each)
            for each in [*plan.unknown, *plan.hold] + [w for w in plan.waiting if w.decide]
        ],
        "first_run": plan.begins,
        "held_files": list(done.read.held),
        "stopped": done.stopped,
        "ledger": done.trouble,
    }


def _json_waiting(each: Waiting) -> dict[str, str]:
    return {"channel": each.key.channel, "name": each.key.name, "why": each.why}


def _logged(mark: Mark, key: Key) -> dict[str, Any]:
    return {
        "at": f"{mark.at:%Y-%m-%dT%H:%M:%SZ}",
        "did": mark.did.value,
        "channel": key.channel,
        "name": key.name,
        "why": mark.why,
        "tries": mark.tries or 1 if mark.did in (Did.SENT, Did.FAILED, Did.UNKNOWN) else 0,
    }


def _did(mark: Mark) -> str:
    return mark.did.value


def _why(mark: Mark) -> str:
    said = f": {mark.why}" if mark.why else ""
    return f"{said} ({mark.tries} tries)" if mark.tries > 1 else said


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _json(said: Any) -> str:
    return json.dumps(said, indent=2, ensure_ascii=False)
