"""The demo's knowledge base in a real browser: no barrier, nothing that scrolls sideways, small and large, light and dark, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browsing import Window, window
from clearbell.internal.archive import present
from clearbell.internal.build import build
from internal_stories import CHECKOUT

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
DRAWN = "postmortems/2025-08-07-cards-charged-twice/index.html"  # five whys, a time bar, a public incident
PAGES = (
    DRAWN,
    "index.html",
    "causes/index.html",
    "causes/code-defect/index.html",
    "factors/t-missing-alert/index.html",
    "triggers/index.html",
    "services/checkout/index.html",
    "actions/index.html",
    "actions/late/index.html",
    "actions/owners/index.html",
    "reading/index.html",
    "reading/new-engineers/index.html",
    "drills/index.html",
    "drills/2026-08-26-card-company-lost/index.html",
    "process/index.html",
    "process/communication/index.html",
    "process/template/index.html",
    "data/index.html",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("demo")
    # Its cache is its own: other stories may run at the same time.
    for name in ("content", "mkdocs.yml", "theme"):
        (root / name).symlink_to(CHECKOUT / name)
    out = root / "out"
    build(root, out, now=present(root))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def _wrong(opened: Window, name: str) -> Iterator[str]:
    page = opened.open(name)
    yield from (f"says {text}" for text in opened.said)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "scrolls sideways"
    for each in Axe().run(page, options=AXE).response["violations"]:
        yield f"{each['id']}: {each['nodes'][0]['html'][:120]}"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
)
def test_every_kind_of_page_is_calm_and_without_barrier(
    files: dict[str, bytes], browser: Browser, width: int, scheme: Any
) -> None:
    with window(browser, files, viewport={"width": width, "height": 800}, color_scheme=scheme) as opened:
        wrong = [f"{name}: {each}" for name in PAGES for each in _wrong(opened, name)]
    assert wrong == []


def _rungs(page: Page) -> list[tuple[int, int]]:
    """Left edge and height of each rung of the ladder."""
    boxes = [rung.bounding_box() for rung in page.locator(".kb-rungs > li").all()]
    return [(round(box["x"]), round(box["height"])) for box in boxes if box is not None]


def test_the_ladder_stands_upright_on_a_phone_and_on_paper(files: dict[str, bytes], browser: Browser) -> None:
    with window(browser, files, viewport={"width": 320, "height": 800}) as opened:
        page = opened.open(DRAWN)
        rungs = _rungs(page)
        assert (len(rungs), len({left for left, _ in rungs})) == (5, 1)
        page.emulate_media(media="print")
        assert len(_rungs(page)) == 5
        last = page.locator(".kb-rungs > li").last
        number = last.evaluate("""rung => {
            const style = getComputedStyle(rung, "::before");
            return [style.content, style.backgroundImage, style.backgroundColor, style.color];
        }""")
        assert number[2] == "rgba(0, 0, 0, 0)"  # ink is for the number, not behind it
        assert number[3] != "rgb(255, 255, 255)"


def test_the_files_of_the_data_page_are_there(files: dict[str, bytes], browser: Browser) -> None:
    with window(browser, files) as opened:
        page = opened.open("data/index.html")
        addresses = page.eval_on_selector_all(
            "main a[href*='/data/'], main a[href^='../data/']",
            "links => links.map(each => new URL(each.href).pathname.slice(1))",
        )
    named = [address for address in addresses if not address.endswith("/")]
    assert len(named) == 13
    assert [name for name in named if name not in files] == []


def test_actions_stand_beside_the_text_where_there_is_room(files: dict[str, bytes], browser: Browser) -> None:
    with window(browser, files, viewport={"width": 1280, "height": 800}) as opened:
        side = opened.open(DRAWN).get_by_role("region", name="Actions")
        assert side.locator("li").first.inner_text().split("\n") == [
            "verified 2025-11-28",
            "Derive the idempotency key from the payment intent and store it before the first attempt",
        ]
        assert side.locator("li").count() == 5
        opened.open("actions/index.html")
        assert not opened.page.locator(".kb-side").count()
    with window(browser, files, viewport={"width": 800, "height": 800}) as opened:
        assert not opened.open(DRAWN).locator(".kb-side").is_visible()
