"""`/_headers`: types, caching and safety for the hosts that read such a file (Netlify, Cloudflare Pages, Render and others).

They join what several rules say of the same path, so no header is set by two rules that can meet. Paths begin where
the published folder does, whatever the address of the site.
"""

from __future__ import annotations

from typing import Final

_EVERYWHERE: Final = {
    # A minute, so that what readers see is never older than that; an hour where nothing can be fetched anew, which is as
    # long as a build says that it may be relied on.
    "Cache-Control": "public, max-age=60, stale-if-error=3600",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PAGE: Final = {"X-Frame-Options": "DENY", "Content-Security-Policy": "frame-ancestors 'none'"}
_PAGES: Final = ("/", "/404.html", "/components/*", "/history/*", "/incidents/*", "/subscribe/*")

_ATOM: Final = "application/atom+xml; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"
_DATA: Final = {
    "/api/*": _JSON,
    "/build.json": _JSON,
    "/history.atom": _ATOM,
    "/history/*.atom": _ATOM,
    "/components/*/history.atom": _ATOM,
    "/incidents.atom": _ATOM,
    "/history.rss": "application/rss+xml; charset=utf-8",
    "/components/*/history.rss": "application/rss+xml; charset=utf-8",
    "/history.json": "application/feed+json; charset=utf-8",
    "/components/*/history.json": "application/feed+json; charset=utf-8",
    "/maintenance.ics": "text/calendar; charset=utf-8",
    "/components/*/maintenance.ics": "text/calendar; charset=utf-8",
    "/metrics": "text/plain; version=0.0.4; charset=utf-8",
    "/status.txt": "text/plain; charset=utf-8",
}


def headers() -> bytes:
    """What is data may be read by scripts of other sites; pages may stand in no frame but the one that is made for it."""
    rules = [("/*", _EVERYWHERE), *((path, _PAGE) for path in _PAGES)]
    rules += [
        (path, {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}) for path, kind in _DATA.items()
    ]
    return "\n".join(_rule(path, fields) for path, fields in rules).encode()


def _rule(path: str, fields: dict[str, str]) -> str:
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in fields.items())
