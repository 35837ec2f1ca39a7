"""Patterns and Measures in a real browser: no barrier, nothing that scrolls sideways, light and dark, small and large, on paper."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from browsing import window
from clearbell.internal.build import build
from internal_stories import NOW
from pattern_stories import many, mixed

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_INSIDE = """() => [...document.querySelectorAll(".kb-drawn svg")].filter(drawing => {
    const box = drawing.getBoundingClientRect();
    return box.width < 100 || box.height < 10 || box.right > document.documentElement.clientWidth;
}).length"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("mixed")
    many(root, mixed())
    out = root / "out"
    build(root, out, now=NOW)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("page", ["patterns", "measures"])
def test_a_page_has_no_barrier(
    files: dict[str, bytes], browser: Browser, page: str, width: int, scheme: str
) -> None:
    with window(browser, files, viewport={"width": width, "height": 800}, color_scheme=scheme) as opened:
        seen = opened.open(f"{page}/index.html")
        seen.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(seen, options=AXE).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found] == []
        assert (
            seen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
        assert seen.evaluate("document.querySelectorAll('.kb-drawn svg').length") > 10
        assert seen.evaluate(_INSIDE) == 0
        assert opened.said == []


def test_without_script_and_on_paper_nothing_is_missing(files: dict[str, bytes], browser: Browser) -> None:
    with window(browser, files, java_script_enabled=False) as opened:
        seen = opened.open("patterns/index.html")
        assert "Code defect: 21 of 25, 65 to 94 %." in seen.inner_text("main")
        assert "No ranking: it needs 20 cases that record a trigger" in seen.inner_text("main")
        seen.emulate_media(media="print")
        table = seen.locator(".kb-behind table").first
        assert table.is_visible()
        assert "65 to 94 %" in table.inner_text()
