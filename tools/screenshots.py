"""Takes the pictures of README and docs/ from the built demo, in the system's Chromium.

Knows which page, window and colours make a picture; builds nothing by itself. Sizes are the same everywhere, letters
are those of the machine's fonts.
"""

import argparse
import mimetypes
import shutil
import struct
import sys
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Route, sync_playwright

from lighthouse import BROWSERS

MAX_BYTES = 120_000
ORIGIN = "https://demo.test/"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as seen through a window of this size."""

    name: str
    page: str
    width: int
    height: int
    colours: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("status-page", "public/", 1000, 780),
    Picture("status-page-phone", "public/", 390, 800, "dark"),
    Picture("part", "public/components/checkout/", 1000, 700),
    Picture("postmortem", "internal/postmortems/2026-11-18-product-pages-empty/", 1280, 840),
    Picture("actions", "internal/actions/", 1280, 760),
    Picture("find", "internal/find/?q=certificate", 1280, 760),
    Picture("patterns", "internal/patterns/", 1280, 800),
)


def _answer(site: Path, route: Route) -> None:
    """Play the web server; nothing outside the built sites is there."""
    path = unquote(urlsplit(route.request.url).path).strip("/")
    file = site / path
    if file.is_dir():
        file /= "index.html"
    if not route.request.url.startswith(ORIGIN) or not file.is_file():
        route.abort()
        return
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    route.fulfill(body=file.read_bytes(), content_type=kind)


def _take(browser: Browser, site: Path, picture: Picture) -> bytes:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.colours,
        locale="en-GB",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    context.route("**/*", partial(_answer, site))
    page = context.new_page()
    page.goto(ORIGIN + picture.page, wait_until="networkidle")
    taken = page.screenshot(animations="disabled", caret="hide", scale="css")
    context.close()
    return taken


def _smaller(png: bytes) -> bytes:
    """The same picture, in three quarters of the bytes: lines of flat colours pack best as they are."""
    chunks = dict.fromkeys([b"IHDR", b"IDAT"], b"")
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind = png[at + 4 : at + 8]
        if kind in chunks:
            chunks[kind] += png[at + 8 : at + 8 + length]
        at += length + 12
    width, _, depth, colour_type = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    if (depth, colour_type) != (8, 2):
        sys.exit("Chromium's pictures are no longer of 8 bits and three colours: leave them as they are.")
    chunks[b"IDAT"] = zlib.compress(_plain(zlib.decompress(chunks[b"IDAT"]), 3 * width), 9)
    parts = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks.items(), (b"IEND", b""))
    )
    return SIGNATURE + b"".join(parts)


def _plain(lines: bytes, length: int) -> bytes:
    """The lines of a picture, each as it is instead of as a difference from its neighbours (PNG, section 9)."""
    plain = bytearray()
    above = bytes(length)
    for start in range(0, len(lines), length + 1):
        kind, line = lines[start], bytearray(lines[start + 1 : start + 1 + length])
        for i in range(length if kind else 0):
            left, corner = (line[i - 3], above[i - 3]) if i >= 3 else (0, 0)
            guess = (0, left, above[i], (left + above[i]) // 2, _nearest(left, above[i], corner))[kind]
            line[i] = (line[i] + guess) & 255
        plain += b"\0" + line
        above = bytes(line)
    return bytes(plain)


def _nearest(left: int, above: int, corner: int) -> int:
    """Which of the three comes nearest to left + above - corner; the first of equals."""
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(value - guess))


def main() -> None:
    """Write all pictures, or end with exit code 1 when one is too large for a repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"))
    parser.add_argument("--into", type=Path, default=Path("docs/images"), metavar="DIR")
    options = parser.parse_args()
    if not all((options.site / wing / "index.html").is_file() for wing in ("public", "internal")):
        sys.exit(f"{options.site} doesn't hold both sites: run 'make site' first.")
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if executable is None:
        sys.exit("No Chromium found: install it so that 'chromium' is on PATH.")

    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            content = _smaller(_take(browser, options.site, picture))
            if len(content) > MAX_BYTES:
                sys.exit(
                    f"{picture.name} has {len(content):,} bytes, more than {MAX_BYTES:,}: show less of the page."
                )
            file = options.into / f"{picture.name}.png"
            file.write_bytes(content)
            print(f"{file.as_posix():<40} {len(content):>8,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
