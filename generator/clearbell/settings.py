"""`content/site.yml` to the public site's settings, with every problem at its place. The only one that knows its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from clearbell import site_checks
from clearbell.documents import Found, read
from clearbell.formats.reader import Reading, Record
from clearbell.formats.site import Component as ComponentFile
from clearbell.formats.site import ComponentOrGroup, SiteFile
from clearbell.language.house import House
from clearbell.model import Component, Group, IndexNow, Link, Settings
from clearbell.problems import Problem
from clearbell.records import read_record

_SITE: Final[Record[SiteFile]] = Record(SiteFile)


def read_settings(root: Path) -> tuple[Settings | None, list[Problem]]:
    """`content/site.yml`."""
    found = Found("site", f"{root}/content/site.yml", "content/site.yml")
    if not found.path.is_file():
        cure = "Run `clearbell init` for a new site, or name the site's folder with `clearbell -C FOLDER`."
        return None, [Problem(found.shown, 0, 0, "missing-file", "", "the file", "none", cure)]
    document = read(found)
    if isinstance(document, Problem):
        return None, [document]
    outcome = read_record(document, _SITE, Reading(), check=site_checks.site)
    site, problems = outcome
    return (_settings(site) if site else None), problems


def site_words(root: Path, house: House) -> list[Problem]:
    """What the word gate says of `content/site.yml`. Only `check` asks, so the file is read once more for it."""
    from clearbell import word_checks  # noqa: PLC0415 - no build needs it

    document = read(Found("site", f"{root}/content/site.yml", "content/site.yml"))
    if isinstance(document, Problem):
        return []
    outcome = read_record(document, _SITE, Reading(), check=lambda site: word_checks.site(site, house))
    return outcome[1]


def _settings(site: SiteFile) -> Settings:
    components: list[Component] = []
    for entry in site.components:
        if entry.components:
            components += [_component(inner, site, entry) for inner in entry.components]
        else:
            components.append(_component(entry, site, None))
    return Settings(
        name=site.name,
        url=site.url.rstrip("/"),
        id=site.id,
        description=site.description,
        language=site.language,
        zone=site.timezone,
        audience=site.audience,
        support=Link(site.support.label, site.support.url) if site.support else None,
        mirror=site.mirror,
        logo=site.brand.logo,
        accent=site.brand.accent,
        components=tuple(components),
        groups=tuple(
            Group(entry.id, entry.name, entry.description, tuple(inner.id for inner in entry.components))
            for entry in site.components
            if entry.components
        ),
        demo_now=site.demo.now if site.demo else None,
        hub=site.hub,
        indexnow=IndexNow(site.indexnow.key, site.indexnow.to) if site.indexnow else None,
    )


def _component(entry: ComponentFile, site: SiteFile, group: ComponentOrGroup | None) -> Component:
    audience = entry.audience or (group.audience if group else None) or site.audience
    retired = entry.retired or (group.retired if group else None)
    return Component(
        entry.id, entry.name, entry.description, group.name if group else None, retired, audience
    )
