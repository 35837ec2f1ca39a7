"""The first search of somebody's visit, in Chromium over a slow line: how long it takes, and how much comes over.

Serves a built site as hosts do, compressed. Knows the page Find by its status line and nothing else of it.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote_plus

from playwright.sync_api import sync_playwright

_LINE: Final = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10_000_000 / 8,
    "uploadThroughput": 10_000_000 / 8,
}
_COMPRESSED: Final = (".html", ".css", ".js", ".json", ".txt", ".svg", ".xml")
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_READY: Final = "document.querySelector('#kb-find')?.dataset.found !== undefined"


class _Handler(SimpleHTTPRequestHandler):
    """Compresses what hosts compress."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in _COMPRESSED or not path.is_file():
            return super().send_head()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def search(site: Path, words: str) -> tuple[float, float, int]:
    """Seconds from Enter on the front page to the first results, KB for it, and how many were found."""
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit(
            "Searching is measured in Chromium, and there is none on PATH. Leave it out with --no-search."
        )
    with _served(site) as address, sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        line = page.context.new_cdp_session(page)
        came: list[float] = []
        line.on("Network.loadingFinished", lambda event: came.append(_size(event)))
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", _LINE)
        page.goto(f"{address}find/?q={quote_plus(words)}", wait_until="commit")
        page.wait_for_function(_READY, polling=5, timeout=60_000)
        seconds = page.evaluate("performance.now()") / 1000
        found = int(page.evaluate("document.querySelector('#kb-find').dataset.found"))
        opened.close()
    return seconds, sum(came) / 1000, found


def _size(event: dict[str, Any]) -> float:
    return float(event["encodedDataLength"])
