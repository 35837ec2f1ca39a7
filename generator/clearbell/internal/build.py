"""The recipe: content files in, a knowledge base out, whole or not at all."""

from __future__ import annotations

import html
import importlib.util
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from clearbell.circles import not_looked_for
from clearbell.internal.archive import Archive, present, read_archive
from clearbell.internal.memory import Memory
from clearbell.internal.settings_file import refuse_tags
from clearbell.internal.stage import Figures, Staged
from clearbell.problems import Problem, Refused
from clearbell.theme import bundled_theme
from clearbell.write import stage

_EXTRA: Final = {"mkdocs": "MkDocs", "material": "Material for MkDocs", "scipy": "SciPy"}


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: so many pages are there, `written` of them new. `problems` are those that stop nothing."""

    out: Path
    pages: int
    written: int
    problems: tuple[Problem, ...] = ()
    held: tuple[()] = ()


def build(root: Path, out: Path, *, now: datetime | None = None, clean: bool = False) -> Built:
    """Build the knowledge base of *root* into *out*. Raises Refused, and leaves the old one, when content isn't right.

    *now*: the moment it shows; without one that of a demonstration, or the present.
    """
    for name, title in _EXTRA.items():
        if importlib.util.find_spec(name) is None:
            raise Refused(sentence=f"The knowledge base needs {title}: pip install 'clearbell[kb]'.")
    root = root.absolute()
    if clean:
        shutil.rmtree(root / ".cache" / "internal", ignore_errors=True)
    with not_looked_for():
        memory = Memory.of(root)
        archive, problems = read_archive(root, now or present(root), memory)
        if archive is None:
            raise Refused(problems)
        new = not out.exists()
        figures = Figures(archive)
        try:
            with stage(out) as staged:
                made = _run_mkdocs(root, archive, figures, staged.folder)
                staged.swap()
        finally:
            figures.end()
    return Built(out, made.pages, made.pages if new else made.written, tuple(problems))


def _run_mkdocs(root: Path, archive: Archive, figures: Figures, into: Path) -> Staged:
    """MkDocs in this process, with the site's own mkdocs.yml or else ours."""
    with _quiet(archive.now) as said:
        from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415 - it costs a quarter second and is an extra
        from mkdocs.config import load_config  # noqa: PLC0415
        from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

        from clearbell.internal.plugin import KnowledgeBasePlugin  # noqa: PLC0415

        own = root / "mkdocs.yml"
        bundled = bundled_theme() / "internal" / "mkdocs.yml"
        refuse_tags(own)
        name = None if own.is_file() else f"{html.escape(archive.settings.name)} knowledge base"
        try:
            config = load_config(
                str(own if own.is_file() else bundled),
                docs_dir=str(root / "content"),
                site_dir=str(into),
                site_name=name,
            )
            plugin = config.plugins.get("clearbell")
            if not isinstance(plugin, KnowledgeBasePlugin):
                raise Refused(
                    sentence="mkdocs.yml: expected `clearbell` in `plugins:`, found none. Add `- clearbell`."
                )
            plugin.archive, plugin.figures = archive, figures
            mkdocs_build(config)
        except MkDocsException as error:
            reasons = "; ".join(said) or str(error)
            raise Refused(sentence=f"MkDocs could not build the knowledge base: {reasons}") from error
    if plugin.staged is None:
        raise RuntimeError("MkDocs built without calling the plugin")
    return plugin.staged


class _Listener(logging.Handler):
    """Keeps what MkDocs has to say instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _quiet(now: datetime) -> Iterator[list[str]]:
    """No word of MkDocs' on the terminal, none of Material's notice, and its dates are ours."""
    listener, logger = _Listener(), logging.getLogger("mkdocs")
    before = {name: os.environ.get(name) for name in ("NO_MKDOCS_2_WARNING", "SOURCE_DATE_EPOCH")}
    os.environ.update(NO_MKDOCS_2_WARNING="1", SOURCE_DATE_EPOCH=str(int(now.timestamp())))
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield listener.said
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
