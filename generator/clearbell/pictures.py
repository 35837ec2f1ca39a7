"""Of a PNG, JPEG or WebP only what draws it: no camera's place, no author, nothing behind its end.

Knows how such files are cut into parts; never looks at what a picture shows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_DRAWS_PNG: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
_JPEG: Final = b"\xff\xd8\xff"
_SCAN, _END, _TABLES, _HUFFMAN, _INTERVAL, _ADOBE = 0xDA, 0xD9, 0xDB, 0xC4, 0xDD, 0xEE
_FRAMES: Final = (0xC0, 0xC1, 0xC2)  # those that browsers draw
_DRAWS_WEBP: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_SEE_THROUGH: Final = 0x10  # the one flag of a WebP that says nothing of metadata or movement
_MOVES: Final = 0x02


class NoPictureError(Exception):
    """The bytes aren't a picture of the kind that their name promises, or one that a page shouldn't have; says what is found."""


def bare(content: bytes, ending: str) -> bytes:
    """The picture and nothing else."""
    try:
        return {".png": _png, ".jpg": _jpeg, ".webp": _webp}[ending](content)
    except IndexError:
        raise NoPictureError("a picture cut in two") from None


def _png(content: bytes) -> bytes:
    if not content.startswith(_PNG):
        raise NoPictureError("no PNG")
    parts, at, kind = [_PNG], len(_PNG), b""
    while kind != b"IEND":
        kind, end = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4])
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(
            content[end - 4 : end]
        ):
            raise NoPictureError("a damaged PNG")
        if kind in _DRAWS_PNG:
            parts.append(content[at:end])
        at = end
    return b"".join(parts)


def _jpeg(content: bytes) -> bytes:
    if not content.startswith(_JPEG):
        raise NoPictureError("no JPEG")
    parts, at = [content[:2]], 2
    while True:
        while content[at] == content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise NoPictureError("a damaged JPEG")
        kind = content[at + 1]
        if kind == _END:
            return b"".join([*parts, content[at : at + 2]])
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if kind == _SCAN:
            end = _behind_scan(content, end)
        content[end]  # a part that isn't there raises
        draws = kind in (_SCAN, _TABLES, _HUFFMAN, _INTERVAL, *_FRAMES)
        if draws or (kind == _ADOBE and content[at + 4 : at + 9] == b"Adobe" and end - at == 16):
            parts.append(content[at:end])
        at = end


def _behind_scan(content: bytes, at: int) -> int:
    """Where the packed picture ends: at a mark that is neither a written-out 0xff nor one to start anew by."""
    while not (content[at] == 0xFF and content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7):
        at += 1
    return at


def _webp(content: bytes) -> bytes:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise NoPictureError("no WebP")
    body = b"".join(chain.from_iterable(_webp_parts(content)))
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _webp_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise NoPictureError("a picture cut in two")
    while at < end:
        head = content[at : at + 8]
        length = int.from_bytes(head[4:], "little")
        data = content[at + 8 : at + 8 + length + length % 2]
        if len(head) < 8 or len(data) < length:
            raise NoPictureError("a damaged WebP")
        if head[:4] == b"VP8X":
            if data[0] & _MOVES:
                raise NoPictureError("a moving picture")
            yield head, bytes([data[0] & _SEE_THROUGH]) + data[1:]
        elif head[:4] in _DRAWS_WEBP:
            yield head, data
        at += 8 + length + length % 2
