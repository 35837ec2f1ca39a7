"""Each page is valid, small, alone on the wire, and says its structure to machines that read it aloud."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from clearbell.wording import languages
from publishing import NOW, SITE, demo, incident, notice, output, pages, project, publish, work

_EVENT = re.compile(r"on[a-z]+\Z")


class _Outline(HTMLParser):
    """What the stories ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.times: list[str] = []
        self.images: list[str | None] = []
        self.inline: list[str] = []
        self.scripts = self.styles = 0
        self.language: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "time":
            self.times.append(given.get("datetime") or "")
        if tag == "img":
            self.images.append(given.get("alt"))
        if tag == "html":
            self.language = given.get("lang")
        self.scripts += tag == "script"
        self.styles += tag == "style"
        self.inline += [name for name in given if name == "style" or _EVENT.match(name)]


def faults(name: str, text: str) -> Iterator[str]:
    """What is wrong with a page, in messages."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    for (line, column), code, _ in parser.errors:
        yield f"{name}:{line}:{column}: {code}"
    page = _Outline(text)
    yield from (f"{name}: id {each} twice" for each in {i for i in page.ids if page.ids.count(i) > 1})
    if page.headings.count(1) != 1:
        yield f"{name}: {page.headings.count(1)} h1"
    yield from (
        f"{name}: h{after} follows h{before}"
        for before, after in zip([0, *page.headings], page.headings, strict=False)
        if after > before + 1
    )
    yield from (f"{name}: {each!r} is no time with a zone" for each in page.times if not _with_zone(each))
    yield from (f"{name}: attribute {each}" for each in page.inline)
    yield from (f"{name}: a picture without alt" for alt in page.images if alt is None)
    if (page.scripts, page.styles) != (1, 1):
        yield f"{name}: {page.scripts} scripts, {page.styles} style sheets"
    if not page.language:
        yield f"{name}: no language"


def _with_zone(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z", text):
        return False
    return datetime.fromisoformat(text).tzinfo is not None


def _all_faults(files: dict[str, bytes]) -> list[str]:
    return [fault for name, text in pages(files).items() for fault in faults(name, text)]


GROUPS = SITE + "  - id: more\n    name: More\n    components:\n      - {id: one, name: One}\n"
WORDY = """\
title: "<Pages> are 'slow' & \\"late\\""
severity: 2
components: {checkout: major_outage, search: degraded_performance}
updates:
  - id: main
    at: 2026-03-14 09:20Z
    status: investigating
    workaround: "Call us: [here](tel:+31201234567)."
    next_update: 2026-03-14 13:00Z
    message: |
      # A heading

      A paragraph with **strong**, *soft*, `code`, <b>markup</b>, a [link](https://acme.example/a?b=c&d=e)
      and ![a picture](https://acme.example/p.png), and <script>alert(1)</script>.

      1. one
      2. two
         - inner

      > said

          code & code

      ***

      | no | table |
  - id: zone
    at: 2026-03-14 09:40Z
    status: identified
    message: "[![a picture](https://acme.example/p.png)](https://acme.example) and ![](https://acme.example/q.png)"
"""
STATES = {
    "nothing at all": {},
    "one open": {"a": incident("2026-03-14 09:00 investigating")},
    "seven open": {
        f"a{n}": incident(f"2026-03-14 09:0{n} investigating", severity=n % 4 + 1) for n in range(7)
    },
    "work under way": {
        "c": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled"),
        "d": work("2026-04-14 11:00", "2026-04-16 13:00", "2026-03-10 11:00 scheduled"),
    },
    "much work": {
        f"c{n}": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled") for n in range(8)
    },
    "a notice": {"e": notice("2026-03-10 11:00"), "f": notice("2026-03-10 11:00", "2026-04-10 11:00")},
    "words of all kinds": {"w": WORDY},
}


def test_the_demo_is_without_fault() -> None:
    assert _all_faults(demo()) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("files", STATES.values(), ids=STATES)
def test_each_state_is_without_fault_in_each_language(
    tmp_path: Path, files: dict[str, str], language: str
) -> None:
    publish(project(tmp_path, files, site=f"{GROUPS}language: {language}\n"))
    assert _all_faults(output(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<h1>x</h1><p></div>", "p:1:71: end-tag-too-early"),
        ('<h1 id="x">x</h1><p id="x">', "p: id x twice"),
        ("<p>x", "p: 0 h1"),
        ("<h1>x</h1><h3>x</h3>", "p: h3 follows h1"),
        (
            "<h1>x</h1><time datetime='2026-03-14T09:00'>x</time>",
            "p: '2026-03-14T09:00' is no time with a zone",
        ),
        ('<h1 onclick="x()">x</h1>', "p: attribute onclick"),
        ('<h1 style="x:y">x</h1>', "p: attribute style"),
        ("<h1>x</h1><img src=x>", "p: a picture without alt"),
        ("<h1>x</h1><script></script>", "p: 2 scripts, 1 style sheets"),
    ],
)
def test_the_checker_of_these_stories_sees_each_fault(text: str, fault: str) -> None:
    whole = f"<!doctype html><html lang=en><title>x</title><style></style><script></script>{text}"
    found = [re.sub(r"^p:\d+:\d+", "p:1:71", each) for each in faults("p", whole)]
    assert found == [fault]
    assert list(faults("p", whole.replace(text, "<h1>x</h1>"))) == []


def test_the_policy_of_each_page_allows_its_own_style_and_script_and_nothing_else() -> None:
    for name, text in pages(demo()).items():
        found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert found, name
        policy = dict(part.split(" ", 1) for part in found[1].replace("&#39;", "'").split("; "))
        inline = {
            kind: re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL) for kind in ("style", "script")
        }
        for kind, (content,) in inline.items():
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert policy[f"{kind}-src"] == f"'sha256-{digest}'", name
        assert {key: value for key, value in policy.items() if key not in ("style-src", "script-src")} == {
            "default-src": "'none'",
            "img-src": "data:",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        assert text.index("Content-Security-Policy") < text.index("<title>")


@pytest.mark.parametrize(
    ("files", "title"),
    [
        ({}, "Everything at Acme works normally - Acme status"),
        (
            {"a": incident("2026-03-14 09:00 investigating")},
            "Partly not working: Some can&#x27;t pay - Acme status",
        ),
        (
            {"c": work("2026-03-14 11:00", "2026-03-14 13:00", "2026-03-10 11:00 scheduled")},
            "Planned work: A new search machine - Acme status",
        ),
        (
            {"c": work("2026-03-14 13:00", "2026-03-14 14:00", "2026-03-10 11:00 scheduled")},
            "Everything at Acme works normally - Acme status",
        ),
    ],
)
def test_the_title_of_the_front_page_begins_with_the_state(
    tmp_path: Path, files: dict[str, str], title: str
) -> None:
    publish(project(tmp_path, files))
    front = output(tmp_path)["index.html"].decode()
    assert re.findall("<title>(.*?)</title>", front) == [title]
    shared = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', front))
    assert shared["title"] == title


def _sent(page: bytes) -> int:
    return len(gzip.compress(page, 9, mtime=0))


UPDATES = (
    """Since half past nine about one in three customers can't finish checkout. After the card number, the last step
    shows an error. Your basket is kept, and nothing is taken from your card when you see the error.""",
    """Card payments travel over two lines, and one of them has been losing payments. We are moving all card payments
    to the other line, step by step. About one in five still fails. Refunds to cards are waiting and are late today.""",
    """All card payments now take the other line, and they work again. We are watching them for the next hour before we
    call this solved, and refunds that waited leave during the afternoon. You need not do anything for that.""",
    """Everything works again, and all refunds that had waited are on their way to your bank. If you paid twice, the
    second payment comes back by itself within three days. We will write here what we change so that it stays so.""",
)


def _large_site(root: Path) -> Path:
    """20 components with trouble on many of their 90 days, and one open incident of four updates."""
    names = [
        "Website",
        "Bayat app",
        "Search",
        "Checkout",
        "Gift cards",
        "Refunds",
        "Signing in",
        "Your orders",
    ]
    names += [
        "Delivery day and hour",
        "Parcel tracking",
        "E-mail",
        "Text messages",
        "Connect API",
        "Webhooks",
    ]
    names += ["Returns", "Customer service", "Shops and opening hours", "Vouchers", "Partners", "Invoices"]
    components = "".join(f"  - {{id: c{number}, name: {name}}}\n" for number, name in enumerate(names))
    site = SITE.partition("components:\n")[0] + f"components:\n{components}"
    files = {}
    states = ("degraded_performance", "partial_outage", "major_outage")
    for number in range(40):
        begin = NOW - timedelta(days=2 + number * 2, hours=number % 11)
        files[f"past-{number}"] = incident(
            f"{begin:%Y-%m-%d %H:%M} investigating",
            f"{begin + timedelta(minutes=25 + number * 7):%Y-%m-%d %H:%M} resolved",
            components=f"c{number % 20}: {states[number % 3]}, c{(number * 7 + 3) % 20}: {states[number % 2]}",
            title=f"{names[number % 20]} slow for some customers",
        )
    files["open"] = incident(
        *(
            f"2026-03-14 {9 + number:02}:20 {status}"
            for number, status in enumerate(("investigating", "identified"))
        ),
        "2026-03-14 11:20 monitoring",
        "2026-03-14 11:50 monitoring",
        components="c3: partial_outage",
        title="Some customers can't complete checkout",
    )
    for number, text in enumerate(UPDATES, 1):
        files["open"] = files["open"].replace(f"Words of update {number}.", " ".join(text.split()))
    return project(root, files, site=site)


def test_the_front_page_of_twenty_parts_fits_into_eight_kib(tmp_path: Path) -> None:
    publish(_large_site(tmp_path))
    front = output(tmp_path)["index.html"]
    assert front.count(b'<svg class="bar"') >= 15
    assert _sent(front) <= 8192


def test_an_incident_page_with_four_updates_fits_into_three_kib(tmp_path: Path) -> None:
    publish(_large_site(tmp_path))
    page = output(tmp_path)["incidents/open/index.html"]
    assert all(text[-40:].encode() in page for text in UPDATES)
    assert _sent(page) <= 3072


def test_the_script_is_at_most_a_kib_on_every_page() -> None:
    sizes = [
        len(found) for text in pages(demo()).values() for found in re.findall("<script>(.*?)</script>", text)
    ]
    assert max(sizes) <= 1024


def test_no_page_grows_with_the_history(tmp_path: Path) -> None:
    few = {"a": incident("2026-03-14 09:00 investigating")}
    old = {
        f"b{n}": incident(f"2025-0{n % 9 + 1}-10 09:00 investigating", f"2025-0{n % 9 + 1}-10 10:00 resolved")
        for n in range(300)
    }
    publish(project(tmp_path, few))
    before = output(tmp_path)
    publish(project(tmp_path, old))
    after = output(tmp_path)
    for name in ("index.html", "incidents/a/index.html", "status.txt"):
        assert len(after[name]) - len(before[name]) < 200, name
    assert (
        len(after["components/checkout/index.html"]) - len(before["components/checkout/index.html"]) < 15_000
    )
