"""`/status.txt`: the front page for a terminal."""

from __future__ import annotations

import textwrap

from clearbell import urls
from clearbell.commonmark import plain
from clearbell.model import Notice
from clearbell.public.item_page import phase_word
from clearbell.public.looks import open_incident, overall, worst
from clearbell.public.markdown import rendered
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import moment, seconds
from clearbell.times import Times


def status_text(shell: Shell, site: Site) -> bytes:
    """Plain text, 80 columns."""
    words = shell.words
    today = moment(site.now).astimezone(site.settings.zone).date()
    times = Times(words, site.settings.zone, today)
    name = site.settings.name
    lines = [words("title.status", name=name), f"{times.stamp(site.now)} ({times.utc(site.now)})", ""]
    top = worst(site)
    if top is None or top.kind != "incident":
        lines += [overall(site, words).title + ".", ""]
    for summary in site.open:
        item = site.items[summary.id]
        if isinstance(item, Notice):
            continue
        lines += _wrapped(f"{open_incident(summary, words, site.now)[1]}: {summary.title}")
        said = next((u.workaround for u in reversed(item.updates) if u.workaround), None)
        if said:
            lines += _wrapped(f"{words('what_now')}: {plain(rendered(said))}", "  ")
        for update in reversed(item.updates[-3:]):
            label = f"{times.stamp(seconds(update.at))}, {words(f'status.{update.status}')}"
            lines += _wrapped(f"{label}: {plain(rendered(update.message))}", "  ")
        lines += [f"  {site.settings.url}/{urls.item(summary.id).path}", ""]
    for summary in [*site.under_way, *site.ahead]:
        phase = phase_word(summary.phase(site.now), words)
        lines += _wrapped(f"{words('planned')}, {phase}: {summary.title}")
        lines += [f"  {times.planned(summary.start)} ({times.utc(summary.start)})", ""]
    width = max(len(view.component.name) for view in site.components)
    for view in site.components:
        if not view.component.gone(today):
            lines.append(f"{view.component.name:<{width}}  {words(f'state.{view.state}')}")
    return ("\n".join(lines) + "\n").encode()


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, 80, initial_indent=indent, subsequent_indent=indent + "  ")
