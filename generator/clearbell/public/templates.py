"""The templates' machinery: what is escaped, what is missing, and where what they were compiled to is kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from clearbell import __version__
from clearbell.theme import bundled_theme

_PATTERN: Final = f"__clearbell_{__version__}_%s.cache"


def environment(common: dict[str, Any]) -> Environment:
    """*common*: what all templates see, beside the marks of `marks.html`."""
    made = Environment(
        loader=FileSystemLoader(bundled_theme() / "public"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_compiled(),
    )
    made.globals |= common
    marks = vars(made.get_template("marks.html").module)
    made.globals |= {name: mark for name, mark in marks.items() if not name.startswith("_")}
    return made


class _Compiled(FileSystemBytecodeCache):
    """In the user's own folder for such things, which nobody else may write: compiling takes a small site's build a sixth."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a disk that is full costs the next build time, nothing else
            super().dump_bytecode(bucket)


def _compiled() -> _Compiled | None:
    try:
        return _Compiled(pattern=_PATTERN)
    except (OSError, RuntimeError):  # no such folder can be had
        return None
