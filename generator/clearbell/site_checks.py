"""Facts about site.yml that its format alone can't know. Knows no text and no positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clearbell.formats.channels import ChannelKind
from clearbell.formats.reader import Fault, did_you_mean
from clearbell.formats.site import SiteFile
from clearbell.wording import languages
from clearbell.yamlfile import Path


def site(file: SiteFile) -> list[Fault]:
    """site.yml: ids once each, groups one level deep, an accent that can be read, channels that make sense."""
    return [*_component_ids(file), *_accent(file), *_channels(file), *_language(file)]


def _component_ids(file: SiteFile) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for index, entry in enumerate(file.components):
        path: Path = ("components", index)
        for place, name in [(path, entry.id)] + [
            ((*path, "components", inner), component.id) for inner, component in enumerate(entry.components)
        ]:
            if name in seen:
                cure = "Give it an id of its own; ids of groups count too."
                yield Fault((*place, "id"), "duplicate-id", "an id used once", f"`{name}` again", cure)
            seen[name] = place


def _channels(file: SiteFile) -> Iterator[Fault]:
    seen: set[str] = set()
    parts = {part.id for entry in file.components for part in (entry, *entry.components)}
    for index, channel in enumerate(file.channels):
        path: Path = ("channels", index)
        if channel.id in seen:
            cure = "Give it an id of its own."
            yield Fault((*path, "id"), "duplicate-id", "an id used once", f"`{channel.id}` again", cure)
        seen.add(channel.id)
        for place, name in enumerate(channel.components):
            if name not in parts:
                cure = did_you_mean(name, parts) or "Use an id of `components`, or of a group."
                yield Fault(
                    (*path, "components", place),
                    "unknown-component",
                    "a component of this file",
                    f"`{name}`",
                    cure,
                )
        if channel.list and channel.kind not in (None, ChannelKind.MAIL):
            cure = "Remove it; only mail goes to a list."
            yield Fault(
                (*path, "list"), "wrong-value", "a channel for mail", f"`{channel.kind}`", cure, on_key=True
            )
        if channel.language and channel.language.partition("-")[0] not in languages():
            cure = "Messages have no texts in it yet; take the nearest of these."
            yield Fault(
                (*path, "language"),
                "unknown-language",
                "one of " + ", ".join(languages()),
                f"`{channel.language}`",
                cure,
            )


def _accent(file: SiteFile) -> Iterator[Fault]:
    """Links in the accent stand on white: WCAG 2.2, 1.4.3 asks for a contrast of 4.5 to 1."""
    if file.brand.accent is None:
        return
    contrast = 1.05 / (luminance(file.brand.accent) + 0.05)
    if contrast < 4.5:
        found = f"{contrast:.1f} to 1"
        yield Fault(
            ("brand", "accent"),
            "contrast",
            "a contrast to white of at least 4.5 to 1",
            found,
            "Take a darker colour.",
        )


def _language(file: SiteFile) -> Iterator[Fault]:
    known = languages()
    if file.language not in known and file.language.partition("-")[0] not in known:
        cure = "The pages have no texts in it yet; take the nearest of these."
        yield Fault(
            ("language",), "unknown-language", "one of " + ", ".join(known), f"`{file.language}`", cure
        )


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, glossary)."""
    parts = [int(pair, 16) / 255 for pair in re.findall("..", colour[1:])]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
