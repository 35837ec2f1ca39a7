"""The logo goes into every page, so of its file only what draws does: no place, no author, no script, no address."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from pathlib import Path
from typing import Final

import pytest

from clearbell.pictures import NoPictureError, bare
from publishing import CHECKOUT, SITE, output, project, publish

FILES: Final = CHECKOUT.parent / "shared" / "hostile" / "files"
PAYLOADS: Final = re.compile(rb"(?i)script|alert|onclick|onmouseover")
IN_THE_PIXELS: Final = (
    "-ecs"  # these hide their text in the picture itself, which nobody can tell from a picture
)
MARK: Final = b"MARK by Jane, 52.3702 N 4.8952 E"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
HEAD: Final = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
PIXELS: Final = _chunk(b"IDAT", zlib.compress(b"\0\x0b\x6e\x4f"))
PNG: Final = SIGNATURE + HEAD + PIXELS + _chunk(b"IEND", b"")
PNG_THAT_TELLS: Final = (
    SIGNATURE
    + HEAD
    + b"".join(_chunk(kind, MARK) for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"prVt"))
    + PIXELS
    + _chunk(b"tEXt", MARK)
    + _chunk(b"IEND", b"")
    + MARK
)


def _segment(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


FRAME: Final = _segment(0xDB, bytes(65)) + _segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
ADOBE: Final = _segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")
SCAN: Final = (
    _segment(0xC4, bytes(17)) + _segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
)
JPEG: Final = b"\xff\xd8" + ADOBE + FRAME + SCAN + b"\xff\xd9"
JPEG_THAT_TELLS: Final = (
    b"\xff\xd8"
    + b"".join(_segment(kind, b"Exif\0\0" + MARK) for kind in (*range(0xE0, 0xF0), 0xFE))
    + ADOBE
    + FRAME
    + b"\xff"  # a filler
    + SCAN
    + _segment(0xFE, MARK)
    + b"\xff\xd9"
    + MARK
)


def _webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


CANVAS: Final = bytes(9)
WEBP: Final = _webp((b"VP8X", b"\x10" + CANVAS), (b"ALPH", b"abc"), (b"VP8 ", b"pixels"))
WEBP_THAT_TELLS: Final = (
    _webp(
        (b"VP8X", b"\x3c" + CANVAS),
        (b"ICCP", MARK),
        (b"ALPH", b"abc"),
        (b"VP8 ", b"pixels"),
        (b"EXIF", MARK),
        (b"XMP ", MARK + b"x"),
        (b"mine", MARK),
    )
    + MARK
)

DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}'
    '<path d="M0 0h8v8z" fill="url(#g)"></path></svg>'
)
GRADIENT: Final = (
    '<defs><linearGradient id="g"><stop stop-color="#0b6e4f"></stop></linearGradient>'
    "<style>.a{fill:#fff}</style></defs>"
)
SVG: Final = DRAWING.format(GRADIENT).encode()
SVG_THAT_TELLS: Final = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="https://mark.example/MARK.css"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- made by MARK -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="https://ink.example/MARK" viewBox="0 0 8 8"
 ink:filename="/home/MARK/logo.svg" data-name="MARK" aria-label="MARK">
<title>MARK</title><desc>MARK</desc><metadata><by>MARK</by></metadata><ink:view user="MARK"><path d="MARK"/></ink:view>
MARK<defs><linearGradient id="g"><stop stop-color="#0b6e4f"/></linearGradient>\
<style><!-- MARK -->/* MARK */.a{fill:#fff}</style></defs><path d="M0 0h8v8z" fill="url(#g)"/><!-- MARK --></svg>
"""


def _site(folder: Path, name: str, content: bytes) -> Path:
    root = project(folder, site=f"{SITE}brand: {{logo: brand/{name}}}\n")
    (root / "content" / "brand").mkdir()
    (root / "content" / "brand" / name).write_bytes(content)
    return root


def _shown(root: Path) -> bytes:
    """The picture in the head of the front page; nothing where there is none."""
    found = re.search(
        rb'<img src="data:image/[a-z+]+;base64,([^"]*)" alt="Acme">', output(root)["index.html"]
    )
    return base64.b64decode(found[1]) if found else b""


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("logo.png", PNG, PNG),
        ("logo.png", PNG_THAT_TELLS, PNG),
        ("logo.jpg", JPEG, JPEG),
        ("logo.jpg", JPEG_THAT_TELLS, JPEG),
        ("logo.webp", WEBP, WEBP),
        ("logo.webp", WEBP_THAT_TELLS, WEBP),
        ("logo.svg", SVG, SVG),
        ("logo.svg", SVG_THAT_TELLS, SVG),
        ("logo.svg", b"\xef\xbb\xbf" + SVG, SVG),
        ("logo.svg", SVG.decode().encode("utf-16"), SVG),
    ],
)
def test_of_a_logo_the_pages_have_what_draws_and_nothing_else(
    tmp_path: Path, name: str, content: bytes, shown: bytes
) -> None:
    root = _site(tmp_path, name, content)
    assert publish(root).problems == ()
    assert _shown(root) == shown


