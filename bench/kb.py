"""What `make bench-kb` runs: the knowledge base of 100 and 1,000 postmortems, built and searched, beside its targets.

Builds whole processes as a user would start them, search index included, and for comparison MkDocs and Material with
their own navigation and search on the same files. Searches in Chromium with an empty cache and a throttled network. A missed target is shown and
is no error: machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kb_corpus import NOW, change_one, write_site
from throttled import search

_COLD, _CHANGED, _SAME, _PLAIN = "cold", "one changed", "nothing changed", "plain MkDocs, cold"
_TARGETS: Final = {(_COLD, 1_000): 8.0, (_CHANGED, 1_000): 2.0}  # seconds of wall clock
_SEARCHED: Final = {1_000: (0.5, 250), 10_000: (1.5, 500)}  # seconds to the first results, KB
_QUERIES: Final = ("connection pool", "certifcate", "timeout retry")
_PLAIN_SETTINGS: Final = "site_name: Plain\ntheme: {name: material, font: false}\nplugins: [search]\n"


@dataclass(frozen=True, slots=True)
class Built:
    """One kind of build, the medians of its rounds: seconds of wall clock and of CPU, children included, megabytes of output."""

    postmortems: int
    what: str
    wall: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Searched:
    """The first search of a visit: seconds from Enter to the first results, and all that came over the line for it, in KB."""

    postmortems: int
    query: str
    seconds: float
    kilobytes: float
    found: int


def _run(command: list[str], folder: Path, out: Path) -> tuple[float, float, float]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=env, capture_output=True, check=False
    )
    wall, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr).decode(errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6


def builds(size: int, rounds: int, site: Path, *, plain: bool) -> Iterator[Built]:
    """All kinds of builds of one site."""
    out = site / "site" / "internal"
    ours = ["clearbell", "build", "internal", "--now", f"{NOW:%Y-%m-%dT%H:%MZ}"]

    def cold(_: int) -> tuple[float, float, float]:
        shutil.rmtree(site / ".cache", ignore_errors=True)
        shutil.rmtree(site / "site", ignore_errors=True)
        return _run(ours, site, out)

    def changed(number: int) -> tuple[float, float, float]:
        change_one(site, number)
        return _run(ours, site, out)

    kinds: dict[str, Callable[[int], tuple[float, float, float]]] = {
        _COLD: cold,
        _SAME: lambda _: _run(ours, site, out),
        _CHANGED: changed,
    }
    if plain:
        kinds[_PLAIN] = lambda _: _run(["mkdocs", "build", "--quiet"], _plain(site), site / "plain" / "site")
    runs: dict[str, list[tuple[float, float, float]]] = {what: [] for what in kinds}
    for number in range(rounds):
        for what, run in kinds.items():
            runs[what].append(run(number))
    for what, done in runs.items():
        yield Built(size, what, *(statistics.median(column) for column in zip(*done, strict=True)))


def _plain(site: Path) -> Path:
    """The same postmortems as anybody would give them to MkDocs."""
    folder = site / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site / "content" / "postmortems", folder / "docs")
    (folder / "docs" / "index.md").write_text("# Plain\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_PLAIN_SETTINGS, encoding="utf-8")
    return folder


def _build_line(row: Built) -> str:
    target = _TARGETS.get((row.what, row.postmortems))
    verdict = f"{target:g} s {'yes' if row.wall <= target else 'NO'}" if target else ""
    line = f"{row.postmortems:>11,}  {row.what:<20} {row.wall:>6.2f} {row.cpu:>6.2f} {row.megabytes:>7.1f}  {verdict}"
    return line.rstrip()


def _search_line(row: Searched) -> str:
    seconds, size = _SEARCHED.get(row.postmortems, (None, None))
    verdict = ""
    if seconds is not None and size is not None:
        good = row.seconds <= seconds and row.kilobytes <= size
        verdict = f"{seconds:g} s, {size} KB {'yes' if good else 'NO'}"
    line = f"{row.postmortems:>11,}  {row.query:<20} {row.seconds:>6.2f} {row.kilobytes:>6.0f} {row.found:>7,}  {verdict}"
    return line.rstrip()


def main() -> None:
    """Measure and print a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often; medians are shown")
    parser.add_argument(
        "--no-plain", action="store_true", help="without plain MkDocs, whose time grows as N squared"
    )
    parser.add_argument("--no-search", action="store_true", help="without Chromium")
    parser.add_argument("--json", action="store_true", help="figures for programs, no table")
    options = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 - the one tmpfs that Linux always has
    in_memory = os.access(memory, os.W_OK)
    rows: list[Built] = []
    searches: list[Searched] = []

    def tell(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    with tempfile.TemporaryDirectory(prefix="clearbell-kb-", dir=memory if in_memory else None) as folder:
        tell(f"Medians of {options.rounds}; postmortems of 800 words; {os.cpu_count()} processors.\n")
        tell("                                  wall    cpu      MB")
        tell("postmortems  what                    s      s  output  target")
        for size in options.sizes:
            site = Path(folder) / f"site-{size}"
            write_site(site, size)
            for row in builds(size, options.rounds, site, plain=not options.no_plain):
                rows.append(row)
                tell(_build_line(row))
        if not options.no_search:
            tell("\nThe first search of a visit, 10 Mbit/s and 40 ms, nothing cached:\n")
            tell("                             to first")
            tell("postmortems  words            results     KB   found  target")
            for size in options.sizes:
                for query in _QUERIES:
                    found = Searched(size, query, *search(Path(folder) / f"site-{size}/site/internal", query))
                    searches.append(found)
                    tell(_search_line(found))
    if options.json:
        figures = {"builds": [asdict(row) for row in rows], "searches": [asdict(row) for row in searches]}
        print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
