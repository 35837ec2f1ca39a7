"""Stories of building: what is written, what is kept, and that every accident leaves the old site or the new one, whole."""

from __future__ import annotations

import errno
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clearbell.problems import Refused
from clearbell.public.build import build
from publishing import NOW, SITE, incident, moment, notice, output, pages, project, publish, tree, work

OPEN = incident("2026-03-14 09:20 investigating", "2026-03-14 09:58 identified")
SOLVED = incident("2026-02-10 09:00 investigating", "2026-02-10 09:30 resolved", title="Slow pages")
PLANNED = work("2026-03-14 22:00", "2026-03-15 02:00", "2026-03-10 09:00 scheduled")
FILES = {
    "2026-02-10-slow": SOLVED,
    "2026-03-14-pay": OPEN,
    "2026-03-14-machine": PLANNED,
    "2026-03-15-sundays": notice("2026-03-15 08:00", "2026-03-16 08:00"),
}
PAGES = [
    "404.html",
    "components/checkout/index.html",
    "components/search/index.html",
    "components/website/index.html",
    "embed/index.html",
    "history/2026-02/index.html",
    "history/2026-03/index.html",
    "history/index.html",
    "incidents/2026-02-10-slow/index.html",
    "incidents/2026-03-14-machine/index.html",
    "incidents/2026-03-14-pay/index.html",
    "index.html",
    "subscribe/index.html",
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return project(tmp_path / "site", FILES)


def _stamps(root: Path) -> dict[str, int]:
    out = root / "site" / "public"
    return {name: (out / name).stat().st_mtime_ns for name in output(root)}


def _beside(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "site").iterdir())


def _anew(root: Path, now: datetime = NOW) -> dict[str, bytes]:
    """What a build that knows nothing of earlier ones makes of the same content."""
    elsewhere = root.parent / "anew"
    build(root, elsewhere, now=now, clean=True)
    made = tree(elsewhere)
    shutil.rmtree(elsewhere)
    return made


def _write(root: Path, name: str, text: str) -> None:
    (root / "content" / "incidents" / f"{name}.yml").write_text(text, encoding="utf-8")


def test_a_small_site_is_these_pages(site: Path) -> None:
    built = publish(site)
    assert list(pages(output(site))) == PAGES
    assert (built.pages, built.written, built.problems) == (len(output(site)),) * 2 + ((),)
    assert _beside(site) == ["public"]


def test_a_site_without_any_incident_is_built(tmp_path: Path) -> None:
    publish(project(tmp_path))
    assert list(pages(output(tmp_path))) == [name for name in PAGES if "2026" not in name]


def test_nothing_changed_writes_nothing(site: Path) -> None:
    publish(site)
    before = _stamps(site)
    assert publish(site).written == 0
    assert _stamps(site) == before


def test_only_pages_whose_bytes_change_get_a_new_time_stamp(site: Path) -> None:
    publish(site)
    before, old = _stamps(site), output(site)
    _write(site, "2026-02-10-slow", SOLVED.replace("Slow pages", "Slower pages"))
    built = publish(site)
    after, new = _stamps(site), output(site)
    assert {name for name in after if after[name] != before[name]} == {n for n in new if new[n] != old[n]}
    changed = [name for name in new if new[name] != old[name]]
    assert [name for name in changed if name.endswith(".html")] == [
        "components/checkout/index.html",
        "history/2026-02/index.html",
        "incidents/2026-02-10-slow/index.html",
    ]
    assert built.written == len(changed)


def test_pages_of_what_is_no_more_go(site: Path) -> None:
    publish(site)
    (site / "content" / "incidents" / "2026-02-10-slow.yml").unlink()
    publish(site)
    assert list(pages(output(site))) == [name for name in PAGES if "2026-02" not in name]


