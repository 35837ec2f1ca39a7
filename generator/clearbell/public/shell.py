"""What all pages share: templates, the one stylesheet, the one script, the policy that allows nothing else.

Templates get ready-made values and decide nothing. A folder of the site's own may put templates in front of ours.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from clearbell import urls
from clearbell.model import Settings
from clearbell.public.accent import for_dark
from clearbell.summary import seconds
from clearbell.theme import bundled_theme
from clearbell.times import Times
from clearbell.urls import Address
from clearbell.wording import Words

_COMMENT: Final = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_ICON: Final = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E'
    '%3Cpath fill=%22%23{colour}%22 d=%22M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z%22/%3E%3C/svg%3E">'
)
_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}


@dataclass
class Shell:
    """Renders pages. Made once per build (and per process that renders)."""

    settings: Settings
    words: Words
    times: Times  # without a present: for pages that must read the same tomorrow
    logo: bytes | None = None
    _templates: dict[str, Template] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, logo: bytes | None = None) -> Shell:
        """For a site's settings."""
        words = Words.of(settings.language)
        return cls(settings, words, Times(words, settings.zone), logo)

    def page(self, address: Address, template: str, *, title: str, description: str, **values: Any) -> bytes:
        """A whole page. *title* is what the page is about; the site's name is added."""
        name = self.settings.name
        frame = {
            "root": address.root,
            "title": self.words("title.page", page=title, name=name),
            "description": description,
            "canonical": f"{self.settings.url}/{address.path}",
            "nav": self._nav(address),
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
            "policy": Markup(self._policy),  # noqa: S704 - our own theme
            "style": Markup(self._style),  # noqa: S704 - our own theme
            "script": Markup(self._script),  # noqa: S704 - our own theme
            "icon": Markup(_ICON.format(colour=(settings.accent or "#0b6e4f")[1:])),  # noqa: S704 - six digits
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

    @cached_property
    def _style(self) -> str:
        text = (bundled_theme() / "public" / "style.css").read_text(encoding="utf-8")
        text = "".join(line.strip() for line in _COMMENT.sub("", text).splitlines())
        if self.settings.accent:
            light, dark = self.settings.accent, for_dark(self.settings.accent)
            text = re.sub(r"--accent:#\w+", f"--accent:{light}", text, count=1)
            text = re.sub(r"(dark\)\{.*?)--accent:#\w+", rf"\g<1>--accent:{dark}", text, count=1)
        return text

    @cached_property
    def _script(self) -> str:
        text = (bundled_theme() / "public" / "page.js").read_text(encoding="utf-8")
        return "".join(line.strip() for line in _COMMENT.sub("", text).splitlines())

    @cached_property
    def _policy(self) -> str:
        return (
            f"default-src 'none'; style-src '{_hash(self._style)}'; script-src '{_hash(self._script)}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )

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


def _hash(text: str) -> str:
    """A source expression of CSP level 3, section 2.3.1."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
