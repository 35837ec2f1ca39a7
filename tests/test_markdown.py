"""What customers see of an update's Markdown."""

from __future__ import annotations

import time

import pytest

from clearbell.commonmark import plain
from clearbell.public.markdown import rendered

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\nTwo.\n\nThree.", "<p>One.\nTwo.</p>\n<p>Three.</p>"),
        ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
        ('We can\'t -- "really"', "<p>We can\N{RIGHT SINGLE QUOTATION MARK}t \N{EN DASH} “really”</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("# A heading", "<p><strong>A heading</strong></p>"),
        ("One.\n\n***\n\nTwo.", "<p>One.</p>\n\n<p>Two.</p>"),
        (
            "[us](https://acme.example/a?b=c&d)",
            f'<p><a href="https://acme.example/a?b=c&amp;d" {REL}>us</a></p>',
        ),
        ("<https://acme.example>", f'<p><a href="https://acme.example" {REL}>https://acme.example</a></p>'),
        ("<a@acme.example>", f'<p><a href="mailto:a@acme.example" {REL}>a@acme.example</a></p>'),
        ("[mail](mailto:a@acme.example)", f'<p><a href="mailto:a@acme.example" {REL}>mail</a></p>'),
        ("[call](tel:+3120)", f'<p><a href="tel:+3120" {REL}>call</a></p>'),
        (
            "![a map](https://acme.example/m.png)",
            f'<p><a href="https://acme.example/m.png" {REL}>a map</a></p>',
        ),
        (
            "![](https://acme.example/m.png)",
            f'<p><a href="https://acme.example/m.png" {REL}>https://acme.example/m.png</a></p>',
        ),
        ("[](https://acme.example)", f'<p><a href="https://acme.example" {REL}>https://acme.example</a></p>'),
    ],
)
def test_markdown_is_shown_as_plain_pages_show_it(text: str, shown: str) -> None:
    assert rendered(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[run](javascript:alert(1))", "<p>run</p>"),
        ("[data](data:text/html,x)", "<p>data</p>"),
        ("[help](/help)", "<p>help</p>"),
        ("[page](page.html)", "<p>page</p>"),
        ("[elsewhere](//elsewhere.test)", "<p>elsewhere</p>"),
        ("[nowhere]()", "<p>nowhere</p>"),
    ],
)
def test_a_link_without_a_whole_address_is_its_words(text: str, shown: str) -> None:
    assert rendered(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b>bold</b> word", "<p>a &lt;b&gt;bold&lt;/b&gt; word</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("x < y and <y>", "<p>x &lt; y and &lt;y&gt;</p>"),
        ("`<b>` is not <b>", "<p><code>&lt;b&gt;</code> is not &lt;b&gt;</p>"),
        ("<b>\n\n    <i>\n", "<p>&lt;b&gt;</p>\n<pre><code>&lt;i&gt;\n</code></pre>"),
        ("<!-- a note -->", "<p>&lt;!\N{EN DASH} a note \N{EN DASH}&gt;</p>"),
    ],
)
def test_markup_is_shown_as_the_text_it_is(text: str, shown: str) -> None:
    assert rendered(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "![" * 9_000 + "](x)" * 400,
        "*a " * 6_000,
        "> " * 9_000 + "x",
        "`" * 9_999 + " " + "`" * 9_999,
        "<a " * 6_000,
        "<b>" * 6_000,
        "[a](" * 5_000,
        "&amp;" * 4_000,
        "- " * 9_000,
    ],
    ids=lambda text: text[:4],
)
def test_a_text_made_to_take_long_takes_no_time(text: str) -> None:
    begun = time.process_time()
    rendered(text)
    assert time.process_time() - begun < 1


def test_without_its_markup_a_text_is_one_line() -> None:
    assert plain(rendered("One &amp; *two*.\n\n- three\n- [four](https://acme.example) <b>")) == (
        "One & two . three four <b>"
    )


@pytest.mark.parametrize("entity", ["&#xFFFE;", "&#xffff;", "&#65535;", "&#x0FFFF;"])
def test_an_entity_that_is_no_character_breaks_nothing(entity: str) -> None:
    assert rendered(f"({entity})") == "<p>(\N{REPLACEMENT CHARACTER})</p>"
