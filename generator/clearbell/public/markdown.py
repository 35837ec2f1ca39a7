"""An update's Markdown as HTML that can do no harm; the only place that calls HTML safe.

CommonMark, then an allow-list. A page asks for nothing but itself; headings become bold lines below the page's own; a
link without a whole address is only its words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import nh3
from markupsafe import Markup

from clearbell.commonmark import SMART, to_html

_CLEANER: Final = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel="noopener noreferrer",
)
_HEADING: Final = re.compile(r"<(/?)h[1-6]>")
_LINK: Final = re.compile(r'<a (?:href="([^"]*)" )?rel="noopener noreferrer">(.*?)</a>', re.DOTALL)
_WHOLE: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


@lru_cache(maxsize=1024)  # a page and the feeds ask for the same texts one after the other
def rendered(text: str) -> Markup:
    """*text* as safe HTML."""
    out = to_html(text, SMART)
    if "<h" in out:
        out = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", out).replace(
            "<hr />", ""
        )
    out = _CLEANER.clean(out).strip()
    if "<a " in out:
        out = _LINK.sub(_link, out)
    return Markup(out)  # noqa: S704 - what the allow-list let through


def _link(found: re.Match[str]) -> str:
    """A link that leads somewhere wherever the text is read, in a feed too, and has words; else the words alone."""
    address, words = found[1], found[2]
    if not address or not _WHOLE.match(address):
        return words
    return found[0] if words else found[0].replace("></a>", f">{address}</a>")
