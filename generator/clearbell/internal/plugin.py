"""The hooks by which `mkdocs build` and `mkdocs serve` work by themselves. They only schedule; what they call is elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from clearbell.compiled import compiled
from clearbell.internal.archive import Archive, present, read_archive
from clearbell.internal.blocks import lifted, put_back
from clearbell.internal.memory import Memory, digest
from clearbell.internal.reuse import Kept, Rendered, company
from clearbell.internal.second import Second, second
from clearbell.internal.settings_file import for_other_engines, refuse_tags
from clearbell.internal.stage import DATA, FIND, Figures, Staged, begin, follow, is_loaded, put_loaded
from clearbell.problems import Refused, errors
from clearbell.processes import Beside
from clearbell.theme import bundled_theme

_CONTENT: Final = "content"
_STAGED: Final = ".cache/internal/docs"
_RENDERED: Final = ".cache/internal/pages"


class Options(Config):  # type: ignore[no-untyped-call] # MkDocs leaves a hook of its own without types
    """None: content/ says all there is to say."""


class KnowledgeBasePlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call] # as above
    """Stages the pages before MkDocs looks for any. `archive`: set by who has read it already, and has begun `figures`; `staged`: what came of it.
    `only`: in a second process, the pages that it makes of those that are staged already.
    """

    archive: Archive | None = None
    figures: Figures | None = None
    staged: Staged | None = None
    only: frozenset[str] | None = None
    _rendered: Rendered | None = None
    _second: Second | None = None
    _rest: Beside[Staged] | None = None
    _find: Beside[None] | None = None
    _lifted: dict[str, list[str]]
    _listed: set[str]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """The last moment before MkDocs lists files. It has checked by now that `docs_dir` exists, so that is
        the content folder, which always does; the staged folder takes its place here.
        """
        content = Path(config.docs_dir)
        try:
            refuse_tags(Path(config.config_file_path or ""))
        except Refused as refused:
            raise PluginError(refused.sentence) from refused
        if content.name != _CONTENT:
            raise PluginError(
                f"mkdocs.yml: expected `docs_dir: {_CONTENT}`, found `{content.name}`. Correct it."
            )
        root = content.parent
        folder = root / _STAGED
        if self.only is None:
            self._stage(root, folder, config.site_name)
        config.docs_dir = str(folder)
        # A site's own custom_dir goes before ours, Material's templates come after.
        config.theme.dirs.insert(
            1 if config.theme.custom_dir else 0, str(bundled_theme() / "internal" / "pages")
        )
        belongings = company(config)
        self._rendered = Rendered(root / _RENDERED, belongings) if belongings is not None else None
        if self._rendered is not None and self.archive is not None:
            self._second = second(config, folder, self._rendered)
        self._lifted = {}
        return config

    def _stage(self, root: Path, folder: Path, name: str) -> None:
        """Bring the staged folder up to date."""
        archive = self.archive or _archive(root)
        self.staged = begin(archive, folder, self.figures)
        self._rest = Beside(partial(follow, archive, folder))
        for_other_engines(folder, name)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Before MkDocs reads any page: those that it needn't make again go into the site and out of its list."""
        if self.only is not None:
            for file in [file for file in files if file.src_uri not in self.only]:
                files.remove(file)
        for file in [file for file in files if is_loaded(file.src_uri)]:
            files.remove(file)
        if self._rest is not None:  # MkDocs has emptied the site by now
            self._find = Beside(partial(put_loaded, FIND, Path(config.docs_dir), Path(config.site_dir)))
        if self._rendered is not None:
            self._listed = {page.file.src_uri for page in nav.pages}
            stood = self.staged.stood if self.staged is not None else {}
            elsewhere = self._second.names if self._second is not None else frozenset()
            for file in files.documentation_pages():
                name = file.src_uri
                if name in elsewhere:
                    files.remove(file)
                elif name not in self._listed and self._rendered.recall(
                    name, stood.get(name) or digest(file.content_bytes)
                ):
                    self._rendered.put(name, Path(config.site_dir, file.dest_uri))
                    files.remove(file)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002 - MkDocs passes them
        """Material's templates are compiled once, not in every build."""
        env.bytecode_cache = compiled("internal")
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs passes them
        """Finished HTML needs no engine."""
        markdown, self._lifted[page.file.src_uri] = lifted(markdown)
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - as above
        """Back it comes."""
        return put_back(html, self._lifted.pop(page.file.src_uri))

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - as above
        """Whoever is in no navigation will be the same in the next build, if the source is."""
        if self._rendered is not None and page.file.src_uri not in self._listed:
            content = output.encode(errors="xmlcharrefreplace")  # as MkDocs writes it
            self._rendered.keep(page.file.src_uri, page.file.content_bytes, content)
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Other processes have been at work beside."""
        if self.staged is not None and self._rest is not None:
            self.staged += self._rest.result()
            put_loaded(DATA, Path(config.docs_dir), Path(config.site_dir))
        if self._find is not None:
            self._find.result()
        if self._rendered is not None and self._second is not None:
            self._rendered.kept |= self._second.process.result()
            for name in self._second.names:
                file = File(name, "", config.site_dir, config.use_directory_urls)
                self._rendered.put(name, Path(config.site_dir, file.dest_uri))
        if self._rendered is not None and self.only is None:
            self._rendered.save()

    def made(self) -> Kept:
        """The pages that a second process made."""
        return self._rendered.kept if self._rendered is not None else {}

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs passes it
        """Nobody waits any more for them."""
        if self._second is not None:
            self._second.process.end()
        for process in (self._rest, self._find):
            if process is not None:
                process.end()

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
    archive, problems = read_archive(root, present(root), Memory.of(root))
    if archive is None:
        lines = [f"{problem.place}: {problem.message}" for problem in sorted(errors(problems))]
        raise PluginError("\n".join(["The content has problems:", *lines]))
    return archive
