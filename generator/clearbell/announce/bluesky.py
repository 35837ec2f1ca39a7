"""Links in posts on Bluesky: an address is one only where the post says so, by bytes (lexicon app.bsky.richtext.facet).

Apprise says no such thing. Only addresses of the status page itself are made links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import requests

_POST: Final = "/xrpc/com.atproto.repo.createRecord"


def linking(site: str) -> Callable[[requests.PreparedRequest], None]:
    """What makes links of the addresses of *site* in a request that posts; others stay as they are."""
    address = re.compile(re.escape(site.encode()) + rb"/[\w./#-]*")

    def link(request: requests.PreparedRequest) -> None:
        if not (request.url or "").endswith(_POST) or not isinstance(request.body, str | bytes):
            return
        post = json.loads(request.body)
        post["record"]["facets"] = [
            {
                "index": {"byteStart": found.start(), "byteEnd": found.end()},
                "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0].decode()}],
            }
            for found in address.finditer(post["record"]["text"].encode())
        ]
        request.prepare_body(json.dumps(post), None)

    return link
