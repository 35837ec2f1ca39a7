"""The hooks by which `mkdocs build` and `mkdocs serve` work by themselves. They only schedule; what they call is elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin

from clearbell.internal.archive import Archive, present, read_archive
from clearbell.internal.find.bundle import Bundle
from clearbell.internal.stage import INDEX, Staged, stage
from clearbell.problems import errors
from clearbell.theme import bundled_theme

_CONTENT: Final = "content"
_STAGED: Final = ".cache/internal/docs"
_INDEXED: Final = ".cache/internal/search"


class Options(Config):  # type: ignore[no-untyped-call] # MkDocs leaves a hook of its own without types
    """None: content/ says all there is to say."""


class KnowledgeBasePlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call] # as above
    """Stages the pages before MkDocs looks for any. `archive`: set by who has read it already; `staged`: what came of it."""

    archive: Archive | None = None
    staged: Staged | None = None
    _index: Bundle | None = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """The last moment before MkDocs lists files. It has checked by now that `docs_dir` exists, so that is
        the content folder, which always does; the staged folder takes its place here.
        """
        content = Path(config.docs_dir)
        if content.name != _CONTENT:
            raise PluginError(
                f"mkdocs.yml: expected `docs_dir: {_CONTENT}`, found `{content.name}`. Correct it."
            )
        root = content.parent
        folder = root / _STAGED
        archive = self.archive or _archive(root)
        self.staged = stage(archive, folder)
        texts = zip(archive.postmortems, archive.texts, strict=True)
        self._index = Bundle({postmortem.id: text for postmortem, text in texts}, root / _INDEXED)
        config.docs_dir = str(folder)
        # A site's own custom_dir goes before ours, Material's templates come after.
        config.theme.dirs.insert(
            1 if config.theme.custom_dir else 0, str(bundled_theme() / "internal" / "pages")
        )
        return config

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Pagefind has been at work beside; its index goes into the site and, for other engines, into the staged folder."""
        if self._index is not None:
            self._index.publish(Path(config.site_dir, INDEX), Path(config.docs_dir, INDEX))

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs passes it
        """Nobody waits for the index any more."""
        if self._index is not None:
            self._index.end()

    def on_serve(
        self,
        server: LiveReloadServer,
        *,
        config: MkDocsConfig,
        builder: object,  # noqa: ARG002 - MkDocs passes it
    ) -> LiveReloadServer:
        """People edit the content; watching what we stage from it would build everything twice."""
        staged = Path(config.docs_dir)
        server.unwatch(str(staged))
        server.watch(str(staged.parents[2] / _CONTENT))
        return server


def _archive(root: Path) -> Archive:
    archive, problems = read_archive(root, present(root))
    if archive is None:
        lines = [f"{problem.place}: {problem.message}" for problem in sorted(errors(problems))]
        raise PluginError("\n".join(["The content has problems:", *lines]))
    return archive
