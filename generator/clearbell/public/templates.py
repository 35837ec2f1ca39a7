"""The templates' machinery: what is escaped, and what is missing."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clearbell.compiled import compiled
from clearbell.theme import bundled_theme


def environment(common: dict[str, Any]) -> Environment:
    """*common*: what all templates see, beside the marks of `marks.html`."""
    made = Environment(
        loader=FileSystemLoader(bundled_theme() / "public"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=compiled("public"),
    )
    made.globals |= common
    marks = vars(made.get_template("marks.html").module)
    made.globals |= {name: mark for name, mark in marks.items() if not name.startswith("_")}
    return made
