"""What `make bench` runs: how long Clearbell takes for 10 to 10,000 incidents, beside its targets.

Measures whole processes, children included, as a user would start them. A missed target is shown and is no error:
machines differ. Output goes to memory (tmpfs) where there is some, because disks of virtual machines tell tales.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from corpus import NOW, one_more_update, write_site

_FLOOR: Final = "floor"
_COLD: Final = "cold build"
_SAME: Final = "nothing changed"
_LATER: Final = "an hour later"
_CHANGED: Final = "one changed"
_CHECK: Final = "check of one file"

# DESIGN's promises: scenario and size to seconds of wall clock, seconds of CPU, megabytes; None where nothing is promised.
_TARGETS: Final = {
    (_COLD, 10): (0.2, None, None),
    (_COLD, 1_000): (0.6, None, None),
    (_COLD, 10_000): (3.0, 5.0, 150),
    (_SAME, 10_000): (0.2, None, 150),
    (_CHANGED, 10_000): (0.5, None, 150),
    (_CHECK, 10_000): (0.3, None, None),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One process and its children: seconds, megabytes of the largest of them, and what they wrote."""

    wall: float
    cpu: float
    peak: float
    files: int
    megabytes: float


@dataclass(frozen=True, slots=True)
class Row:
    """The medians of all rounds. `ratio` is CPU time against the floor's for the same incidents."""

    incidents: int
    what: str
    wall: float
    cpu: float
    peak: float
    files: int
    megabytes: float
    ratio: float


