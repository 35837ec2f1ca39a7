"""Where the code takes a shortcut for speed, the long way round says the same."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup, escape

from clearbell.formats.scalars import UNSEEN, unseen
from clearbell.public import feeds
from clearbell.public.entries import feed_id
from clearbell.public.templates import environment
from clearbell.times import iso
from clearbell.wording import Words, escaped
from publishing import incident, output, project, publish

SECONDS = some.integers(0, 4_000_000_000)


@given(some.from_regex(r"[a-z0-9-]{1,20}/[a-z0-9]{1,20}", fullmatch=True))
def test_ids_of_feeds_are_uuids_of_version_5(name: str) -> None:
    shell: Any = SimpleNamespace(settings=SimpleNamespace(id="acme-status"))
    assert feed_id(shell, name) == uuid.uuid5(uuid.NAMESPACE_OID, f"clearbell/acme-status/{name}").urn


@given(SECONDS)
def test_feeds_say_times_as_mail_does(at: int) -> None:
    assert feeds._rfc822(at) == format_datetime(datetime.fromtimestamp(at, UTC))  # noqa: SLF001 - see above


@given(SECONDS)
def test_a_time_for_machines_has_no_more_than_it_needs(at: int) -> None:
    moment = datetime.fromtimestamp(at, UTC)
    assert iso(at) == f"{moment:%Y-%m-%dT%H:%M:%S}Z".replace(":00Z", "Z", 0 if moment.second else 1)


@given(some.text())
def test_texts_are_filled_in_as_markup_does_it(value: str) -> None:
    words = Words("en", {"it": "<b>&</b> {value}, {link}"}, (), ())
    link = Markup("<a href='#'>&amp;</a>")
    whole = escape("<b>&</b> {value}, {link}").format(value=value, link=link)
    assert words.html("it", value=value, link=link) == whole


def test_what_python_calls_printable_has_no_unseen_character() -> None:
    hidden = [character for character in map(chr, range(0x110000)) if UNSEEN.match(character)]
    assert hidden
    assert not any(map(str.isprintable, hidden))


@given(some.text())
def test_unseen_characters_are_found_as_by_searching(text: str) -> None:
    found, whole = unseen(text), UNSEEN.search(text)
    assert (found and found.span()) == (whole and whole.span())


def test_a_site_made_by_several_processes_is_the_one_that_one_process_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = incident("2026-03-01 09:00 investigating", "2026-03-01 10:00 resolved")
    files = {f"it-{number}": solved for number in range(620)}
    made = []
    for processors in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda processors=processors: processors)
        root = project(tmp_path / str(processors), files)
        publish(root)
        made.append(output(root))
    assert made[0] == made[1]


@pytest.mark.parametrize("first", [Markup("<i>"), "<i>"], ids=["markup", "text"])
def test_what_is_remembered_of_markup_is_not_taken_for_a_text_of_the_same_letters(first: str) -> None:
    made = environment({})
    states: Any = made.globals
    for word in (first, "<i>", Markup("<i>")):
        safe = "<i>" if isinstance(word, Markup) else "&lt;i&gt;"
        assert states["mark"]("ok", word).endswith(f"</svg>{safe}</span>")
        assert states["part"]("ok", word, False).endswith(f"</svg>{safe}</li>")
        assert escaped(word) == safe
