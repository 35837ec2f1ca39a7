"""Hosts of this machine that a site is published to and read from: a web server with faults, a bucket, rsync.

The bucket is `rclone serve s3`, which others wrote; rsync is Debian's. Only the faults of the web server are ours.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Final

from clearbell.hosting import headers_of, type_of

NO_FAULTS: Final[Mapping[str, str]] = MappingProxyType({})
_OF_THE_LINE: Final = frozenset({"connection", "transfer-encoding", "date"})
KEYS: Final = {"AWS_ACCESS_KEY_ID": "AKIDSTORYSTORY", "AWS_SECRET_ACCESS_KEY": "secret-of-the-story"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _await(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as line:
            line.settimeout(1)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on {port}")


@contextmanager
def running(*command: str | Path, port: int, env: Mapping[str, str] = NO_FAULTS) -> Iterator[None]:
    """A server in a process of its own, until the story ends."""
    with subprocess.Popen(
        [*map(str, command)],
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _await(port)
            yield
        finally:
            server.terminate()


@contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """A real server of the S3 protocol; `folder/status` is its bucket. Gives its address."""
    (folder / "status").mkdir(parents=True)
    port = free_port()
    rclone = Path(sys.executable).parent / "rclone"
    command = (rclone, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--config", "/dev/null", folder)
    keys = ",".join(KEYS.values())
    with running(*command, port=port, env={"RCLONE_AUTH_KEY": f'"{keys}"'}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def rsync_daemon(folder: Path, settings: Path) -> Iterator[str]:
    """A real rsync daemon; *folder* is its module `status`. Gives the place as `--to` has it."""
    port = free_port()
    settings.write_text(
        f"use chroot = no\n[status]\npath = {folder}\nread only = no\n"
        f"uid = {os.getuid()}\ngid = {os.getgid()}\n",
        encoding="utf-8",
    )
    rsync = shutil.which("rsync")
    assert rsync, "tools/need.sh brings it"
    command = (
        rsync,
        "--daemon",
        "--no-detach",
        f"--port={port}",
        f"--config={settings}",
        "--address=127.0.0.1",
    )
    with running(*command, port=port):
        yield f"rsync://127.0.0.1:{port}/status/"


Fault = Callable[[BaseHTTPRequestHandler, bytes], bool]


@contextmanager
def web(folder: Path, faults: Mapping[str, Fault] | None = None) -> Iterator[str]:
    """A static host that reads `_headers`; *faults* answer in their own way, by path. Gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.removeprefix("/") + ("index.html" if self.path.endswith("/") else "")
            path = folder / name
            content = path.read_bytes() if path.is_file() else b"none"
            fault = (faults or {}).get(self.path)
            if fault and fault(self, content):
                return
            if not path.is_file() or name in ("_headers", ".nojekyll"):
                self.answer(404, "text/html", b"none")
                return
            rules = (folder / "_headers").read_text(encoding="utf-8")
            said = headers_of(self.path, rules)
            self.answer(200, type_of(name, rules), content, {"Cache-Control": said["Cache-Control"]})

        def answer(self, status: int, kind: str, content: bytes, more: Mapping[str, str] = NO_FAULTS) -> None:
            self.send_response(status)
            for header, value in {"Content-Type": kind, "Content-Length": f"{len(content)}", **more}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def says(status: int, kind: str, content: bytes, **more: str) -> Fault:
    """A fault that answers so, whatever was asked."""

    def fault(handler: BaseHTTPRequestHandler, _: bytes) -> bool:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        handler.answer(status, kind, content, headers)  # type: ignore[attr-defined] # ours has it
        return True

    return fault


@contextmanager
def between(
    upstream: str, fault: Callable[[str, str, int], int]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Passes requests on to *upstream* and notes them. *fault* gives a status to answer with instead, or 0."""
    seen: list[tuple[str, str]] = []
    host, port = upstream.removeprefix("http://").split(":")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            path = self.path.split("?")[0]
            seen.append((self.command, path))
            if status := fault(self.command, path, len(seen)):
                self._answer(status, [], b"<Error><Code>%d</Code></Error>" % status)
                return
            line = http.client.HTTPConnection(host, int(port), timeout=20)
            line.request(self.command, self.path, content, dict(self.headers))
            got = line.getresponse()
            headers = [each for each in got.getheaders() if each[0].lower() not in _OF_THE_LINE]
            self._answer(got.status, headers, got.read())
            line.close()

        def do_PUT(self) -> None:
            self.do_GET()

        def do_DELETE(self) -> None:
            self.do_GET()

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for header in headers:
                self.send_header(*header)
            if not any(name.lower() == "content-length" for name, _ in headers):
                self.send_header("Content-Length", f"{len(content)}")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
