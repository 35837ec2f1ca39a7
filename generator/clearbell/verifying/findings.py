"""What is wrong with a live site: every file, or a sample, against the site's own `build.json`. Asks the host, says nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import Final

from clearbell.hosting import address_of, type_of
from clearbell.publishing.manifest import Manifest, Unreadable
from clearbell.publishing.shown import FILE as UNRESOLVED
from clearbell.publishing.shown import open_incidents
from clearbell.verifying.fetching import Answer, Reader, first

FOR_HOSTS: Final = frozenset({"_headers", ".nojekyll"})  # hosts read them and need not hand them out
_SAMPLE: Final = ("index.html", "404.html", "status.txt", "history.atom", "api/v2/summary.json", UNRESOLVED)
_MORE: Final = 14  # files of a sample at least, spread over all others
_AT_ONCE: Final = 6  # connections, as a browser has
_ROUNDS: Final = 3  # a site that is published while one looks is looked at again
# What readers of a type also accept. Hosts that take no `_headers` know types by endings alone.
_AS_WELL: Final = {
    "application/atom+xml": {"application/xml", "text/xml"},
    "application/rss+xml": {"application/xml", "text/xml", "application/x-rss+xml"},
    "application/feed+json": {"application/json"},
    "application/xml": {"text/xml"},
    "text/javascript": {"application/javascript"},
}
_AS_NOTHING: Final = frozenset({"", "application/octet-stream"})  # for /metrics, which has no ending at all


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One file that readers don't get as it was built."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A live site. `base`: where it really is. `shown`: its open incidents, None where they can't be read."""

    base: str
    manifest: Manifest | None
    looked_at: int
    findings: tuple[Finding, ...]
    shown: dict[str, str] | None


def look(url: str, rules: str, *, quick: bool, seconds: float, told: Callable[[str, int, int], None]) -> Seen:
    """Look at the site at *url*. *rules*: the text of `_headers`. *seconds*: for each file at most."""
    seen = _look(url, rules, quick, seconds, told)
    for _ in range(_ROUNDS - 1):
        if not seen.findings or not seen.manifest:
            break
        if first(url, "build.json", seconds)[1].content == seen.manifest.raw:
            break
        seen = _look(url, rules, quick, seconds, told)  # it was published meanwhile
    return seen


def _look(url: str, rules: str, quick: bool, seconds: float, told: Callable[[str, int, int], None]) -> Seen:
    base, answer = first(url, "build.json", seconds)
    manifest, trouble = _manifest(answer)
    if manifest is None:
        return Seen(base, None, 0, (Finding("build.json", trouble),), None)
    names = sorted(set(manifest.files) - FOR_HOSTS)
    names = _sample(names) if quick else names
    answers = dict(zip(names, _fetch(base, names, seconds, told), strict=True))
    wrong = {name: _wrong(name, answer, manifest.files[name], rules) for name, answer in answers.items()}
    findings = tuple(Finding(name, what) for name, what in wrong.items() if what)
    try:
        shown = open_incidents(answers.get(UNRESOLVED, Answer()).content)
    except ValueError:
        shown = None
    return Seen(base, manifest, len(names), findings, shown)


def _manifest(answer: Answer) -> tuple[Manifest | None, str]:
    if trouble := _no_answer(answer):
        return None, trouble
    try:
        return Manifest.read(answer.content), ""
    except Unreadable as error:
        return None, f"can't be used: {error}"


def _sample(names: Sequence[str]) -> list[str]:
    """What readers look at first, and some of all the others, the same ones each time."""
    others = [name for name in names if name not in _SAMPLE]
    step = max(1, len(others) // _MORE)
    return sorted({*others[::step], *(name for name in _SAMPLE if name in names)})


def _fetch(
    base: str, names: Iterable[str], seconds: float, told: Callable[[str, int, int], None]
) -> list[Answer]:
    here, readers = local(), []

    def get(name: str) -> Answer:
        if not hasattr(here, "reader"):
            here.reader = Reader(base, seconds)
            readers.append(here.reader)
        answer: Answer = here.reader.get(address_of(name))
        return answer

    names, answers = list(names), []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for answer in pool.map(get, names):
            answers.append(answer)
            told("Looking at files", len(answers), len(names))
    for reader in readers:
        reader.close()
    return answers


def _no_answer(answer: Answer) -> str:
    if answer.trouble:
        return answer.trouble
    if answer.leads_to:
        return f"sent on to {answer.leads_to}"
    return "" if answer.status == 200 else f"answered with {answer.status}"


def _wrong(name: str, answer: Answer, digest: str, rules: str) -> str:
    """What is wrong with a file, or nothing. A page for addresses that don't exist may say so by its number."""
    if name == "404.html" and answer.status == 404:
        answer = Answer(200, answer.kind, answer.content)
    if name == "404.html" and answer.leads_to.endswith("/404"):  # hosts that leave endings out
        return ""
    if trouble := _no_answer(answer):
        return trouble
    if hashlib.sha256(answer.content).hexdigest() != digest:
        return f"other bytes than were built ({len(answer.content):,})"
    wanted = type_of(name, rules).partition(";")[0]
    got = answer.kind.partition(";")[0].strip().lower()
    also = _AS_NOTHING if name == "metrics" else _AS_WELL.get(wanted, ())
    if got != wanted and got not in also:
        return f"sent as {got or 'nothing in particular'} instead of {wanted}"
    return ""