PLAIN: Final = "Save it anew as a plain picture: an SVG without scripts and addresses, or a PNG."
REFUSED: Final = {
    "<script>alert(1)</script>": "the element `script` in line 1",
    "\n<SCRIPT/>": "the element `SCRIPT` in line 2",
    "<foreignObject/>": "the element `foreignObject` in line 1",
    "<image href='x.png'/>": "the element `image` in line 1",
    "<a href='#x'/>": "the element `a` in line 1",
    "<animate attributeName='href'/>": "the element `animate` in line 1",
    "<set attributeName='onload'/>": "the element `set` in line 1",
    "<filter><feImage href='#x'/></filter>": "the element `feImage` in line 1",
    "<g onload='alert(1)'/>": "the attribute `onload` in line 1",
    "<g OnClick='alert(1)'/>": "the attribute `OnClick` in line 1",
    "<use href='https://elsewhere.test/x.svg#a'/>": "an address in `href` in line 1",
    "<use xmlns:x='http://www.w3.org/1999/xlink' x:href='data:,x'/>": "an address in `href` in line 1",
    "<use href='javascript:alert(1)'/>": "an address in `href` in line 1",
    "<path fill='url(//elsewhere.test/x)'/>": "an address in `fill` in line 1",
    "<path style='fill:URL( \"x\" )'/>": "an address in `style` in line 1",
    "<path style='fill:u\\72l(x)'/>": "an address in `style` in line 1",
    "<style>@import '//elsewhere.test/x.css'</style>": "an address in `style` in line 1",
    "<style>a{fill:ur/* */l(//elsewhere.test)}</style>": "an address in `style` in line 1",
    "<style>a{fill:ur<title/>l(//elsewhere.test)}</style>": "an element in `style` in line 1",
    f"<style>{'a{fill:#fff}' * 700}a{{fill:ur{'/* */' * 20}l(x)}}</style>": "an address in `style` in line 1",
}


@pytest.mark.parametrize("inner", REFUSED)
def test_a_drawing_that_could_act_or_ask_elsewhere_is_refused_with_its_place(
    tmp_path: Path, inner: str
) -> None:
    root = _site(tmp_path, "logo.svg", DRAWING.format(inner).encode())
    (problem,) = publish(root).problems
    assert (problem.place, problem.message) == (
        "content/site.yml",
        f"brand.logo: expected a picture of at most 16 KiB at content/brand/logo.svg, found {REFUSED[inner]}. {PLAIN}",
    )
    assert _shown(root) == b""


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("logo.svg", b"<svg/>", "no SVG"),
        ("logo.svg", PNG, "no SVG (not well-formed (invalid token), line 1)"),
        ("logo.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "no SVG"),
        ("logo.svg", SVG[:-4], "no SVG (unclosed token, line 1)"),
        ("logo.svg", b"<?xml version='1.0' encoding='x-y'?><svg/>", "no SVG"),
        (
            "logo.svg",
            b"<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>",
            "entities of its own in line 1",
        ),
        ("logo.svg", b"<?xml version='1.0' encoding='shift_jis'?><svg/>", "no SVG"),
        ("logo.png", SVG, "no PNG"),
        ("logo.png", JPEG, "no PNG"),
        ("logo.png", PNG[:-6], "a damaged PNG"),
        ("logo.png", PNG.replace(b"\x08\x02", b"\x08\x03", 1), "a damaged PNG"),
        ("logo.jpg", PNG, "no JPEG"),
        ("logo.jpg", b"GIF89a" + JPEG, "no JPEG"),
        ("logo.jpg", JPEG[:-2], "a picture cut in two"),
        ("logo.jpg", JPEG.replace(b"\xff\xda", b"\x00\xda"), "a damaged JPEG"),
        ("logo.webp", b"RIFF", "no WebP"),
        ("logo.webp", WEBP[:-8], "a picture cut in two"),
        ("logo.webp", WEBP.replace(b"pixels", b"pix"), "a picture cut in two"),
        ("logo.webp", _webp((b"VP8X", b"\x02" + CANVAS)), "a moving picture"),
        ("logo.png", PNG + bytes(16 * 1024), "17 KiB"),
        ("logo.png", PNG + bytes(1024 * 1024), "more"),
    ],
)
def test_what_is_no_such_picture_is_refused(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    root = _site(tmp_path, name, content)
    (problem,) = publish(root).problems
    assert (problem.rule, problem.field, problem.found) == ("logo", "brand.logo", found)
    assert _shown(root) == b""


def test_a_picture_cut_anywhere_is_refused_or_still_one() -> None:
    for whole, ending in ((PNG_THAT_TELLS, ".png"), (JPEG_THAT_TELLS, ".jpg"), (WEBP_THAT_TELLS, ".webp")):
        for end in range(len(whole)):
            try:
                left = bare(whole[:end], ending)
            except NoPictureError:
                continue
            assert left in (PNG, JPEG, WEBP)


@pytest.mark.parametrize("way", ["the file", "the folder"])
def test_a_link_to_a_picture_elsewhere_is_refused(tmp_path: Path, way: str) -> None:
    root = _site(tmp_path / "site", "logo.png", PNG)
    elsewhere = tmp_path / "elsewhere"
    brand = root / "content" / "brand"
    brand.rename(elsewhere)
    if way == "the folder":
        brand.symlink_to(elsewhere)
    else:
        brand.mkdir()
        (brand / "logo.png").symlink_to(elsewhere / "logo.png")
    (problem,) = publish(root).problems
    assert problem.found == "a symbolic link"
    assert _shown(root) == b""


def test_the_words_of_hostile_pictures_are_in_no_page(tmp_path: Path) -> None:
    for number, path in enumerate(sorted(FILES.iterdir()) if FILES.is_dir() else []):
        ending = path.suffix.replace("jpeg", "jpg").replace("svgz", "svg")
        content = path.read_bytes()
        if (
            len(content) > 16 * 1024
        ):  # as pictures these are too large for a page; without what they tell, they aren't
            assert PAYLOADS.search(content)
            assert not PAYLOADS.search(bare(content, ending))
            continue
        root = _site(tmp_path / f"{number}", f"logo{ending}", content)
        publish(root)
        assert IN_THE_PIXELS in path.name or not PAYLOADS.search(_shown(root)), path.name
        assert b"<svg onload" not in output(root)["index.html"]
