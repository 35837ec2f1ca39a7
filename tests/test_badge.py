"""Badges: the state as a picture, told by shape, word and colour, for eyes and for readers of screens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

from browsing import window
from clearbell.public.badge import badge_files, text_width
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.site_checks import luminance
from publishing import NOW, SITE, demo, incident, project, publish, understood, work

SVG = "{http://www.w3.org/2000/svg}"
FIVE = {
    "slow": incident("2026-03-14 09:00 investigating", components="slow: degraded_performance", severity=3),
    "part": incident("2026-03-14 09:10 identified", components="part: partial_outage"),
    "down": incident("2026-03-14 09:20 investigating", components="down: major_outage", severity=1),
    "plan": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled", components="[plan]"),
}
FIVE_PARTS = SITE.partition("components:\n")[0] + "components:\n"
FIVE_PARTS += "".join(
    f"  - {{id: {name}, name: The {name} one}}\n" for name in ("fine", "plan", "slow", "part", "down")
)
WHOLE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="177" height="24" viewBox="0 0 177 24" role="img" aria-labelledby="t" xml:lang="en">
<title id="t">Acme: Working normally</title>
<style>@media(prefers-color-scheme:dark){.g{fill:#1b211f;stroke:#303936}.n{fill:#e9eeeb}.w{fill:#55c08d}.i{stroke:#1b211f}}</style>
<rect class="g" x=".5" y=".5" width="176" height="23" rx="5" fill="#f4f7f5" stroke="#dde2de"/>
<g font-family="Helvetica,Arial,sans-serif" font-size="12">
<text class="n" x="9" y="16.3" textLength="31" lengthAdjust="spacingAndGlyphs" fill="#1c2321">Acme</text>
<g class="w" fill="#17704a">
<g transform="translate(49 5) scale(.875)"><path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z"/>
<path class="i" d="M4.6 8.3l2.3 2.3 4.5-4.9" fill="none" stroke="#f4f7f5" stroke-width="1.8" stroke-linecap="round"/></g>
<text x="69" y="16.3" font-weight="700" textLength="99" lengthAdjust="spacingAndGlyphs">Working normally</text></g></g></svg>
"""


def badges(site: Site) -> dict[str, str]:
    """All of them, by path."""
    return {each.file: each.make().decode() for each in badge_files(Shell.of(site.settings), site)}


def title(badge: str) -> str:
    """What a reader of screens says."""
    picture = ET.fromstring(badge)
    (named,) = picture.findall(f"{SVG}title")
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == named.get("id")
    return named.text or ""


def _shown(badge: str) -> str:
    return ": ".join(text.text or "" for text in ET.fromstring(badge).iter(f"{SVG}text"))


def test_a_badge_in_full(tmp_path: Path) -> None:
    made = badges(understood(tmp_path, {}))
    assert made["badge.svg"].replace("><", ">\n<").split() == WHOLE.replace("><", ">\n<").split()


def test_each_part_says_its_state_and_the_whole_its_worst(tmp_path: Path) -> None:
    made = badges(understood(tmp_path, FIVE, site=FIVE_PARTS))
    assert {name: title(badge) for name, badge in made.items()} == {
        "badge.svg": "Acme: Not working",
        "components/fine/badge.svg": "The fine one: Working normally",
        "components/plan/badge.svg": "The plan one: Planned work",
        "components/slow/badge.svg": "The slow one: Slower than usual",
        "components/part/badge.svg": "The part one: Partly not working",
        "components/down/badge.svg": "The down one: Not working",
    }
    assert all(_shown(badge) == title(badge) for badge in made.values())
    shapes = {tuple(p.get("d") for p in ET.fromstring(badge).iter(f"{SVG}path")) for badge in made.values()}
    assert len(shapes) == 5


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"plan": FIVE["plan"]}, "Planned work"),
        ({"plan": FIVE["plan"], "slow": FIVE["slow"]}, "Slower than usual"),
        (
            {"slow": FIVE["slow"], "plan": FIVE["plan"].replace("[plan]", "{plan: major_outage}")},
            "Not working",
        ),
        (
            {"it": incident("2026-03-14 09:00 monitoring fine=operational", components="fine: major_outage")},
            "Fixed, keeping an eye on it",
        ),
        (
            {"it": incident("2026-03-14 09:00 identified", components="fine: operational", severity=1)},
            "Not working",
        ),
    ],
    ids=[
        "planned work",
        "slow beside it",
        "planned work that breaks more",
        "fixed",
        "greener than the truth",
    ],
)
def test_the_whole_is_never_better_than_what_goes_on(
    tmp_path: Path, files: dict[str, str], word: str
) -> None:
    assert title(badges(understood(tmp_path, files, site=FIVE_PARTS))["badge.svg"]) == f"Acme: {word}"


