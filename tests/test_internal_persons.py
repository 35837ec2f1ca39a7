"""Persons as causes in postmortems: found at their words, in the text and in the front matter, and nowhere in quotations."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from internal_stories import changed, problems

POSTMORTEM: Final = "postmortems/sent-twice.md"
POSSIBLE: Final = "Say what made it possible or likely: what was shown, what was missing, what allowed it."
LIKELY: Final = "Say what would have made it likely: what should the system have shown, asked or refused?"


CATCH: Final = "Say what made the mistake possible, and what would have caught it."
WHYS: Final = "five_whys: [Why twice?, Why two?, Why no lock? The reviewer overlooked it., Why not now?, No test shows it.]\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "found"),
    [
        (
            "Two workers took the same payment.",
            "Two workers took the same payment, because\nthe developer forgot to\nlock it.",
            "42:5",
            f"`developer forgot to`. {POSSIBLE}",
        ),
        (
            "2. Why two? Nothing locks it.",
            "2. Why two? We should have tested it.",
            "46:13",
            f"`We should have tested`. {LIKELY}",
        ),
        (
            "title: Payments were sent twice",
            "title: Payments were sent twice by human error",
            "2:36",
            f"`human error`. {CATCH}",
        ),
        ("status: published\n", f"status: published\n{WHYS}", "5:52", f"`reviewer overlooked`. {POSSIBLE}"),
    ],
)
def test_a_person_as_the_cause_is_found_at_the_words(
    old: str, new: str, place: str, found: str, tmp_path: Path
) -> None:
    [said] = problems(tmp_path, changed(POSTMORTEM, (old, new))).splitlines()
    assert said.startswith(f"content/postmortems/sent-twice.md:{place}: warning: ")
    assert said.endswith(f"expected a cause that can be changed, found {found}")


@pytest.mark.parametrize(
    "text",
    [
        "> Somebody forgot to lock it.",
        "```\nengineer failed to\n```",
        'The tracker calls that "human error".',
        "The lock should have been there, and the alert should have fired.",
    ],
)
def test_quotations_code_and_systems_are_nobodys_fault(text: str, tmp_path: Path) -> None:
    assert (
        problems(
            tmp_path, changed(POSTMORTEM, ("Rolling back was quick.", f"Rolling back was quick.\n\n{text}"))
        )
        == ""
    )


def test_what_was_written_elsewhere_is_left_as_it_was(tmp_path: Path) -> None:
    blame = ("Rolling back was quick.", "The engineer failed to roll back.")
    assert "warning" in problems(tmp_path / "ours", changed(POSTMORTEM, blame))
    old = changed(POSTMORTEM, blame, ("status: published\n", "status: published\nimported: another tool\n"))
    assert problems(tmp_path / "theirs", old) == ""
