"""`clearbell verify` looks at a live site over real HTTP, and says in words what readers get."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from conftest import Clearbell, Said
from hosts import Fault, free_port, says, web
from publishing import commit, incident, project, publish

NOW = ("--at", "2026-03-14 12:03Z")
PAY = incident("2026-03-14 09:20 investigating", title="Some can't pay")
PAGE = "/incidents/2026-03-14-pay/"
Verify = Callable[..., Said]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(tmp_path / "site", {"2026-03-14-pay": PAY})
    publish(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def verify(site: Path, clearbell: Clearbell) -> Verify:
    """Verifies the site on a host with faults; the host's address reads as HOST."""

    def run(*words: str, faults: dict[str, Fault] | None = None) -> Said:
        with web(site / "site" / "public", faults) as host:
            said = clearbell("verify", host, *NOW, *words)
            return Said(said.code, said.out.replace(host, "HOST"), said.err)

    return run


def test_a_good_site_is_whole_fresh_and_shows_what_is_open(verify: Verify) -> None:
    said = verify()
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "Readers see 1 open incident, as content/ has it:",
        "  2026-03-14-pay  Some can't pay",
        "HOST is whole: all 46 files are as they were built.",
        "Built 2026-03-14 12:00Z, 3 min ago, by Clearbell 0.1.0; newest update: 2026-03-14 09:20Z.",
    ]


def test_a_quick_look_takes_what_readers_open_first_and_some_of_the_rest(verify: Verify) -> None:
    said = verify("--quick")
    assert said.code == 0
    assert "HOST is whole: 25 of 46 files are as they were built." in said.out


def test_a_stale_site_says_since_when(verify: Verify) -> None:
    said = verify("--at", "2026-03-14 14:05Z")
    assert said.code == 1
    assert said.out.splitlines()[-2:] == [
        "Built 2026-03-14 12:00Z, 2 h 5 min ago, by Clearbell 0.1.0; newest update: 2026-03-14 09:20Z.",
        "It is STALE: since 2026-03-14 13:00Z it may no longer be true. Look why nothing was published.",
    ]


def test_an_open_incident_that_readers_do_not_see_comes_first(site: Path, verify: Verify) -> None:
    text = incident(
        "2026-03-14 11:58 investigating", title="Nobody can search", components="search: major_outage"
    )
    (site / "content" / "incidents" / "2026-03-14-search.yml").write_text(text, encoding="utf-8")
    said = verify()
    assert said.code == 1
    assert said.out.splitlines()[:4] == [
        "READERS DON'T SEE 1 OPEN INCIDENT:",
        "  2026-03-14-search  Nobody can search",
        "Readers see 1 open incident:",
        "  2026-03-14-pay  Some can't pay",
    ]


def test_an_incident_that_is_over_in_the_content_and_open_for_readers_is_told(
    site: Path, verify: Verify
) -> None:
    over = incident("2026-03-14 09:20 investigating", "2026-03-14 11:00 resolved checkout=operational")
    (site / "content" / "incidents" / "2026-03-14-pay.yml").write_text(over, encoding="utf-8")
    said = verify()
    assert said.code == 1
    assert said.out.splitlines()[:2] == [
        "Readers see 1 incident as open that content/ has as over, or not at all:",
        "  2026-03-14-pay  Some can't pay",
    ]


@pytest.mark.parametrize("git", [True, False], ids=["git", "no git"])
@pytest.mark.parametrize("how", ["deleted", "hidden"])
def test_an_open_incident_whose_file_went_is_kept_by_build_and_verify_alike(
    site: Path, verify: Verify, how: str, git: bool
) -> None:
    if git:
        commit(site)
    file = site / "content" / "incidents" / "2026-03-14-pay.yml"
    if how == "deleted":
        file.unlink()
    else:
        file.write_text(f"draft: true\n{PAY}", encoding="utf-8")
    if git:
        commit(site)
    publish(site)
    said = verify()
    assert said.code == 0
    assert said.out.splitlines()[:3] == [
        "Readers see 1 incident as open without a file: the last version stands in. Bring it back, and solve it:",
        "  2026-03-14-pay  Some can't pay",
        "HOST is whole: all 46 files are as they were built.",
    ]
    assert json.loads(verify("--format", "json").out)["open"]["kept"] == ["2026-03-14-pay"]


def test_a_file_that_can_not_be_read_is_not_compared(site: Path, verify: Verify) -> None:
    (site / "content" / "incidents" / "2026-03-14-pay.yml").write_text("title: [", encoding="utf-8")
    said = verify()
    assert said.code == 0
    assert "Not compared, for they can't be read: content/incidents/2026-03-14-pay.yml." in said.out


