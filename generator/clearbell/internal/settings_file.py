"""mkdocs.yml: what may not stand in one, and the one for other engines. Reads it as text; MkDocs gives it its meaning.

MkDocs runs what a tag such as `!!python/object/apply:` names and puts the environment's words wherever `!ENV` stands.
A repository that takes files from many hands can do without both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from clearbell.problems import Refused
from clearbell.theme import bundled_theme

_HARMLESS: Final = ("tag:yaml.org,2002:", "!relative")
_RUNS: Final = "tag:yaml.org,2002:python/"
_AT_MOST: Final = 8  # files that inherit from each other


def refuse_tags(path: Path) -> None:
    """Refuse what runs code or reads the environment in a site's settings and in those they inherit, but for ours."""
    for file in _chain(path):
        try:
            events = list(yaml.parse(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, yaml.YAMLError):
            return  # MkDocs says what is wrong with it
        for event in events:
            tag = getattr(event, "tag", None) or "tag:yaml.org,2002:str"
            if tag.startswith(_RUNS) or not tag.startswith(_HARMLESS):
                shown = tag.replace("tag:yaml.org,2002:", "!!")
                line = event.start_mark.line + 1 if event.start_mark else 1
                place = f"{os.path.relpath(file, path.parent)}:{line}"
                raise Refused(
                    sentence=f"{place}: expected plain values, found the tag `{shown}`. Remove it: whoever may change this "
                    "file could run programs with it, or publish what the environment holds."
                )


def for_other_engines(staged: Path, name: str) -> None:
    """Write mkdocs.yml beside the folder *staged*: our settings for engines of MkDocs' kind that don't know our plugin."""
    settings = yaml.safe_load((_ours() / "mkdocs.yml").read_text(encoding="utf-8"))
    settings |= {"site_name": name, "docs_dir": staged.name, "site_dir": "site", "plugins": []}
    settings["theme"]["custom_dir"] = str(_ours() / "pages")
    text = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
    (staged.parent / "mkdocs.yml").write_text(text, encoding="utf-8")


def _chain(path: Path) -> Iterator[Path]:
    """A settings file and those that it inherits from, up to the one that comes with Clearbell."""
    for _ in range(_AT_MOST):
        if not path.is_file() or path.resolve() == (_ours() / "mkdocs.yml").resolve():
            return
        yield path
        try:
            inherited = _inherited(path)
        except (OSError, ValueError, yaml.YAMLError):
            return
        if inherited is None:
            return
        path = path.parent / inherited


def _inherited(path: Path) -> str | None:
    top = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "INHERIT"), None)


def _ours() -> Path:
    return bundled_theme() / "internal"
