"""Of an SVG only what draws: no script, no address, no name of who made it with what in which folder.

An SVG is a document that can do as much as a page. What draws is written anew, what the drawing program noted for
itself is left out, and what could act is refused.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from clearbell.pictures import NoPictureError

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_SHAPES: Final = "path rect circle ellipse line polyline polygon text tspan textPath"
_PARTS: Final = "svg g defs symbol use linearGradient radialGradient stop clipPath mask pattern marker style"
_FILTERS: Final = (
    "filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG"
    " feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile"
)
_DRAWS: Final = frozenset(f"{_SHAPES} {_PARTS} {_FILTERS}".split())
_NOTES: Final = frozenset({"metadata", "title", "desc"})  # the page says itself what its logo is
_SAYS: Final = frozenset({"style", "text", "tspan", "textPath"})
_NOTE_OF_CSS: Final = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
_ELSEWHERE: Final = re.compile(r"url\(\s*[\"']?\s*(?!#)|@|\\|image-set|src\(", re.IGNORECASE)


def bare(content: bytes) -> bytes:
    """The drawing and nothing else."""
    writer = _Writer()
    try:
        writer.read(content)
    except expat.ExpatError as error:
        raise NoPictureError(f"no SVG ({expat.ErrorString(error.code)}, line {error.lineno})") from None
    except (LookupError, ValueError):  # an encoding that nobody has heard of, or that expat can't do
        raise NoPictureError("no SVG") from None
    return "".join(writer.parts).encode()


class _Writer:
    """Writes what draws while expat reads. `_left_out`: how many open elements are left out, the outermost counted."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[str] = []
        self._left_out = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = 2**20  # more than any logo: half of a style could hide what the whole says
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> None:
        self._parser.Parse(content, True)

    def _doctype(self, _: str, __: str | None, ___: str | None, internal: int) -> None:
        if internal:
            raise self._refused("entities of its own")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._open and (space, local) != (_SVG, "svg"):
            raise NoPictureError("no SVG")
        if self._open and self._open[-1] == "style":
            raise self._refused("an element in `style`")
        if self._left_out or (space and space != _SVG) or local in _NOTES:
            self._left_out += 1
            return
        if local not in _DRAWS:
            raise self._refused(f"the element `{local}`")
        kept = [f"{key}={quoteattr(value)}" for key, value in self._kept(attributes)]
        namespace = [] if self._open else [f'xmlns="{_SVG}"']
        self.parts.append(f"<{' '.join([local, *namespace, *kept])}>")
        self._open.append(local)

    def _end(self, _: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self.parts.append(f"</{self._open.pop()}>")

    def _text(self, text: str) -> None:
        if self._left_out or not self._open or self._open[-1] not in _SAYS:
            return
        if self._open[-1] == "style":
            text = _NOTE_OF_CSS.sub("", text)
            self._stay_here("style", text)
        self.parts.append(escape(text))

    def _kept(self, attributes: dict[str, str]) -> list[tuple[str, str]]:
        kept = []
        for name, value in attributes.items():
            space, _, local = name.rpartition(" ")
            if space not in ("", _XLINK) or local.startswith(("data-", "aria-")):
                continue
            if local == "href":
                if not value.strip().startswith("#"):
                    raise self._refused(f"an address in `{local}`")
            elif space or local.casefold().startswith("on"):
                if not space:
                    raise self._refused(f"the attribute `{local}`")
                continue
            self._stay_here(local, value)
            kept.append((local, value))
        return kept

    def _stay_here(self, name: str, value: str) -> None:
        if _ELSEWHERE.search(value):
            raise self._refused(f"an address in `{name}`")

    def _refused(self, what: str) -> NoPictureError:
        return NoPictureError(f"{what} in line {self._parser.CurrentLineNumber}")
