"""Measures the built demo with Lighthouse, as a phone on a slow line sees it.

Knows which pages stand for the whole site and what score is good enough: 100. Builds nothing by itself.
Node's `npx` fetches Lighthouse; the browser is the system's.
"""

import argparse
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

# The newest major version that still runs on the Node of Debian and Ubuntu's current releases.
LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@contextmanager
def _served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _pages(site: Path) -> list[str]:
    """The front page, the newest incident and the history."""
    incidents = sorted((page.parent.name for page in site.glob("incidents/*/index.html")), reverse=True)
    return ["/", *(f"/incidents/{name}/" for name in incidents[:1]), "/history/"]


def _scores(address: str, browser: str) -> tuple[dict[str, int], list[str]]:
    """The four scores of one page, and the titles of the audits that cost points."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [
                *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}"),
                f"--only-categories={','.join(CATEGORIES)}",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage",
            ],
            env={**os.environ, "CHROME_PATH": browser, "CI": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not report.exists():
            sys.exit(f"Lighthouse didn't get through {address}:\n{done.stdout}{done.stderr}")
        result = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round((result["categories"][name]["score"] or 0) * 100) for name in CATEGORIES}
    weighed = {
        ref["id"] for name in CATEGORIES for ref in result["categories"][name]["auditRefs"] if ref["weight"]
    }
    costly = [
        cast("str", audit["title"])
        for name, audit in result["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 0.9
    ]
    return scores, costly


def main() -> None:
    """Print a line of scores per page; a score below the limit ends in exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("site/public"))
    parser.add_argument("--at-least", type=int, default=100, metavar="SCORE")
    options = parser.parse_args()
    if not (options.site / "index.html").is_file():
        sys.exit(f"{options.site} holds no built site: run 'make site' first.")
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("No Chromium found: install it so that 'chromium' is on PATH.")

    good = True
    print(f"{'page':<50}" + "".join(f"{name:>16}" for name in CATEGORIES))
    with _served(options.site) as origin:
        for page in _pages(options.site):
            scores, costly = _scores(origin + page, browser)
            print(f"{page:<50}" + "".join(f"{scores[name]:>16}" for name in CATEGORIES))
            if min(scores.values()) < options.at_least:
                good = False
                print(*(f"    {title}" for title in costly), sep="\n")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
