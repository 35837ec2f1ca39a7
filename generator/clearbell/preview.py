"""Both sites on a server of this machine's own, built again when a file changes, with pages that reload by themselves.

Knows folders, HTTP and one callable that builds; nothing of content. Both sites share one port, because their links
are relative: the public one is at /, the internal one at /internal/. What is built stays untouched: only the served
copy of a page gets the line that makes it reload.
"""

from __future__ import annotations

import errno
import json
import mimetypes
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

import click

from clearbell.console import bug
from clearbell.hosting import headers_of
from clearbell.problems import Refused
from clearbell.theme import bundled_theme

_POLL_SECONDS: Final = 0.3
_BREATH_SECONDS: Final = (
    15.0  # how often a silent stream says that it lives, so that closed pages are noticed
)
_HERE: Final = ("127.0.0.1", "localhost", "::1")
_EVENTS, _SCRIPT = "/_clearbell/events", "/_clearbell/reload.js"
_TYPES: Final = {".js": "text/javascript"}  # machines disagree on it
_HOSTED: Final = ("Content-Type", "Access-Control-Allow-Origin")


def preview(
    site: Path, places: Mapping[str, Path], build: Callable[[], str], *, host: str, port: int
) -> None:
    """Serve *places* (wing to folder) until Ctrl-C. *build* makes them and gives what went wrong, or nothing."""
    state = _State()
    server = _listen(host, port, places, state)
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    watched = [site / "content", site / "theme", site / "mkdocs.yml", bundled_theme()]
    try:
        _rebuild_on_change(watched, build, state, lambda: _announce(places, host, server.server_port))
    except KeyboardInterrupt:
        click.echo("\nEnded.")
    finally:
        server.shutdown()
        server.server_close()


class _State:
    """The number of the last build and its trouble; pages wait for it to change."""

    def __init__(self) -> None:
        self.number = 0
        self.trouble = ""
        self._changed = threading.Condition()

    def built(self, trouble: str) -> None:
        with self._changed:
            self.number += 0 if trouble else 1
            self.trouble = trouble
            self._changed.notify_all()

    def changes(self) -> Iterator[tuple[int, str] | None]:
        """The state now and whenever it changes; None where nothing did for a while."""
        last: tuple[int, str] | None = None
        while True:
            with self._changed:
                now = (self.number, self.trouble)
                if now == last:
                    self._changed.wait(_BREATH_SECONDS)
                    now = (self.number, self.trouble)
            yield None if now == last else now
            last = now


def _rebuild_on_change(
    watched: Iterable[Path], build: Callable[[], str], state: _State, ready: Callable[[], None]
) -> None:
    seen: dict[str, tuple[int, int]] = {}
    first = True
    while True:
        found = _stamps(watched)
        if first or found != seen:
            seen = found
            state.built(build())
            if first:
                ready()
            first = False
        time.sleep(_POLL_SECONDS)


