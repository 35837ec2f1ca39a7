"""Markdown as HTML in cmark's safe mode, with what both sites do alike to keep it harmless without losing a word.

Raw HTML is shown as the text it is, and a picture becomes a link to it. What comes out still wants an allow-list,
which each site has its own of.
"""

from __future__ import annotations

import html
import re
from typing import Final

import cmarkgfm
from cmarkgfm.cmark import Options

from clearbell.formats.scalars import UNSEEN

SOURCE_POSITIONS: Final = Options.CMARK_OPT_SOURCEPOS
SMART: Final = Options.CMARK_OPT_SMART
_ALWAYS: Final = Options.CMARK_OPT_VALIDATE_UTF8

# A character for private use stands for what would begin raw HTML while cmark runs, inside code and outside.
_LESS: Final = "\ue000"
# What CommonMark takes for raw HTML begins so; web and mail addresses in angle brackets are links and stay.
_RAW: Final = re.compile(r"<(?=[a-zA-Z/!?])(?!(?:(?:https?:|mailto:)[^\s<>]*|[\w.+-]+@[\w.-]+)>)")
# For these two cmark writes bytes that are no UTF-8.
_NO_CHARACTER: Final = re.compile(r"&#(?:[xX]0*[fF]{3}[efEF]|0*6553[45]);")
_PICTURE: Final = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? />')
_TAG: Final = re.compile(r"<[^>]*>")


def to_html(text: str, options: int, *, tables: bool = False) -> str:
    """*text* as HTML. *tables*: with GitHub's tables, task lists and struck-out text."""
    if "<" in text:
        text = _RAW.sub(_LESS, text)
    if "&#" in text:
        text = _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)
    convert = cmarkgfm.github_flavored_markdown_to_html if tables else cmarkgfm.markdown_to_html
    out: str = convert(text, options | _ALWAYS)
    if "&#" in text:  # a character that nobody may type can't come in as its number either
        out = UNSEEN.sub("\N{REPLACEMENT CHARACTER}", out)
    if "<img" in out:
        out = _PICTURE.sub(r'<a href="\1">\2</a>', out)
    return out.replace(_LESS, "&lt;")


def plain(markup: str) -> str:
    """Rendered text without its tags, in one line."""
    return html.unescape(" ".join(_TAG.sub(" ", markup).split()))
