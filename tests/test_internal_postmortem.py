"""A postmortem's page: the five whys as a ladder, its labels as links, and what customers read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from clearbell.internal.ladder import Rung, given, in_text
from clearbell.internal.markdown import parts
from clearbell.internal.stage import pages
from internal_stories import FILES, TAXONOMY, archive, changed

POSTMORTEM: Final = "postmortems/sent-twice.md"


def _page(folder: Path, files: dict[str, str]) -> str:
    return pages(archive(folder, files))[POSTMORTEM]


def _label(page: str, name: str) -> str:
    found = re.search(rf"<tr><td>{name}</td> <td>(.*?)</td></tr>", page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("why", "rung"),
    [
        ("Why twice? Two workers took it.", Rung("Why twice?", "Two workers took it.")),
        ("Two workers took it.", Rung("", "Two workers took it.")),
        ("Why twice?", Rung("Why twice?", "")),
        ("Why `a?b`? It was.", Rung("Why <code>a?b</code>?", "It was.")),
        ("**Why `a? b` twice?** It was.", Rung("<strong>Why <code>a? b</code> twice?</strong>", "It was.")),
        (
            "Why? See [this](https://a.example/?q=1 'what?').",
            Rung("Why?", 'See <a href="https://a.example/?q=1" title="what?" rel="noopener noreferrer">this</a>.'),
        ),
        ("Why twice?\n\nTwo took it.", Rung("Why twice?", "<p>Two took it.</p>")),
        ("<b>Why?</b> It was.", Rung("", "&lt;b&gt;Why?&lt;/b&gt; It was.")),
    ],
)  # fmt: skip
def test_a_why_is_a_question_and_its_answer(why: str, rung: Rung) -> None:
    assert given([why]) == (rung,)


def test_the_numbered_list_of_the_text_becomes_the_ladder_and_all_around_it_stays() -> None:
    (part,) = parts(
        "Asked by two teams.\n\n1. Why a? It b.\n2. Why b?\n\n   1. in\n   2. ner\n3. c\n\nSo much for that."
    )
    assert in_text(part.html) == (
        "<p>Asked by two teams.</p>\n"
        '<ol class="kb-rungs">\n'
        '<li><p class="kb-why">Why a?</p><div class="kb-because">It b.</div></li>\n'
        '<li><p class="kb-why">Why b?</p><div class="kb-because"><ol>\n<li>in</li>\n<li>ner</li>\n</ol></div></li>\n'
        '<li><div class="kb-because">c</div></li>\n'
        "</ol>\n"
        "<p>So much for that.</p>"
    )
    (part,) = parts("- no\n- chain\n\nof whys")
    assert in_text(part.html) == part.html


def test_whys_of_the_front_matter_stand_where_those_of_the_text_would(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM, ("actions:\n", "five_whys: [Why? So., Why so? So., Why that? It is.]\nactions:\n")
    )
    files[POSTMORTEM] = re.sub(
        r"### Five whys.*?(?=## What Went Well)", "", files[POSTMORTEM], flags=re.DOTALL
    )
    headings = re.findall(r"(?m)^#+ .*", _page(tmp_path, files))
    assert headings[3:6] == ["## Root Cause Analysis", "### Five whys", "## What Went Well"]


def test_labels_lead_to_their_pages_or_to_a_search_and_factors_say_their_side(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("contributing_factors: [t-missing-alert]", "contributing_factors: [h-workload, t-missing-alert]"),
        ("status: published", "status: published\ncase_study: [new-engineers, on-call]"),
    )
    page = _page(tmp_path, files)
    assert _label(page, "Root causes") == '<a href="../../causes/race/">Race</a>'
    assert _label(page, "Factors") == (
        'technical: <a href="../../factors/t-missing-alert/">No alert</a><br>'
        'human: <a href="../../factors/h-workload/">Workload</a>'
    )
    assert _label(page, "Trigger") == '<a href="../../triggers/deploy/">Deploy</a>'
    assert _label(page, "Detected by") == '<a href="../../find/?detection=alert">Alert</a>'
    assert _label(page, "Ended by") == '<a href="../../find/?mitigation=rollback">Rolled back</a>'
    assert _label(page, "Actions") == '<a href="#corrective-actions">1 late</a>'
    assert _label(page, "Reading lists") == (
        '<a href="../../reading/new-engineers/">New engineers</a>, <a href="../../reading/on-call/">On call</a>'
    )


def test_an_id_may_be_called_index(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("root_causes: [race]", "root_causes: [index]"),
        ("addresses: [race]", "addresses: [index]"),
    )
    files["taxonomy.yml"] = TAXONOMY.replace("{id: race,", "{id: index,")
    assert _label(_page(tmp_path, files), "Root causes") == '<a href="../../causes/index-/">Race</a>'


def test_what_customers_read_stands_there_in_their_words_with_the_time_since_the_start(
    tmp_path: Path,
) -> None:
    files = dict(FILES)
    files["incidents/2026-03-14-cannot-pay.yml"] = FILES["incidents/2026-03-14-cannot-pay.yml"].replace(
        "    message: The last step fails.\n",
        "    message: The last **step** fails.\n    workaround: Pay by bank.\n    next_update: 2026-03-14 09:58Z\n",
    )
    said = _page(tmp_path, files).partition("## What customers read\n\n")[2]
    assert said == (
        'On the page <a href="https://status.acme.example/incidents/2026-03-14-cannot-pay/">Some customers can\'t pay</a>:\n\n'
        '<ol class="kb-told">\n'
        '<li><p class="kb-more"><strong>We\u2019re looking into it</strong>, 14 Mar 2026, 09:20 UTC, 22 min after the start</p>'
        '<div class="kb-text">The last <strong>step</strong> fails.</div>'
        '<div class="kb-text"><em>What you can do now:</em> Pay by bank.</div>'
        '<p class="kb-more">The next one was promised by 14 Mar 2026, 09:58 UTC.</p></li>\n'
        '<li><p class="kb-more"><strong>Solved</strong>, 14 Mar 2026, 09:58 UTC, 1 h after the start</p>'
        '<div class="kb-text">It works again.</div></li>\n'
        "</ol>\n"
    )


def test_of_a_draft_nobody_has_read_anything(tmp_path: Path) -> None:
    files = dict(FILES)
    files["incidents/2026-03-14-cannot-pay.yml"] += "draft: true\n"
    assert "What customers read" not in _page(tmp_path, files)
