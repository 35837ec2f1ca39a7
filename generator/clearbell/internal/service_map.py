"""Causes by services as a map: a count in each cell, and a mark where it is more, or less, than elsewhere."""

from __future__ import annotations

from typing import Final

from clearbell.internal import places
from clearbell.internal.panel_parts import to
from clearbell.internal.patterns.panel import Panel
from clearbell.internal.patterns.together import PairRow
from clearbell.internal.prose import escaped, link

_LONG: Final = 10


def service_map(panel: Panel[PairRow]) -> str:
    """The ten most frequent causes and services. Marked by colour, by shape and in words."""
    causes = _most({row.first: (row.with_first, row.first_title) for row in panel.rows})
    services = _most({row.second: (row.with_second, row.second_title) for row in panel.rows})
    if not causes:
        return ""
    cells = {(row.first, row.second): row for row in panel.rows}
    heads = "".join(
        f'<th scope="col">{link(places.PATTERNS, places.service(name), title)}</th>'
        for name, title in services.items()
    )
    lines = [
        f'<tr><th scope="row">{link(places.PATTERNS, places.cause(name), title)}</th>'
        + "".join(_cell(cells.get((name, service))) for service in services)
        + "</tr>"
        for name, title in causes.items()
    ]
    left = len({row.first for row in panel.rows}) - len(causes)
    right = len({row.second for row in panel.rows}) - len(services)
    more = (
        f'<p class="kb-basis">{left} more causes and {right} more services are in the numbers.</p>'
        if left or right
        else ""
    )
    return "\n".join(
        [
            '<div class="kb-map" tabindex="0" role="region" aria-label="Map of causes and services">',
            f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>",
            *lines,
            "</tbody></table>",
            "</div>",
            more,
        ]
    ).rstrip()


def _most(counted: dict[str, tuple[int, str]]) -> dict[str, str]:
    ordered = sorted(counted.items(), key=lambda item: (-item[1][0], item[0]))
    return {name: title for name, (_, title) in ordered[:_LONG]}


def _cell(row: PairRow | None) -> str:
    if row is None or (not row.both and not row.found):
        return "<td></td>"
    count = to(row.find, f"{row.both:,}") if row.both else "0"
    if not row.found:
        return f"<td>{count}</td>"
    more = row.both > row.expected
    shape = "\N{BLACK UP-POINTING TRIANGLE}" if more else "\N{BLACK DOWN-POINTING TRIANGLE}"
    words = escaped(f"{'more' if more else 'less'} than the {row.expected:.1f} expected")
    return f'<td class="kb-{"more" if more else "less"}-often">{count} <span role="img" aria-label="{words}" title="{words}">{shape}</span></td>'
