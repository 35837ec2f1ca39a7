"""A site in an S3 bucket, or one of the same manner. It can't change in one step, so the step is made short.

First every file that is new goes into a store within the bucket, by its hash, where no reader sees it. Then the bucket
itself copies what changed to where readers ask for it: data, pages, the front page, `build.json`. That takes seconds on
a line on which sending takes minutes. An earlier release is brought back by the same copying, for its files are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from clearbell.hosting import address_of, headers_of, type_of
from clearbell.problems import Refused
from clearbell.publishing import journal
from clearbell.publishing.journal import Journal
from clearbell.publishing.manifest import Manifest, Unreadable
from clearbell.publishing.place import Kept, Sent, Told, Wish, release_name
from clearbell.publishing.release import Release, in_order
from clearbell.store import Changed, Store

_STORE: Final = ".clearbell/files/"
_RELEASES: Final = ".clearbell/releases/"
_AT_ONCE: Final = 8  # requests


class Bucket:
    """*prefix*: the folder within the bucket, empty for all of it. *who*: this checkout, in the place's journal."""

    def __init__(self, store: Store, prefix: str, who: str) -> None:
        self._store, self._who = store, who
        self._prefix = f"{prefix}/" if prefix else ""

    @property
    def shown(self) -> str:
        return f"s3://{self._store.bucket}/{self._prefix}".rstrip("/")

    def live(self) -> Manifest | None:
        found = self._store.get(self._prefix + "build.json")
        try:
            return None if found is None else Manifest.read(found[0])
        except Unreadable as error:
            raise Refused(sentence=f"{self.shown}/build.json can't be used: {error}.") from error

    def publish(self, release: Release, wish: Wish, told: Told) -> Sent:
        noted, mark = self._journal()
        if not wish.again:
            noted.refuse_another(self._who, wish.at)
        name = release_name(release.manifest, wish.at, noted.releases)
        self._keep(release, name, told)
        return self._show(name, release.manifest, (noted, mark), wish, told)

    def kept(self) -> list[Kept]:
        noted, _ = self._journal()
        return [
            Kept(name, self._manifest(name).now, name == noted.live)
            for name in sorted(noted.releases, reverse=True)
        ]

    def read(self, release: str, name: str) -> bytes:
        return self._kept_file(self._manifest(release).everything[name])

    def bring_back(self, release: str, wish: Wish, told: Told) -> Sent:
        noted, mark = self._journal()
        if not wish.again:
            noted.refuse_another(self._who, wish.at)
        return self._show(release, self._manifest(release), (noted, mark), wish, told)

    def _journal(self) -> tuple[Journal, str | None]:
        found = self._store.get(self._prefix + journal.NAME)
        return Journal.read(found and found[0]), found and found[1]

    def _manifest(self, release: str) -> Manifest:
        found = self._store.get(f"{self._prefix}{_RELEASES}{release}.json")
        if found is None:
            raise Refused(sentence=f"{self.shown} has no release {release}.")
        return Manifest.read(found[0])

    def _kept_file(self, digest: str) -> bytes:
        found = self._store.get(f"{self._prefix}{_STORE}{digest}")
        if found is None or hashlib.sha256(found[0]).hexdigest() != digest:
            raise Refused(sentence=f"{self.shown} has lost a file of this release ({digest[:12]}).")
        return found[0]

    def _keep(self, release: Release, name: str, told: Told) -> None:
        """All files of a release into the store, and what it consists of beside them. Readers see nothing of it."""
        folder = self._prefix + _STORE
        there = {key.removeprefix(folder) for key in self._store.names(folder)}
        missing = {
            digest: file for file, digest in release.manifest.everything.items() if digest not in there
        }
        _each(
            missing.items(),
            lambda each: self._store.put(folder + each[0], release.read(each[1]), "application/octet-stream"),
            lambda number: told("Sending", number, len(missing)),
        )
        self._store.put(f"{self._prefix}{_RELEASES}{name}.json", release.manifest.raw, "application/json")

    def _show(
        self, name: str, new: Manifest, noted: tuple[Journal, str | None], wish: Wish, told: Told
    ) -> Sent:
        """Copy what changed to where readers ask for it, under a note that says so."""
        before, mark = noted
        old = self.live()
        standing = {} if wish.again else (dict(old.everything) if old else {})
        wanted = new.everything
        if standing.get("_headers") != wanted.get("_headers"):
            standing = {}  # types and caching belong to each file here, and they may be others now
        changed = [
            file
            for file, digest in wanted.items()
            if standing.get(file) != digest or file in before.unsure or file == "build.json"
        ]
        try:
            under_way = before.begun(self._who, wish.at, changed)
            mark = self._store.put(
                self._prefix + journal.NAME, under_way.written(), "application/json", instead_of=mark
            )
            self._copy(changed, wanted, told)
            after, due = under_way.done(
                name, old.everything if old else (), wanted, wish.at, forget=wish.forget
            )
            self._store.delete(self._prefix + file for file in due)
            self._store.put(self._prefix + journal.NAME, after.written(), "application/json", instead_of=mark)
        except Changed as error:
            raise Refused(
                sentence=f"Somebody else published to {self.shown} at the same time. Publish again."
            ) from error
        self._forget(set(before.releases) - set(after.releases), after.releases)
        return Sent(name, len(changed), len(due), len(after.gone))

    def _copy(self, names: Iterable[str], wanted: Mapping[str, str], told: Told) -> None:
        rules = self._kept_file(wanted["_headers"]).decode() if "_headers" in wanted else ""

        def copy(name: str) -> None:
            headers = headers_of(address_of(name), rules) | {"Content-Type": type_of(name, rules)}
            self._store.copy(f"{self._prefix}{_STORE}{wanted[name]}", self._prefix + name, headers)

        for part, files in in_order(names):
            title, number = f"Showing {part.title}", len(files)
            _each(files, copy, lambda done, title=title, number=number: told(title, done, number))  # type: ignore[misc] # defaults bind

    def _forget(self, releases: Iterable[str], kept: Iterable[str]) -> None:
        """Releases that are kept no longer, and files that belong to no other. Of those, more may be left over by kills."""
        if not releases:
            return
        self._store.delete(f"{self._prefix}{_RELEASES}{name}.json" for name in releases)
        folder = self._prefix + _STORE
        used = {digest for name in kept for digest in self._manifest(name).everything.values()}
        self._store.delete(
            sorted(key for key in self._store.names(folder) if key.removeprefix(folder) not in used)
        )


def _each(tasks: Iterable[object], work: Callable[..., object], told: Callable[[int], None]) -> None:
    """Do *work* for each, a few at once; the first that fails ends it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting = [pool.submit(work, task) for task in tasks]
        try:
            for number, done in enumerate(waiting, 1):
                done.result()
                told(number)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
