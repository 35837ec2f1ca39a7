"""`/badge.svg` and one per component: the state as a picture for other sites, told by shape, word and colour.

A picture in another page can't bring a font, so the widths of letters are guessed and the text is held to the guess.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Final

from clearbell import urls
from clearbell.public.assets import colours
from clearbell.public.looks import LOOKS, overall
from clearbell.public.output import Output
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import moment
from clearbell.urls import Address

_SIZE: Final = 12  # of the letters; `badge.svg` of the theme has the same
_BOLD: Final = 1.06

# Hundredths of the size of the letters, as in Helvetica, Arial and their like; what isn't listed is as wide as a digit.
_WIDTHS: Final = {
    letter: width
    for width, letters in {
        22: "ijl'\u2018\u2019|",
        28: " !,./:;I[]ft\\",
        34: '()-r"`\u201c\u201d',
        50: "cksvxyzJç",
        67: "ABEKPSVXY&ÄÅÉ",
        72: "CDHNRUwÜ",
        78: "GOQÖ",
        83: "mM%",
        94: "W",
        100: "@—…",
    }.items()
    for letter in letters
}
_OTHER: Final = 56


def badge_files(shell: Shell, site: Site) -> Iterator[Output]:
    """Of the whole and of each component."""
    news = overall(site, shell.words)
    yield _badge(shell, urls.badge(), shell.settings.name, news.look, news.word)
    today = moment(site.now).astimezone(site.settings.zone).date()
    for view in site.components:
        component = view.component
        look, word = LOOKS[view.state], shell.words(f"state.{view.state}")
        if component.retired and component.gone(today):
            day = shell.times.date(component.retired)
            look, word = "plan", shell.words("component.retired", day=day).rstrip(".")
        yield _badge(shell, urls.badge(component.id), component.name, look, word)


def _badge(shell: Shell, address: Address, name: str, look: str, word: str) -> Output:
    return Output(address.file, f"{look} {word}", partial(_drawn, shell, name, look, word))


def _drawn(shell: Shell, name: str, look: str, word: str) -> bytes:
    return shell.bare(
        "badge.svg",
        title=shell.words("affected", component=name, state=word),
        name=name,
        word=word,
        look=look,
        colours=colours(),
        name_width=text_width(name),
        word_width=round(text_width(word) * _BOLD),
    )


def text_width(text: str) -> int:
    """About as wide as *text* is in the letters of a badge."""
    return round(sum(map(_letter_width, text)) * _SIZE / 100)


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 100
    return 67 if letter.isupper() else _OTHER
