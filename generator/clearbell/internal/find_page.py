"""The page that finds postmortems: the frame that its script fills, and the ways to go without a script."""

from __future__ import annotations

from collections.abc import Iterator

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.find.stock import starts
from clearbell.internal.prose import count, front_matter, link

_FRAME = """\
<div id="kb-find" class="kb-find" data-total="{total}" data-starts="{starts}" hidden>
<div class="kb-said" role="status"></div>
<label class="kb-order">Order <select></select></label>
<details class="kb-facets"><summary>Narrow down</summary></details>
<ol class="kb-found"></ol>
<button type="button" class="kb-more-found" hidden>More</button>
</div>"""
# What a search needs comes at once, and not one after the other.
_AHEAD = """\
<div hidden>
<link rel="modulepreload" href="../assets/find.js">
<link rel="modulepreload" href="pagefind/pagefind.js">
<link rel="preload" as="fetch" crossorigin="anonymous" href="pagefind/wasm.unknown.pagefind">
<link rel="preload" as="fetch" crossorigin="anonymous" href="pagefind/order.txt">
</div>"""


def find_page(archive: Archive) -> Iterator[tuple[str, str]]:
    """The page and what it says until a script runs."""
    here = places.FIND
    ways = (
        (places.CAUSES, "root cause"),
        (places.FACTORS, "contributing factor"),
        (places.SERVICES, "service"),
        (places.FRONT, "date"),
    )
    links = [link(here, place, name) for place, name in ways]
    without = (
        f"Searching needs a script, and none runs here. All {count(len(archive.postmortems), 'postmortem')} are listed by "
        f"{', '.join(links[:-1])} and {links[-1]}."
    )
    text = [
        front_matter("navigation", "toc", searched=False),
        *([_AHEAD] if archive.postmortems else []),
        "# Find",
        f"<noscript>\n<p>{without}</p>\n</noscript>",
        _FRAME.format(total=len(archive.postmortems), starts=" ".join(starts(archive.texts))),
    ]
    yield here, "\n\n".join(text) + "\n"
