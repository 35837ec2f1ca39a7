"""The nginx configurations of the guides, in a real nginx: types and caching of the status page, the wall of the knowledge base."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from clearbell.hosting import address_of, headers_of, type_of
from clearbell.public.headers import headers
from conftest import Clearbell
from documents import CHECKOUT, blocks
from hosts import free_port, running
from publishing import demo


def _configuration(guide: str) -> str:
    (block,) = [block for block in blocks(CHECKOUT / "docs" / guide) if block.kind == "nginx"]
    return block.text


@contextmanager
def nginx(server: str, folder: Path, root: Path, **instead: str) -> Iterator[int]:
    """A real nginx with *server* as the guide has it, but for the port, the root and what stands *instead*."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port, where = free_port(), folder / "nginx"
    where.mkdir()
    server = re.sub(r"listen 127\.0\.0\.1:\d+;", f"listen 127.0.0.1:{port};", server)
    server = re.sub(r"root \S+;", f"root {root};", server)
    for old, new in instead.items():
        server = server.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {where}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = where / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {where}/pid; error_log {where}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{server}\n}}\n",
        encoding="utf-8",
    )
    command = (program, "-e", where / "error.log", "-p", where, "-c", configuration)
    tried = subprocess.run([*map(str, command), "-t"], check=False, capture_output=True, encoding="utf-8")
    assert (tried.returncode, "warn" in tried.stderr) == (0, False), tried.stderr
    with running(*command, port=port):
        yield port


@dataclass(frozen=True, slots=True)
class Answer:
    """What nginx sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def _get(port: int, path: str, **more: str) -> Answer:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(line):
        line.request("GET", path, headers={name.replace("_", "-"): value for name, value in more.items()})
        answer = line.getresponse()
        return Answer(answer.status, dict(answer.headers), answer.read())


@pytest.fixture(scope="module")
def status_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nginx") / "status"
    for name, content in demo().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_the_status_page_arrives_as_headers_say(status_page: Path, tmp_path: Path) -> None:
    rules = headers().decode()
    with nginx(_configuration("hosting.md"), tmp_path, status_page) as port:
        for name, content in demo().items():
            if name in ("_headers", ".nojekyll"):
                continue
            answer = _get(port, address_of(name))
            assert (answer.status, answer.content) == (200, content), name
            assert answer.headers["Content-Type"].lower() in _types(name, rules), name
            wanted = headers_of(address_of(name), rules)
            for header in ("Cache-Control", "X-Content-Type-Options"):
                assert answer.headers[header] == wanted[header], (name, header)
            if "Access-Control-Allow-Origin" in wanted:
                assert answer.headers["Access-Control-Allow-Origin"] == "*", name
        missing = _get(port, "/no/such/page")
        assert (missing.status, missing.content) == (404, demo()["404.html"])


def _types(name: str, rules: str) -> set[str]:
    """The type, or the same with a charset beside it, which changes nothing for these."""
    wanted = type_of(name, rules)
    return {wanted, f"{wanted}; charset=utf-8"}


def test_a_page_that_did_not_change_is_not_sent_again(status_page: Path, tmp_path: Path) -> None:
    with nginx(_configuration("hosting.md"), tmp_path, status_page) as port:
        first = _get(port, "/")
        again = _get(port, "/", If_None_Match=first.headers["ETag"])
        assert (again.status, again.content) == (304, b"")
        packed = _get(port, "/", Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.content) < 10_000


@pytest.mark.usefixtures("status_page")
def test_nginx_serves_a_published_folder_and_verify_finds_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "site" / "content")
    monkeypatch.chdir(tmp_path / "site")
    assert clearbell("publish", "--to", str(tmp_path / "status")).code == 0
    with nginx(_configuration("hosting.md"), tmp_path, tmp_path / "status") as port:
        said = clearbell("verify", f"http://127.0.0.1:{port}")
    assert (said.code, " is whole: all " in said.out) == (0, True), said.out


@contextmanager
def sign_in() -> Iterator[int]:
    """Answers as oauth2-proxy does: 202 for who has a session, 401 for who hasn't, and a page to sign in."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = "session=good" in self.headers.get("Cookie", "")
            status = (202 if known else 401) if self.path == "/oauth2/auth" else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(self.path.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_the_knowledge_base_hands_out_nothing_without_a_session(tmp_path: Path) -> None:
    site = tmp_path / "knowledge"
    files = (
        "index.html",
        "404.html",
        "search/search_index.json",
        "assets/a.css",
        "postmortems/it/index.html",
    )
    for name in files:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"inside {name}", encoding="utf-8")
    with (
        sign_in() as provider,
        nginx(
            _configuration("internal-hosting.md"),
            tmp_path,
            site,
            **{"127.0.0.1:4180": f"127.0.0.1:{provider}"},
        ) as port,
    ):
        for path in ("/", "/404.html", "/search/search_index.json", "/assets/a.css", "/postmortems/it/", "/none", "/assets/", "/oauth2/auth"):  # fmt: skip
            stranger = _get(port, path)
            assert stranger.status in (302, 401, 404), path
            assert b"inside" not in stranger.content, path
            if path != "/oauth2/auth":
                assert stranger.headers["Location"].endswith(f"/oauth2/sign_in?rd={path}")
        colleague = "session=good"
        for name in files:
            answer = _get(port, f"/{name.removesuffix('index.html')}", Cookie=colleague)
            assert (answer.status, answer.content.decode()) == (200, f"inside {name}")
            assert answer.headers["Cache-Control"] == "private, no-cache"
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert _get(port, "/oauth2/sign_in").content == b"/oauth2/sign_in"
        assert _get(port, "/none", Cookie=colleague).status == 404


def test_when_nobody_can_say_who_it_is_nobody_gets_in(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "index.html").write_text("inside", encoding="utf-8")
    server = _configuration("internal-hosting.md")
    with nginx(
        server, tmp_path, tmp_path / "knowledge", **{"127.0.0.1:4180": f"127.0.0.1:{free_port()}"}
    ) as port:
        answer = _get(port, "/", Cookie="session=good")
        assert (answer.status, b"inside" in answer.content) == (500, False)
