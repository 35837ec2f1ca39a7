"""The least that any generator does: read each incident, parse it, write a page of the usual size. Nothing else.

No checks, no templates, no feeds, no cache: what Clearbell takes is compared with this.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

_PAGE = 7_500  # bytes, about what a page of Clearbell's has, style sheet and all


def main() -> None:
    """`python bench/floor.py SITE OUT`."""
    site, out = Path(sys.argv[1]), Path(sys.argv[2])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted((site / "content" / "incidents").iterdir()):
        incident = yaml.load(path.read_bytes(), loader)  # noqa: S506 - one of the two safe loaders
        text = "".join(f"<p>{update['message']}</p>" for update in incident["updates"])
        folder = out / "incidents" / path.stem
        folder.mkdir(parents=True)
        (folder / "index.html").write_bytes(f"<h1>{incident['title']}</h1>{text}".encode().ljust(_PAGE))


if __name__ == "__main__":
    main()
