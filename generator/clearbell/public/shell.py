"""What all pages share: templates, the one stylesheet, the one script, the policy that allows nothing else.

Templates get ready-made values and decide nothing. A folder of the site's own may put templates in front of ours.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from clearbell import urls
from clearbell.model import Settings
from clearbell.public.assets import Assets
from clearbell.summary import seconds
from clearbell.theme import bundled_theme
from clearbell.times import Times
from clearbell.urls import Address
from clearbell.wording import Words

_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}


@dataclass
class Shell:
    """Renders pages. Made once per build (and per process that renders)."""

    settings: Settings
    words: Words
    times: Times  # without a present: for pages that must read the same tomorrow
    logo: bytes | None = None
    _templates: dict[str, Template] = field(default_factory=dict)
    _assets: dict[frozenset[str], Assets] = field(default_factory=dict)

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
        **values: Any,
    ) -> bytes:
        """A whole page. *title* is what the page is about; the site's name is added. *needs*: sections of the assets."""
        name = self.settings.name
        frame = {
            "root": address.root,
            "title": self.words("title.page", page=title, name=name),
            "description": description,
            "canonical": f"{self.settings.url}/{address.path}",
            "nav": self._nav(address),
            "assets": self._cut(needs | {"demo"} if self.settings.demo_now else needs),
        }
        return self._template(template).render(**{**self._common, **frame, **values}).encode()

    @cached_property
    def _common(self) -> dict[str, Any]:
        settings, words = self.settings, self.words
        frozen = seconds(settings.demo_now) if settings.demo_now else None
        return {
            "site": settings,
            "words": words,
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
        return Environment(
            loader=FileSystemLoader(bundled_theme() / "public"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    def _nav(self, address: Address) -> list[dict[str, Any]]:
        links: list[dict[str, Any]] = []
        if address != urls.front():
            links.append({"label": self.words("nav.now"), "url": address.root or "./", "current": False})
        for label, to in (("nav.history", urls.history()), ("nav.subscribe", urls.subscribe())):
            current = to == address
            links.append({"label": self.words(label), "url": address.root + to.path, "current": current})
        if self.settings.support:
            support = self.settings.support
            links.append({"label": support.label, "url": support.url, "current": False})
        return links
