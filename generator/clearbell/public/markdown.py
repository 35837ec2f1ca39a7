"""An update's Markdown as HTML that can do no harm; the only place that calls HTML safe.

CommonMark in cmark's safe mode, then an allow-list. Raw HTML isn't dropped, it is shown as the text it is; a picture
becomes a link to it, so that a page asks for nothing but itself; headings become bold lines below the page's own; a
link without a whole address is only its words.
"""

from __future__ import annotations

import html
import re
from typing import Final

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options
from markupsafe import Markup

_OPTIONS: Final = Options.CMARK_OPT_SMART | Options.CMARK_OPT_VALIDATE_UTF8
_OMITTED: Final = "<!-- raw HTML omitted -->"
_CLEANER: Final = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel="noopener noreferrer",
)
_HEADING: Final = re.compile(r"<(/?)h[1-6]>")
_PICTURE: Final = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? />')
_LINK: Final = re.compile(r'<a (?:href="([^"]*)" )?rel="noopener noreferrer">(.*?)</a>', re.DOTALL)
_WHOLE: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_LESS: Final = "\ue000"  # stands for < until cmark has done: it takes entities in code by the letter
_TAG: Final = re.compile(r"<[^>]*>")
# What CommonMark takes for raw HTML begins so; `<https:` and `<mailto:` are links and stay.
_RAW: Final = re.compile(r"<(?=[a-zA-Z/!?])(?!(?:https?:|mailto:)[^\s<>]*>)")


def rendered(text: str) -> Markup:
    """*text* as safe HTML."""
    out: str = cmarkgfm.markdown_to_html(text, _OPTIONS)
    if _OMITTED in out:
        out = cmarkgfm.markdown_to_html(_RAW.sub(_LESS, text), _OPTIONS).replace(_LESS, "&lt;")
    if "<h" in out:
        out = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", out).replace(
            "<hr />", ""
        )
    if "<img" in out:
        out = _PICTURE.sub(r'<a href="\1">\2</a>', out)
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


def plain(markup: Markup) -> str:
    """Rendered text without its tags, in one line."""
    return html.unescape(" ".join(_TAG.sub(" ", markup).split()))
