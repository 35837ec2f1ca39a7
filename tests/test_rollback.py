"""`clearbell rollback` brings an earlier release back, and never one that hides what is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Clearbell
from publishing import SITE, incident, project, tree

PAY = incident("2026-03-14 09:20 investigating")
SEARCH = incident(
    "2026-03-15 09:20 investigating", title="Nobody can search", components="search: major_outage"
)
RESOLVED = incident(
    "2026-03-15 09:20 investigating",
    "2026-03-15 09:40 resolved search=operational",
    title="Nobody can search",
    components="search: major_outage",
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell) -> Path:
    """A site published three times: with one open incident, with a new name, with a second open incident."""
    root = project(tmp_path / "site", {"2026-03-14-pay": PAY})
    monkeypatch.chdir(root)
    out = str(tmp_path / "status")
    assert clearbell("publish", "--to", out).code == 0
    (root / "content" / "site.yml").write_text(SITE.replace("Acme", "Acme Plus"), encoding="utf-8")
    assert clearbell("publish", "--to", out).code == 0
    _write(root, "2026-03-15-search", SEARCH)
    assert clearbell("publish", "--to", out).code == 0
    return root


def _write(site: Path, name: str, text: str) -> None:
    (site / "content" / "incidents" / f"{name}.yml").write_text(text, encoding="utf-8")


def _releases(site: Path) -> list[str]:
    return sorted(path.name for path in (site.parent / ".status.releases").iterdir())


def _page(site: Path) -> str:
    return (site.parent / "status" / "index.html").read_text(encoding="utf-8")


def test_a_release_that_shows_less_than_what_is_open_does_not_come_back(
    site: Path, clearbell: Clearbell
) -> None:
    before = tree(site.parent / "status")
    said = clearbell("rollback")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"Release {_releases(site)[1]} doesn't show what is open now:\n"
        "  2026-03-15-search  Nobody can search\n"
        "Nothing was changed. A later release may show it; with --force it is hidden all the same.\n"
    )
    assert tree(site.parent / "status") == before


def test_when_it_is_over_the_release_before_comes_back(site: Path, clearbell: Clearbell) -> None:
    _write(site, "2026-03-15-search", RESOLVED)
    name = _releases(site)[1]
    dry = clearbell("rollback", "--dry-run")
    assert (dry.code, dry.out.splitlines()[0].split("  ")[0]) == (0, f"Would bring back {name}")
    assert "Nobody can search" in _page(site)
    said = clearbell("rollback")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Readers of {site.parent}/status see release {name} again, as of ")
    assert "Nobody can search" not in _page(site)
    assert "Acme Plus" in _page(site)
    assert len(_releases(site)) == 3
    back = clearbell("rollback", "--to", _releases(site)[2])
    assert (back.code, "Nobody can search" in _page(site)) == (0, True)


def test_what_readers_see_as_open_counts_even_when_the_content_lacks_it(
    site: Path, clearbell: Clearbell
) -> None:
    (site / "content" / "incidents" / "2026-03-15-search.yml").unlink()
    assert "2026-03-15-search  Nobody can search" in clearbell("rollback").err
    (site / "content" / "site.yml").unlink()
    assert "2026-03-15-search  Nobody can search" in clearbell("rollback").err


def test_with_force_it_comes_back_all_the_same(site: Path, clearbell: Clearbell) -> None:
    assert clearbell("rollback", "--force").code == 0
    assert "Nobody can search" not in _page(site)


def test_the_releases_are_listed_newest_first(site: Path, clearbell: Clearbell) -> None:
    lines = clearbell("rollback", str(site.parent / "status"), "--list").out.splitlines()
    assert [line.split("  ")[0] for line in lines] == _releases(site)[::-1]
    assert [line.endswith("  (what readers see)") for line in lines] == [True, False, False]


def test_a_release_that_was_damaged_does_not_come_back(site: Path, clearbell: Clearbell) -> None:
    _write(site, "2026-03-15-search", RESOLVED)
    page = site.parent / ".status.releases" / _releases(site)[1] / "index.html"
    page.unlink()
    page.write_text("all is well", encoding="utf-8")
    before = tree(site.parent / "status")
    said = clearbell("rollback")
    assert said.code == 1
    assert said.err.startswith(f"{page} isn't the file that was built. ")
    assert tree(site.parent / "status") == before


def test_there_has_to_be_something_to_bring_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    monkeypatch.chdir(project(tmp_path / "site", {}))
    assert clearbell("rollback").err == (
        "Nothing was published from here yet. Name the place: clearbell rollback /srv/status\n"
    )
    clearbell("publish", "--to", str(tmp_path / "status"))
    assert clearbell("rollback").err == (
        f"{tmp_path}/status has no earlier release. `clearbell rollback --list` shows those it has.\n"
    )
    assert clearbell("rollback", "--to", "yesterday").err == (
        f"{tmp_path}/status has no release yesterday. `clearbell rollback --list` shows those it has.\n"
    )


def test_back_and_forth_twenty_times_nothing_is_missing(site: Path, clearbell: Clearbell) -> None:
    _write(site, "2026-03-15-search", RESOLVED)
    first, _, last = _releases(site)
    whole = {name: tree(site.parent / ".status.releases" / name) for name in (first, last)}
    for number in range(20):
        name = (first, last)[number % 2]
        assert clearbell("rollback", "--to", name).code == 0
        assert tree(site.parent / "status") == whole[name]
