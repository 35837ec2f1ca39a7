"""Where the knowledge base takes a shortcut, the long way round makes the same site."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearbell.internal.blocks import lifted, put_back
from clearbell.internal.build import build
from clearbell.problems import Refused
from internal_stories import CHECKOUT, FILES, NOW, site

POSTMORTEM = "postmortems/sent-twice.md"
SECOND = FILES[POSTMORTEM].replace("title: Payments were sent twice", "title: Payments were sent late")
TWO = {**FILES, "postmortems/late.md": SECOND}
OWN_SETTINGS = f"INHERIT: {CHECKOUT}/theme/internal/mkdocs.yml\nsite_name: Acme knowledge base\n"


def _site(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _built(root: Path) -> dict[str, bytes]:
    build(root, root / "site", now=NOW)
    return _site(root / "site")


def test_finished_html_that_goes_round_the_engine_comes_out_as_if_it_had_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = _built(site(tmp_path / "fast", TWO))
    monkeypatch.setattr("clearbell.internal.plugin.lifted", lambda markdown: (markdown, []))
    slow = _built(site(tmp_path / "slow", TWO))
    assert fast == slow
    assert b"Two workers took the same payment" in fast["postmortems/sent-twice/index.html"]


def test_blocks_are_lifted_whole_and_put_back_where_they_were() -> None:
    text = '# A\n\n<div class="a">\n<div>\n\nx\n</div>\n</div>\n\nb <div>c</div>\n\n<details>\n<p>d\n</details>\n'
    without, blocks = lifted(text)
    assert without == "# A\n\n<!--kb-block-0-->\n\nb <div>c</div>\n\n<!--kb-block-1-->\n"
    assert blocks == ['<div class="a">\n<div>\n\nx\n</div>\n</div>', "<details>\n<p>d\n</details>"]
    assert put_back(without, blocks) == text


def test_a_block_that_never_ends_is_lifted_to_the_end() -> None:
    assert lifted("<div>\na\n\nb") == ("<!--kb-block-0-->", ["<div>\na\n\nb"])


def test_pages_that_say_the_same_are_taken_from_the_last_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path, TWO)
    first = _built(root)
    made = []
    real = lifted

    def noted(markdown: str) -> tuple[str, list[str]]:
        made.append(markdown.lstrip().partition("\n")[0].removeprefix("# "))
        return real(markdown)

    monkeypatch.setattr("clearbell.internal.plugin.lifted", noted)
    assert _built(root) == first
    assert "Payments were sent late" not in made
    made.clear()
    site(root, {"postmortems/late.md": SECOND.replace("Two workers", "Three workers")})
    changed = _built(root)
    assert "Payments were sent late" in made
    assert "Payments were sent twice" not in made
    assert b"Three workers took the same payment" in changed["postmortems/late/index.html"]
    anew = site(
        tmp_path / "anew", {**TWO, "postmortems/late.md": SECOND.replace("Two workers", "Three workers")}
    )
    assert changed == _built(anew)


def test_a_page_that_was_tampered_with_is_made_anew(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    first = _built(root)
    kept = list((root / ".cache/internal/pages").glob("*.html"))
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes().replace(b"Two workers", b"<script>"))
    assert _built(root) == first


def test_a_memory_that_is_damaged_or_gone_costs_time_and_nothing_else(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    first = _built(root)
    for path in [*(root / ".cache/internal").rglob("known.json"), root / ".cache/internal/memory"]:
        path.write_text("[", encoding="utf-8")
    assert _built(root) == first
    for path in (root / ".cache/internal/pages").glob("*.html"):
        path.unlink()
    assert _built(root) == first


def test_a_file_that_is_the_same_is_judged_anew_by_what_it_refers_to(tmp_path: Path) -> None:
    linked = SECOND.replace("No alert (a1).", "No alert (a1), as [before](sent-twice.md).")
    root = site(tmp_path, {**FILES, "postmortems/late.md": linked})
    assert b'href="../../postmortems/sent-twice/"' in _built(root)["postmortems/late/index.html"]
    (root / "content/postmortems/sent-twice.md").unlink()
    with pytest.raises(Refused) as refused:
        build(root, root / "site", now=NOW)
    assert [problem.rule for problem in refused.value.problems] == ["dead-link"]
    site(
        root,
        {
            POSTMORTEM: FILES[POSTMORTEM],
            "taxonomy.yml": FILES["taxonomy.yml"].replace("title: Race", "title: Rush"),
        },
    )
    assert b'"Rush"' in _built(root)["find/postmortems/0.json"]


def test_several_processes_make_what_one_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**FILES, **{f"postmortems/p{number}.md": SECOND for number in range(7)}}
    one = _built(site(tmp_path / "one", files))
    monkeypatch.setattr("clearbell.internal.reading._MANY", 1)
    for module in ("reading", "find.texts"):
        monkeypatch.setattr(f"clearbell.internal.{module}._FEW", 1)
        monkeypatch.setattr(f"clearbell.internal.{module}._PIECE", 2)
    monkeypatch.setattr("clearbell.internal.second._WORTH_IT", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    several = site(tmp_path / "several", files)
    assert _built(several) == one
    assert _built(several) == one


def test_other_settings_make_every_page_anew(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    _built(root)
    (root / "mkdocs.yml").write_text(OWN_SETTINGS + "copyright: Acme's own\n", encoding="utf-8")
    assert b"Acme&#39;s own" in _built(root)["postmortems/late/index.html"].replace(b"'", b"&#39;")


def test_with_a_plugin_of_ones_own_no_page_is_kept(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    (root / "mkdocs.yml").write_text(OWN_SETTINGS + "plugins: [clearbell, search]\n", encoding="utf-8")
    built = _built(root)
    assert not (root / ".cache/internal/pages").exists()
    assert b"Two workers took the same payment" in built["search/search_index.json"]


def test_a_postmortem_that_is_gone_leaves_no_page_and_is_not_found(tmp_path: Path) -> None:
    root = site(tmp_path, TWO)
    _built(root)
    (root / "content/postmortems/late.md").unlink()
    built = _built(root)
    assert not [name for name in built if name.startswith("postmortems/late")]
    assert [name for name in built if name.startswith("find/postmortems/")] == ["find/postmortems/0.json"]
    assert built == _built(site(tmp_path / "anew", FILES))


def test_an_archive_without_postmortems_builds(tmp_path: Path) -> None:
    built = _built(site(tmp_path, {"site.yml": FILES["site.yml"]}))
    assert b"All 0 postmortems" in built["find/index.html"]
    assert {name for name in built if name.startswith("find/")} == {"find/facets.json", "find/index.html"}
