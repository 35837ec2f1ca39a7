"""Which incidents a site shows as open, from its own API: the same for a folder, a bucket and a live site."""

from __future__ import annotations

import json
import re
from typing import Final

FILE: Final = "api/v2/incidents/unresolved.json"
_PAGE: Final = re.compile(r"/incidents/([a-z0-9-]+)/\Z")


def open_incidents(unresolved: bytes) -> dict[str, str]:
    """Titles of the open incidents by their ids. Raises ValueError for what is no such file."""
    try:
        incidents = json.loads(unresolved)["incidents"]
        found = {_PAGE.search(each["shortlink"]): each["name"] for each in incidents}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("no list of open incidents") from error
    return {match[1]: str(title) for match, title in found.items() if match}
