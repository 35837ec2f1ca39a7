"""Half of many pages, made by a second process: a build of its own with the same settings and nothing but these pages.

They go where pages wait that needn't be made again, and the first process takes them from there.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig

from clearbell.internal.reuse import Kept, Rendered
from clearbell.processes import Beside

_WORTH_IT: Final = 200  # pages; for fewer, starting a second build costs more than it brings


@dataclass(frozen=True, slots=True)
class Second:
    """The pages that a second process makes, and the process."""

    names: frozenset[str]
    process: Beside[Kept]


def second(config: MkDocsConfig, staged: Path, rendered: Rendered) -> Second | None:
    """Begin with every other page that is new and in no navigation. None where that isn't worth it."""
    if (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return None
    listed = set(_paths(config.nav))
    names = [path.relative_to(staged).as_posix() for path in sorted(staged.rglob("*.md"))]
    new = [name for name in names if name not in listed and not rendered.knows(name)]
    if len(new) < _WORTH_IT:
        return None
    half = frozenset(new[::2])
    return Second(half, Beside(partial(_make, config, half)))


def _make(config: MkDocsConfig, names: frozenset[str]) -> Kept:
    from mkdocs.commands.build import build  # noqa: PLC0415 - only in a second process
    from mkdocs.config import load_config  # noqa: PLC0415

    logging.disable()
    staged = Path(config.docs_dir)
    with tempfile.TemporaryDirectory(dir=staged.parent) as folder:
        again = load_config(
            config.config_file_path,
            docs_dir=str(staged.parents[2] / "content"),
            site_dir=folder,
            site_name=config.site_name,
        )
        plugin: Any = again.plugins["clearbell"]
        plugin.only = names
        build(again)
    made: Kept = plugin.made()
    return made


def _paths(nav: object) -> Iterator[str]:
    """The files that a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        yield from (path for item in nav.values() for path in _paths(item))
    elif isinstance(nav, Sequence):
        yield from (path for item in nav for path in _paths(item))
