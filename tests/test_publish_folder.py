"""`clearbell publish --to DIR`: what is sent, what stays, what is kept, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clearbell.publishing.folder import Folder
from clearbell.publishing.manifest import Manifest
from clearbell.publishing.place import Wish, release_name
from clearbell.publishing.release import Release
from conftest import Clearbell
from publishing import incident, project, tree

OPEN = incident("2026-03-14 09:20 investigating")
ANOTHER = incident(
    "2026-03-15 09:20 investigating", title="Nobody can search", components="search: major_outage"
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(tmp_path / "site", {"2026-03-14-pay": OPEN})
    monkeypatch.chdir(root)
    return root


def _write(site: Path, name: str, text: str) -> None:
    (site / "content" / "incidents" / f"{name}.yml").write_text(text, encoding="utf-8")


def _releases(out: Path) -> list[str]:
    return sorted(path.name for path in (out.parent / f".{out.name}.releases").iterdir())


def _quiet(_: str, __: int, ___: int) -> None:
    pass


def test_a_folder_gets_the_whole_site_and_says_so(site: Path, tmp_path: Path, clearbell: Clearbell) -> None:
    out = tmp_path / "srv" / "status"
    said = clearbell("publish", "--to", str(out))
    (release,) = _releases(out)
    count = len(tree(site / "site" / "public"))
    assert (said.code, said.out.splitlines()) == (
        0,
        [
            f"Built {count} files in site/public.",
            f"Published to {out}: {count} files sent, release {release}.",
            "`clearbell verify ADDRESS` looks whether readers get it.",
        ],
    )
    assert tree(out) == tree(site / "site" / "public")
    assert sorted(path.name for path in out.parent.iterdir()) == [".status.releases", "status"]
    assert out.readlink() == Path(".status.releases") / release


def test_the_same_site_is_not_published_twice(site: Path, tmp_path: Path, clearbell: Clearbell) -> None:
    (site / "content" / "site.yml").write_text(
        (site / "content" / "site.yml").read_text() + "demo: {now: 2026-03-14T12:00Z}\n"
    )
    out = tmp_path / "status"
    clearbell("publish", "--to", str(out))
    said = clearbell("publish", "--to", str(out))
    assert said.out.splitlines()[1:] == [f"{out} has this site already."]
    assert len(_releases(out)) == 1
    assert clearbell("publish", "--to", str(out), "--force").code == 0
    assert len(_releases(out)) == 2


def test_what_did_not_change_is_the_same_file_in_both_releases(
    site: Path, tmp_path: Path, clearbell: Clearbell
) -> None:
    out = tmp_path / "status"
    clearbell("publish", "--to", str(out))
    before = {name: (out / name).stat().st_ino for name in tree(out)}
    _write(site, "2026-03-15-search", ANOTHER)
    clearbell("publish", "--to", str(out))
    page = "incidents/2026-03-14-pay/index.html"
    assert (out / page).stat().st_ino == before[page]
    assert (out / "index.html").stat().st_ino != before["index.html"]
    assert "Nobody can search" in (out / "index.html").read_text(encoding="utf-8")


def test_a_dry_run_builds_and_lists_in_the_order_of_sending(
    site: Path, tmp_path: Path, clearbell: Clearbell
) -> None:
    out = tmp_path / "status"
    clearbell("publish", "--to", str(out))
    before = tree(out)
    settings = site / "content" / "site.yml"
    settings.write_text(
        settings.read_text().replace("  - {id: website, name: Website}\n", ""), encoding="utf-8"
    )
    _write(site, "2026-03-15-search", ANOTHER)
    lines = clearbell("publish", "--to", str(out), "--dry-run").out.splitlines()
    assert lines[1].startswith(f"To {out}: ")
    parts = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert parts == ["data:", "pages:", "the front page:", "build.json:", "no more there:"]
    assert lines.index("  status.txt") < lines.index("  incidents/2026-03-15-search/index.html")
    assert lines.index("  incidents/2026-03-15-search/index.html") < lines.index("  index.html")
    gone = lines[lines.index("no more there:") + 1 :]
    assert (gone[0], gone[-1]) == ("  components/website/badge.svg", "Nothing was sent.")
    assert all(line.startswith("  components/website/") for line in gone[:-1])
    assert tree(out) == before
    assert len(_releases(out)) == 1


def test_five_releases_are_kept_and_the_live_one_always(site: Path, tmp_path: Path) -> None:
    from clearbell.public.build import build  # noqa: PLC0415 - only this story builds without the command

    folder, at = Folder(tmp_path / "status"), datetime(2026, 3, 14, 12, tzinfo=UTC)
    names = []
    for hour in range(7):
        build(site, site / "site" / "public", now=at + timedelta(hours=hour))
        sent = folder.publish(Release.of(site / "site" / "public"), Wish(at + timedelta(hours=hour)), _quiet)
        names.append(sent.release)
    assert _releases(tmp_path / "status") == names[2:]
    assert [kept.id for kept in folder.kept()] == names[:1:-1]
    folder.bring_back(names[2], Wish(at), _quiet)
    folder.publish(Release.of(site / "site" / "public"), Wish(at + timedelta(hours=9)), _quiet)
    assert len(_releases(tmp_path / "status")) == 5


def test_what_should_never_have_been_said_is_forgotten_at_once(
    site: Path, tmp_path: Path, clearbell: Clearbell
) -> None:
    out = tmp_path / "status"
    _write(site, "2026-03-14-pay", OPEN.replace("Words of update 1", "Our wire-tap said so"))
    clearbell("publish", "--to", str(out))
    _write(site, "2026-03-14-pay", OPEN)
    clearbell("publish", "--to", str(out), "--forget")
    assert len(_releases(out)) == 1
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "site" not in path.parts]
    assert [text for text in texts if b"wire-tap" in text] == []


@pytest.mark.usefixtures("site")
def test_a_site_that_was_built_there_becomes_the_first_release(tmp_path: Path, clearbell: Clearbell) -> None:
    out = tmp_path / "status"
    clearbell("build", "public", "--out", str(out), "--now", "2026-03-14 12:00Z")
    before = tree(out)
    assert clearbell("publish", "--to", str(out)).code == 0
    first, second = _releases(out)
    assert first.startswith("2026-03-14T120000Z-")
    assert tree(out.parent / ".status.releases" / first) == before
    assert out.readlink().name == second


def test_a_release_is_named_after_the_last_one_even_when_the_clock_went_back() -> None:
    manifest = Manifest(b"", "1", None, datetime.now(UTC), None, datetime.now(UTC), {})
    at = datetime(2026, 3, 14, 12, tzinfo=UTC)
    first = release_name(manifest, at, ())
    assert first == "2026-03-14T120000Z-e3b0c442"
    assert release_name(manifest, at - timedelta(days=1), [first]) == "2026-03-14T120001Z-e3b0c442"


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("file", "no folder"),
        ("link", "a link to elsewhere"),
        ("folder", "a folder that holds no site of Clearbell's"),
    ],
)
@pytest.mark.usefixtures("site")
def test_what_is_no_site_of_ours_is_left_alone(
    tmp_path: Path, clearbell: Clearbell, there: str, why: str
) -> None:
    out = tmp_path / "status"
    if there == "file":
        out.write_text("mine", encoding="utf-8")
    elif there == "link":
        out.symlink_to("elsewhere")
    else:
        out.mkdir()
        (out / "notes.txt").write_text("mine", encoding="utf-8")
    said = clearbell("publish", "--to", str(out))
    assert said.code == 1
    assert said.err.endswith(f"{out} is in the way: it is {why}. Name another place with --to.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "status"]


def test_content_that_is_refused_changes_nothing(site: Path, tmp_path: Path, clearbell: Clearbell) -> None:
    out = tmp_path / "status"
    clearbell("publish", "--to", str(out))
    before = tree(out)
    (site / "content" / "site.yml").write_text("name: [", encoding="utf-8")
    said = clearbell("publish", "--to", str(out))
    assert said.code == 1
    assert said.err.count("content/site.yml:2:1: error: (syntax)") == 1
    assert tree(out) == before


def test_a_file_that_is_not_right_is_held_back_and_the_others_go_out(
    site: Path, tmp_path: Path, clearbell: Clearbell
) -> None:
    _write(site, "2026-03-14-pay", OPEN.replace("severity: 2", "severity: two"))
    _write(site, "2026-03-15-search", ANOTHER)
    said = clearbell("publish", "--to", str(tmp_path / "status"))
    assert said.code == 3
    assert "2026-03-14-pay.yml: held back." in said.err
    assert "Nobody can search" in (tmp_path / "status" / "index.html").read_text(encoding="utf-8")


def test_warnings_hold_up_nothing_unless_asked_to(site: Path, tmp_path: Path, clearbell: Clearbell) -> None:
    _write(site, "2026-03-15-search", ANOTHER.replace("Nobody can search", "The kubernetes pods crash"))
    strict = clearbell("publish", "--to", str(tmp_path / "status"), "--strict")
    assert (strict.code, (tmp_path / "status").exists()) == (1, False)
    said = clearbell("publish", "--to", str(tmp_path / "status"))
    assert said.code == 0
    assert "2026-03-15-search.yml" in said.err


def test_a_file_that_somebody_changed_after_the_build_is_not_published(
    site: Path, tmp_path: Path, clearbell: Clearbell
) -> None:
    clearbell("build", "public")
    page = site / "site" / "public" / "index.html"
    page.write_text("all is well", encoding="utf-8")
    from clearbell.problems import Refused  # noqa: PLC0415 - only here

    with pytest.raises(Refused) as refused:
        Folder(tmp_path / "status").publish(
            Release.of(site / "site" / "public"), Wish(datetime.now(UTC)), _quiet
        )
    assert refused.value.sentence == (
        f"{page} isn't the file that was built. Build again with `clearbell build public --clean`; "
        "nothing was published."
    )
    assert not (tmp_path / "status").exists()
    assert _releases(tmp_path / "status") == []


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("s3://", "s3:// names no bucket. Expected s3://BUCKET or s3://BUCKET/PREFIX."),
        ("s3://status/../x", "s3://status/../x names no bucket. Expected s3://BUCKET or s3://BUCKET/PREFIX."),
        ("rsync:", "rsync: names no place. Expected rsync:HOST:PATH, such as rsync:web1:/srv/status."),
        ("rsync:-e", "rsync:-e names no place. Expected rsync:HOST:PATH, such as rsync:web1:/srv/status."),
        (
            "ftp://x",
            "Nothing is published to `ftp:`. Expected a folder, rsync:HOST:PATH or s3://BUCKET/PREFIX.",
        ),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_place_that_is_none_is_a_sentence(clearbell: Clearbell, to: str, sentence: str) -> None:
    said = clearbell("publish", "--to", to)
    assert (said.code, said.out, said.err) == (1, "", f"{sentence}\n")


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@acme.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _commit(folder: Path, message: str) -> str:
    _git(folder, "add", "content")
    _git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return _git(folder, "rev-parse", "HEAD")[:12]


def test_a_checkout_that_lacks_what_was_published_is_told_to_pull(
    site: Path, tmp_path: Path, clearbell: Clearbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "status"
    _git(site, "init", "-q", "-b", "main")
    _commit(site, "one")
    colleague = tmp_path / "colleague"
    _git(tmp_path, "clone", "-q", str(site), str(colleague))
    _write(colleague, "2026-03-15-search", ANOTHER)
    theirs = _commit(colleague, "two")
    monkeypatch.chdir(colleague)
    assert clearbell("publish", "--to", str(out)).code == 0
    monkeypatch.chdir(site)
    said = clearbell("publish", "--to", str(out))
    assert said.code == 1
    assert said.err.endswith(
        f"What readers see was built from commit {theirs}, which isn't here: somebody published what you don't "
        "have. Fetch and merge first (`git pull`). With --force it is published all the same.\n"
    )
    _git(site, "fetch", "-q", str(colleague))
    _commit(site, "three")
    assert (
        "which isn't part of what you have checked out. Merge it first"
        in clearbell("publish", "--to", str(out)).err
    )
    assert "Nobody can search" in (out / "index.html").read_text(encoding="utf-8")
    _git(site, "merge", "-q", "FETCH_HEAD", "-m", "both")
    assert clearbell("publish", "--to", str(out)).code == 0


@pytest.mark.usefixtures("site")
def test_an_older_build_that_comes_late_is_refused(tmp_path: Path, clearbell: Clearbell) -> None:
    out = tmp_path / "status"
    clearbell("publish", "--to", str(out))
    live = tree(out)
    said = json.loads(live["build.json"]) | {"now": "2099-01-01T00:00Z"}
    (out / "build.json").write_text(json.dumps(said), encoding="utf-8")
    refused = clearbell("publish", "--to", str(out))
    assert refused.code == 1
    assert "What readers see was built later (2099-01-01 00:00Z) than this" in refused.err
    assert clearbell("publish", "--to", str(out), "--force").code == 0
    assert json.loads(tree(out)["build.json"])["now"] != "2099-01-01T00:00Z"


def test_on_a_terminal_progress_is_a_line_that_goes_away(site: Path, tmp_path: Path) -> None:
    above, below = os.openpty()
    command = [sys.executable, "-m", "clearbell", "publish", "--to", f"{tmp_path}/status"]
    with subprocess.Popen(command, cwd=site, stdout=subprocess.DEVNULL, stderr=below) as process:
        process.wait(30)
        os.close(below)
        said = b""
        try:
            while chunk := os.read(above, 65536):
                said += chunk
        except OSError:  # how a terminal says that the other end is gone
            pass
    os.close(above)
    count = len(tree(site / "site" / "public"))
    assert f"\r\x1b[KCopying: {count} of {count}".encode() in said
    assert said.endswith(b"\r\x1b[K")


OFFLINE = """
import sys
def watch(event, arguments):
    if event.startswith("socket."):
        raise SystemExit(f"asked the network: {event}")
sys.addaudithook(watch)
from clearbell.cli import main
main(["publish", "--to", sys.argv[1]])
"""


def test_a_clone_from_a_stick_is_published_here_without_any_network(site: Path, tmp_path: Path) -> None:
    _git(site, "init", "-q", "-b", "main")
    _commit(site, "one")
    _git(site, "bundle", "create", "-q", str(tmp_path / "stick.bundle"), "main")
    _git(tmp_path, "clone", "-q", "-b", "main", str(tmp_path / "stick.bundle"), "laptop")
    command = [sys.executable, "-c", OFFLINE, f"{tmp_path}/status"]
    done = subprocess.run(
        command, cwd=tmp_path / "laptop", check=False, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, "Published to" in done.stdout) == (0, True), done.stderr
    assert json.loads(tree(tmp_path / "status")["build.json"])["commit"] == _git(site, "rev-parse", "HEAD")
