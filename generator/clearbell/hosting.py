"""What a built site's `_headers` file says of an address, for a server of ours to say the same.

The form is that of Netlify and Cloudflare Pages: a path, where `*` stands for anything, and its headers indented below.
"""

from __future__ import annotations

import re


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