class Workshop:
    """A folder with one site, and the processes that are measured on it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.site = folder / f"site-{size}"
        self.out = folder / f"out-{size}"
        self._folder = folder
        self._updates = 0
        write_site(self.site, size)

    def floor(self) -> Run:
        self._forget()
        return self._measure(str(Path(__file__).with_name("floor.py")), str(self.site), str(self.out))

    def cold(self) -> Run:
        self._forget()
        return self._build()

    def same(self) -> Run:
        return self._build()

    def later(self) -> Run:
        return self._build(minutes=60)

    def changed(self) -> Run:
        self._updates += 1
        self._build()  # back to the present from "an hour later"
        one_more_update(self.site, 40 - self._updates)
        return self._build()

    def check(self) -> Run:
        newest = max((self.site / "content" / "incidents").iterdir())
        return self._clearbell("check", "--now", _moment(0), str(newest))

    def _build(self, minutes: int = 0) -> Run:
        return self._clearbell("build", "public", "--out", str(self.out), "--now", _moment(minutes))

    def _clearbell(self, *arguments: str) -> Run:
        return self._measure("-m", "clearbell", "-C", str(self.site), *arguments)

    def _forget(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.rmtree(self.site / ".cache", ignore_errors=True)

    def _measure(self, *arguments: str) -> Run:
        # As in an installed package, modules are compiled beforehand: the first, unmeasured start does it.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = str(self._folder / "bytecode")
        time.sleep(0.02)  # file systems tell time in steps; what was there before shall be older
        begun, clock = time.time_ns(), time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen([sys.executable, *arguments], env=env, stdout=said, stderr=said)
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - clock
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(arguments)} failed:\n{said.read().decode(errors='replace')}")
        unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
        sizes = list(_written(self.out, begun - 10_000_000))
        return Run(
            wall=wall,
            cpu=used.ru_utime + used.ru_stime,
            peak=used.ru_maxrss * unit / 1e6,
            files=len(sizes),
            megabytes=sum(sizes) / 1e6,
        )


def _moment(minutes: int) -> str:
    return f"{NOW + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def _written(out: Path, since: int) -> Iterator[int]:
    """Sizes of the files that are new since then."""
    for folder, _, names in os.walk(out):
        for name in names:
            status = os.stat(f"{folder}/{name}")  # noqa: PTH116 - ten thousand times
            if status.st_mtime_ns >= since:
                yield status.st_size


def measure(sizes: list[int], rounds: int, folder: Path) -> Iterator[Row]:
    """All scenarios for all sizes. Rounds go through all scenarios, so that a busy minute hits them alike."""
    warm = Workshop(folder, 1)
    for run in (warm.floor, warm.cold, warm.changed, warm.check):
        run()
    for size in sizes:
        workshop = Workshop(folder, size)
        scenarios: dict[str, Callable[[], Run]] = {
            _FLOOR: workshop.floor,
            _COLD: workshop.cold,
            _SAME: workshop.same,
            _LATER: workshop.later,
            _CHANGED: workshop.changed,
            _CHECK: workshop.check,
        }
        runs: dict[str, list[Run]] = {what: [] for what in scenarios}
        for _ in range(rounds):
            for what, run in scenarios.items():
                runs[what].append(run())
        floor = statistics.median(run.cpu for run in runs[_FLOOR])
        for what, done in runs.items():
            yield Row(
                incidents=size,
                what=what,
                wall=statistics.median(run.wall for run in done),
                cpu=(cpu := statistics.median(run.cpu for run in done)),
                peak=statistics.median(run.peak for run in done),
                files=done[-1].files,
                megabytes=done[-1].megabytes,
                ratio=cpu / floor,
            )
        shutil.rmtree(workshop.site)
        shutil.rmtree(workshop.out)


def growth(rows: list[Row]) -> Iterator[tuple[int, int, float]]:
    """Between neighbouring sizes: the power of N by which the CPU time of a cold build grows."""
    cold = [row for row in rows if row.what == _COLD]
    for small, large in pairwise(cold):
        power = math.log(large.cpu / small.cpu) / math.log(large.incidents / small.incidents)
        yield small.incidents, large.incidents, power


def _line(row: Row) -> str:
    return (
        f"{row.incidents:>9,}  {row.what:<17} {row.wall:>6.2f} {row.cpu:>6.2f} {row.peak:>7.0f} "
        f"{row.files:>7,} {row.megabytes:>7.1f} {row.ratio:>8.2f}  {_verdicts(row)}"
    ).rstrip()


def _verdicts(row: Row) -> str:
    wall, cpu, peak = _TARGETS.get((row.what, row.incidents), (None, None, None))
    pairs = [
        (f"{wall:g} s", row.wall, wall) if wall else None,
        (f"{cpu:g} s CPU", row.cpu, cpu) if cpu else None,
        (f"{peak:g} MB", row.peak, peak) if peak else None,
    ]
    return ", ".join(f"{text} {'yes' if has <= limit else 'NO'}" for text, has, limit in filter(None, pairs))


def main() -> None:
    """Measure and print a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1_000, 10_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often; medians are shown")
    parser.add_argument("--json", action="store_true", help="figures for programs, no table")
    options = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 - the one tmpfs that Linux always has
    in_memory = os.access(memory, os.W_OK)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="clearbell-bench-", dir=memory if in_memory else None) as folder:
        if not options.json:
            where = (
                "in memory" if in_memory else f"on disk in {folder}: slower, and not alike from run to run"
            )
            print(f"Medians of {options.rounds}; content and output {where}. {os.cpu_count()} processors.\n")
            print("                              wall    cpu    peak   files      MB    times")
            print("incidents  what                  s      s      MB written written  floor's  target")
        for row in measure(options.sizes, options.rounds, Path(folder)):
            rows.append(row)
            if not options.json:
                print(_line(row), flush=True)
    powers = list(growth(rows))
    if options.json:
        named = [{"from": small, "to": large, "power": round(power, 3)} for small, large, power in powers]
        print(json.dumps({"rows": [asdict(row) for row in rows], "growth": named}, indent=1))
        return
    print("\nPeak is that of the largest process.")
    for small, large, power in powers:
        print(f"From {small:,} to {large:,} a cold build's CPU time grows as N to the power of {power:.2f}.")


if __name__ == "__main__":
    main()