def _stamps(paths: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Time and size of every file below *paths*. A file that vanishes meanwhile is simply gone."""
    stamps = {}
    for path in paths:
        names = [str(path)]
        names += [f"{folder}/{name}" for folder, _, inside in os.walk(path) for name in inside]
        for name in names:
            try:
                status = os.stat(name)  # noqa: PTH116 - thousands of files, three times a second
            except OSError:
                continue
            stamps[name] = (status.st_mtime_ns, status.st_size)
    return stamps


def _announce(places: Mapping[str, Path], host: str, port: int) -> None:
    at = f"http://{host}:{port}/"
    for wing in places:
        click.echo(f"{wing:<10}{at}{'' if wing == 'public' else 'internal/'}")
    click.echo("Built again when a file changes. Ctrl-C ends it.")


def _listen(host: str, port: int, places: Mapping[str, Path], state: _State) -> _Server:
    try:
        return _Server(host, port, places, state)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            cure = f"Take another one: clearbell serve --port {port + 1}"
            raise Refused(sentence=f"Port {port} is taken. {cure}") from None
        raise Refused(
            sentence=f"Can't listen on {host}, port {port}: {error.strerror}. Correct --host or --port."
        ) from None


class _Server(ThreadingHTTPServer):
    """Knows the built folders, and what the pages wait for. *known_hosts*: names under which it may be called; none for all."""

    def __init__(self, host: str, port: int, places: Mapping[str, Path], state: _State) -> None:
        self.places, self.state = places, state
        self.known_hosts = (host, *_HERE) if host in _HERE else ()
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - as http.server calls it
        """A page that went away in mid-answer is nothing to tell; anything else is, in a sentence."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError):
            click.echo(bug(error), err=True)


class _Handler(BaseHTTPRequestHandler):
    """Answers from the built folders; with one stream of events for all pages."""

    server: _Server

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if not self._known():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "Unknown host name")
        elif path == _EVENTS:
            self._stream()
        elif path == _SCRIPT:
            script = (files("clearbell") / "reload.js").read_bytes()
            self._send(HTTPStatus.OK, "text/javascript", script)
        else:
            self._page(path)

    def do_HEAD(self) -> None:
        """Feed readers, calendars and link checkers ask for headers alone."""
        self.do_GET()

    def _known(self) -> bool:
        # A foreign page may have its own name point to this machine, to read what is served here.
        name = re.sub(r":\d+$", "", self.headers.get("Host", "")).strip("[]")
        return not self.server.known_hosts or name in self.server.known_hosts

    def _page(self, path: str) -> None:
        number = self.server.state.number  # before the file is read: a page may only be newer than it says
        file = _file(self.server.places, path)
        if file is not None and file.is_dir():
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.path.partition("?")[0] + "/")
            self.end_headers()
            return
        status = HTTPStatus.OK
        if file is None:
            status, file = HTTPStatus.NOT_FOUND, _file(self.server.places, "/404.html")
        body = file.read_bytes() if file else b"<!doctype html><title>Clearbell</title><p>Nothing here yet."
        hosted = self._hosted(path) if status is HTTPStatus.OK else {}
        kind = hosted.pop("Content-Type", "") or _type(file.suffix if file else ".html")
        self._send(status, kind, _reloading(body, number) if kind.startswith("text/html") else body, hosted)

    def _hosted(self, path: str) -> dict[str, str]:
        """What a host that reads `_headers` would say of type and origin; caching is none of a preview's business."""
        rules = _file(self.server.places, "/_headers")
        if rules is None or path.startswith("/internal/"):
            return {}
        found = headers_of(path, rules.read_text(encoding="utf-8"))
        return {name: found[name] for name in _HOSTED if name in found}

    def _send(
        self, status: HTTPStatus, kind: str, body: bytes, hosted: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in hosted.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command == "HEAD":
            return
        for change in self.server.state.changes():
            line = f"data: {json.dumps(change)}" if change else ":"
            self.wfile.write(f"{line}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Silence: what counts in the terminal are problems."""


def _file(places: Mapping[str, Path], path: str) -> Path | None:
    """The file behind an address; a folder where the address lacks its slash; None where there is nothing."""
    wing, rest = (
        ("internal", path.removeprefix("/internal")) if path.startswith("/internal/") else ("public", path)
    )
    if path == "/internal" and "internal" in places:
        return places["internal"]
    if wing not in places or "\0" in path:
        return None
    top = places[wing].resolve()
    file = (top / rest.lstrip("/")).resolve()
    if not file.is_relative_to(top):
        return None
    if path.endswith("/"):
        file /= "index.html"
    return file if os.path.exists(file) else None  # noqa: PTH110 - takes a name that is too long for a no


def _type(suffix: str) -> str:
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
    return f"{kind}; charset=utf-8" if is_text else kind


def _reloading(page: bytes, number: int) -> bytes:
    """A page with our script, and with a policy that lets it run and listen, and nothing else."""
    page = re.sub(rb'(http-equiv="Content-Security-Policy" content=")([^"]*)', _opened, page, count=1)
    return page + f'<script src="{_SCRIPT}" data-number="{number}"></script>\n'.encode()


def _opened(policy: re.Match[bytes]) -> bytes:
    rules = dict(rule.strip().partition(b" ")[::2] for rule in policy[2].split(b";") if rule.strip())
    for name in (b"script-src", b"connect-src"):
        rules[name] = b"'self' " + rules.get(name, b"").replace(b"'none'", b"")
    return policy[1] + b"; ".join(name + b" " + sources for name, sources in rules.items())
