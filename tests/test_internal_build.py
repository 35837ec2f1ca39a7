"""The knowledge base as MkDocs builds it: by itself, by our command, with hostile texts, with broken content."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from clearbell.internal.build import build
from clearbell.problems import Refused
from internal_stories import CHECKOUT, FILES, NOW, changed, site

POSTMORTEM = "postmortems/sent-twice.md"
SECOND = FILES[POSTMORTEM].replace("title: Payments were sent twice", "title: Payments were sent late")
THIRD = FILES[POSTMORTEM].replace("title: Payments were sent twice", "title: Payments were not sent")
OWN_SETTINGS = (
    f"INHERIT: {CHECKOUT}/theme/internal/mkdocs.yml\nsite_name: Acme knowledge base\nsite_dir: out\n"
)
HOSTILE = (
    "</title><script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
    "[l](javascript:window.pwned=1) {: onclick=window.pwned=1 } <svg/onload=window.pwned=1> & \"q'"
)


def test_mkdocs_by_itself_builds_a_site_and_stages_first(tmp_path: Path) -> None:
    files = {**FILES, "postmortems/late.md": SECOND, "postmortems/not-sent.md": THIRD}
    site(tmp_path, files)
    (tmp_path / "mkdocs.yml").write_text(OWN_SETTINGS)
    ran = _mkdocs("build", "--strict", cwd=tmp_path)
    assert (ran.returncode, "WARNING" in ran.stderr) == (0, False), ran.stderr

    front = (tmp_path / "out/index.html").read_text("utf-8")
    assert "<title>Acme knowledge base</title>" in _squeezed(front)
    assert "3 postmortems and 1 drill" in front
    assert '<a href="postmortems/not-sent/">Payments were not sent</a>' in front
    page = (tmp_path / "out/postmortems/sent-twice/index.html").read_text("utf-8")
    assert "<title>Payments were sent twice - Acme knowledge base</title>" in page
    assert '<a href="https://status.acme.example/incidents/2026-03-14-cannot-pay/">' in page
    assert re.findall(r'<h2 id="([^"]+)"', page.partition("<article")[2]) == [
        "incident-summary",
        "timeline",
        "root-cause-analysis",
        "what-went-well",
        "what-went-poorly",
        "corrective-actions",
        "lessons-learned",
        "what-customers-read",
        "related",
    ]
    assert '<a href="../../causes/race/">Race</a>' in page
    found = json.loads((tmp_path / "out/find/postmortems/2.json").read_text("utf-8"))
    assert "Two workers took the same payment" in json.dumps(found)


def test_mkdocs_by_itself_builds_the_demo(tmp_path: Path) -> None:
    for name in ("content", "mkdocs.yml", "theme"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    ran = _mkdocs("build", "--site-dir", str(tmp_path / "out"), cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert _dead_links(tmp_path / "out") == []


def test_mkdocs_by_itself_tells_what_is_wrong_without_a_trace(tmp_path: Path) -> None:
    site(tmp_path, changed(POSTMORTEM, ("trigger: deploy", "trigger: moon")))
    (tmp_path / "mkdocs.yml").write_text(OWN_SETTINGS)
    ran = _mkdocs("build", cwd=tmp_path)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.partition("ERROR   -  ")[2].splitlines()[:2] == [
        "The content has problems:",
        (
            "content/postmortems/sent-twice.md:13:10: trigger: expected a trigger of taxonomy.yml, found `moon`. "
            "Use one of these: deploy."
        ),
    ]


def test_our_command_needs_no_mkdocs_yml_and_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    built = build(site(tmp_path), tmp_path / "site", now=NOW)
    assert (built.pages, built.written, built.problems) == (75, 75, ())
    front = (tmp_path / "site/index.html").read_text("utf-8")
    assert "<title>Acme knowledge base</title>" in _squeezed(front)
    assert _dead_links(tmp_path / "site") == []
    assert capfd.readouterr() == ("", "")


def test_the_same_content_at_the_same_time_is_the_same_site(tmp_path: Path) -> None:
    site(tmp_path)
    build(tmp_path, tmp_path / "one", now=NOW)
    build(tmp_path, tmp_path / "two", now=NOW, clean=True)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_in_a_folder_that_was_not_there_all_is_new_whatever_was_built_elsewhere(tmp_path: Path) -> None:
    site(tmp_path)
    assert build(tmp_path, tmp_path / "one", now=NOW).written == 75
    assert build(tmp_path, tmp_path / "one", now=NOW).written == 0
    assert build(tmp_path, tmp_path / "two", now=NOW).written == 75


def test_a_build_that_is_refused_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(site(tmp_path), out, now=NOW)
    before = _bytes(out)
    site(tmp_path, changed(POSTMORTEM, ("severity: 2", "severity: 9")))
    with pytest.raises(Refused) as refused:
        build(tmp_path, out, now=NOW)
    assert [problem.rule for problem in refused.value.problems] == ["wrong-value"]
    assert _bytes(out) == before


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            "site_name: Acme\ntheme: {name: material}\n",
            "mkdocs.yml: expected `clearbell` in `plugins:`, found none. Add `- clearbell`.",
        ),
        (
            OWN_SETTINGS + "theme: {name: velvet}\n",
            "MkDocs could not build the knowledge base: ",
        ),
        (
            OWN_SETTINGS + "nav: [nowhere.md]\n",
            (
                "MkDocs could not build the knowledge base: A reference to 'nowhere.md' is included in the 'nav' "
                "configuration, which is not found in the documentation files."
            ),
        ),
    ],
)
def test_settings_that_mkdocs_refuses_are_said_in_a_sentence(
    tmp_path: Path, settings: str, sentence: str
) -> None:
    site(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(settings)
    with pytest.raises(Refused) as refused:
        build(tmp_path, tmp_path / "site", now=NOW)
    assert refused.value.sentence.startswith(sentence)
    assert not (tmp_path / "site").exists()


TAGGED = (
    "found the tag `!!python/name:os.getcwd`. Remove it: whoever may change this file could run programs with it, or "
    "publish what the environment holds."
)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("extra: {at: !!python/name:os.getcwd ''}\n", f"mkdocs.yml:4: expected plain values, {TAGGED}"),
        (
            "extra: {at: !ENV [SECRET, none]}\n",
            f"mkdocs.yml:4: expected plain values, {TAGGED.replace('!!python/name:os.getcwd', '!ENV')}",
        ),
    ],
)
def test_settings_that_run_code_or_read_the_environment_are_refused_by_both_ways_to_build(
    tmp_path: Path, settings: str, sentence: str
) -> None:
    site(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(OWN_SETTINGS + settings)
    with pytest.raises(Refused) as refused:
        build(tmp_path, tmp_path / "site", now=NOW)
    assert refused.value.sentence == sentence
    ran = _mkdocs("build", cwd=tmp_path)
    assert ran.returncode == 1
    assert sentence in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


def test_settings_are_refused_for_what_they_inherit(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "base.yml").write_text(OWN_SETTINGS + "extra: {homepage: !ENV HOME}\n")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\n")
    with pytest.raises(Refused) as refused:
        build(tmp_path, tmp_path / "site", now=NOW)
    assert refused.value.sentence.startswith("base.yml:4: expected plain values, found the tag `!ENV`.")


def test_pages_fetch_nothing_from_elsewhere(tmp_path: Path) -> None:
    build(site(tmp_path), tmp_path / "site", now=NOW)
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        fetched = re.findall(
            r'<(?:script|img|iframe|source)[^>]* src="([^"]+)"|<link[^>]* href="([^"]+)"', page
        )
        assert [one or other for one, other in fetched if "//" in (one or other)] == [], path
    for path in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//|@import", path.read_text("utf-8")), path


def test_without_mkdocs_the_cure_is_named(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['mkdocs'] = None\n"
        "from pathlib import Path\n"
        "from clearbell.internal.build import build\n"
        "from clearbell.problems import Refused\n"
        "try:\n    build(Path('.'), Path('out'))\n"
        "except Refused as refused:\n    print(refused.sentence)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=site(tmp_path), capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("The knowledge base needs MkDocs: pip install 'clearbell[kb]'.\n", "")


def test_hostile_texts_leave_nothing_that_runs(tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE)
    sections = re.findall(r"## .*", FILES[POSTMORTEM])
    body = "\n\n".join(f"{heading}\n\n{HOSTILE}\n\n### {HOSTILE}\n\n> {HOSTILE}" for heading in sections)
    text = (
        f"---\ntitle: {quoted}\nstatus: draft\nseverity: 2\nservices: [checkout]\nimported: {quoted}\n"
        f"tags: [{quoted}]\nfive_whys: [{quoted}]\nroles: {{scribe: {quoted}}}\n"
        f"customer_impact: {{summary: {quoted}}}\n"
        f"actions: [{{id: a1, what: {quoted}, owner: {quoted}, success: {quoted}}}]\n---\n{body}\n"
    )
    drill = FILES["drills/card-company.md"].replace("The card company is gone", json.dumps(HOSTILE))
    build(
        site(tmp_path, {**FILES, "postmortems/h.md": text, "drills/h.md": drill}), tmp_path / "site", now=NOW
    )
    plain = tmp_path / "plain"
    build(site(tmp_path / "harmless"), plain, now=NOW)
    page = tmp_path / "site/postmortems/h/index.html"
    assert HOSTILE in _Page(page).text
    assert _running(page) == _running(plain / "postmortems/sent-twice/index.html")
    for built in (tmp_path / "site").rglob("*.html"):
        assert not [run for run in _running(built) if "pwned" in run], built


class _Page(HTMLParser):
    """A page's links, ids, text, and everything in it that a browser would run."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self.running: list[str] = []
        self._script = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        if tag in ("script", "iframe", "object", "embed", "img"):
            self.running.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.running.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._script:
            self.running.append(data)
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"


def _running(path: Path) -> list[str]:
    return _Page(path).running


def _dead_links(out: Path) -> list[str]:
    pages = {path.relative_to(out).as_posix(): _Page(path) for path in out.rglob("*.html")}
    dead = []
    for name, page in pages.items():
        for link in page.links:
            target = urlsplit(urljoin(f"https://here/{name}", link))
            if target.netloc != "here" or name == "404.html":
                continue
            path = target.path.lstrip("/")
            path = f"{path}index.html" if path.endswith("/") or not path else path
            there = pages.get(path)
            if not (out / path).is_file() or (
                target.fragment and there and target.fragment not in {*there.ids, "__skip"}
            ):
                dead.append(f"{name}: {link}")
    return dead


def _mkdocs(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _squeezed(text: str) -> str:
    return " ".join(text.split())
