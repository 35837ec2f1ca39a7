"""What a built site's `_headers` file says of an address, for a server of ours, a bucket and a check to say the same.

The form is that of Netlify and Cloudflare Pages: a path, where `*` stands for anything, and its headers indented below.
Types that hosts know by a file's ending aren't in it; they are here.
"""

from __future__ import annotations

import re
from typing import Final

_BY_ENDING: Final = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "xml": "application/xml",
}
_OTHER: Final = "text/plain; charset=utf-8"  # robots.txt, and what is there for hosts alone


def address_of(name: str) -> str:
    """The path at which readers ask for a file: a folder's page goes by the folder's name."""
    return "/" + (name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name)


def headers_of(path: str, rules: str) -> dict[str, str]:
    """The headers that *rules* give to *path*; of two rules the later one counts."""
    found: dict[str, str] = {}
    applies = False
    for line in rules.splitlines():
        if line[:1].strip():
            pattern = "".join(
                ".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", line.strip())
            )
            applies = re.fullmatch(pattern, path) is not None
        elif applies and ":" in line:
            name, _, value = line.partition(":")
            found[name.strip()] = value.strip()
    return found


def type_of(name: str, rules: str) -> str:
    """The type of a file: what *rules* say, or what its ending says."""
    said = headers_of(address_of(name), rules).get("Content-Type")
    return said or _BY_ENDING.get(name.rpartition(".")[2], _OTHER)