def test_without_content_the_site_is_looked_at_all_the_same(site: Path, verify: Verify) -> None:
    shutil.rmtree(site / "content")
    said = verify()
    assert said.code == 0
    assert "There is no content here to compare that with." in said.out


def _cut(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", f"{len(content)}")
    handler.end_headers()
    handler.wfile.write(content[:100])
    handler.close_connection = True
    return True


def _slow(handler: BaseHTTPRequestHandler, _: bytes) -> bool:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _number in range(30):  # alive all the time, and never done
        handler.wfile.write(b"x")
        time.sleep(0.05)
    handler.close_connection = True
    return True


def _dead(handler: BaseHTTPRequestHandler, _: bytes) -> bool:
    handler.close_connection = True
    return True


@pytest.mark.parametrize(
    ("path", "fault", "line"),
    [
        (PAGE, says(200, "text/html", b"old"), f"  {PAGE[1:]}index.html: other bytes than were built (3)"),
        (PAGE, says(404, "text/html", b"none"), f"  {PAGE[1:]}index.html: answered with 404"),
        (PAGE, says(500, "text/html", b"oh"), f"  {PAGE[1:]}index.html: answered with 500"),
        (PAGE, _cut, f"  {PAGE[1:]}index.html: cut off after 100 bytes"),
        (PAGE, _slow, f"  {PAGE[1:]}index.html: no whole answer within 1 s"),
        (PAGE, _dead, f"  {PAGE[1:]}index.html: no answer (Remote end closed connection without response)"),
        (
            PAGE,
            says(302, "text/html", b"", Location="/elsewhere\x1b[31m/"),
            f"  {PAGE[1:]}index.html: sent on to HOST/elsewhere\\u001b[31m/",
        ),
    ],
    ids=["other bytes", "missing", "an error", "cut", "slow", "dead", "sent on"],
)
def test_a_file_that_is_not_as_it_was_built_is_named(
    verify: Verify, path: str, fault: Fault, line: str
) -> None:
    said = verify("--timeout", "1", faults={path: fault})
    assert said.code == 1
    assert "HOST isn't whole: 1 of 44 files aren't as they were built." in said.out.splitlines()
    assert line in said.out.splitlines()


def _as(kind: str) -> Fault:
    def fault(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        handler.answer(200, kind, content)  # type: ignore[attr-defined] # ours has it
        return True

    return fault


@pytest.mark.parametrize(
    ("path", "kind", "wanted"),
    [
        ("/", "text/plain", "text/html"),
        ("/history.atom", "text/html", "application/atom+xml"),
        ("/maintenance.ics", "application/octet-stream", "text/calendar"),
        ("/history.atom", "application/xml", None),
        ("/history.json", "application/json", None),
        ("/metrics", "application/octet-stream", None),
    ],
)
def test_a_type_that_readers_do_not_take_is_named(
    verify: Verify, path: str, kind: str, wanted: str | None
) -> None:
    said = verify(faults={path: _as(kind)})
    assert said.code == (1 if wanted else 0)
    file = path[1:] or "index.html"
    assert (f"  {file}: sent as {kind} instead of {wanted}" in said.out) == bool(wanted)


def test_a_half_uploaded_site_says_how_much_of_it_is_old(site: Path, verify: Verify) -> None:
    old = site.parent / "old"
    shutil.copytree(site / "site" / "public", old)
    text = (site / "content" / "site.yml").read_text(encoding="utf-8").replace("Acme", "Bcme")
    (site / "content" / "site.yml").write_text(text, encoding="utf-8")
    publish(site)
    for path in sorted(old.rglob("*.html")):
        name = path.relative_to(old)
        if name.parts[0] in ("components", "history"):
            shutil.copy(path, site / "site" / "public" / name)
    said = verify()
    assert said.code == 1
    assert "HOST isn't whole: 5 of 44 files aren't as they were built." in said.out
    assert (
        "Caches may keep a file for a minute after a publication. If it stays so, publish again." in said.out
    )


def test_when_there_are_many_ten_are_named_and_the_rest_is_counted(site: Path, verify: Verify) -> None:
    names = [
        f"/{path.relative_to(site / 'site' / 'public')}"
        for path in (site / "site" / "public").rglob("*.json")
    ]
    names += [
        f"/{path.relative_to(site / 'site' / 'public')}" for path in (site / "site" / "public").rglob("*.rss")
    ]
    names.remove("/build.json")
    names.remove("/api/v2/incidents/unresolved.json")
    said = verify(faults=dict.fromkeys(names, says(404, "text/html", b"")))
    lines = said.out.splitlines()
    assert f"  and {len(names) - 10} more" in lines


def test_a_site_that_is_published_meanwhile_is_looked_at_again(site: Path, verify: Verify) -> None:
    text = (site / "content" / "site.yml").read_text(encoding="utf-8").replace("Acme", "Bcme")

    def meanwhile(_: BaseHTTPRequestHandler, __: bytes) -> bool:
        if "Bcme" not in (site / "content" / "site.yml").read_text(encoding="utf-8"):
            (site / "content" / "site.yml").write_text(text, encoding="utf-8")
            publish(site)
        return False

    said = verify(faults={"/404.html": meanwhile})
    assert (said.code, "is whole" in said.out) == (0, True)


def test_the_address_may_send_readers_on_to_where_the_site_is(
    site: Path, verify: Verify, clearbell: Clearbell
) -> None:
    assert verify().code == 0
    with web(site / "site" / "public") as host:
        elsewhere = says(301, "text/html", b"", Location=f"{host}/build.json")
        with web(site / "site" / "public", {"/build.json": elsewhere}) as address:
            said = clearbell("verify", address, *NOW)
    assert (said.code, f"{host} is whole" in said.out) == (0, True)


@pytest.mark.usefixtures("site")
def test_where_nobody_answers_it_says_so(clearbell: Clearbell) -> None:
    host = f"http://127.0.0.1:{free_port()}"
    said = clearbell("verify", host, *NOW)
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines() == [
        "READERS DON'T SEE 1 OPEN INCIDENT:",
        "  2026-03-14-pay  Some can't pay",
        "Which incidents readers see as open can't be told.",
        f"{host} can't be verified: build.json gave no answer (Connection refused).",
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says(404, "text/html", b""), "answered with 404"),
        (says(200, "application/json", b"{}"), "can't be used: it isn't what a build of Clearbell writes"),
        (
            says(200, "application/json", b"[" * 9999),
            "can't be used: it isn't what a build of Clearbell writes",
        ),
        (says(302, "text/html", b"", Location="/login"), "sent on to HOST/login"),
        (says(302, "text/html", b"", Location="/build.json"), "sent on 5 times"),
    ],
)
def test_a_build_json_that_is_none_is_told(verify: Verify, answer: Fault, why: str) -> None:
    said = verify(faults={"/build.json": answer})
    assert said.code == 1
    assert f"HOST can't be verified: build.json {why}." in said.out