def test_it_speaks_the_language_of_the_site(tmp_path: Path) -> None:
    made = badges(understood(tmp_path, FIVE, site=FIVE_PARTS + "language: de\n"))
    assert 'xml:lang="de"' in made["badge.svg"]
    assert title(made["components/fine/badge.svg"]) != "The fine one: Working normally"


def test_what_is_retired_says_so_and_has_no_state() -> None:
    assert title(demo()["components/fax-orders/badge.svg"].decode()) == (
        "Fax orders: Not offered any more since 31 December 2025"
    )


def test_any_name_is_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script> & \"co\" ]]> 'x'"
    site = SITE.replace("name: Acme", f"name: '{name.replace(chr(39), chr(39) * 2)}'")
    assert title(badges(understood(tmp_path, {}, site=site))["badge.svg"]) == f"{name}: Working normally"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("illi", 11), ("WWWW", 45), ("0000", 27), ("日本", 24), ("é", 7), ("e\u0301", 7), ("Ж", 8)],
)
def test_letters_have_their_widths(text: str, width: int) -> None:
    assert text_width(text) == width


def test_time_alone_writes_no_badge_anew(tmp_path: Path) -> None:
    root = project(tmp_path, {"slow": incident("2026-03-14 09:00 investigating")})
    publish(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("badge.svg")}
    publish(root, NOW.replace(day=15))
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("badge.svg")} == before
    assert len(before) == 4


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_the_badge_in_light_and_dark(tmp_path: Path) -> None:
    for name, badge in badges(understood(tmp_path, FIVE, site=FIVE_PARTS)).items():
        dark = dict(re.findall(r"\.(\w)\{fill:(#\w+)", badge))
        light = dict(re.findall(r'class="(\w)"[^>]* fill="(#\w+)"', badge))
        assert set(dark) == set(light) == {"g", "n", "w"}
        for colours in (dark, light):
            assert _contrast(colours["n"], colours["g"]) >= 7, name
            assert _contrast(colours["w"], colours["g"]) >= 4.5, name


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "ground"), [("light", "#f4f7f5"), ("dark", "#1b211f")])
def test_in_another_page_it_follows_light_and_dark(
    browser: Browser, tmp_path: Path, scheme: Any, ground: str
) -> None:
    made = badges(understood(tmp_path, {}))
    page = b"""<!doctype html><html lang="en"><style>:root{color-scheme:light dark}</style><title>x</title>
        <img src="badge.svg" alt="Acme works normally"><canvas width="9" height="9"></canvas>"""
    files = {"index.html": page, "badge.svg": made["badge.svg"].encode()}
    with window(browser, files, color_scheme=scheme) as opened:
        shown = opened.open("index.html")
        colour = shown.evaluate(
            """() => { const c = document.querySelector("canvas").getContext("2d");
            c.drawImage(document.querySelector("img"), 0, 0); const [r, g, b] = c.getImageData(4, 4, 1, 1).data;
            return "#" + [r, g, b].map(v => v.toString(16).padStart(2, "0")).join(""); }"""
        )
        assert shown.locator("img").evaluate("e => [e.naturalWidth, e.naturalHeight]") == [177, 24]
        assert opened.said == []
    assert colour == ground