def test_a_refused_build_leaves_the_old_site_byte_for_byte(site: Path) -> None:
    publish(site)
    before = (output(site), _stamps(site))
    (site / "content" / "site.yml").write_text(SITE.replace("Europe", "Europa"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        publish(site)
    assert [problem.place for problem in refused.value.problems] == ["content/site.yml:4:11"]
    assert (output(site), _stamps(site)) == before
    assert _beside(site) == ["public"]


def test_a_problem_that_stops_nothing_is_told_by_each_build(site: Path) -> None:
    _write(
        site, "2026-03-14-pay", incident("2026-03-14 09:20 investigating", components="checkout: operational")
    )
    told = [[problem.rule for problem in publish(site).problems] for _ in range(2)]
    assert told == [["greener-than-the-truth"]] * 2


def test_a_clock_set_back_does_not_let_pass_what_lies_in_the_future(site: Path) -> None:
    publish(site)
    built = publish(site, moment("2026-03-14 09:00"))
    assert {problem.rule for problem in built.problems} == {"future"}
    assert "incidents/2026-03-14-pay/index.html" not in output(site)


def _retitle(root: Path) -> None:
    _write(root, "2026-03-14-pay", OPEN.replace("Some can't pay", "Many can't pay"))


def _another_update(root: Path) -> None:
    _write(
        root,
        "2026-03-14-pay",
        OPEN + "  - {at: 2026-03-14 11:00Z, status: resolved, message: All is well.}\n",
    )


def _new_month(root: Path) -> None:
    _write(root, "2025-12-01-old", incident("2025-12-01 09:00 investigating", "2025-12-01 10:00 resolved"))


def _delete(root: Path) -> None:
    (root / "content" / "incidents" / "2026-02-10-slow.yml").unlink(missing_ok=True)


def _to_draft(root: Path) -> None:
    _write(root, "2026-02-10-slow", "draft: true\n" + SOLVED)


def _rename_component(root: Path) -> None:
    (root / "content" / "site.yml").write_text(SITE.replace("Checkout", "Paying"), encoding="utf-8")


def _another_language(root: Path) -> None:
    (root / "content" / "site.yml").write_text(SITE + "language: nl\n", encoding="utf-8")


def _damage_output(root: Path) -> None:
    out = root / "site" / "public"
    (out / "index.html").write_text("All is well, says a stranger", encoding="utf-8")
    (out / "incidents" / "2026-03-14-pay" / "index.html").unlink(missing_ok=True)
    shutil.rmtree(out / "history")


def _damage_cache(root: Path) -> None:
    (kept,) = (root / ".cache" / "clearbell").iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2])


def _delete_cache(root: Path) -> None:
    shutil.rmtree(root / ".cache")


def _nothing(_: Path) -> None:
    pass


@pytest.mark.parametrize(
    "edit",
    [
        _retitle,
        _another_update,
        _new_month,
        _delete,
        _to_draft,
        _rename_component,
        _another_language,
        _damage_output,
        _damage_cache,
        _delete_cache,
    ],
)
def test_after_an_edit_the_site_is_that_of_a_build_from_nothing(
    site: Path, edit: Callable[[Path], None]
) -> None:
    publish(site)
    edit(site)
    publish(site)
    assert output(site) == _anew(site)


@pytest.mark.parametrize(
    "now",
    [
        "2026-03-14 12:01",  # a minute later
        "2026-03-14 22:00",  # planned work begins
        "2026-03-14 23:00",  # midnight there
        "2026-03-15 02:00",  # planned work is over
        "2026-03-15 08:00",  # a notice appears
        "2026-03-16 08:00",  # and goes
        "2026-03-29 01:00",  # the clock changes
        "2026-04-01 00:00",  # another month
        "2027-03-14 12:00",  # another year
    ],
)
def test_when_time_has_passed_the_site_is_that_of_a_build_from_nothing(site: Path, now: str) -> None:
    publish(site)
    publish(site, moment(now))
    assert output(site) == _anew(site, moment(now))


def test_however_edits_and_hours_follow_each_other_the_site_is_that_of_a_build_from_nothing(
    site: Path,
) -> None:
    edits = [
        _retitle,
        _another_update,
        _new_month,
        _delete,
        _to_draft,
        _damage_output,
        _delete_cache,
        _nothing,
    ]
    chance = random.Random(20260314)
    now = NOW
    for step in range(30):
        chance.choice(edits)(site) if step else None
        if not (site / "content" / "incidents" / "2026-02-10-slow.yml").exists() and chance.random() < 0.5:
            _write(site, "2026-02-10-slow", SOLVED)
        now += timedelta(minutes=chance.choice([0, 1, 30, 700]))
        publish(site, now)
        assert output(site) == _anew(site, now), step


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[1, 2, 3, 4, 5]",
        b"[" * 5000,
        b'["a","b",0,{"x":5},{}]',
    ],
)
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_a_damaged_or_foreign_cache_is_no_cache(site: Path, content: bytes, signed: bool) -> None:
    from clearbell.cache import digest  # noqa: PLC0415 - only this story forges a checksum

    publish(site)
    before = output(site)
    (kept,) = (site / ".cache" / "clearbell").iterdir()
    kept.write_bytes(digest(content).encode() + b"\n" + content if signed else content)
    publish(site)
    assert output(site) == before


def test_without_a_place_for_the_cache_the_site_is_built_all_the_same(site: Path) -> None:
    (site / ".cache").write_text("in the way", encoding="utf-8")
    publish(site)
    assert list(pages(output(site))) == PAGES


@contextmanager
def _failing_at(number: int, root: Path) -> Iterator[list[str]]:
    """Every file operation that writes below *root* is counted; the one of that *number* finds the disk full."""
    _watch.root, _watch.countdown, _watch.hit = f"{root.absolute()}/", number, []
    try:
        yield _watch.hit
    finally:
        _watch.root = ""


