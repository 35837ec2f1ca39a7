"""The page that finds postmortems: the frame that its script fills, the ways to go without a script, and what the script loads."""

from __future__ import annotations

from collections.abc import Iterator

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.find.stock import stock
from clearbell.internal.prose import count, front_matter, link

_FRAME = """\
<div id="kb-find" class="kb-find" data-total="{total}" data-version="{version}" data-starts="{starts}" data-begins="{begins}" hidden>
<div class="kb-said" role="status"></div>
<label class="kb-order">Order <select></select></label>
<details class="kb-facets"><summary>Narrow down</summary></details>
<ol class="kb-found"></ol>
<button type="button" class="kb-more-found" hidden>More</button>
</div>"""


def find_page(archive: Archive) -> Iterator[tuple[str, str]]:
    """The page, which says where to go until a script runs, and each file that the script loads."""
    here, loaded = places.FIND, stock(archive)
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
        "# Find",
        f"<noscript>\n<p>{without}</p>\n</noscript>",
        _FRAME.format(
            total=len(archive.postmortems),
            version=loaded.version,
            starts=" ".join(loaded.starts),
            begins=" ".join(loaded.begins),
        ),
    ]
    yield here, "\n\n".join(text) + "\n"
    yield from loaded.files.items()
