"""Engineers' Markdown as HTML that can do no harm, and the headings it is divided by.

One CommonMark parser decides what is a heading, a list and a link, for the checks and for the pages. Knows nothing
of postmortems.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import nh3

from clearbell.commonmark import SOURCE_POSITIONS, plain, to_html

_CLEANER: Final = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr"}
    | {"h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"},
    attributes={"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel="noopener noreferrer",
)
# At column 1 only: a heading inside a quotation or a list divides nothing.
_HEADING: Final = re.compile(
    r'^<h([23]) data-sourcepos="(\d+):1-[\d:]+">(.*?)</h\1>$', re.MULTILINE | re.DOTALL
)
_INNER_HEADING: Final = re.compile(r"<(/?)h[123](?: [^>]*)?>")
_BOX: Final = re.compile(r'<input type="checkbox"( checked="")?[^>]*>')
_FILE_LINK: Final = re.compile(r'href="([^":?#]+\.(?:md|yml))((?:#[^"]*)?)"')
_TOP_LIST: Final = re.compile(
    r'^<ol(?: start="\d+")? data-sourcepos="\d+:1-.*?^</ol>$', re.MULTILINE | re.DOTALL
)
_TOP_ITEM: Final = re.compile(r'^<li data-sourcepos="\d+:[1-3]-', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands below one heading (level 2 or 3); level 0 is what comes before the first. `line` counts from 1."""

    level: int
    title: str
    line: int
    html: str
    numbered: int

    @property
    def empty(self) -> bool:
        """Whether nothing at all is written here."""
        return not plain(self.html)


def parts(text: str, address: Callable[[str], str] = lambda link: link) -> tuple[Part, ...]:
    """*text* divided at its headings. *address*: where a link to another content file leads."""
    out = to_html(text, SOURCE_POSITIONS, tables=True)
    found = list(_HEADING.finditer(out))
    starts = [(0, "", 1, 0), *((int(h[1]), plain(_clean(h[3])), int(h[2]), h.end()) for h in found)]
    ends = [*(heading.start() for heading in found), len(out)]
    return tuple(
        Part(level, title, line, _clean(_links(out[start:end], address)), _numbered(out[start:end]))
        for (level, title, line, start), end in zip(starts, ends, strict=True)
    )


def rendered(text: str) -> str:
    """A text of the front matter as safe HTML; a single paragraph comes without its `p`."""
    out = _clean(to_html(text, SOURCE_POSITIONS, tables=True))
    single = out.removeprefix("<p>").removesuffix("</p>")
    return single if "<p>" not in single and out.startswith("<p>") and out.endswith("</p>") else out


def _links(out: str, address: Callable[[str], str]) -> str:
    def there(link: re.Match[str]) -> str:
        return f'href="{html.escape(address(html.unescape(link[1])))}{link[2]}"'

    return _FILE_LINK.sub(there, out)


def _clean(out: str) -> str:
    if "<input" in out:
        out = _BOX.sub(lambda box: "\N{BALLOT BOX WITH CHECK}" if box[1] else "\N{BALLOT BOX}", out)
    out = _INNER_HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", out)
    cleaned: str = _CLEANER.clean(out)
    return cleaned.strip()


def _numbered(out: str) -> int:
    """How many items the first numbered list has."""
    first = _TOP_LIST.search(out)
    return len(_TOP_ITEM.findall(first[0])) if first else 0
