"""What can get in a build's way from outside: an editor that saves meanwhile, no room for compiled templates."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache

from clearbell.problems import Refused
from clearbell.public import fill, items
from publishing import incident, output, project, publish


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = project(tmp_path / "site", {"2026-03-14-pay": incident("2026-03-14 09:20 investigating")})
    publish(root)
    return root


def _retitle(root: Path, title: str) -> None:
    text = incident("2026-03-14 09:20 investigating", title=title)
    (root / "content" / "incidents" / "2026-03-14-pay.yml").write_text(text, encoding="utf-8")


def test_a_file_that_is_saved_while_the_site_is_built_is_a_sentence(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = output(site)
    real = items.make_items

    def interrupted(*arguments: Any, **more: Any) -> Any:
        made = real(*arguments, **more)
        _retitle(site, "Third title")
        return made

    monkeypatch.setattr(fill, "make_items", interrupted)
    _retitle(site, "Second title")
    with pytest.raises(Refused) as refused:
        publish(site)
    assert refused.value.sentence == (
        "content/incidents/2026-03-14-pay.yml changed while the site was built. Build again."
    )
    assert output(site) == before


def test_a_file_that_goes_while_the_site_is_built_is_a_sentence(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = items.make_items

    def interrupted(*arguments: Any, **more: Any) -> Any:
        made = real(*arguments, **more)
        (site / "content" / "incidents" / "2026-03-14-pay.yml").unlink(missing_ok=True)
        return made

    monkeypatch.setattr(fill, "make_items", interrupted)
    _retitle(site, "Second title")
    with pytest.raises(Refused, match=r"2026-03-14-pay\.yml changed while the site was built"):
        publish(site)


@pytest.mark.parametrize("method", ["_get_default_cache_dir", "dump_bytecode"])
def test_without_room_for_compiled_templates_the_site_is_the_same(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    before = output(site)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FileSystemBytecodeCache, "_get_default_cache_dir", lambda _: f"{tmp_path}")
    monkeypatch.setattr(FileSystemBytecodeCache, method, full)
    publish(site, clean=True)
    assert output(site) == before