def test_a_manifest_that_leads_outside_is_not_followed(verify: Verify, site: Path) -> None:
    said = json.loads((site / "site" / "public" / "build.json").read_text(encoding="utf-8"))
    said["files"]["../../etc/passwd"] = "0" * 64
    answer = says(200, "application/json", json.dumps(said).encode())
    assert "can't be used: it lists a file that no build makes." in verify(faults={"/build.json": answer}).out


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("url", ["status.example", "ftp://status.example", "https://me:you@status.example"])
def test_what_is_no_address_is_a_sentence(clearbell: Clearbell, url: str) -> None:
    said = clearbell("verify", url)
    assert (said.code, said.err) == (
        1,
        f"{url} is no address of a site. Expected https://status.example or the like.\n",
    )


def test_programs_get_all_of_it_as_json(verify: Verify) -> None:
    said = json.loads(verify("--format", "json", faults={PAGE: says(404, "text/html", b"")}).out)
    assert said == {
        "url": "HOST",
        "good": False,
        "whole": False,
        "looked_at": 44,
        "files": 46,
        "findings": [{"file": f"{PAGE[1:]}index.html", "what": "answered with 404"}],
        "stale": False,
        "age_seconds": 180,
        "built": "2026-03-14T12:00:00+00:00",
        "stale_after": "2026-03-14T13:00:00+00:00",
        "newest_update": "2026-03-14T09:20:00+00:00",
        "commit": None,
        "version": "0.1.0",
        "open": {"shown": ["2026-03-14-pay"], "hidden": [], "over": [], "kept": [], "compared": True},
    }


def test_it_can_wait_until_a_publication_has_arrived(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearbell.commands.verify._AGAIN", 0.05)
    seen: list[str] = []

    def late(handler: BaseHTTPRequestHandler, _: bytes) -> bool:
        seen.append("")
        if len(seen) < 3:
            handler.answer(404, "text/html", b"")  # type: ignore[attr-defined] # ours has it
        return len(seen) < 3

    assert verify("--wait", "20", faults={PAGE: late}).code == 0
    assert len(seen) == 3
