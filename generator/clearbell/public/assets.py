"""The one stylesheet and the one script of the theme, cut to what a page needs, and the policy that allows no more.

Both files have a part that every page takes and named sections behind lines such as `/*@ table */` and `//@ news`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from markupsafe import Markup

from clearbell.public.accent import for_dark
from clearbell.theme import bundled_theme
from clearbell.values import value

_COMMENT: Final = re.compile(r"/\*(?!@).*?\*/|^\s*//(?!@)[^\n]*$", re.DOTALL | re.MULTILINE)
_PAIR: Final = re.compile(r"(?:--|\.)(\w+)(?:\{color)?:light-dark\((#\w+),(#\w+)\)")
_SECTION: Final = re.compile(r"^(?:/\*@ (\w+) \*/|//@ (\w+))$", re.MULTILINE)


@value
class Assets:
    """What a page carries within it: ready to be written into the page as it is."""

    style: Markup
    script: Markup
    policy: Markup

    @classmethod
    def of(cls, needs: frozenset[str], accent: str | None) -> Assets:
        """For a page that needs the sections *needs*."""
        style = _accented(_cut("style.css", needs), accent)
        script = _cut("page.js", needs)
        # Nothing here connects; Lighthouse does from within the page, to read robots.txt, and takes a refusal for a fault.
        policy = (
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )
        return cls(Markup(style), Markup(script), Markup(policy))  # noqa: S704 - our own theme's text


def colours() -> dict[str, tuple[str, str]]:
    """The stylesheet's colours for light and for dark, by look or variable."""
    style = (bundled_theme() / "public" / "style.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in _PAIR.findall(style)}


def script(name: str) -> str:
    """A script of the theme that is a file of its own, without its comments and line ends."""
    return _cut(name, frozenset())


def _cut(name: str, needs: frozenset[str]) -> str:
    text = (bundled_theme() / "public" / name).read_text(encoding="utf-8")
    shared, *rest = _SECTION.split(_COMMENT.sub("", text))
    sections = [body for css, js, body in zip(*[iter(rest)] * 3, strict=True) if (css or js) in needs]
    return "".join(line.strip() for part in (shared, *sections) for line in part.splitlines())


def _accented(style: str, accent: str | None) -> str:
    """The site's own accent in the place of the theme's, for light and dark."""
    if accent is None:
        return style
    return re.sub(r"(--accent:light-dark)\([^)]*\)", rf"\1({accent},{for_dark(accent)})", style, count=1)


def _hash(text: str) -> str:
    """A source expression of CSP level 3, section 2.3.1."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