class _Watch:
    """An audit hook can't be taken off again: this one sleeps when there is no root."""

    root = ""
    countdown = 0
    hit: list[str]
    installed = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.root or event not in ("open", "os.mkdir", "os.link", "os.rename"):
            return
        if event == "open" and not (
            isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ):
            return
        path = os.fspath(arguments[0]) if not isinstance(arguments[0], int) else ""
        if str(path).startswith(self.root):
            self.countdown -= 1
            if self.countdown == 0:
                self.hit.append(event)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


_watch = _Watch()


@pytest.fixture
def _audited() -> None:
    if not _Watch.installed:
        sys.addaudithook(_watch)
        _Watch.installed = True


@pytest.mark.usefixtures("_audited")
@pytest.mark.parametrize("there", [True, False], ids=["over an old site", "for the first time"])
def test_a_disk_that_is_full_at_any_moment_leaves_the_old_site_or_the_new_one(
    site: Path, there: bool
) -> None:
    out, kept = site / "site" / "public", site / ".cache"
    if there:
        publish(site)
        shutil.copytree(out, site.parent / "old")
    old = output(site)
    _retitle(site)
    new = _anew(site)
    refusals = 0
    for number in itertools.count(1):
        with _failing_at(number, site) as hit:
            try:
                publish(site)
            except Refused as refused:
                said = refused.sentence
            else:
                said = ""
        refusals += said != ""
        assert output(site) == (old if said else new)
        assert not said or said.startswith("The site could not be written: No space left on device (")
        if not hit:
            break
        if (site / "site").exists():
            assert _beside(site) == (["public"] if out.exists() else [])
        shutil.rmtree(kept, ignore_errors=True)
        if output(site) != old:  # only the cache could not be written: once more from the old site
            shutil.rmtree(out)
            if there:
                shutil.copytree(site.parent / "old", out)
    assert refusals >= 5


def _building(root: Path, out: Path, now: str) -> subprocess.Popen[bytes]:
    program = (
        "import sys; from pathlib import Path; from clearbell.public.build import build; "
        "from datetime import datetime; "
        "build(Path(sys.argv[1]), Path(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, root, out, now], stderr=subprocess.PIPE, start_new_session=True
    )


def test_two_builds_at_once_leave_one_whole_site(site: Path) -> None:
    for number in range(40):
        _write(site, f"more-{number}", SOLVED)
    out = site / "site" / "public"
    wholes = [_anew(site, NOW + timedelta(hours=hours)) for hours in range(4)]
    builds = [_building(site, out, f"{NOW + timedelta(hours=hours)}") for hours in range(4)]
    for process in builds:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, b"")
    assert output(site) in wholes
    assert _beside(site) == ["public"]


def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_sweeps(site: Path) -> None:
    for number in range(601):  # so many that a second process helps
        _write(site, f"more-{number}", SOLVED)
    out, settings = site / "site" / "public", site / "content" / "site.yml"
    texts = (SITE, SITE.replace("Checkout", "Paying"))
    wholes = []
    for text in texts:
        settings.write_text(text, encoding="utf-8")
        wholes.append(_anew(site))
    begun = time.perf_counter()
    _building(site, out, f"{NOW}").communicate()
    longest = time.perf_counter() - begun
    stands, ends = 1, set()
    chance = random.Random(1)
    for _ in range(30):
        settings.write_text(texts[1 - stands], encoding="utf-8")
        process = _building(site, out, f"{NOW}")
        time.sleep(chance.uniform(longest / 5, longest))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        found = output(site)
        assert found in wholes
        ends.add((found == wholes[stands], _beside(site) == ["public"]))
        stands = wholes.index(found)
    assert (True, False) in ends, "all kills came too early or too late"
    settings.write_text(texts[1 - stands], encoding="utf-8")
    publish(site)
    assert output(site) == wholes[1 - stands]
    assert _beside(site) == ["public"]


def test_many_files_made_by_several_processes_are_the_same(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(601):
        _write(site, f"more-{number}", SOLVED.replace("Slow pages", f"Slow pages {number}"))
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    publish(site)
    several = output(site)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert _anew(site) == several


def test_a_problem_found_by_another_process_is_told_like_any(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(601):
        _write(site, f"more-{number:03}", SOLVED)
    _write(site, "more-600", SOLVED.replace("severity: 2", "severity: 7"))
    _write(site, "more-599", SOLVED.replace("severity: 2", "severity: 8"))
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert [problem.file for problem in publish(site).problems] == [
        "content/incidents/more-599.yml",
        "content/incidents/more-600.yml",
    ]


@pytest.mark.usefixtures("_audited")
def test_a_disk_that_is_full_for_another_process_is_told_like_any(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(601):
        _write(site, f"more-{number:03}", SOLVED)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with _failing_at(500, site), pytest.raises(Refused, match="No space left on device"):
        publish(site)
    assert list((site / "site").iterdir()) == []
