"""The site's logo as bytes: only what draws, refused where it can't be written into every page. Looks at no picture."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from clearbell.documents import Found, contents
from clearbell.model import Settings
from clearbell.pictures import NoPictureError, bare
from clearbell.problems import Problem

_LARGEST: Final = 16 * 1024  # bytes: each page carries it
_SMALLER: Final = "Correct the path, or take a smaller picture (SVG is best)."
_PLAIN: Final = "Save it anew as a plain picture: an SVG without scripts and addresses, or a PNG."


def read_logo(root: Path, settings: Settings) -> tuple[bytes | None, list[Problem]]:
    """The logo that site.yml names, if it names one."""
    if settings.logo is None:
        return None, []
    name = Path("content", settings.logo)
    try:
        content = _content(root, name)
        if len(content) <= _LARGEST:
            return _bare(content, name.suffix), []
        found, cure = f"{-(-len(content) // 1024)} KiB" if len(content) < 2 * _LARGEST else "more", _SMALLER
    except NoPictureError as error:
        found, cure = f"{error}", _PLAIN
    except OSError as error:
        found, cure = (error.strerror or "an error").lower(), _SMALLER
    expected = f"a picture of at most 16 KiB at {name.as_posix()}"
    return None, [Problem("content/site.yml", 0, 0, "logo", "brand.logo", expected, found, cure)]


def _content(root: Path, name: Path) -> bytes:
    """Its bytes; a link on the way there could bring in what belongs to nobody's site."""
    way = [root / folder for folder in (name, *name.parents[:-2])]
    if any(path.is_symlink() for path in way):
        raise NoPictureError("a symbolic link")
    return contents(Found(name.stem, f"{root / name}", name.as_posix()))


def _bare(content: bytes, ending: str) -> bytes:
    if ending != ".svg":
        return bare(content, ending)
    from clearbell import drawings  # noqa: PLC0415 - only an SVG needs a reader of XML

    return drawings.bare(content)
