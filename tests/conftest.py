"""The verbs of the stories: lay out a project, run the command in it, read what it said."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner

from clearbell.cli import main
from hosts import KEYS, bucket
from sinks import Hook, Post, hook, post

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE: Final = (Path(__file__).parent / "cases_wrong" / "site.yml").read_text(encoding="utf-8")

INCIDENT: Final = """\
title: Some customers can't pay
severity: 2
components: {checkout: partial_outage}
updates:
  - at: 2026-03-14 09:20Z
    status: investigating
    message: The last step shows an error.
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str


_EVERY_ENGINE: Final = ("mkdocs", "properdocs", "zensical")
ENGINES: Final = tuple(engine for engine in _EVERY_ENGINE if find_spec(engine) is not None)

Project = Callable[[Mapping[str, str | bytes]], Path]
Clearbell = Callable[..., Said]


def pytest_configure() -> None:
    """Who runs the tests in the background of a script runs them deaf to Ctrl-C, and all that they start: not here."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """What test_engines.py tries; nobody should take an engine that isn't there for one that works."""
    missing = [engine for engine in _EVERY_ENGINE if engine not in ENGINES]
    return f"engines: {', '.join(ENGINES)}; not installed: {', '.join(missing) or 'none'}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what commands say now as what is expected")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Writes files into an empty folder, which becomes the current one. Without a site.yml it gets a plain one."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in {"content/site.yml": SITE, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


@pytest.fixture
def clearbell() -> Clearbell:
    """Runs the command in the current folder."""

    def run(*words: str, env: Mapping[str, str] | None = None) -> Said:
        done = CliRunner().invoke(main, list(words), prog_name="clearbell", env=env)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def web() -> Iterator[Hook]:
    """A web server that keeps what it is sent."""
    with hook() as found:
        yield found


@pytest.fixture
def mail() -> Iterator[Post]:
    """A mail server that keeps what it is sent."""
    with post() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the stories of a file."""
    from browsing import started  # noqa: PLC0415 - most files have no use for a browser

    with started() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A real server of the S3 protocol: its address, and its bucket on this machine's disk."""
    folder = tmp_path_factory.mktemp("buckets")
    with bucket(folder) as address:
        yield address, folder / "status"


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """A folder of the bucket for each story."""
    return f"story-{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def where(server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, prefix: str) -> Path:
    """Where that folder of the bucket lies on this machine's disk."""
    address, folder = server
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    return folder / prefix
