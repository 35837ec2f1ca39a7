"""What is staged for MkDocs: the whole tree of a small archive, lists that are cut, texts that stay texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from clearbell.formats.scalars import Duration
from clearbell.internal.archive import read_archive
from clearbell.internal.markdown import parts
from clearbell.internal.prose import escaped, length
from clearbell.internal.stage import Staged, pages, stage
from clearbell.internal.timebar import time_bar
from clearbell.process import later
from internal_stories import ELSEWHERE, EXPECTED, FILES, NOW, archive, changed

POSTMORTEM = "postmortems/sent-twice.md"


def test_a_small_archive_becomes_these_files_and_no_other(tmp_path: Path) -> None:
    staged = tmp_path / "docs"
    stage(archive(tmp_path), staged)
    assert _tree(staged) == sorted({*_tree(EXPECTED), *ELSEWHERE})
    for name in _tree(EXPECTED):
        assert (staged / name).read_text("utf-8").splitlines() == (EXPECTED / name).read_text(
            "utf-8"
        ).splitlines()


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    staged = tmp_path / "docs"
    everything = stage(archive(tmp_path), staged)
    files = len(_tree(EXPECTED)) + len(ELSEWHERE)
    assert everything == Staged(pages=files, written=files)
    assert stage(archive(tmp_path), staged).written == 0

    (tmp_path / "content/drills/card-company.md").unlink()
    found, _ = read_archive(tmp_path, NOW)
    assert found is not None
    # The front page, the list of drills, the two pages that say how many drills aren't counted, and of the data three
    # tables of drills and the two files that hold everything.
    assert stage(found, staged) == Staged(everything.pages - 1, written=9)
    assert not (staged / "drills/card-company.md").exists()


def test_no_list_has_more_than_200_rows(tmp_path: Path) -> None:
    files = dict(FILES)
    day = datetime(2025, 1, 1, 12, tzinfo=UTC)
    for number in range(450):
        started = day + timedelta(days=number)
        files[f"postmortems/p{number}.md"] = (
            f"---\ntitle: Number {number}\nstatus: draft\nseverity: 3\nroot_causes: [race]\nimported: wiki\n"
            f"started: {started:%Y-%m-%dT%H:%MZ}\nactions: [{{id: a1, what: Mend it}}]\n---\n"
        )
    made = pages(archive(tmp_path, files))
    assert max(part.count("<tr><td>") for text in made.values() for part in text.split("<table>")) == 200
    assert sorted(name for name in made if "page/" in name or name.startswith("years/")) == [
        *(
            f"actions/{which}/page/{number}.md"
            for which in ("all", "category-none", "kind-none", "open", "owners/not-recorded")
            for number in (2, 3, 4, 5)
        ),
        "causes/code-defect/page/2.md",
        "causes/code-defect/page/3.md",
        "causes/race/page/2.md",
        "causes/race/page/3.md",
        "years/2025.md",
        "years/2025/page/2.md",
        "years/2026.md",
    ]
    assert (
        'By year: <a href="years/2026/">&#50;026</a> (86), <a href="years/2025/">&#50;025</a> (365)'
        in made["index.md"]
    )
    assert (
        'Page <a href="../../../../years/2025/">&#49;</a> <strong>2</strong>' in made["years/2025/page/2.md"]
    )


def test_an_earlier_id_counts_for_its_word_and_a_word_for_the_wider_one(tmp_path: Path) -> None:
    found = archive(tmp_path, changed(POSTMORTEM, ("root_causes: [race]", "root_causes: [concurrency]")))
    assert {name: len(listed) for name, listed in found.by_cause().items()} == {
        "code-defect": 1,
        "race": 1,
        "unknown": 0,
    }


def test_what_is_not_recorded_is_said(tmp_path: Path) -> None:
    bare = "---\ntitle: Long ago\nstatus: published\nseverity: 2\nimported: wiki\n---\nNobody remembers.\n"
    made = pages(archive(tmp_path, {**FILES, "postmortems/bare.md": bare}))
    assert made["postmortems/bare.md"] == (
        "---\nhide: [navigation]\n---\n\n# Long ago\n\n"
        '<div class="kb-facts" data-search-exclude>\n<table><thead><tr><th>Severity</th> <th>When</th> <th>How long</th> <th>Services</th> '
        "<th>Status</th></tr></thead><tbody>\n<tr><td>Sev2 High</td> <td>not recorded</td> <td>not recorded</td> "
        "<td>not recorded</td> <td>Published</td></tr>\n</tbody></table>\n</div>\n\nTimes: not recorded.\n\n"
        '<div class="kb-labels">\n<table><thead><tr><th></th> <th></th></tr></thead><tbody>\n'
        "<tr><td>Root causes</td> <td>not recorded</td></tr>\n<tr><td>Factors</td> <td>not recorded</td></tr>\n"
        "<tr><td>Trigger</td> <td>not recorded</td></tr>\n<tr><td>Detected by</td> <td>not recorded</td></tr>\n"
        "<tr><td>Ended by</td> <td>not recorded</td></tr>\n<tr><td>Customers</td> <td>not recorded</td></tr>\n"
        "<tr><td>Review</td> <td>not recorded</td></tr>\n<tr><td>Imported from</td> <td>wiki</td></tr>\n"
        '</tbody></table>\n</div>\n\n<div class="kb-text">\n<p>Nobody remembers.</p>\n</div>\n'
    )


def test_links_between_content_files_lead_to_their_pages(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM,
        ("No alert (a1).", "No alert (a1), see [the drill](../drills/card-company.md#what-we-did)."),
    )
    assert '<a href="../../drills/card-company/#what-we-did"' in pages(archive(tmp_path, files))[POSTMORTEM]


def test_a_draft_incident_is_named_but_not_linked(tmp_path: Path) -> None:
    files = dict(FILES)
    files["incidents/2026-03-14-cannot-pay.yml"] += "draft: true\n"
    text = pages(archive(tmp_path, files))[POSTMORTEM]
    assert "<tr><td>Public incident</td> <td>&#50;026-03-14-cannot-pay (not published)</td></tr>" in text


def test_an_action_is_late_due_open_or_done(tmp_path: Path) -> None:
    def state(*changes: tuple[str, str]) -> str:
        text = pages(archive(tmp_path, changed(POSTMORTEM, *changes)))["actions/owners/payments.md"]
        return text.partition('<span class="kb-')[2].partition("</span>")[0].replace('">', ": ")

    due = "    due: 2026-04-10\n"
    assert state() == "late: late by 10 days"
    assert state((due, "    due: 2026-04-20\n")) == "due: due today"
    assert state((due, "    due: 2026-05-04\n"), ("status: open", "status: in-progress")) == (
        "due: due in 14 days, in progress"
    )
    assert state((due, "    due: 2026-05-05\n")) == "open: open"
    assert state(("status: open", "status: done\n    closed: 2026-04-12")) == "done: done 2026-04-12"


def test_the_bar_says_in_words_what_it_draws() -> None:
    start = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
    bar = time_bar({"started": start, "detected": start, "resolved": start + timedelta(hours=1, minutes=12)})
    assert 'aria-label="Started, then detected after 0 min, resolved after 1 h 12 min"' in bar
    assert '<rect class="kb-detected" x="0" y="0" width="4" height="20"/>' in bar
    assert "<td>15 Mar 2026, 00:42</td> <td>+ 1 h 12 min</td>" in bar


def test_lengths_are_said_in_two_units_at_most() -> None:
    assert [length(timedelta(minutes=minutes)) for minutes in (0, 59, 60, 72, 1440, 1500, 2880)] == [
        "0 min",
        "59 min",
        "1 h",
        "1 h 12 min",
        "1 day",
        "1 day 1 h",
        "2 days",
    ]


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    day = datetime(2026, 8, 31, tzinfo=UTC).date()
    assert later(day, Duration(3, "months")).isoformat() == "2026-11-30"
    assert later(day, Duration(6, "months")).isoformat() == "2027-02-28"
    assert later(day, Duration(2, "weeks")).isoformat() == "2026-09-14"


def test_a_title_shows_as_it_is_written() -> None:
    assert escaped("1. p99 < 2 s & *b* [x](y) `c` {: .d }") == (
        "&#49;. p99 &#60; 2 s &#38; &#42;b&#42; &#91;x&#93;(y) &#96;c&#96; &#123;&#58; .d &#125;"
    )


def test_raw_html_shows_as_text_and_code_stays_code() -> None:
    (part,) = parts(
        "A <b>bold</b> `<i>` [x](javascript:alert) <https://a.example> ![graph](https://a.example/g.png)"
    )
    assert part.html == (
        "<p>A &lt;b&gt;bold&lt;/b&gt; <code>&lt;i&gt;</code> "
        '<a href="" rel="noopener noreferrer">x</a> '
        '<a href="https://a.example" rel="noopener noreferrer">https://a.example</a> '
        '<a href="https://a.example/g.png" rel="noopener noreferrer">graph</a></p>'
    )


def test_an_entity_that_is_no_character_breaks_nothing() -> None:
    (part,) = parts("(&#xFFFE;&#65535;)")
    assert part.html == "<p>(\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER})</p>"


def _tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
