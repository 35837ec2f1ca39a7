"""What a reader meets in a real browser: small and large, light and dark, with script and without, by key and by ear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browsing import HOST, Window, window
from publishing import SITE, demo, incident, notice, output, project, publish, work

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
FIVE_STATES = {
    "slow": incident("2026-03-14 09:00 investigating", components="slow: degraded_performance", severity=3),
    "part": incident("2026-03-14 09:10 identified", components="part: partial_outage"),
    "down": incident(
        "2026-03-14 09:20 investigating",
        "2026-03-14 09:40 identified",
        components="down: major_outage",
        severity=1,
    ),
    "plan": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled", components="[plan]"),
}
FIVE_PARTS = (
    SITE.partition("components:\n")[0]
    + "components:\n"
    + "".join(
        f"  - {{id: {name}, name: The {name} one}}\n" for name in ("fine", "plan", "slow", "part", "down")
    )
)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "nothing": (SITE, {}),
    **{
        f"Sev{severity}": (
            SITE,
            {
                "it": incident(
                    "2026-03-14 09:00 investigating", severity=severity, components=f"checkout: {state}"
                )
            },
        )
        for severity, state in enumerate(
            ("major_outage", "partial_outage", "degraded_performance", "degraded_performance"), 1
        )
    },
    "five states": (FIVE_PARTS, FIVE_STATES),
    "work only": (
        SITE,
        {
            "it": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled"),
            "ahead": work("2026-04-14 11:00", "2026-04-15 13:00", "2026-03-10 11:00 scheduled"),
        },
    ),
    "long texts": (
        SITE.replace("name: Checkout", f"name: {LONG[:120]}"),
        {
            "it": incident("2026-03-14 09:00 investigating", title=LONG).replace(
                "message: Words of update 1.",
                f'message: "{LONG} https://acme.example/{LONG}\\n\\n    {LONG}\\n\\n`{LONG}`"\n    workaround: {LONG}',
            ),
            "said": notice("2026-03-10 11:00", title=LONG),
        },
    ),
    "sixty parts": (
        SITE + "".join(f"  - {{id: c{n}, name: Part number {n}}}\n" for n in range(60)),
        {"it": incident("2026-03-14 09:00 investigating", components="c7: partial_outage, c9: major_outage")},
    ),
}
DEMO = [
    "index.html",
    "incidents/2026-11-20-card-payments-fail/index.html",
    "incidents/2026-04-09-shop-not-found/index.html",
    "incidents/2026-11-22-more-room-for-orders/index.html",
    "incidents/2026-11-16-busy-weeks/index.html",
    "history/index.html",
    "history/2026-11/index.html",
    "components/checkout/index.html",
    "components/fax-orders/index.html",
    "subscribe/index.html",
    "404.html",
]


@cache
def built(state: str) -> dict[str, bytes]:
    """All outputs of one of the states above."""
    site, files = STATES[state]
    with TemporaryDirectory() as folder:
        publish(project(Path(folder), files, site=site))
        return output(Path(folder))


def all_pages() -> Iterator[tuple[str, dict[str, bytes], str]]:
    """What there is to look at: which site, its outputs, the page."""
    for name in DEMO:
        yield "demo", demo(), name
    for state in STATES:
        files = built(state)
        yield from (
            (state, files, name) for name in ("index.html", "incidents/it/index.html") if name in files
        )


def _sideways(page: Page) -> str:
    return str(
        page.evaluate(
            """() => { const d = document.documentElement; if (d.scrollWidth <= d.clientWidth) return "";
            const wide = [...document.querySelectorAll("body *")].filter(
                e => e.getBoundingClientRect().right > d.clientWidth + 0.5 && !e.closest(".skip, svg *"));
            return `${d.scrollWidth} > ${d.clientWidth}: ${wide.slice(0, 3).map(e => e.outerHTML.slice(0, 80))}`; }"""
        )
    )


def _barriers(page: Page) -> list[str]:
    """What axe finds: the rule and the place."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"][:3]]


def _sight(opened: Window, name: str) -> list[str]:
    """What is wrong at first sight."""
    page = opened.open(name)
    wrong = [f"says {text}" for text in opened.said]
    wrong += [f"asks for {url}" for url in opened.asked[1:]]
    if sideways := _sideways(page):
        wrong.append(f"scrolls sideways: {sideways}")
    if page.evaluate("document.getAnimations().length"):
        wrong.append("moves")
    return wrong


