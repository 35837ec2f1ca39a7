"""What all pages share: templates, the one stylesheet, the one script, the policy that allows nothing else.

Templates get ready-made values and decide nothing. A folder of the site's own may put templates in front of ours.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from clearbell import urls
from clearbell.model import Settings
from clearbell.public.assets import Assets
from clearbell.summary import seconds
from clearbell.theme import bundled_theme
from clearbell.times import Times
from clearbell.urls import Address
from clearbell.wording import Words

_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
_GAP: Final = re.compile("\0(\\w+)\0")  # a character that no content can hold


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
    _frames: dict[Any, list[str]] = field(default_factory=dict)

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
        **values: Any,
    ) -> bytes:
        """A whole page. *title* is what the page is about; the site's name is added. *needs*: sections of the assets.

        *anywhere*: a page served at any address, so that its links are whole ones. *values* are for the template.
        """
        root = f"{self.settings.url}/" if anywhere else address.root
        filling = {
            "title": escape(self.words("title.page", page=title, name=self.settings.name)),
            "description": escape(description),
            "canonical": "" if anywhere else escape(f"{self.settings.url}/{address.path}"),
            "main": self._inside(template, {"root": root, **values}),
            "built": built or "",
        }
        frame = self._frame(
            root,
            () if anywhere else self._nav(address),
            needs,
            tuple(name for name in filling if filling[name]),
        )
        pieces = [filling[piece] if index % 2 else piece for index, piece in enumerate(frame)]
        return "".join(pieces).encode()

    def _inside(self, name: str, values: dict[str, Any]) -> str:
        """What `Template.render` does, without sorting out anew for each page what is global."""
        template = self._template(name)
        context = template.new_context({**self._environment.globals, **values}, shared=True)
        return "".join(template.root_render_func(context))

    def _frame(
        self, root: str, nav: tuple[_Link, ...], needs: frozenset[str], gaps: tuple[str, ...]
    ) -> list[str]:
        """What surrounds the inside of a page: text and names of gaps to fill, by turns.

        The same for nearly all of ten thousand pages, so it is rendered once, with a mark in each gap.
        """
        key = (root, nav, needs, gaps)
        if key not in self._frames:
            assets = self._cut(needs | {"demo"} if self.settings.demo_now else needs)
            marks = {name: Markup(f"\0{name}\0") for name in gaps}  # noqa: S704 - names of ours
            values = {"root": root, "nav": nav, "assets": assets, "canonical": "", "built": "", **marks}
            self._frames[key] = _GAP.split(self._template("base.html").render(**self._common, **values))
        return self._frames[key]

    @cached_property
    def _common(self) -> dict[str, Any]:
        settings, words = self.settings, self.words
        frozen = seconds(settings.demo_now) if settings.demo_now else None
        return {
            "zone": settings.zone.key,
            "frozen": frozen * 1000 if frozen else None,
            "logo": self._logo,
            "demo": frozen and words("demo", name=settings.name, time=self.times.stamp(frozen)),
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
        environment = Environment(
            loader=FileSystemLoader(bundled_theme() / "public"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        environment.globals |= {"site": self.settings, "words": self.words}
        return environment

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    def _nav(self, address: Address) -> tuple[_Link, ...]:
        links = []
        if address != urls.front():
            links.append(_Link(address.root or "./", self.words("nav.now"), current=False))
        for label, to in (("nav.history", urls.history()), ("nav.subscribe", urls.subscribe())):
            links.append(_Link(address.root + to.path, self.words(label), current=to == address))
        if self.settings.support:
            links.append(_Link(self.settings.support.url, self.settings.support.label, current=False))
        return tuple(links)
