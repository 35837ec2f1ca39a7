"""The verbs of the stories about the public site: write a project, understand it, build it, read what came out.

Stories are written in the content files' own words; `incident` and `work` only spare them the repetition.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from clearbell.content import read_item
from clearbell.documents import Document
from clearbell.model import Item
from clearbell.public.build import Built, build
from clearbell.settings import read_settings
from clearbell.site import Site
from clearbell.summary import seconds, summarise

CHECKOUT: Final = Path(__file__).resolve().parents[1]
SITE: Final = """\
name: Acme
url: https://status.acme.example
id: acme-status
timezone: Europe/Amsterdam
components:
  - {id: website, name: Website}
  - {id: checkout, name: Checkout}
  - {id: search, name: Search}
"""
_TAG: Final = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
_TIGHT: Final = re.compile(r" ([.,)])")


def moment(text: str) -> datetime:
    """`2026-03-14 09:20` as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW: Final = moment("2026-03-14 12:00")


def updates(*lines: str) -> str:
    """`2026-03-14 09:20 investigating checkout=major_outage` for each update."""
    written = "updates:\n"
    for number, line in enumerate(lines, 1):
        day, clock, status, *states = line.split()
        written += f"  - at: {day} {clock}Z\n    status: {status}\n    message: Words of update {number}.\n"
        if states:
            written += f"    components: {{{', '.join(state.replace('=', ': ') for state in states)}}}\n"
    return written


def incident(
    *lines: str,
    components: str = "checkout: partial_outage",
    severity: int = 2,
    title: str = "Some can't pay",
) -> str:
    """An incident file."""
    return f"title: {title}\nseverity: {severity}\ncomponents: {{{components}}}\n{updates(*lines)}"


def work(
    start: str, end: str, *lines: str, components: str = "[search]", title: str = "A new search machine"
) -> str:
    """A file of planned work."""
    return (
        f"kind: maintenance\ntitle: {title}\nscheduled: {{start: {start}Z, end: {end}Z}}\n"
        f"components: {components}\n{updates(*lines)}"
    )


def commit(root: Path) -> None:
    """What content there is into the project's own repository, which is made where there is none."""
    who = ("-c", "user.name=Team", "-c", "user.email=team@acme.example", "-c", "commit.gpgsign=false")
    for words_ in (("init", "-q"), ("add", "content"), ("commit", "-qm", "Content")):
        subprocess.run(["git", *who, *words_], cwd=root, check=True)


def notice(start: str, until: str | None = None, *, title: str = "Open on Sundays") -> str:
    """A file of a notice."""
    ends = f"until: {until}Z\n" if until else ""
    return f"kind: notice\ntitle: {title}\nfrom: {start}Z\n{ends}components: [website]\nmessage: We are.\n"


def project(folder: Path, files: Mapping[str, str] | None = None, *, site: str = SITE) -> Path:
    """A site folder with incident *files* by id."""
    incidents = folder / "content" / "incidents"
    incidents.mkdir(parents=True, exist_ok=True)
    (folder / "content" / "site.yml").write_text(site, encoding="utf-8")
    for name, text in (files or {}).items():
        (incidents / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def understood(folder: Path, files: Mapping[str, str], now: datetime = NOW, *, site: str = SITE) -> Site:
    """The Site of *files* at *now*, without writing pages."""
    settings, problems = read_settings(project(folder, site=site))
    assert settings is not None, problems
    items: dict[str, Item] = {}
    for name, text in files.items():
        read = read_item(Document(name, f"content/incidents/{name}.yml", text), settings, now)
        if read.item is not None:
            items[name] = read.item
    return Site.of(settings, map(summarise, items.values()), seconds(now), items)


def publish(root: Path, now: datetime | None = NOW, *, clean: bool = False) -> Built:
    """Build *root* into its own site/public."""
    return build(root, root / "site" / "public", now=now, clean=clean)


def output(root: Path) -> dict[str, bytes]:
    """All that was built, by path."""
    out = root / "site" / "public"
    return tree(out)


def tree(out: Path) -> dict[str, bytes]:
    """All files below *out*, by path."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def words(page: bytes) -> str:
    """What a page says, in one line."""
    return _TIGHT.sub(r"\1", " ".join(html.unescape(_TAG.sub(" ", page.decode())).split()))


@cache
def demo() -> dict[str, bytes]:
    """The demonstration's whole site, built once for all stories about it."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(CHECKOUT / "content", root / "content")
        publish(root, None)
        return output(root)


def pages(files: Mapping[str, bytes]) -> dict[str, str]:
    """Only the pages, as text."""
    return {name: content.decode() for name, content in files.items() if name.endswith(".html")}
