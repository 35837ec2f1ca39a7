"""The section of a postmortem's page that leads to others like it, with the reason and how strong it is."""

from __future__ import annotations

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import day, link, table
from clearbell.internal.records import Postmortem


def related_list(archive: Archive, postmortem: Postmortem) -> str:
    """The nearest others; nothing where none is near."""
    here = places.postmortem(postmortem.id)
    rows = []
    for each in archive.related[postmortem.id]:
        other = archive.postmortems[each.number]
        title = link(here, places.postmortem(other.id), other.file.title)
        rows.append((day(other.day), title, each.reason.capitalize(), each.strength.capitalize()))
    if not rows:
        return ""
    return "## Related\n\n" + table(
        ("Day", "Postmortem", "Why", "How strong"), rows, "related", searched=False
    )
