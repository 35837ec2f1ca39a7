"""Where announcements of the stories arrive: a mail server, and web servers that answer as they are told to.

All of it listens on this machine. The mail server is aiosmtpd's; TLS servers take every name that a service has.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

from hosts import free_port


@dataclass(frozen=True, slots=True)
class Request:
    """What a web server got, and when."""

    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


Answer = Callable[[BaseHTTPRequestHandler, Request], None]


@dataclass(slots=True)
class Hook:
    """A web server: its address, what it got, and how it answers."""

    address: str
    got: list[Request] = field(default_factory=list)
    answer: Answer = field(default_factory=lambda: says(200, b"ok"))

    @property
    def said(self) -> list[str]:
        """What it was told of, by name, as our webhooks have it."""
        return [request.json["id"] for request in self.got]


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer that is always the same."""

    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": f"{len(body)}", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One after the other; the last from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler, request)

    return answer


def hangs(seconds: float) -> Answer:
    """Takes the request, and says nothing for so long."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        time.sleep(seconds)
        says(200, b"ok")(handler, request)

    return answer


def drips(seconds: float) -> Answer:
    """Begins its answer at once, and doesn't come to its end for so long."""

    def answer(handler: BaseHTTPRequestHandler, _: Request) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                handler.wfile.write(b".")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    return answer


def cuts(handler: BaseHTTPRequestHandler, _: Request) -> None:
    """Takes the request, and cuts the line."""
    handler.close_connection = True
    handler.connection.close()


@contextmanager
def hook(*, context: Any = None) -> Iterator[Hook]:
    """A web server of this machine. *context*: of TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if context is None else "https"
    found = Hook(f"{scheme}://127.0.0.1:{server.server_port}")
    server.hook = found  # type: ignore[attr-defined] # where its handlers find it
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it died over it
            self.close_connection = True
            return
        found: Hook = self.server.hook  # type: ignore[attr-defined] # set above
        headers = dict(self.headers.items())
        request = Request(headers.get("Host", ""), self.path, headers, body, time.monotonic())
        found.got.append(request)
        try:
            found.answer(self, request)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def handle(self) -> None:
        with suppress(ConnectionError):  # a run that was killed
            super().handle()

    do_GET = do_POST = _any  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


@dataclass(slots=True)
class Post:
    """A mail server: its address as channels have it, and the mail it got. `refuses`: recipients that it takes nothing for."""

    port: int
    got: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[Sequence[str]] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()

    def address(self, to: str = "list@acme.example", *, more: str = "") -> str:
        sender = "from=Acme status <status@acme.example>"
        return f"mailto://127.0.0.1:{self.port}/?{sender}&to={to}&mode=insecure{more}"

    @property
    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.got]


@dataclass(frozen=True, slots=True)
class _Desk:
    """Takes mail in. An object of its own, because aiosmtpd looks at every attribute for each connection."""

    post: Post

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.post.refuses & set(envelope.rcpt_tos):
            return "451 later"
        self.post.raw.append(envelope.content)
        self.post.to.append(envelope.rcpt_tos)
        self.post.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@contextmanager
def post() -> Iterator[Post]:
    """A mail server of this machine."""
    found = Post(free_port())
    controller = Controller(_Desk(found), hostname="127.0.0.1", port=found.port)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()
