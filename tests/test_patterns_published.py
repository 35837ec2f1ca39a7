"""Our panels against published numbers: archives that have the marginals of other people's incidents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from clearbell.internal.patterns.durations import time_to_mitigate, time_to_resolve
from clearbell.internal.patterns.ranking import cause_ranking, detection_ranking
from clearbell.internal.patterns.together import causes_together
from clearbell.internal.patterns.trends import trends
from clearbell.internal.statistics.outcome import Refusal
from clearbell.internal.statistics.spread import spread
from internal_stories import SITE
from pattern_stories import (
    CLOUD,
    CLOUD_TAXONOMY,
    CLOUD_YEARS,
    LOG,
    LOG_MEANS,
    cloud_labels,
    log_postmortems,
    log_quarter,
    many,
    postmortem,
    said,
)


def _cloud() -> list[str]:
    """354 postmortems; 137 say how they were noticed and one that nobody knows; eight have no day."""
    noticed = ["automatic"] * 128 + ["manual"] * 9 + ["not-known"] + [None] * 216
    days = [f"{year}-07-01" for year, count in CLOUD_YEARS.items() for _ in range(count)] + [None] * 8
    return [
        postmortem(day, root_causes=labels, detection=how)
        for day, labels, how in zip(days, cloud_labels(), noticed, strict=True)
    ]


def test_354_cloud_incidents_give_the_published_table(tmp_path: Path) -> None:
    labels = cloud_labels()
    assert Counter(map(len, labels)) == {1: 272, 2: 66, 3: 15, 4: 1}
    found = many(tmp_path, _cloud(), {"site.yml": SITE, "taxonomy.yml": CLOUD_TAXONOMY})

    panel = cause_ranking(found)
    assert str(panel.basis) == (
        "354 of 354 incidents with a postmortem record a root cause, 453 labels in all."
    )
    rows = {row.id: row for row in panel.rows}
    assert {name: (row.labels, row.incidents) for name, row in rows.items() if name in CLOUD} == {
        name: (count, having) for name, (_, count, having) in CLOUD.items()
    }
    # "79.1 % of faults" are internal by labels; of incidents it is 65.3 %.
    assert said((rows["internal"], rows["external"], rows["unknown"]), "labels", "incidents", "tied") == [
        (280, 231, False),
        (138, 126, None),
        (35, 35, None),
    ]
    assert rows["internal"].share is not None
    assert round(rows["internal"].share.value, 3) == 0.653
    assert panel.answer == "Internal: 231 of 354, 60 to 70 %, leads."
    assert [row.id for row in panel.rows][:3] == ["internal", "misconfiguration", "other-internal"]
    assert (rows["misconfiguration"].tied, rows["other-internal"].tied, panel.rows[-1].id) == (
        False,
        True,
        "unknown",
    )

    noticed = detection_ranking(found)
    assert str(noticed.basis) == (
        "138 of 354 incidents with a postmortem record how it was noticed, 138 labels in all; 216 don't."
    )
    assert said(noticed.rows, "id", "incidents") == [("automatic", 128), ("manual", 9), ("not-known", 1)]

    followed = trends(found)
    assert followed.rows[0].counts == {
        **{str(year): count for year, count in CLOUD_YEARS.items()},
        **{str(year): 0 for year in range(2022, 2026)},
    }
    assert (followed.basis.n, followed.basis.not_recorded) == (346, 8)

    pairs = causes_together(found)
    assert pairs.answer == "No pair comes together more often than chance would have it."
    assert 0 < pairs.method.tests < 78


def test_a_public_log_gives_its_own_means_and_what_they_hide(tmp_path: Path) -> None:
    """30 of the 32 means it prints follow from its own times; the two others are those of its first quarter."""
    differing = []
    for quarter, printed in LOG_MEANS.items():
        for which, published in enumerate(printed):
            minutes = [
                row[1 + which] for row in LOG if log_quarter(row[0]) == quarter and row[1 + which] is not None
            ]
            found = spread([float(value) for value in minutes if value is not None])
            assert not isinstance(found, Refusal)
            if abs(found.mean - published) >= 1:
                differing.append((quarter, round(found.mean), published))
    assert differing == [("2020 Q1", 100, 82), ("2020 Q1", 163, 156)]

    found_log = many(tmp_path, log_postmortems())
    repair = time_to_mitigate(found_log)
    assert repair.answer == (
        "Half of them within 1 h 44 min (38 min to 4 h 9 min). One incident holds 80 % of all minutes: a mean would say 23 h."
    )
    assert str(repair.basis) == "36 of 39 incidents with a postmortem record both times; 3 don't."
    assert time_to_resolve(found_log).rows[0].n == 36

    years = trends(found_log)
    assert years.rows[0].counts == {"2020": 12, "2021": 6, "2022": 4, "2023": 9, "2024": 3, "2025": 4}
    assert years.answer == "All incidents become fewer: 0.82 times as many each period, 0.67 to 0.99."
