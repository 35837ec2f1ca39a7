"""What customers read about an incident: each public update in the words they saw, and how long after the start.

Knows nothing of how the public page looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from clearbell.internal.markdown import rendered
from clearbell.internal.prose import escaped, length, outside, stamp
from clearbell.internal.records import PublicIncident
from clearbell.model import Update
from clearbell.wording import Words


def told(incident: PublicIncident, begun: datetime | None, language: str) -> str:
    """The section for a postmortem's page. *begun*: when it began to go wrong; *language*: the public site's."""
    if incident.url is None or not incident.updates:
        return ""
    page = outside(incident.url, incident.title or incident.id)
    items = "\n".join(
        f"<li>{''.join(_update(update, begun, _words(language)))}</li>" for update in incident.updates
    )
    return f'## What customers read\n\nOn the page {page}:\n\n<ol class="kb-told">\n{items}\n</ol>'


def _update(update: Update, begun: datetime | None, words: Words) -> Iterator[str]:
    state = escaped(words(f"status.{update.status}"))
    yield f'<p class="kb-more"><strong>{state}</strong>, {stamp(update.at)}{_after(update.at, begun)}</p>'
    yield f'<div class="kb-text">{rendered(update.message)}</div>'
    if update.workaround is not None:
        yield f'<div class="kb-text"><em>{escaped(words("what_now"))}:</em> {rendered(update.workaround)}</div>'
    if update.next_update is not None:
        yield f'<p class="kb-more">The next one was promised by {stamp(update.next_update)}.</p>'


def _after(at: datetime, begun: datetime | None) -> str:
    if begun is None or at <= begun:
        return ""
    return f", {length(at - begun)} after the start"


@cache
def _words(language: str) -> Words:
    return Words.of(language)
