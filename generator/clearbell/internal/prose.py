"""How the knowledge base writes: times in UTC, durations, lists, links and tables, with every text shown as it is.

Knows no postmortems and no pages.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from clearbell.formats.scalars import Duration

NOT_RECORDED: Final = "not recorded"
# Whatever could mean something to Markdown or HTML, in any engine. Numbers say the same everywhere, in tables too.
_MEANS_SOMETHING: Final = re.compile(r"""[^\w\s.,;?()/%'"-]|_|\A[-\d]""")
_REPEATED: Final = 20_000  # the same few names, titles and ways stand on most pages
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(_REPEATED)
def escaped(text: str) -> str:
    """A text of one line as Markdown that shows it and nothing else."""
    line = " ".join(text.split())
    return _MEANS_SOMETHING.sub(lambda found: f"&#{ord(found[0])};" if found[0].isascii() else found[0], line)


def link(here: str, there: str, text: str) -> str:
    """A link from the page *here* to the page *there* (both paths of staged files), with *text* escaped."""
    return link_to(here, _address(there), text)


def link_to(here: str, address: str, text: str) -> str:
    """The same to an address of the knowledge base, seen from its front page: that of a search, or of a file."""
    return _link(_address(here).count("/"), address, text)


@lru_cache(_REPEATED)
def _link(up: int, address: str, text: str) -> str:
    way = "../" * up + html.escape(address)
    return f'<a href="{way or "./"}">{escaped(text)}</a>'


def outside(url: str, text: str) -> str:
    """A link to another site; *url* has been read as a web address."""
    return f'<a href="{html.escape(url)}">{escaped(text)}</a>'


@lru_cache(_REPEATED)
def _address(path: str) -> str:
    """The address of a staged page, seen from the front page."""
    return path.removesuffix("index.md") if path.endswith("index.md") else f"{path.removesuffix('.md')}/"


def front_matter(*hidden: str, searched: bool = True, **said: object) -> str:
    """The head of a page that needs the room of the columns beside it: navigation, toc. Lists repeat what is found elsewhere.

    *said*: what the template shows outside the page's text.
    """
    lines = [f"hide: [{', '.join(hidden)}]"]
    if not searched:
        lines.append("search: {exclude: true}")
    lines += [f"{name}: {json.dumps(value)}" for name, value in said.items() if value]  # which is YAML
    return "\n".join(["---", *lines, "---"])


def in_words(word: str) -> str:
    """A word of a file format as people write it: `in review`."""
    return word.replace("-", " ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str, *, searched: bool = True) -> str:
    """A table; *kind* is for the stylesheet. As HTML, because Python-Markdown takes five times as long over its own.

    Blanks between the cells keep their words apart in the search index.
    """
    head = " ".join(f"<th>{head}</th>" for head in heads)
    lines = [
        f'<div class="kb-{kind}"{"" if searched else " data-search-exclude"}>',
        f"<table><thead><tr>{head}</tr></thead><tbody>",
    ]
    lines += [f"<tr><td>{'</td> <td>'.join(cells)}</td></tr>" for cells in rows]
    return "\n".join([*lines, "</tbody></table>", "</div>"])


def comma(items: Iterable[str], none: str = NOT_RECORDED) -> str:
    """Items of Markdown in a row."""
    return ", ".join(items) or none


def count(number: int, one: str) -> str:
    """`1 postmortem`, `1,200 postmortems`."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def day(when: date | None) -> str:
    """`18 Nov 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else NOT_RECORDED


def stamp(at: datetime) -> str:
    """`18 Nov 2026, 18:30 UTC`."""
    at = at.astimezone(UTC)
    return f"{day(at.date())}, {at:%H:%M} UTC"


def length(span: timedelta | None) -> str:
    """`25 min`, `1 h 12 min`, `3 days 4 h`: two units at most."""
    if span is None:
        return NOT_RECORDED
    minutes = round(span.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{count(days, 'day')} {hours} h" if hours else count(days, "day")
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def allowed(duration: Duration | None) -> str:
    """A length of time as policy.yml writes it: `15 min`, `2 business days`."""
    if duration is None:
        return "no limit"
    return length(duration.exact) if duration.exact is not None else str(duration)
