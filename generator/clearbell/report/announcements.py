"""What would be announced, for whoever checks: a few lines for people, and a page with each message for a job's summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clearbell.announce.upcoming import Upcoming
from clearbell.report.cells import code, spelt


def in_words(found: Sequence[Upcoming]) -> str:
    """For people at a terminal: a line for each channel."""
    lines = [f"{_count(len(found))} of the last day's news would be announced, minus what was already:"]
    for name, of_channel in _by_channel(found).items():
        names = ", ".join(each.news.name for each in of_channel)
        lines.append(f"  {name}: {_count(len(of_channel))} ({names})")
    return "\n".join([*lines, "`clearbell announce --dry-run` shows them.", ""])


def _by_channel(found: Sequence[Upcoming]) -> dict[str, list[Upcoming]]:
    channels: dict[str, list[Upcoming]] = {}
    for each in found:
        channels.setdefault(each.channel.id, []).append(each)
    return channels


def in_markdown(found: Sequence[Upcoming]) -> str:
    """For the summary of a job: the same, and each message to the letter."""

    def rows() -> Iterator[str]:
        for name, of_channel in _by_channel(found).items():
            kind = of_channel[0].channel.kind
            names = ", ".join(code(each.news.name) for each in of_channel)
            yield f"| {code(name)} | {kind or 'as its address says'} | {len(of_channel)} | {names} |\n"

    parts = [
        "\n## What would be announced\n\nOf the last day's news, minus what was announced already.\n\n",
        "| channel | kind | messages | of |\n|---|---|---:|---|\n",
        *rows(),
    ]
    for each in found:
        text = "\n".join(spelt(line) or "&#8203;" for line in f"{each.message}".split("\n"))
        head = f"{code(each.channel.id)}: {code(each.news.name)}"
        parts.append(f"\n<details><summary>{head}</summary>\n\n<pre>\n{text}\n</pre>\n\n</details>\n")
    return "".join(parts)


def _count(number: int) -> str:
    return f"{number:,} message{'' if number == 1 else 's'}"
