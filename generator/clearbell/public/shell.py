"""What all pages share: templates, the one stylesheet, the one script, the policy that allows nothing else.

Templates get ready-made values and decide nothing.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, Template
from markupsafe import Markup

from clearbell import urls
from clearbell.model import Settings
from clearbell.public.assets import Assets
from clearbell.public.templates import environment
from clearbell.summary import seconds
from clearbell.times import Times
from clearbell.urls import Address
from clearbell.wording import Words

_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
_IN_NAV: Final = (urls.front(), urls.history(), urls.subscribe())
_FEEDS: Final[Mapping[str, Callable[[str | None], Address]]] = {
    "application/atom+xml": partial(urls.feed, "atom"),
    "application/rss+xml": partial(urls.feed, "rss"),
    "application/feed+json": partial(urls.feed, "json"),
    "text/calendar": urls.calendar,
}
_GAP: Final = re.compile("\0(\\w+)\0")  # a character that no content can hold


class _Feed(NamedTuple):
    kind: str
    url: str
    title: str


class _Link(NamedTuple):
    url: str
    label: str
    current: bool


@dataclass
class Shell:
    """Renders pages. Made once per build (and per process that renders)."""

    settings: Settings
    words: Words
    times: Times  # without a present: for pages that must read the same tomorrow
    logo: bytes | None = None
    _templates: dict[str, Template] = field(default_factory=dict)
    _assets: dict[frozenset[str], Assets] = field(default_factory=dict)
    _frames: dict[Any, list[bytes | str]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, logo: bytes | None = None) -> Shell:
        """For a site's settings."""
        words = Words.of(settings.language)
        return cls(settings, words, Times(words, settings.zone), logo)

    def page(
        self,
        address: Address,
        template: str,
        *,
        title: str,
        description: str,
        needs: frozenset[str] = frozenset(),
        built: Markup | None = None,
        anywhere: bool = False,
        feeds: str | None = None,
        **values: Any,
    ) -> bytes:
        """A whole page. *title* is what the page is about; the site's name is added. *needs*: sections of the assets.

        *anywhere*: a page served at any address, so that its links are whole ones. *feeds*: the component whose own are
        named before those of the whole. *values* are for the template.
        """
        root = f"{self.settings.url}/" if anywhere else address.root
        filling = {
            "title": html.escape(self.words("title.page", page=title, name=self.settings.name)),
            "description": html.escape(description or title),  # a text can consist of marks that show nothing
            "canonical": "" if anywhere else html.escape(f"{self.settings.url}/{address.path}"),
            "main": self._inside(template, {"root": root, **values}),
            "built": built or "",
        }
        frame = self._frame(
            root,
            address if address in _IN_NAV else None,
            needs,
            tuple(name for name, text in filling.items() if text),
            feeds,
        )
        return b"".join(filling[piece].encode() if isinstance(piece, str) else piece for piece in frame)

    def bare(self, template: str, needs: frozenset[str] = frozenset(), **values: Any) -> bytes:
        """A document with a frame of its own. *needs*: as for pages."""
        assets = self._cut(needs)
        return self._template(template).render(**self._common, assets=assets, **values).encode()

    def _inside(self, name: str, values: dict[str, Any]) -> str:
        """What `Template.render` does, without sorting out anew for each page what is global."""
        template, known = self._template(name), {**self._environment.globals, **values}
        context = self._environment.context_class(self._environment, known, template.name, template.blocks)
        return "".join(template.root_render_func(context))

    def _frame(
        self,
        root: str,
        here: Address | None,
        needs: frozenset[str],
        gaps: tuple[str, ...],
        component: str | None,
    ) -> list[bytes | str]:
        """What surrounds the inside of a page: bytes, and the names of gaps to fill. *here*: if it is in the navigation.

        The same for nearly all of ten thousand pages, so it is rendered once, with a mark in each gap.
        """
        key = (root, here, needs, gaps, component)
        if key not in self._frames:
            assets = self._cut(needs | {"demo"} if self.settings.demo_now else needs)
            marks = {name: Markup(f"\0{name}\0") for name in gaps}  # noqa: S704 - names of ours
            nav = self._nav(root, here) if "canonical" in gaps else []
            feeds = self.feeds(root, component)
            values = {
                "root": root,
                "nav": nav,
                "feeds": feeds,
                "assets": assets,
                "canonical": "",
                "built": "",
            }
            text = self._template("base.html").render({**self._common, **values, **marks})
            self._frames[key] = [
                piece if index % 2 else piece.encode() for index, piece in enumerate(_GAP.split(text))
            ]
        return self._frames[key]

    @cached_property
    def _common(self) -> dict[str, Any]:
        settings, words = self.settings, self.words
        frozen = seconds(settings.demo_now) if settings.demo_now else None
        return {
            "zone": settings.zone.key,
            "frozen": frozen * 1000 if frozen else None,
            "logo": self._logo,
            "demo": frozen
            and words.html("demo", name=settings.name, time=self.times.tag(frozen, self.times.stamp(frozen))),
            "zone_note": words("footer.zone", zone=self.times.zone_name()),
            "mirror": settings.mirror
            and words.html("footer.mirror", url=Markup('<a href="{0}">{0}</a>').format(settings.mirror)),
        }

    @cached_property
    def _logo(self) -> Markup | None:
        if self.logo is None or self.settings.logo is None:
            return None
        kind = _TYPES[Path(self.settings.logo).suffix]
        data = base64.b64encode(self.logo).decode()
        return Markup('<img src="data:{};base64,{}" alt="{}">').format(kind, data, self.settings.name)

    def _cut(self, needs: frozenset[str]) -> Assets:
        if needs not in self._assets:
            self._assets[needs] = Assets.of(needs, self.settings.accent)
        return self._assets[needs]

    @cached_property
    def _environment(self) -> Environment:
        return environment({"site": self.settings, "words": self.words})

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    def feeds(self, root: str, component: str | None = None) -> list[_Feed]:
        """What programs can follow instead of the page; named where there are two of a kind."""
        names = (
            {component: self.settings.names[component], None: self.settings.name} if component else {None: ""}
        )
        return [
            _Feed(kind, root + address(whose).path, name)
            for whose, name in names.items()
            for kind, address in _FEEDS.items()
        ]

    def _nav(self, root: str, here: Address | None) -> list[_Link]:
        links = []
        if here != urls.front():
            links.append(_Link(root or "./", self.words("nav.now"), current=False))
        for label, to in (("nav.history", urls.history()), ("nav.subscribe", urls.subscribe())):
            links.append(_Link(root + to.path, self.words(label), current=to == here))
        if self.settings.support:
            links.append(_Link(self.settings.support.url, self.settings.support.label, current=False))
        return links
