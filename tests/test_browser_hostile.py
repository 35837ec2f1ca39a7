"""Text that wants to be more than text: set into real pages, read by a real browser, and nothing comes of it.

The vectors below are ours; a larger collection beside the checkout is used where it is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from browsing import started, window
from clearbell.formats.reader import BAD, Kind, Reading
from clearbell.formats.scalars import LINE, TEXT
from publishing import CHECKOUT, SITE, output, pages, project, publish

pytestmark = pytest.mark.browser

COLLECTION = CHECKOUT.parent / "shared" / "hostile" / "xss_vectors.json"
OWN = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</main></body></html><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=javascript:alert(1)>",
    "<base href=//elsewhere.test/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//elsewhere.test/x.css>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<p style='background:url(//elsewhere.test/x)'>",
    "<template><script>alert(1)</script></template>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=alert(1) `",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${alert(1)}",
    "{0} {name} {time.__class__}",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    '[x](https://elsewhere.test/"onclick="alert(1))',
    "![x](https://elsewhere.test/x.png)",
    '![x"onerror="alert(1)](https://elsewhere.test/x.png)',
    '![x](https://elsewhere.test/x.png "x\\"onerror=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "```html\n<script>alert(1)</script>\n```",
    "`<img src=x onerror=alert(1)>`",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;alert(1)&#60;/script&#62;",
]

# What must not be in a page, judged in the browser's own tree. The page's own parts are known by their form.
DANGERS = """([pages, style, script]) => {
    const bad = new Set(("script iframe frame frameset object embed applet base link style form input button select " +
        "textarea meta math template audio video source track portal noscript dialog image img").split(" "));
    const schemes = /^(https?:|mailto:|tel:|#|\\.|[a-z0-9_-]+(\\/|\\.(atom|rss|json|ics)$))/i;
    const drawn = {svg: ["viewBox", "aria-hidden", "class", "preserveAspectRatio"], path: ["d", "class"]};
    const ours = e => {
        const t = e.localName, head = e.parentNode.localName === "head";
        if (t === "script") return e.textContent === script && e.parentNode.localName === "body" && !e.attributes.length;
        if (t === "style") return e.textContent === style && head && !e.attributes.length;
        if (t === "meta") return head && [...e.attributes].every(a => a.name !== "http-equiv" ||
            a.value === "Content-Security-Policy");
        return t === "link" && head && ["canonical", "icon", "alternate"].includes(e.rel); };
    const found = [];
    for (const [name, html] of pages) {
        const tree = new DOMParser().parseFromString(html, "text/html");
        for (const e of tree.querySelectorAll("*")) {
            const drawing = e.namespaceURI !== "http://www.w3.org/1999/xhtml", names = [...e.attributes].map(a => a.name);
            let why = "";
            if (drawing && !(drawn[e.localName] && names.every(n => drawn[e.localName].includes(n)))) why = "drawing";
            if (!drawing && bad.has(e.localName) && !ours(e)) why = "element";
            if (names.some(n => n.startsWith("on") || n === "style" || n === "srcdoc")) why = "attribute";
            for (const n of ["href", "src", "action", "data", "xlink:href"]) {
                const value = (e.getAttribute(n) || "").replace(/[\\s\\u0000-\\u0020]/g, "");
                if (value && !schemes.test(value) && !(e.rel === "icon" && value === "data:,")) why = "address";
            }
            if (why) found.push(`${name}: ${why}: ${e.outerHTML.slice(0, 150)}`);
        }
        if (tree.querySelectorAll("script").length !== 1 || tree.querySelectorAll("style").length !== 1 ||
            tree.querySelectorAll("main").length !== 1 || tree.querySelectorAll("h1").length !== 1)
            found.push(`${name}: not one script, style, main and h1`);
    }
    return found; }"""

COUNTING = b"""<!doctype html><meta charset=utf-8><script>window.ran = 0; for (const n of ["alert", "confirm", "prompt", "print",
    "open"]) window[n] = () => { window.ran++; };</script>"""
POKING = """() => {
    for (const e of document.querySelectorAll("body *"))
        for (const n of ["focus", "blur", "mouseover", "pointerdown", "toggle"]) e.dispatchEvent(new Event(n));
    return window.ran; }"""


def _vectors() -> list[str]:
    more = json.loads(COLLECTION.read_text(encoding="utf-8")) if COLLECTION.is_file() else []
    return [*OWN, *(each["v"] for each in more)]


def _accepted(kind: Kind[str], text: str) -> bool:
    """Whether a content file may say this at all; what is refused is no danger."""
    return kind.read(text, (), Reading()) is not BAD


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site whose incidents are vectors: as titles, messages and workarounds; every other one solved."""
    files = {}
    for number, vector in enumerate(_vectors()):
        title = vector if _accepted(LINE, vector) else "A title"
        text = vector if _accepted(TEXT, vector) else "A text"
        states = ("investigating",) if number < 4 else ("investigating", "resolved")
        day = f"{number % 28 + 1:02}"
        updates = [
            {
                "at": f"2025-{number % 12 + 1:02}-{day} 09:{at}0Z",
                "status": status,
                "message": text,
                "workaround": text,
            }
            for at, status in enumerate(states)
        ]
        files[f"v{number}"] = json.dumps(
            {"title": title, "severity": 2, "components": {"checkout": "partial_outage"}, "updates": updates},
            ensure_ascii=False,
        )
    root = project(tmp_path_factory.mktemp("hostile"), files)
    built = publish(root)
    assert [held.file for held in built.held] == []
    return output(root)


@pytest.fixture(scope="module")
def browser(hostile: dict[str, bytes]) -> Iterator[Browser]:
    assert hostile  # built before the browser starts, while the build may still use processes of its own
    with started() as running:
        yield running


def _dangers(browser: Browser, files: dict[str, bytes]) -> list[str]:
    found: list[str] = []
    by_frame: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, text in pages(files).items():
        style = text.partition("<style>")[2].partition("</style>")[0]
        script = text.rpartition("<script>")[2].partition("</script>")[0]
        by_frame.setdefault((style, script), []).append((name, text))
    assert len(by_frame) < 40  # a vector that got into the style or script would make a frame of its own
    with window(browser, {"index.html": b"<!doctype html><title>x</title>"}) as opened:
        page = opened.open("index.html")
        for (style, script), batch in by_frame.items():
            for start in range(0, len(batch), 500):
                found += page.evaluate(DANGERS, [batch[start : start + 500], style, script])
    return found


def test_no_vector_becomes_more_than_text(browser: Browser, hostile: dict[str, bytes]) -> None:
    assert len(pages(hostile)) > len(OWN)
    assert _dangers(browser, hostile) == []


def test_no_vector_runs_even_without_the_page_s_own_policy(
    browser: Browser, hostile: dict[str, bytes]
) -> None:
    mains = [text[text.index("<main") : text.rindex("</main>") + 7] for text in pages(hostile).values()]
    ran: list[Any] = []
    with window(browser, {}) as opened:
        for start in range(0, len(mains), 1000):
            batch = COUNTING + "\n".join(mains[start : start + 1000]).encode()
            opened.files = {"index.html": batch}
            page = opened.open("index.html")
            ran += [page.evaluate(POKING), *opened.said, *opened.asked[1:]]
    assert [each for each in ran if each != 0] == []


def test_the_front_page_of_such_a_site_is_quiet_under_its_own_policy(
    browser: Browser, hostile: dict[str, bytes]
) -> None:
    with window(browser, hostile) as opened:
        for name in ("index.html", "incidents/v0/index.html", "history/2025-01/index.html"):
            opened.open(name)
            assert (opened.said, opened.asked[1:]) == ([], [])


def test_names_and_labels_of_the_site_are_text_too(browser: Browser, tmp_path: Path) -> None:
    vectors = [vector for vector in _vectors()[:600] if _accepted(LINE, vector)]
    names = "".join(
        f"  - {{id: c{number}, name: {json.dumps(vector)}, description: {json.dumps(vector)}}}\n"
        for number, vector in enumerate(vectors[:200])
    )
    for number, vector in enumerate(OWN[:12]):
        label = json.dumps(vector)
        site = (
            f"name: {label}\ndescription: {label}\nsupport: {{label: {label}, url: https://acme.example}}\n"
            + SITE.partition("\n")[2]
            + (names if number == 0 else "")
        )
        root = project(tmp_path / f"s{number}", {}, site=site)
        publish(root)
        assert _dangers(browser, output(root)) == [], vector


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x>",
        "<p onclick=x>",
        "<p style=x>",
        "<a href='java\tscript:x'>",
        "<svg><a href=x>",
        "<svg onload=x>",
        "<form>",
    ],
)
def test_the_judge_of_these_stories_sees_each_danger(browser: Browser, page: str) -> None:
    frame = "<!doctype html><html><head><style>s</style></head><body><main><h1>x</h1>{}</main><script>j</script></body>"
    assert _dangers(browser, {"index.html": frame.format("fine").encode()}) == []
    assert len(_dangers(browser, {"index.html": frame.format(page).encode()})) >= 1


def test_the_counter_of_these_stories_counts(browser: Browser) -> None:
    with window(
        browser, {"index.html": COUNTING + b"<svg onload=alert(1)><p onmouseover=alert(1)>x"}
    ) as opened:
        assert opened.open("index.html").evaluate(POKING) >= 2
