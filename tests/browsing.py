"""A real Chromium that looks at built pages without any server: the pages of a site are its whole internet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, sync_playwright

HOST: Final = "https://status.test/"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "text/xml",
}


def chromium() -> str:
    """The browser of this machine."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    if _MAC.is_file():
        return str(_MAC)
    pytest.fail(
        "These tests look at pages in a real Chromium, and there is none on PATH. Install it (on Debian: "
        "apt-get install chromium), or leave them out with: make test-quick"
    )


@contextmanager
def started() -> Iterator[Browser]:
    """One browser for many stories."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Window:
    """A page of the browser, the site it sees, and all that it says and asks for."""

    page: Page
    files: Mapping[str, bytes]
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, name: str) -> Page:
        """Go to an output such as `history/index.html`, with nothing said or asked for yet."""
        self.said.clear()
        self.asked.clear()
        self.page.goto(HOST + name.removesuffix("index.html"))
        return self.page

    def dismiss(self, dialog: Dialog) -> None:
        """Note what a dialog asked."""
        self.said.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def answer(self, route: Route) -> None:
        """Play the web server."""
        self.asked.append(route.request.url)
        path = urlsplit(route.request.url).path[1:]
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if route.request.url.startswith(HOST) and name in self.files:
            kind = _TYPES.get(Path(name).suffix, "application/octet-stream")
            route.fulfill(body=self.files[name], content_type=kind)
        else:
            route.abort()


@contextmanager
def window(browser: Browser, files: Mapping[str, bytes], **options: Any) -> Iterator[Window]:
    """A fresh window with Playwright's context *options* (viewport, color_scheme, timezone_id ...)."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    opened = Window(context.new_page(), files)
    context.route("**/*", opened.answer)
    opened.page.on("console", lambda message: opened.said.append(message.text))
    opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.page.on("dialog", opened.dismiss)
    yield opened
    context.close()
