"""An update's Markdown as HTML that can do no harm; the only place that calls HTML safe.

CommonMark in cmark's safe mode, then an allow-list. Raw HTML isn't dropped, it is shown as the text it is; a picture
becomes a link to it, so that a page asks for nothing but itself; headings become bold lines below the page's own.
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
_TAG: Final = re.compile(r"<[^>]*>")
# What CommonMark takes for raw HTML begins so; `<https:` and `<mailto:` are links and stay.
_RAW: Final = re.compile(r"<(?=[a-zA-Z/!?])(?!(?:https?:|mailto:)[^\s<>]*>)")


def rendered(text: str) -> Markup:
    """*text* as safe HTML."""
    out: str = cmarkgfm.markdown_to_html(text, _OPTIONS)
    if _OMITTED in out:
        out = cmarkgfm.markdown_to_html(_RAW.sub("&lt;", text), _OPTIONS)
    if "<h" in out:
        out = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", out).replace(
            "<hr />", ""
        )
    if "<img" in out:
        out = _PICTURE.sub(r'<a href="\1">\2</a>', out)
    return Markup(_CLEANER.clean(out).strip())  # noqa: S704 - what the allow-list let through


def plain(markup: Markup) -> str:
    """Rendered text without its tags, in one line."""
    return html.unescape(" ".join(_TAG.sub(" ", markup).split()))