@pytest.mark.parametrize(
    ("width", "options"),
    [
        (320, {"color_scheme": "light"}),
        (1280, {"color_scheme": "dark"}),
        (320, {"color_scheme": "dark", "forced_colors": "active"}),
    ],
    ids=["small and light", "large and dark", "small with forced colours"],
)
def test_every_page_is_calm_alone_and_without_barrier(
    browser: Browser, width: int, options: dict[str, Any]
) -> None:
    wrong = []
    with window(browser, {}, viewport={"width": width, "height": 800}, **options) as opened:
        for state, files, name in all_pages():
            opened.files = files
            found = _sight(opened, name) + _barriers(opened.page)
            wrong += [f"{state} {name}: {each}" for each in found]
    assert wrong == []


def test_without_script_every_page_is_calm_and_alone(browser: Browser) -> None:
    wrong = []
    with window(browser, {}, viewport={"width": 320, "height": 800}, java_script_enabled=False) as opened:
        for state, files, name in all_pages():
            opened.files = files
            wrong += [f"{state} {name}: {each}" for each in _sight(opened, name)]
    assert wrong == []


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED += "p { margin-bottom: 2em !important }"
STYLED = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"


@pytest.mark.parametrize(
    ("width", "style"),
    [(320, SPACED), (640, ""), (1280, ":root { font-size: 200% }"), (320, ":root { font-size: 200% }")],
    ids=["text spaced out", "zoomed to 200 %", "text of double size", "text of double size on a telephone"],
)
def test_readers_who_need_larger_or_looser_text_need_not_scroll_sideways(
    browser: Browser, width: int, style: str
) -> None:
    wrong = []
    with window(browser, {}, viewport={"width": width, "height": 800}) as opened:
        for state, files, name in all_pages():
            opened.files = files
            page = opened.open(name)
            page.evaluate(STYLED, style)
            if sideways := _sideways(page):
                wrong.append(f"{state} {name}: {sideways}")
    assert wrong == []


def test_each_part_says_its_state_in_words_and_each_state_has_a_shape_of_its_own(browser: Browser) -> None:
    expected = {
        "The fine one": "Working normally",
        "The plan one": "Planned work",
        "The slow one": "Slower than usual",
        "The part one": "Partly not working",
        "The down one": "Not working",
    }
    with window(
        browser, built("five states"), forced_colors="active", viewport={"width": 600, "height": 900}
    ) as opened:
        rows = opened.open("index.html").locator(".c li")
        seen, shapes = {}, set()
        for row in rows.all():
            name = row.locator("a").inner_text()
            seen[name] = next((word for word in expected.values() if word in row.inner_text()), "")
            shapes.add(row.locator(".s svg").screenshot())
    assert seen == expected
    assert len(shapes) == len(expected)


CONTRAST = """() => {
    const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => (v /= 255) <= .04045 ? v / 12.92
        : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
    const ground = light(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll(".s svg, .bar path:not(:first-child)")].map(e => {
        const style = getComputedStyle(e), colour = style.stroke === "none" ? style.fill : style.stroke;
        const one = light(colour); return (Math.max(one, ground) + .05) / (Math.min(one, ground) + .05); }); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_bars_stand_out_from_the_page(browser: Browser, scheme: Any) -> None:
    with window(browser, built("five states"), color_scheme=scheme) as opened:
        contrasts = opened.open("index.html").evaluate(CONTRAST)
    assert len(contrasts) >= 10
    assert min(contrasts) >= 4.5


def _focused(page: Page) -> tuple[str, float]:
    """What has the focus, and how thick its outline is."""
    text, width = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e);
        return [e === document.body ? "" : e.innerText, s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth)]; }"""
    )
    return str(text), float(width)


def test_by_key_the_news_comes_first_and_the_whole_page_is_a_short_way(browser: Browser) -> None:
    with window(browser, demo(), viewport={"width": 1280, "height": 800}) as opened:
        page = opened.open("index.html")
        stops = []
        for _ in range(60):
            page.keyboard.press("Tab")
            text, outline = _focused(page)
            if not text:
                break
            stops.append(text)
            assert outline >= 2, text
        assert len(stops) <= 40
        assert stops[0] == "Skip to the current status"
        assert "Some customers can't complete checkout" in stops[:7]
        page = opened.open("index.html")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert _focused(page)[0] == "Some customers can't complete checkout"


