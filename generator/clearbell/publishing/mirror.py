"""A site on another machine by rsync, which checks what it sends and takes up what was cut off.

Nothing runs there but rsync itself, so there is no link to change: files arrive in the order in which one leads to the
other, each part put in place at its end. Then rsync links them there into a folder of the release, which costs no line and
no room. To bring that back, it is fetched and sent like any other.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from clearbell.problems import Refused
from clearbell.publishing import journal
from clearbell.publishing.journal import Journal
from clearbell.publishing.manifest import Manifest, Unreadable
from clearbell.publishing.place import Kept, Sent, Told, Wish, release_name
from clearbell.publishing.release import Release, in_order
from clearbell.store import without_secrets

_PASSING: Final = frozenset(
    {10, 11, 12, 23, 30, 32, 35, 255}
)  # rsync's own numbers for a line or a disk in trouble
_WAITS: Final = (1, 2, 4, 8)  # seconds
_RELEASES: Final = ".clearbell/releases/"
_UP: Final = "../../.."  # from a release to what readers see
_SEND: Final = ("--recursive", "--times", "--checksum", "--delay-updates", "--chmod=D755,F644")


class Mirror:
    """*place* as rsync writes it: `HOST:PATH`, `HOST::MODULE/PATH`, `rsync://HOST/MODULE/PATH` or a folder here."""

    def __init__(self, place: str, who: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._place, self._who, self._sleep = place.rstrip("/") + "/", who, sleep

    @property
    def shown(self) -> str:
        return f"rsync:{self._place}"

    def live(self) -> Manifest | None:
        raw = self._get("build.json")
        try:
            return None if raw is None else Manifest.read(raw)
        except Unreadable as error:
            raise Refused(sentence=f"{self.shown}build.json can't be used: {error}.") from error

    def publish(self, release: Release, wish: Wish, told: Told) -> Sent:
        noted = Journal.read(self._get(journal.NAME))
        if not wish.again:
            noted.refuse_another(self._who, wish.at)
        name = release_name(release.manifest, wish.at, noted.releases)
        return self._show(name, release, noted, wish, told)

    def _show(self, name: str, release: Release, noted: Journal, wish: Wish, told: Told) -> Sent:
        old = self.live()
        before, wanted = (dict(old.everything) if old else {}), release.manifest.everything
        standing = {} if wish.again else before
        changed = [
            file for file, digest in wanted.items() if standing.get(file) != digest or file in noted.unsure
        ]
        for file in changed:
            release.read(file)
        under_way = noted.begun(self._who, wish.at, changed)
        self._note(under_way)
        for part, files in in_order(changed):
            told(f"Sending {part.title}", 0, len(files))
            self._rsync(*_SEND, source=release.folder, names=files)
            told(f"Sending {part.title}", len(files), len(files))
        after, due = under_way.done(name, before, wanted, wish.at, forget=wish.forget)
        if name not in noted.releases:
            self._keep(name, release)
        if due:
            self._delete(due)
        self._note(after)
        self._forget(set(noted.releases) - set(after.releases))
        return Sent(name, len(changed), len(due), len(after.gone))

    def kept(self) -> list[Kept]:
        noted = Journal.read(self._get(journal.NAME))
        return [
            Kept(name, Manifest.read(self.read(name, "build.json")).now, name == noted.live)
            for name in sorted(noted.releases, reverse=True)
        ]

    def read(self, release: str, name: str) -> bytes:
        found = self._get(f"{_RELEASES}{release}/{name}")
        if found is None:
            raise FileNotFoundError(f"{release}/{name}")
        return found

    def bring_back(self, release: str, wish: Wish, told: Told) -> Sent:
        noted = Journal.read(self._get(journal.NAME))
        if not wish.again:
            noted.refuse_another(self._who, wish.at)
        with TemporaryDirectory() as folder:
            self._run(["--recursive", "--times", f"{self._place}{_RELEASES}{release}/", f"{folder}/"])
            return self._show(release, Release.of(Path(folder)), noted, wish, told)

    def _keep(self, name: str, release: Release) -> None:
        """What readers see now under the name of the release; whatever can't be linked is sent once more."""
        with TemporaryDirectory() as folder:
            (Path(folder) / _RELEASES).mkdir(
                parents=True
            )  # rsync makes the last folder of a path, not those above
            self._rsync("--recursive", "--chmod=D755", source=Path(folder), names=[_RELEASES])
        self._rsync(
            "--recursive",
            "--checksum",  # and no times: a file that was sent long ago is the same all the same
            "--chmod=D755,F644",
            f"--link-dest={_UP}",
            source=release.folder,
            names=release.manifest.everything,
            into=f"{_RELEASES}{name}/",
        )

    def _forget(self, releases: Iterable[str]) -> None:
        """Releases that are kept no longer: they are missing here, and all others are out of sight."""
        named = [f"--include=/{name}/***" for name in sorted(releases)]
        if named:
            with TemporaryDirectory() as folder:
                options = ["--recursive", "--delete", "--force", *named, "--exclude=*"]
                self._run([*options, f"{folder}/", f"{self._place}{_RELEASES}"])

    def _get(self, name: str) -> bytes | None:
        """A file from there; None where there is none."""
        with TemporaryDirectory() as folder:
            self._run(["--ignore-missing-args", f"{self._place}{name}", f"{folder}/"], allowed=(0, 23))
            found = Path(folder) / Path(name).name
            return found.read_bytes() if found.is_file() else None

    def _note(self, noted: Journal) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / journal.NAME
            path.parent.mkdir()
            path.write_bytes(noted.written())
            self._rsync(*_SEND, source=Path(folder), names=[journal.NAME])

    def _delete(self, names: Iterable[str]) -> None:
        """Delete files there, by naming them and having only their folders here."""
        with TemporaryDirectory() as folder:
            for name in names:
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            self._rsync("--delete-missing-args", "--chmod=D755", source=Path(folder), names=names)

    def _rsync(self, *options: str, source: Path, names: Iterable[str], into: str = "") -> None:
        told = "".join(f"{name}\n" for name in names)
        self._run([*options, "--files-from=-", f"{source}/", f"{self._place}{into}"], told)

    def _run(self, arguments: list[str], told: str = "", allowed: tuple[int, ...] = (0,)) -> None:
        """rsync, again and again while the line is bad."""
        for wait in (*_WAITS, None):
            try:
                done = subprocess.run(  # noqa: S603 - names of ours, and the place that the user named
                    ["rsync", "--timeout=60", *arguments],  # noqa: S607 - whichever rsync the user has
                    input=told.encode(),
                    check=False,
                    capture_output=True,
                )
            except FileNotFoundError as error:
                raise Refused(
                    sentence="Publishing by rsync needs rsync 3.1 or newer on this machine."
                ) from error
            if done.returncode in allowed:
                return
            if done.returncode not in _PASSING or wait is None:
                said = without_secrets(" ".join(done.stderr.decode(errors="replace").split())[:500])
                raise Refused(
                    sentence=f"rsync ended with {done.returncode} ({said}). "
                    "Publish again when it can: what is there already isn't sent twice."
                )
            self._sleep(wait)
