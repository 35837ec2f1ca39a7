"""The words of content files: found at their place however YAML writes them, by the house's words, with exceptions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Clearbell, Project

NOW = ("--now", "2026-03-14T12:00Z")
FILE = "content/incidents/2026-03-14-pay.yml"
HEAD = """\
title: Some customers can't pay
severity: 3
components: {checkout: partial_outage}
updates:
  - at: 2026-03-14 09:20Z
    status: investigating
"""
FINE = "Since 10:00 one in three customers cannot pay, as the last step fails."


def incident(*lines: str, head: str = HEAD) -> dict[str, str]:
    return {FILE: head + "".join(f"    {line}\n" for line in lines)}


def problems(clearbell: Clearbell, *words: str) -> list[dict[str, Any]]:
    """What check finds, but for exceptions and hints."""
    found = json.loads(clearbell("check", "--format", "json", *words, *NOW).out)["problems"]
    return [each for each in found if each["level"] != "hint"]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ((f"message: {FINE} The cluster is full.",), 7),
        ((f'message: "{FINE} \\"No\\" \\u00e9\\n\\nThe cluster is full."',), 7),
        ((f"message: 'It''s this. {FINE} The cluster is full.'",), 7),
        (("message: |", f"  {FINE}", "", "  The cluster is full."), 10),
        (("message: >-  # folded", f"  {FINE}", "  The", "  cluster is full."), 10),
        ((f"message: {FINE}", "  The cluster", "  is full."), 8),
        (
            (
                'message: "Since 10:00 one in three cannot \\',
                '  pay, as the last step fails. The cluster is full."',
            ),
            8,
        ),
        (("message: |", f"  {FINE}\u2028      The cluster", "  is full."), 9),
    ],
    ids=[
        "plain",
        "double quotes",
        "single quotes",
        "block",
        "folded",
        "plain over lines",
        "broken in quotes",
        "rare break",
    ],
)
def test_a_word_is_found_at_its_place_however_the_text_is_written(
    lines: tuple[str, ...], line: int, project: Project, clearbell: Clearbell
) -> None:
    root = project(incident(*lines))
    (found,) = problems(clearbell)
    source = (root / FILE).read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    assert (found["field"], found["line"], found["rule"]) == ("updates[0].message", line, "jargon")
    assert source[found["column"] - 1 :][: found["width"]] == "cluster"


def test_the_author_reads_what_to_write_instead(project: Project, clearbell: Clearbell) -> None:
    project(incident("message: |", f"  {FINE}", "  We deployed a fix."))
    assert (
        clearbell("check", *NOW).out
        == f"""\
{FILE}:9:10: error: updates[0].message (jargon)
     9 |       We deployed a fix.
       |          ~~~~~~~~
  expected words that customers know
  found    `deployed`
  Write `released`. Customers don't know this word; it tells them nothing about
  what works for them. To allow it: `allow: {{deployed: reason}}` at the update.
  A product's name goes into `names:` of content/language.yml, a word that all
  your customers know into its `terms:`, with `level: "off"`.

1 error in 1 file.
"""
    )


def test_titles_workarounds_notices_translations_and_the_site_are_read_as_well(
    project: Project, clearbell: Clearbell
) -> None:
    head = HEAD.replace("Some customers can't pay", "The backend is down")
    project(
        incident(f"message: {FINE}", "workaround: Clear your cache.", head=head)
        | {
            FILE: incident(f"message: {FINE}", "workaround: Clear your cache.", head=head)[FILE]
            + "translations: {nl: {title: De loadbalancer is stuk}}\n",
            "content/incidents/2026-03-14-notice.yml": (
                "kind: notice\ntitle: New pods\nfrom: 2026-03-14 09:00Z\nmessage: We add nodes.\n"
            ),
            "content/site.yml": (
                "name: Bayat\nurl: https://status.bayat.example\nid: bayat\ndescription: Our API\ncomponents:\n"
                "  - {id: checkout, name: Checkout, description: The webhook for paying}\n"
            ),
        }
    )
    assert [(each["field"], each["found"]) for each in problems(clearbell)] == [
        ("title", "`pods`"),
        ("message", "`nodes`"),
        ("title", "`backend`"),
        ("updates[0].workaround", "`cache`"),
        ("translations.nl.title", "`loadbalancer`"),
        ("description", "`API`"),
        ("components[0].description", "`webhook`"),
    ]


def test_the_house_decides(project: Project, clearbell: Clearbell) -> None:
    project(
        incident(f"message: {FINE} The cluster of Bayat Node One has latency; ask Kim about BAY-7.")
        | {
            "content/language.yml": (
                'names: [Bayat Node One]\ninternal: ["BAY-*"]\npeople: [Kim]\nterms: {latency: {level: "off"}}\n'
            )
        }
    )
    assert [(each["found"], each["rule"]) for each in problems(clearbell)] == [
        ("`cluster`", "jargon"),
        ("`Kim`", "inside-name"),
        ("`BAY-7`", "inside-name"),
    ]


def test_readers_are_developers_where_only_they_use_what_it_is_about(
    project: Project, clearbell: Clearbell
) -> None:
    site = (
        "name: Bayat\nurl: https://status.bayat.example\nid: bayat\ncomponents:\n"
        "  - {id: checkout, name: Checkout}\n  - {id: connect, name: Connect, audience: developer}\n"
    )
    text = f"message: {FINE} The API sends no webhooks."
    for components, found in (("connect", 0), ("checkout", 2)):
        head = HEAD.replace("checkout", components)
        project(incident(text, head=head) | {"content/site.yml": site})
        assert len(problems(clearbell)) == found, components


def test_an_exception_needs_a_reason_and_shows_up(project: Project, clearbell: Clearbell) -> None:
    project(
        incident(
            f"message: {FINE} Webhooks are late, and prod-db-03 is full.",
            "allow: {webhook: our partners' own word, inside-name: printed on every invoice}",
        )
    )
    said = clearbell("check", *NOW)
    assert (said.code, said.out) == (
        0,
        f"""\
Exceptions, each with its reason:
  {FILE}:7:85  `Webhooks`  Allowed: our partners' own word.
  {FILE}:7:108  `prod-db-03`  Allowed: printed on every invoice.

2 files, nothing to mend.
""",
    )


def test_a_secret_stops_its_file_even_in_old_history_and_is_not_printed(
    project: Project, clearbell: Clearbell
) -> None:
    secret = "Winter-" + "2026!x9"
    text = f"message: We deployed it. Sign in with password={secret} for now."
    project(
        incident(
            text, f"allow: {{secret: it is old, '{secret}': so old}}", head=f"imported: statuspage\n{HEAD}"
        )
    )
    said = clearbell("check", *NOW)
    assert (
        said.out
        == f"""\
{FILE}:8:52: error: updates[0].message (secret)
     8 | …e deployed it. Sign in with password=************** for now.
       |                                       ~~~~~~~~~~~~~~
  expected nothing secret
  found    `**************`
  Take it out, and revoke it. Whoever reads it can use it, and it stays in
  feeds, mails and the repository's history.

1 error in 1 file.
"""
    )


def test_hints_are_shown_to_who_asks(project: Project, clearbell: Clearbell) -> None:
    project(incident(f"message: {FINE} The root cause is known."))
    said = clearbell("check", *NOW)
    assert (said.code, said.out) == (
        0,
        "2 files, nothing to mend.\n1 hint not shown: `clearbell check --hints`.\n",
    )
    assert f"{FILE}:7:89: hint: updates[0].message (jargon)" in clearbell("check", "--hints", *NOW).out
    assert clearbell("check", "--strict", *NOW).code == 0