def test_on_paper_the_news_is_there(browser: Browser) -> None:
    with window(browser, demo()) as opened:
        page = opened.open("index.html")
        page.emulate_media(media="print")
        assert page.locator("h1").inner_text() == "Some customers can't complete checkout"
        assert page.get_by_text("Card payments travel over two lines").is_visible()
        assert page.get_by_text("Paying from your bank account").first.is_visible()


def test_readers_elsewhere_get_their_own_time_with_script_and_the_true_one_without(browser: Browser) -> None:
    with window(browser, demo(), timezone_id="Asia/Tokyo", locale="en-GB") as opened:
        page = opened.open("index.html")
        said = page.locator("main > p.m").first.inner_text()
        assert "since 10:02 (your time: 18:02; 09:02 UTC)" in said
        assert "10:58 (12 minutes ago; your time: 18:58)" in said
        assert "Amsterdam time" in page.locator("footer").inner_text()
    with window(browser, demo(), timezone_id="Pacific/Auckland", locale="en-GB") as opened:
        late = opened.open("incidents/2026-11-18-product-pages-empty/").locator("ol .m").first.inner_text()
        assert re.fullmatch(r"18 November 2026, \d\d:\d\d \(your time: Nov 19, 2026, \d\d:\d\d\)", late)
    with window(browser, demo(), timezone_id="Asia/Tokyo", java_script_enabled=False) as opened:
        page = opened.open("index.html")
        said = page.locator("main > p.m").first.inner_text()
        assert "10:02" in said
        assert "09:02 UTC" in said
        assert "Amsterdam time" in page.locator("footer").inner_text()
    with window(browser, demo(), timezone_id="Europe/Amsterdam") as opened:
        page = opened.open("index.html")
        assert "10:02" in page.locator("main > p.m").first.inner_text()
        assert "Amsterdam time" in page.locator("footer").inner_text()


def test_midnight_is_nought_o_clock_everywhere(browser: Browser, tmp_path: Path) -> None:
    story = incident("2026-03-14 00:00 investigating")
    publish(project(tmp_path, {"it": story}))
    for locale in ("en-US", "en-GB"):
        with window(browser, output(tmp_path), timezone_id="UTC", locale=locale) as opened:
            page = opened.open("incidents/it/index.html")
            times = page.locator("main .m:has(> time)").all_inner_texts()
            assert [re.findall(r"\d\d:\d\d", each)[:2] for each in times] == [["01:00", "00:00"]] * 2


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ("2026-03-14T21:59:00Z", "Planned"),
        ("2026-03-14T22:00:00Z", "Under way now"),
        ("2026-03-15T02:00:00Z", "The planned time is over"),
    ],
)
def test_planned_work_turns_when_its_hour_comes_without_a_new_build(
    browser: Browser, tmp_path: Path, now: str, word: str
) -> None:
    story = work("2026-03-14 22:00", "2026-03-15 02:00", "2026-03-10 09:00 scheduled")
    publish(project(tmp_path, {"it": story}))
    with window(browser, output(tmp_path)) as opened:
        opened.page.clock.set_fixed_time(now)
        for name, place in (("index.html", "article .s"), ("incidents/it/index.html", "main > .s")):
            assert opened.open(name).locator(place).first.inner_text() == word


def test_the_checks_of_these_stories_see_what_they_are_for(browser: Browser) -> None:
    bad = b"""<!doctype html><html lang="en"><title>x</title><body><main><h1>x</h1>
        <div style="width: 2000px">wide</div><p style="color: #ccc; background: #fff">pale</p><a href="#x"></a>
        <style>@keyframes k { to { opacity: 0 } } h1 { animation: k 1s infinite }</style>
        <img src="https://elsewhere.test/x.png" alt=""><script>console.log("hello")</script></main>"""
    with window(browser, {"index.html": bad}, viewport={"width": 320, "height": 800}) as opened:
        wrong = _sight(opened, "index.html")
        barriers = {each.partition(":")[0] for each in _barriers(opened.page)}
    assert any(each.startswith("says hello") for each in wrong)
    assert "asks for https://elsewhere.test/x.png" in wrong
    assert any(each.startswith("scrolls sideways: 2008 > 320") for each in wrong)
    assert "moves" in wrong
    assert {"color-contrast", "link-name"} <= barriers
    assert HOST not in "".join(wrong)
