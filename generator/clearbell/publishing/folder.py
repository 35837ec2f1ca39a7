"""A site in a folder of this machine: readers see the whole old release or the whole new one, at every instant.

What readers open is a link. Releases are folders beside it, and a link that points to the new one takes the link's
place in one step of the kernel's. Files that didn't change are the same file in several releases.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from clearbell.problems import Refused
from clearbell.publishing.manifest import Manifest, Unreadable
from clearbell.publishing.place import KEPT, Kept, Sent, Told, Wish, release_name
from clearbell.publishing.release import Release
from clearbell.swapping import alone, swap
from clearbell.write import create, flush

_RELEASE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{8}\Z")
_COMING, _GOING = "coming", "going"  # folders among the releases that are none


class Folder:
    """*out* is what readers open, such as a server's root."""

    def __init__(self, out: Path) -> None:
        self.out = out.parent.absolute() / out.name
        self.releases = self.out.parent / f".{self.out.name}.releases"

    @property
    def shown(self) -> str:
        return f"{self.out}"

    def live(self) -> Manifest | None:
        try:
            return Manifest.read((self.out / "build.json").read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, Unreadable) as error:
            raise Refused(sentence=f"{self.out}/build.json can't be read: {error}.") from error

    def publish(self, release: Release, wish: Wish, told: Told) -> Sent:
        with self._alone():
            name = release_name(release.manifest, wish.at, self._names())
            sent = self._stage(release, told)
            (self.releases / _COMING).rename(self.releases / name)
            flush(self.releases)
            self._switch(name)
            gone = self._clear_away(name, 1 if wish.forget else KEPT)
        return Sent(name, sent, gone)

    def kept(self) -> list[Kept]:
        live = self._live_name()
        return [
            Kept(name, Release.of(self.releases / name).manifest.now, name == live)
            for name in reversed(self._names())
        ]

    def read(self, release: str, name: str) -> bytes:
        return (self.releases / release / name).read_bytes()

    def bring_back(self, release: str, wish: Wish, told: Told) -> Sent:
        with self._alone():
            folder = Release.of(self.releases / release)
            for number, name in enumerate(folder.manifest.files, 1):
                folder.read(name)
                told("Looking whether it is whole", number, len(folder.manifest.files))
            self._switch(release)
            gone = self._clear_away(release, 1) if wish.forget else 0
        return Sent(release, len(folder.manifest.files), gone)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One publication at a time. What goes wrong is a sentence, and what stood there stands."""
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._refuse_strange()
            with alone(self.out):
                self.releases.mkdir(exist_ok=True)
                try:
                    self._sweep()
                    yield
                finally:
                    shutil.rmtree(self.releases / _COMING, ignore_errors=True)
                    with suppress(OSError):
                        self._link.unlink()
        except OSError as error:
            raise Refused(
                sentence=f"Nothing was published: {error.strerror or error} ({error.filename or self.out}). "
                "What stood there stands as it was."
            ) from error

    @property
    def _link(self) -> Path:
        return self.out.parent / f".{self.out.name}.link"

    def _refuse_strange(self) -> None:
        """Refuse to put away what isn't a site of ours."""
        if self.out.is_symlink():
            ours = self.out.readlink().parent.name == self.releases.name
            why = "" if ours else f"a link to {self.out.readlink()}"
        elif self.out.is_dir():
            empty = not any(self.out.iterdir())
            why = "" if empty or self.live() else "a folder that holds no site of Clearbell's"
        else:
            why = "no folder" if self.out.exists() else ""
        if why:
            raise Refused(sentence=f"{self.out} is in the way: it is {why}. Name another place with --to.")

    def _sweep(self) -> None:
        """What a publication left that was killed: nothing of it was ever shown."""
        for left in (self.releases / _COMING, self.releases / _GOING, self._link):
            if (
                left.is_dir() and not left.is_symlink()
            ):  # the link, too: killed right after it changed places with a folder
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)

    def _names(self) -> list[str]:
        if not self.releases.is_dir():
            return []
        return sorted(entry.name for entry in self.releases.iterdir() if _RELEASE.match(entry.name))

    def _live_name(self) -> str | None:
        return self.out.readlink().name if self.out.is_symlink() else None

    def _stage(self, release: Release, told: Told) -> int:
        """Lay out the whole release beside the others, on disk and not only on its way there; how many files are new."""
        staged, written = self.releases / _COMING, []
        folders = {staged}
        staged.mkdir()
        wanted = release.manifest.everything
        for number, (name, digest) in enumerate(sorted(wanted.items()), 1):
            place = staged / name
            for folder in reversed(place.relative_to(staged).parents[:-1]):
                if staged / folder not in folders:
                    (staged / folder).mkdir()
                    folders.add(staged / folder)
            if not _same(self.out / name, digest, place):
                create(place, release.read(name))
                written.append(place)
            told("Copying", number, len(wanted))
        for path in (
            *written,
            *folders,
        ):  # all were handed to the disk above, so that it can do them in one go
            flush(path)
        return len(written)

    def _switch(self, name: str) -> None:
        """Readers see release *name* from here on."""
        link = self._link
        link.symlink_to(Path(self.releases.name) / name)
        if self.out.is_dir() and not self.out.is_symlink():  # a built site that was put there without us
            before = self.live()
            earlier = release_name(before, before.now, ()) if before else None
            swap(link, self.out, spare=self.releases / earlier if earlier else None)
        else:
            link.replace(self.out)
        with suppress(OSError):  # readers see it already; the disk will know a moment later
            flush(self.out.parent)

    def _clear_away(self, live: str, keep: int) -> int:
        """Keep the newest releases and the live one. What can't be deleted now is deleted next time."""
        names = self._names()
        going = [name for name in names if name != live][: max(0, len(names) - keep)]
        with suppress(OSError):
            for name in going:
                (self.releases / name).rename(self.releases / _GOING)
                shutil.rmtree(self.releases / _GOING)
        return len(going)


def _same(old: Path, digest: str, new: Path) -> bool:
    """Whether the file that readers see has these bytes, and could be given a second name."""
    try:
        if hashlib.sha256(old.read_bytes()).hexdigest() != digest:
            return False
        new.hardlink_to(old.resolve())
    except (
        OSError
    ):  # not there, or a disk without second names; a disk that is full will say so when it is written to
        return False
    return True
