"""The templates' machinery: what is escaped, and what is missing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro

from clearbell.compiled import compiled
from clearbell.theme import bundled_theme

_STATES: Final = 1024  # remembered; parts times states, and some sentences of planned work


def environment(common: dict[str, Any]) -> Environment:
    """*common*: what all templates see, beside what `states.html` and `marks.html` have for them."""
    made = Environment(
        loader=FileSystemLoader(bundled_theme() / "public"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=compiled("public"),
    )
    made.globals |= common
    # By type, too: a text and the markup of the same letters are equal, and only one of them is safe.
    remembered = lru_cache(_STATES, typed=True)
    made.globals |= {name: remembered(state) for name, state in _macros(made, "states.html").items()}
    made.globals |= _macros(made, "marks.html")
    return made


def _macros(environment: Environment, name: str) -> dict[str, Macro]:
    found = vars(environment.get_template(name).module)
    return {name: macro for name, macro in found.items() if isinstance(macro, Macro)}
