"""How well the clocks were kept: what counts, what doesn't, and how it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from internal_stories import FILES, archive, changed

INCIDENT: Final = "incidents/2026-03-14-cannot-pay.yml"
POSTMORTEM: Final = "postmortems/sent-twice.md"
CONFIRMED: Final = ("severity: 2\ncomponents", "severity: 2\nconfirmed: 2026-03-14 09:00Z\ncomponents")
RESPONSE: Final = "Somebody works on it: 1 of 1, 2 min"


def _kept(folder: Path, files: dict[str, str]) -> list[str]:
    found = archive(folder, files).kept
    return [
        f"{line.title}: {line.kept} of {line.of}"
        + (f", {line.typical.total_seconds() / 60:.0f} min" if line.typical is not None else "")
        for line in found
    ]


def test_every_clock_that_is_over_counts_once(tmp_path: Path) -> None:
    promised = ("message: The last step fails.", "message: It fails.\n    next_update: 2026-03-14 09:50Z")
    assert _kept(tmp_path, changed(INCIDENT, CONFIRMED, promised)) == [
        RESPONSE,
        "First public update: 1 of 1",
        "Next public update: 1 of 1",
        "Public update at the promised time: 0 of 1",
        "Review meeting: 1 of 1",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("at: 2026-03-14 09:20Z", "at: 2026-03-14 09:31Z"), "First public update: 0 of 1"),
        (("at: 2026-03-14 09:58Z", "at: 2026-03-14 10:21Z"), "Next public update: 0 of 1"),
        (("at: 2026-03-14 09:58Z", "at: 2026-03-14 10:20Z"), "Next public update: 1 of 1"),
    ],
)
def test_a_minute_too_late_is_not_kept(change: tuple[str, str], line: str, tmp_path: Path) -> None:
    assert line in _kept(tmp_path, changed(INCIDENT, CONFIRMED, change))


def test_in_a_mild_incident_only_working_time_counts_until_somebody_works_on_it(tmp_path: Path) -> None:
    """Detected on Saturday, taken up on Monday at half past ten: within two hours of work."""
    files = changed(
        POSTMORTEM,
        ("severity: 2", "severity: 3"),
        ("acknowledged: 2026-03-14T09:02:00Z", "acknowledged: 2026-03-16T09:30:00Z"),
        ("mitigated: 2026-03-14T09:41:00Z", "mitigated: 2026-03-16T09:41:00Z"),
        ("resolved: 2026-03-14T10:58:00Z", "resolved: 2026-03-16T10:58:00Z"),
    )
    files[INCIDENT] = FILES[INCIDENT].replace("severity: 2", "severity: 3")
    assert _kept(tmp_path, files) == ["Somebody works on it: 1 of 1, 90 min"]


def test_a_review_that_never_was_is_missed_once_its_time_is_over(tmp_path: Path) -> None:
    files = changed(
        POSTMORTEM, ("review: {scheduled: 2026-03-16T13:00:00Z, held: 2026-03-16T13:00:00Z}\n", "")
    )
    assert _kept(tmp_path, files)[-1] == "Review meeting: 0 of 1"


@pytest.mark.parametrize(
    ("what", "name", "change"),
    [
        ("history from elsewhere", POSTMORTEM, ("status: published", "status: published\nimported: old wiki")),
        ("what is older than a year", POSTMORTEM, ("started: 2026-03-14T08:58:00Z", "started: 2025-03-14T08:58:00Z")),
    ],
)  # fmt: skip
def test_nothing_is_counted_of(what: str, name: str, change: tuple[str, str], tmp_path: Path) -> None:
    assert _kept(tmp_path, changed(name, change)) == [], what


def test_of_a_practice_and_of_a_draft_no_update_is_counted(tmp_path: Path) -> None:
    for how in ("draft", "drill"):
        files = changed(INCIDENT, CONFIRMED, ("title:", f"{how}: true\ntitle:"))
        assert _kept(tmp_path / how, files) == [RESPONSE, "Review meeting: 1 of 1"]
