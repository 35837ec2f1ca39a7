"""The words of all postmortems as a Pagefind index, made by a process beside and renewed from what the last one left.

Pagefind stores words in pieces and fetches in a browser those that a search needs. What a word is and who comes first
is ours, so that a terminal says the same; so it gets bare words, each as often as it counts, in a language that it
doesn't know. Knows no queries and no pages.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from clearbell.internal.find.texts import Text
from clearbell.problems import Refused

# Pagefind finds what begins with a word, but only within a piece. With this letter, no word begins with another one.
END: Final = "\u0298"
_SIGNED: Final = b"pagefind_dcd"
_LANGUAGE: Final = "unknown"
_READ_IN_BROWSER: Final = ("pagefind.js", "pagefind-entry.json", "wasm.unknown.pagefind", "*.pf_meta")
_UNREADABLE: Final = (OSError, EOFError, ValueError, KeyError, TypeError)


class Bundle:
    """The index of *texts* (by id) in the making, within *folder*, which is nobody else's."""

    def __init__(self, texts: Mapping[str, Text], folder: Path) -> None:
        self._ids = list(texts)
        self._feed, self._made, self._known = folder / "feed", folder / "made", folder / "known.json"
        self._hashes, self._keys = self._remembered()
        changed = self._write_feed(texts)
        for name in changed:
            if name in self._hashes:
                self._fragment(self._hashes.pop(name)).unlink(missing_ok=True)
        self._process = self._begin() if changed and self._ids else None

    def publish(self, *folders: Path) -> None:
        """Wait for Pagefind, and put into *folders* what a browser fetches, with the order of the texts in it."""
        if self._process is not None:
            said, _ = self._process.communicate()
            if self._process.returncode or not self._learn():
                reason = said.strip() or "no index"
                raise Refused(sentence=f"Pagefind could not make the search index: {reason}")
        order = " ".join(self._hashes[name] for name in self._ids)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "order.txt").write_text(order, encoding="ascii")
            if self._ids:
                shutil.copytree(self._made / "index", folder / "index")
                for pattern in _READ_IN_BROWSER:
                    for path in self._made.glob(pattern):
                        shutil.copyfile(path, folder / path.name)

    def end(self) -> None:
        """Nobody waits any more."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _remembered(self) -> tuple[dict[str, str], dict[str, str]]:
        """Of what the last run indexed, the hash by id and the text's key by id; nothing where anything of it is gone."""
        with suppress(*_UNREADABLE):
            hashes, keys = json.loads(self._known.read_text(encoding="utf-8"))
            if all(self._fragment(value).is_file() for value in hashes.values()):
                return dict(hashes), dict(keys)
        shutil.rmtree(self._feed, ignore_errors=True)
        shutil.rmtree(self._made, ignore_errors=True)
        return {}, {}

    def _write_feed(self, texts: Mapping[str, Text]) -> set[str]:
        """Bring the feed up to date; the ids that are new, gone or say something else."""
        changed = {path.name for path in self._feed.glob("*")} - texts.keys()
        for name in changed:
            shutil.rmtree(self._feed / name)
        for name, text in texts.items():
            page = self._feed / name / "index.html"
            if name not in self._hashes or self._keys.get(name) != text.key or not page.is_file():
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_bytes(_page(text))
                changed.add(name)
        self._keys = {name: text.key for name, text in texts.items()}
        if changed:
            self._known.unlink(missing_ok=True)  # not true until the next run is done
        return changed

    def _begin(self) -> subprocess.Popen[str]:
        from pagefind_bin import get_executable  # noqa: PLC0415 - it comes with an extra

        for left in (
            "index",
            "*.pf_meta",
        ):  # Pagefind removes nothing; fragments that are there it needn't write
            for path in self._made.glob(left):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return subprocess.Popen(  # noqa: S603 - its own program and our own folders
            [
                get_executable(),
                *(
                    "--site",
                    self._feed,
                    "--output-path",
                    self._made,
                    "--force-language",
                    _LANGUAGE,
                    "--silent",
                ),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _learn(self) -> bool:
        """Which hash is whose, from the fragments that are new; whether each text has one."""
        old = set(self._hashes.values())
        for path in (self._made / "fragment").iterdir():
            name = path.stem.removeprefix(f"{_LANGUAGE}_")
            if name not in old:
                with suppress(*_UNREADABLE):
                    fragment = json.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNED))
                    self._hashes[fragment["url"].strip("/")] = name
        if self._hashes.keys() != set(self._ids):
            return False
        self._known.write_text(json.dumps([self._hashes, self._keys], sort_keys=True), encoding="utf-8")
        return True

    def _fragment(self, value: str) -> Path:
        return self._made / "fragment" / f"{_LANGUAGE}_{value}.pf_fragment"


def _page(text: Text) -> bytes:
    """Sorted, because pieces with equal words side by side are a third smaller."""
    words = " ".join(" ".join([word + END] * count) for word, count in sorted(text.counts.items()))
    return f'<!doctype html><html lang="{_LANGUAGE}"><body>{words}'.encode()
