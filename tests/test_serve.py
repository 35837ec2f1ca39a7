"""`clearbell serve` as a browser meets it: a real process, real HTTP, files that change."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from browsing import started
from conftest import INCIDENT, Project

NAME = "content/incidents/2026-03-14-cannot-pay.yml"
DEMO_NOW = "demo: {now: 2026-03-14T12:00Z}\n"


@dataclass
class Served:
    """A running `clearbell serve`."""

    process: subprocess.Popen[str]
    port: int
    announced: str

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body

    def ended(self) -> tuple[int, str, str]:
        """Ctrl-C, and what it left."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Served]:
    with subprocess.Popen(
        [sys.executable, "-m", "clearbell", "serve", *words, "--port", "0"],
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout
            announced = "".join(_until(process.stdout, "Ctrl-C ends it."))
            port = re.search(r"http://127\.0\.0\.1:(\d+)/", announced)
            assert port, announced
            yield Served(process, int(port[1]), announced)
        finally:
            if process.poll() is None:
                process.kill()


def _until(stream: IO[str], end: str) -> Iterator[str]:
    for line in stream:
        yield line
        if end in line:
            return


@contextmanager
def events(served: Served) -> Iterator[Iterator[tuple[int, str]]]:
    """What an open page hears."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/_clearbell/events")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"

    def heard() -> Iterator[tuple[int, str]]:
        while line := answer.readline():
            if line.startswith(b"data: "):
                number, trouble = json.loads(line.removeprefix(b"data: "))
                yield number, trouble

    try:
        yield heard()
    finally:
        connection.close()


def _site(project: Project, **more: str) -> Path:
    return project(
        {
            NAME: INCIDENT,
            "content/site.yml": "name: Acme\nurl: https://status.acme.example\nid: acme\n"
            f"components: [{{id: checkout, name: Checkout}}]\n{DEMO_NOW}",
            **more,
        }
    )


def test_a_page_is_served_follows_its_file_and_shows_what_stops_a_build(project: Project) -> None:
    folder = _site(project)
    with serving(folder, "public") as served, events(served) as heard:
        assert next(heard) == (1, "")
        status, headers, page = served.get("/")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "The last step shows an error." in page
        assert page.count('<script src="/_clearbell/reload.js" data-number="1"></script>') == 1
        assert "_clearbell" not in (folder / "site/public/index.html").read_text(encoding="utf-8")

        (folder / NAME).write_text(INCIDENT.replace("The last step", "Every step"), encoding="utf-8")
        assert next(heard) == (2, "")
        assert "Every step shows an error." in served.get("/")[2]

        (folder / NAME).write_text(INCIDENT.replace("investigating", "investigatin"), encoding="utf-8")
        number, trouble = next(heard)
        assert number == 2
        assert trouble == (
            f"{NAME}:6:13: error: updates[0].status (wrong-value)\n"
            "     6 |     status: investigatin\n"
            "       |             ~~~~~~~~~~~~\n"
            "  expected one of investigating, identified, monitoring, resolved, postmortem\n"
            "  found    `investigatin`\n"
            "  Did you mean `investigating`?\n"
            "\n"
            "1 error in 1 file.\n"
            f"{NAME}: held back. Shown instead: the version that was built last."
        )
        assert "Every step shows an error." in served.get("/")[2]

        (folder / NAME).write_text(INCIDENT, encoding="utf-8")
        assert next(heard) == (3, "")
        code, out, err = served.ended()
    assert (code, err) == (0, f"{trouble}\n")
    assert out.endswith("\nEnded.\n")


@pytest.mark.browser
def test_in_a_real_browser_a_page_reloads_and_shows_what_stops_a_build(project: Project) -> None:
    folder = _site(project)
    with serving(folder, "public") as served, started() as browser:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{served.port}/")
        (folder / NAME).write_text(INCIDENT.replace("The last step", "Every step"), encoding="utf-8")
        page.get_by_text("Every step shows an error.").first.wait_for()

        (folder / NAME).write_text(INCIDENT.replace("investigating", "investigatin"), encoding="utf-8")
        page.get_by_role("alert").get_by_text("Did you mean `investigating`?").wait_for()
        assert page.get_by_text("Every step shows an error.").count()

        (folder / NAME).write_text(INCIDENT, encoding="utf-8")
        page.get_by_text("The last step shows an error.").first.wait_for()
        assert page.get_by_role("alert").count() == 0
        assert said == []


def test_a_site_that_cannot_be_built_at_first_is_served_once_it_can(project: Project) -> None:
    folder = _site(project)
    settings = (folder / "content/site.yml").read_text(encoding="utf-8")
    (folder / "content/site.yml").write_text("oops\n", encoding="utf-8")
    with serving(folder, "public") as served, events(served) as heard:
        number, trouble = next(heard)
        assert (number, trouble.splitlines()[0]) == (0, "content/site.yml:1:1: error: (wrong-type)")
        status, _, page = served.get("/")
        assert status == 404
        assert "/_clearbell/reload.js" in page
        (folder / "content/site.yml").write_text(settings, encoding="utf-8")
        assert next(heard) == (1, "")
        assert served.get("/")[0] == 200


def test_both_sites_are_served_from_one_port(project: Project) -> None:
    folder = _site(project)
    with serving(folder) as served:
        assert f"public    http://127.0.0.1:{served.port}/\n" in served.announced
        assert f"internal  http://127.0.0.1:{served.port}/internal/\n" in served.announced
        status, headers, _ = served.get("/internal")
        assert (status, headers["Location"]) == (301, "/internal/")
        status, _, page = served.get("/internal/")
        assert status == 200
        assert "/_clearbell/reload.js" in page
        style = re.search(r'href="(assets/stylesheets/main[^"]+\.css)"', page)
        assert style
        assert served.get(f"/internal/{style[1]}")[1]["Content-Type"] == "text/css; charset=utf-8"


def test_other_files_have_the_types_of_a_real_host_and_keep_their_bytes(project: Project) -> None:
    folder = _site(project)
    with serving(folder, "public") as served:
        for name, kind in (
            ("history.atom", "application/atom+xml; charset=utf-8"),
            ("history.rss", "application/rss+xml; charset=utf-8"),
            ("maintenance.ics", "text/calendar; charset=utf-8"),
            ("history.json", "application/feed+json; charset=utf-8"),
            ("metrics", "text/plain; version=0.0.4; charset=utf-8"),
            ("api/v2/summary.json", "application/json; charset=utf-8"),
            ("status.txt", "text/plain; charset=utf-8"),
        ):
            status, headers, body = served.get(f"/{name}")
            assert (status, headers["Content-Type"]) == (200, kind)
            assert headers["Access-Control-Allow-Origin"] == "*"
            content = (folder / "site/public" / name).read_bytes()
            assert body.encode() == content
            status, headers, body = served.get(f"/{name}", "HEAD")
            assert (status, headers["Content-Type"], headers["Content-Length"]) == (
                200,
                kind,
                str(len(content)),
            )
            assert body == ""
        assert "Access-Control-Allow-Origin" not in served.get("/robots.txt")[1]
        status, headers, _ = served.get("/history")
        assert (status, headers["Location"]) == (301, "/history/")
        status, _, page = served.get("/no/such/page")
        assert status == 404
        assert "/_clearbell/reload.js" in page


def test_the_policy_of_a_page_lets_in_the_server_and_nobody_else(project: Project) -> None:
    folder = _site(project)
    with serving(folder, "public") as served:
        shown = _policy(served.get("/")[2])
    built = _policy((folder / "site/public/index.html").read_text(encoding="utf-8"))
    assert built["default-src"] == shown["default-src"] == ["'none'"]
    assert shown.pop("connect-src") == ["'self'", *built.pop("connect-src", [])]
    assert shown.pop("script-src") == ["'self'", *built.pop("script-src", [])]
    assert shown == built


def _policy(page: str) -> dict[str, list[str]]:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    rules = [rule.split() for rule in found[1].split(";")]
    return {name: sources for name, *sources in rules}


@pytest.mark.parametrize(
    "path",
    [
        "/../../content/site.yml",
        "/%2e%2e/%2e%2e/content/site.yml",
        "/internal/../../../content/site.yml",
        "//etc/passwd",
        "/%00",
        "/a%00.html",
        "/" + "a" * 5_000,
        "/index.html/",
        "/internal/",
    ],
)
def test_nothing_outside_the_site_is_served(path: str, preview: Served) -> None:
    status, _, body = preview.get(path)
    assert status == 404
    assert "acme" not in body.lower() or "<html" in body
    assert "id: acme" not in body


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("localhost", 200), ("localhost:8000", 200), ("rebound.example", 421), ("", 421)],
)
def test_only_this_machine_names_are_answered(host: str, status: int, preview: Served) -> None:
    assert preview.get("/", Host=host)[0] == status


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "content/incidents").mkdir(parents=True)
    (folder / "content/site.yml").write_text(
        "name: Acme\nurl: https://status.acme.example\nid: acme\ncomponents: [{id: checkout, name: Checkout}]\n",
        encoding="utf-8",
    )
    with serving(folder, "public") as served:
        yield served
        code, _, err = served.ended()
        assert (code, err) == (0, "")


def test_a_port_that_is_taken_is_named_with_the_cure(project: Project) -> None:
    folder = _site(project)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "clearbell", "serve", "public", "--port", str(port)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    assert time.monotonic() - begun < 10
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is taken. Take another one: clearbell serve --port {port + 1}\n"
