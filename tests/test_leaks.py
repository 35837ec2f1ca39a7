"""No word that was written for colleagues is in any public byte, however it got near the build and in whatever dress.

Each place where such a word can stand gets one of its own; all that is public is searched for all of them, as it is and
decoded, after builds that had everything they could know: the last build's memory, and git's whole history.
"""

from __future__ import annotations

import base64
import gzip
import html
import itertools
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

import pytest

from publishing import SITE, incident, output, project, publish

MARK: Final = re.compile(rb"(?i)m\0?a\0?r\0?k\0?(\d\0?\d\0?\d)")
_COUNT: Final = itertools.count(100)


def _marked(text: str) -> str:
    """Every MARK and mark gets a number that no other has."""
    return re.sub("(?i)mark", lambda found: f"{found[0]}{next(_COUNT)}", text)


PAY: Final = "2026-03-14-pay"
INCIDENT: Final = _marked("""\
# comment MARK
title: Some can't pay   # comment MARK
severity: 2
confirmed: 2026-03-14 09:00Z
components: {checkout: partial_outage}   # comment MARK
updates:
  - id: u1
    at: 2026-03-14 09:20Z
    status: investigating
    # comment MARK
    message: We look into it.
    allow: {word-MARK: reason MARK}
  # comment MARK
internal:
  roles: {incident_commander: team-MARK, communications_lead: team-MARK, role-MARK: team-MARK}
  source: {kind: alerts-MARK, key: key-MARK, url: "https://alerts.example/MARK"}
  notes: |
    MARK is the name of the server.
    # comment MARK
# comment MARK
""")
IMPORTED: Final = _marked("imported: tool-MARK\n") + incident(
    "2026-02-14 09:20 investigating", "2026-02-14 10:20 resolved", title="Slow"
)
HIDDEN: Final = """\
title: A practice MARK
severity: 1
{how}: true
components: {{checkout: major_outage}}
updates:
  - {{id: mark, at: 2026-03-14 09:20Z, status: investigating, message: Words MARK, workaround: Words MARK}}
  - {{at: 2026-03-14 09:30Z, status: resolved, components: {{checkout: operational}}, message: Words MARK}}
translations: {{nl: {{title: MARK, updates: {{mark: {{message: MARK}}}}}}}}
internal: {{notes: MARK, roles: {{scribe: MARK}}, source: {{kind: MARK, key: MARK, url: "https://x.example/MARK"}}}}
"""
AHEAD: Final = "kind: notice\ntitle: MARK\nfrom: 2026-03-20 09:00Z\nmessage: MARK\ncomponents: [website]\n"
POSTMORTEM: Final = """\
---
# comment MARK
title: Why MARK
incident: 2026-03-14-pay
status: published
severity: 2
services: [mark]
detection: mark
trigger: mark
root_causes: [mark]
contributing_factors: [mark]
mitigation: [mark]
customer_impact: {summary: MARK, customers: 12000}
roles: {incident_commander: MARK, scribe: MARK}
five_whys: [MARK, MARK, MARK, MARK, MARK]
actions:
  - {id: mark, what: MARK, owner: MARK, success: MARK, tracker: "https://tracker.example/MARK"}
tags: [mark]
case_study: [mark]
---
MARK
## Incident Summary
MARK
## Timeline
- 09:00 MARK
## Root Cause Analysis
### Five whys
1. MARK
## What Went Well
MARK
## What Went Poorly
<!-- MARK -->
## Corrective Actions
[MARK](https://x.example/MARK)
## Lessons Learned
![MARK](mark.png)
"""
DRILL: Final = """\
---
title: MARK
date: 2026-03-14
kind: drill
scenario: MARK
roles: {incident_commander: MARK}
findings: [MARK]
actions: [{id: mark, what: MARK, owner: MARK}]
---
MARK
"""
POLICY: Final = """\
# comment MARK
severities: {1: {title: MARK, means: [MARK], examples: [MARK], notify: [mark]}}
working_hours: {holidays: [MARK]}
roles: [{id: mark, title: MARK, does: [MARK], chosen_for: [MARK]}]
"""
TAXONOMY: Final = """\
version: 1
services: [{id: mark, title: MARK, component: checkout, means: MARK}]
triggers: [{id: mark, title: MARK, means: MARK}]
root_causes: [{id: mark, title: MARK, means: MARK, aliases: [mark]}]
contributing_factors: [{id: mark, kind: technical, title: MARK, means: MARK}]
detection: [{id: mark, title: MARK}]
mitigation: [{id: mark, title: MARK}]
"""
LANGUAGE: Final = """\
# comment MARK
people: [Robin MARK]
internal: [prod-MARK-*, MARK.corp.example]
names: [MARK]
terms: {MARK: {use: MARK, why: MARK}}
"""
NAMED: Final = {  # files that lie there, by name: most of them nobody should read at all
    "content/postmortems/2026-03-14-mark.md": POSTMORTEM,
    "content/drills/2026-03-14-mark.md": DRILL,
    "content/policy.yml": POLICY,
    "content/taxonomy.yml": TAXONOMY,
    "content/language.yml": LANGUAGE,
    "content/incidents/2026-03-14-draft-mark.yml": HIDDEN.format(how="draft"),
    "content/incidents/2026-03-14-drill-mark.yml": HIDDEN.format(how="drill"),
    "content/incidents/2026-03-15-ahead-mark.yml": AHEAD,
    "content/incidents/.2026-03-14-pay.yml.swp": "MARK",
    "content/incidents/2026-03-14-pay.yml~": "MARK",
    "content/incidents/#2026-03-14-pay.yml#": "MARK",
    "content/incidents/.DS_Store": "MARK",
    "content/incidents/README.md": "MARK",
    "content/incidents/mark.txt": "MARK",
    "content/brand/mark.svg": "<svg>MARK</svg>",
    "content/README.md": "MARK",
    "content/.env": "MARK=MARK",
    ".env": "MARK=MARK",
    "mkdocs.yml": "site_name: MARK",
    "CODEOWNERS": "* @MARK",
    ".github/workflows/mark.yml": "name: MARK",
    "notes-mark.txt": "MARK",
}
CHANNELS: Final = _marked("""\
# comment MARK
brand: {logo: brand/logo.png}   # comment MARK
channels:
  - {id: mark, address: env:MARK, events: all}
""")
ENVIRONMENT: Final = {
    name: _marked("MARK")
    for name in (
        "CLEARBELL_MAIL",
        "CLEARBELL_TOKEN",
        "GITHUB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "USER",
        "HOSTNAME",
        "EMAIL",
    )
}
GIT: Final = {
    "GIT_AUTHOR_NAME": _marked("Robin MARK"),
    "GIT_AUTHOR_EMAIL": _marked("robin.MARK@acme.example"),
    "GIT_COMMITTER_NAME": _marked("Robin MARK"),
    "GIT_COMMITTER_EMAIL": _marked("robin.MARK@acme.example"),
}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _logo() -> bytes:
    """A picture that tells more than it shows."""
    told = b"".join(
        _chunk(kind, packed(_marked("By MARK").encode()))
        for kind, packed in (
            (b"tEXt", bytes),
            (b"zTXt", zlib.compress),
            (b"iTXt", bytes),
            (b"eXIf", bytes),
            (b"iCCP", bytes),
        )
    )
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(b"\0\x0b\x6e\x4f"))
    return head + told + pixels + _chunk(b"IEND", b"") + _marked("MARK").encode()


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "commit.gpgsign=false", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        env=os.environ | GIT,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in a repository, with a word for colleagues in every place that has room for one."""
    files = {PAY: INCIDENT, "2026-02-14-slow": IMPORTED}
    made = project(tmp_path_factory.mktemp("x") / _marked("site-mark"), files, site=SITE + CHANNELS)
    for name, text in NAMED.items():
        path = made / _marked(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_marked(text), encoding="utf-8")
    (made / "content" / "brand" / "logo.png").write_bytes(_logo())
    (made / ".gitignore").write_text("site\n.cache\n", encoding="utf-8")
    _git(made, "init", "-q", "-b", _marked("topic/mark"))
    _git(made, "config", "remote.origin.url", _marked("https://MARK@git.example/MARK.git"))
    _git(made, "add", "-A")
    _git(
        made,
        "commit",
        "-qm",
        _marked("Subject MARK\n\nBody MARK\n\nReviewed-by: Robin MARK <MARK@acme.example>"),
    )
    _git(made, "notes", "add", "-m", _marked("Note MARK"))
    _git(made, "tag", "-am", _marked("Message MARK"), _marked("tag-mark"))
    earlier = made / "content" / "incidents" / f"{PAY}.yml"
    earlier.write_text(INCIDENT + _marked("# comment of an earlier version MARK\n"), encoding="utf-8")
    _git(made, "commit", "-qam", _marked("MARK"))
    _git(made, "rm", "-q", *(f"{path}" for path in (made / "content" / "postmortems").iterdir()))
    _git(made, "commit", "-qm", _marked("MARK"))
    return made


def _dresses(content: bytes) -> Iterator[bytes]:
    """A file as it is, and as whoever looks for secrets in it would read it."""
    text = content.decode("utf-8", "replace")
    yield content
    yield html.unescape(text).encode("utf-8", "replace")
    yield unquote_to_bytes(content)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).encode(
        "utf-8", "replace"
    )
    for packed in re.findall(rb"[A-Za-z0-9+/_-]{16,}", content):
        whole = packed[: len(packed) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
        inner = base64.b64decode(whole)
        yield inner
        for start in (found.start() for found in re.finditer(rb"\x1f\x8b|\x78[\x01\x5e\x9c\xda]", inner)):
            with suppress(zlib.error):
                yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(inner[start:])
    if content[:2] == b"\x1f\x8b":
        yield from _dresses(gzip.decompress(content))


def _found(files: dict[str, bytes]) -> set[str]:
    return {
        f"{name}: {mark[0].decode()}"
        for name, content in files.items()
        for text in (name.encode(), *_dresses(content))
        for mark in MARK.finditer(text)
    }


def test_there_are_more_than_a_hundred_such_words(root: Path) -> None:
    assert root.is_dir()
    assert next(_COUNT) - 100 > 150


@pytest.fixture
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ENVIRONMENT, **GIT}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_told")
@pytest.mark.parametrize("clean", [False, True], ids=["one after the other", "each anew"])
def test_none_is_in_any_public_byte_whatever_becomes_of_the_file(root: Path, clean: bool) -> None:
    path = root / "content" / "incidents" / f"{PAY}.yml"
    try:
        for text in (INCIDENT, INCIDENT.replace("severity", "sevrity"), "", f"draft: true\n{INCIDENT}", None):
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
            built = publish(root, clean=clean)
            assert bool(built.held) == (text != INCIDENT)
            made = output(root)
            assert b"We look into it." in made["index.html"]
            assert b"data:image/png;base64," in made["index.html"]
            assert _found(made) == set()
    finally:
        path.write_text(INCIDENT, encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("build", "public"),
        ("--debug", "build", "public"),
        ("check", "--format", "json", "--hints"),
    ],
    ids=" ".join,
)
def test_no_word_of_the_environment_is_printed(root: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clearbell", *words, "--now", "2026-03-14T12:00Z"],
        cwd=root,
        env=os.environ | ENVIRONMENT | GIT,
        capture_output=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode in (0, 1, 3)
    assert said
    secret = {mark[0] for value in {**ENVIRONMENT, **GIT}.values() for mark in MARK.finditer(value.encode())}
    assert secret
    assert {mark[0] for mark in MARK.finditer(said)} & secret == set()


def test_the_search_finds_such_words_in_whatever_dress(tmp_path: Path) -> None:
    publish(project(tmp_path, {"it": incident("2026-03-14 09:20 investigating", title="MARK999")}))
    assert {name.partition(":")[0] for name in _found(output(tmp_path))} >= {
        "index.html", "history.atom", "history.rss", "history.json", "status.txt", "api/v2/summary.json",
    }  # fmt: skip
    word = b"a word: MARK999 said"
    dresses = {
        "as it is": word,
        "entities": b"&#77;ARK999",
        "percent": b"%4DARK999",
        "json": json.dumps("\u004dARK999").encode().replace(b"M", b"\\u004d"),
        "utf-16": word.decode().encode("utf-16"),
        "base64": base64.b64encode(word),
        "base64 for addresses": base64.urlsafe_b64encode(b"\xff\xff" + word),
        "gzip": gzip.compress(word),
        "zlib in base64": base64.b64encode(b"xyz" + zlib.compress(word)),
    }
    assert {name.partition(":")[0] for name in _found(dresses)} == set(dresses)
