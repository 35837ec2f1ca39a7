"""The statistics against SciPy's own slower ones, against published numbers, and against data without any pattern."""

from __future__ import annotations

import time
from math import comb
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from clearbell.internal.statistics.cooccurrence import together
from clearbell.internal.statistics.families import adjusted
from clearbell.internal.statistics.fourfold import Fourfold, more_often, otherwise
from clearbell.internal.statistics.outcome import Estimate, Refusal
from clearbell.internal.statistics.rates import Verdict, compare, recurrence
from clearbell.internal.statistics.shares import distinguishable, share
from clearbell.internal.statistics.spread import quantile, spread
from clearbell.internal.statistics.survival import Curve, survival
from clearbell.internal.statistics.trends import trend

TABLES = some.integers(1, 200).flatmap(
    lambda of: some.tuples(some.just(of), some.integers(0, of), some.integers(0, of))
).flatmap(
    lambda known: some.tuples(
        some.just(known[0]),
        some.just(known[1]),
        some.just(known[2]),
        some.integers(max(0, known[1] + known[2] - known[0]), min(known[1], known[2])),
    )
)  # fmt: skip


@given(some.integers(1, 5000).flatmap(lambda of: some.tuples(some.integers(0, of), some.just(of))))
def test_shares_are_those_of_scipy(counts: tuple[int, int]) -> None:
    found, own = share(*counts, least=1), stats.binomtest(*counts).proportion_ci(method="wilson")
    assert isinstance(found, Estimate)
    assert found.low == pytest.approx(float(own.low), abs=1e-12)
    assert found.high == pytest.approx(float(own.high), abs=1e-12)


@given(TABLES)
@settings(deadline=None)
def test_tables_of_two_by_two_are_those_of_scipy(table: tuple[int, int, int, int]) -> None:
    of, first, second, both = table
    cells = np.array([[both, first - both], [second - both, of - first - second + both]])
    given_ = (np.array([both]), np.array([first]), np.array([second]), of)
    assert more_often(*given_)[0] == pytest.approx(stats.fisher_exact(cells, alternative="greater")[1])
    assert otherwise(*given_)[0] == pytest.approx(stats.fisher_exact(cells)[1])


@given(some.lists(some.floats(0, 1), min_size=1, max_size=60))
def test_corrected_chances_are_those_of_scipy(chances: list[float]) -> None:
    assert adjusted(chances) == pytest.approx(stats.false_discovery_control(chances).tolist())


@given(some.integers(0, 60), some.integers(0, 60), some.integers(1, 999), some.integers(1, 999))
@settings(deadline=None)
def test_two_counts_are_compared_as_by_scipy(before: int, after: int, long: int, short: int) -> None:
    found = compare(before, long, after, short)
    if before + after == 0:
        assert found == Refusal("Nothing happened in either stretch of time.")
        return
    assert not isinstance(found, Refusal)
    own = stats.binomtest(after, before + after, short / (long + short))
    assert found.p == pytest.approx(own.pvalue)
    assert recurrence(before, long, after, short)[1] == pytest.approx(
        stats.binomtest(after, before + after, short / (long + short), "less").pvalue
    )
    if before and found.ratio is not None and found.ratio.high is not None:
        part = own.proportion_ci(method="exact")
        assert found.ratio.low == pytest.approx(part.low / (1 - part.low) * long / short)
        assert found.ratio.high == pytest.approx(part.high / (1 - part.high) * long / short)


@given(some.lists(some.integers(0, 500), min_size=1, max_size=80), some.sampled_from((0.25, 0.5, 0.75, 0.9)))
@settings(deadline=None)
def test_order_statistics_are_those_of_scipy(values: list[int], part: float) -> None:
    found = quantile(sorted(values), part)
    own: Any = stats.quantile_test(values, p=part).confidence_interval()  # which the stubs take for a number
    low, high = float(own.low), float(own.high)
    assert found.value == pytest.approx(float(np.quantile(values, part)))
    assert [None if np.isnan(end) else end for end in (low, high)] == [found.low, found.high]


@given(some.lists(some.tuples(some.integers(0, 40), some.booleans()), min_size=1, max_size=60))
@settings(deadline=None)
def test_the_curve_of_survival_is_that_of_scipy(lives: list[tuple[int, bool]]) -> None:
    found = survival([(float(age), closed) for age, closed in lives])
    assert isinstance(found, Curve)
    data: stats.CensoredData[np.float64] = stats.CensoredData(
        uncensored=[age for age, closed in lives if closed],
        right=[age for age, closed in lives if not closed],
    )  # fmt: skip
    own = stats.ecdf(data).sf
    for step in found.steps:
        assert step.open.value == pytest.approx(float(own.evaluate([step.age])[0]))


@pytest.mark.parametrize(
    ("part", "needed"),
    [(0.5, 6), (0.25, 13), (0.9, 36)],
)  # fmt: skip
def test_a_quantile_has_bounds_from_so_many_values_on(part: float, needed: int) -> None:
    def bounds(n: int) -> tuple[float | None, float | None]:
        found = quantile([float(value) for value in range(n)], part)
        return found.low, found.high

    assert None in bounds(needed - 1)
    assert None not in bounds(needed)


def test_a_percentage_without_counts_is_refused() -> None:
    """Google's table of root causes gives 41.35 % of thousands, and says of how many nowhere."""
    assert share(41.35, None) == share(0.4135, 1) == Refusal(
        "A share needs whole counts: a percentage alone has no interval."
    )  # fmt: skip


def test_few_cases_give_no_percentage() -> None:
    assert share(3, 9) == Refusal("A percentage needs 10 cases, and there are 9.")
    assert share(0, 0) == Refusal("A percentage needs 10 cases, and there are 0.")
    assert share(11, 10) == Refusal("11 of 10 is no share.")
    none, every = share(0, 10), share(10, 10)
    assert isinstance(none, Estimate)
    assert isinstance(every, Estimate)
    assert (none.low, round(none.high or 0, 3)) == (0, 0.278)
    assert (round(every.low or 0, 3), every.high) == (0.722, 1)
    assert distinguishable(none, every)


def test_the_152_incidents_of_microsoft_teams_have_these_integers_and_no_others() -> None:
    """Ghosh and others, 2022: only percentages are printed; one cause each, so that all add up."""
    printed = (27.0, 16.4, 15.8, 13.2, 12.5, 10.5, 4.6)
    counts = (41, 25, 24, 20, 19, 16, 7)
    assert sum(counts) == 152
    assert [[k for k in range(153) if round(100 * k / 152, 1) == percentage] for percentage in printed] == [
        [count] for count in counts
    ]
    defects, dependencies, least = share(41, 152), share(25, 152), share(7, 152)
    assert isinstance(defects, Estimate)
    assert isinstance(dependencies, Estimate)
    assert isinstance(least, Estimate)
    assert (round(defects.low or 0, 2), round(defects.high or 0, 2)) == (0.21, 0.35)
    assert not distinguishable(defects, dependencies)
    assert distinguishable(defects, least)


def test_causes_of_two_providers_differ_as_published_data_do() -> None:
    """354 cloud incidents (Li and others, 2022): Google's 98 beside Azure's 242."""
    google, azure = np.array([42, 15, 7]), np.array([62, 12, 41])
    found = otherwise(google, google + azure, np.array([98, 98, 98]), 340)
    assert [round(p, 4) for p in found.tolist()] == [0.0027, 0.0031, 0.0243]
    # Ten more causes were compared; the paper's data give none of them a smaller p.
    assert [round(q, 3) for q in adjusted([*found.tolist(), *[1.0] * 10])[:3]] == [0.02, 0.02, 0.105]
    ratios = [
        Fourfold(a, a + b, 98, 340).odds_ratio for a, b in zip(google.tolist(), azure.tolist(), strict=True)
    ]
    assert [round(ratio.value, 2) for ratio in ratios] == [2.18, 3.46, 0.38]
    assert [ratio.covers(1) for ratio in ratios] == [False, False, False]


def test_an_empty_cell_leaves_an_odds_ratio_without_bound_above() -> None:
    assert Fourfold(0, 5, 5, 40).odds_ratio.value == 0
    nothing_else = Fourfold(5, 5, 5, 40).odds_ratio
    assert nothing_else.high is None
    assert nothing_else.low is not None
    assert nothing_else.low > 1


def test_five_before_and_none_after_say_something_and_three_do_not() -> None:
    assert _judged(5, 0) == (Verdict.RARER, 0.03125)
    assert _judged(3, 0) == (Verdict.TOO_EARLY, 0.125)
    assert recurrence(5, 100, 4, 100)[0] is Verdict.NO_DIFFERENCE
    assert recurrence(0, 100, 0, 100) == (Verdict.TOO_EARLY, 1.0)
    assert recurrence(5, 100, 0, 0) == (Verdict.TOO_EARLY, 1.0)


def _judged(before: int, after: int) -> tuple[Verdict, float]:
    verdict, p = recurrence(before, 100, after, 100)
    return verdict, round(p, 9)


def test_a_trend_may_be_clear_while_no_two_years_differ() -> None:
    """A public log of incidents (Ministry of Justice, 2020 to 2025)."""
    found = trend([12, 6, 4, 9, 3, 4])
    assert not isinstance(found, Refusal)
    assert (
        round(found.factor.value, 2),
        round(found.factor.low or 0, 2),
        round(found.factor.high or 0, 2),
    ) == (
        0.82,
        0.67,
        0.99,
    )
    assert (round(found.p, 2), found.widened) == (0.04, False)
    one, other = compare(12, 1, 6, 1), compare(12, 1, 4, 1)
    assert not isinstance(one, Refusal)
    assert not isinstance(other, Refusal)
    assert (round(one.p, 2), round(other.p, 2)) == (0.24, 0.08)


def test_a_trend_is_refused_for_want_of_periods_or_incidents() -> None:
    assert trend([9, 9, 9, 9, 9]) == Refusal("A trend needs 6 whole periods, and there are 5.")
    assert trend([3, 3, 3, 3, 3, 3]) == Refusal(
        "A trend needs 20 incidents in these periods, and there are 18."
    )
    assert trend([0, 0, 0, 0, 0, 30]) == Refusal(
        "All incidents lie at one end of the periods; no factor fits them."
    )


def test_where_counts_scatter_more_than_chance_has_it_a_trend_is_less_sure() -> None:
    calm, wild = trend([10, 11, 12, 13, 14, 15]), trend([30, 0, 0, 1, 0, 44])
    assert not isinstance(calm, Refusal)
    assert not isinstance(wild, Refusal)
    assert (calm.widened, wild.widened) == (False, True)
    assert wild.factor.covers(1)


def test_one_incident_can_hold_most_of_all_minutes() -> None:
    """The published times to repair of the same log, in minutes: 36 of them, one of a month."""
    minutes = [
        16, 36, 249, 30, 308, 38, 37, 45, 182, 38, 15, 128, 273, 31, 7, 316, 303, 77, 122, 8, 387, 27, 40414, 88, 30, 55,
        267, 110, 1994, 252, 2136, 201, 188, 11, 1787, 97,
    ]  # fmt: skip
    found = spread(minutes)
    assert not isinstance(found, Refusal)
    assert (found.n, found.median) == (36, Estimate(103.5, 38, 249))
    assert (round(found.mean), round(found.longest_share, 2)) == (1397, 0.80)


def test_data_without_a_pattern_show_one_in_no_more_than_one_run_of_twenty() -> None:
    """A thousand archives whose factors have nothing to do with each other: how many show any pair at q < 0.05?"""
    chance, begun = Random(20261120), time.process_time()
    words = {f"f{number}": 0.04 + 0.02 * number for number in range(20)}
    fooled = tested = 0
    for _ in range(1000):
        n = chance.choice((30, 60, 120))
        sets = [frozenset(word for word, part in words.items() if chance.random() < part) for _ in range(n)]
        pairs = together(sets)
        tested += len(pairs)
        fooled += any(pair.q < 0.05 for pair in pairs)
    assert tested > 100_000
    assert 0 < fooled <= 50, f"{fooled} of 1,000 runs"
    assert time.process_time() - begun < 20


def test_a_pattern_that_is_there_is_found() -> None:
    chance = Random(1)
    sets = []
    for _ in range(120):
        found = {f"f{number}" for number in range(8) if chance.random() < 0.25}
        sets.append(frozenset(found | {"f1"} if "f0" in found else found))
    assert [(pair.first, pair.second) for pair in together(sets) if pair.q < 0.05] == [("f1", "f0")]


def test_words_that_avoid_each_other_are_no_finding_and_rare_ones_no_test() -> None:
    apart = [frozenset({"a"})] * 30 + [frozenset({"b"})] * 30
    assert [round(pair.p, 3) for pair in together(apart)] == [1.0]
    assert together([frozenset({"a", "b"})] * 4 + [frozenset({"c"})] * 40) == []
    assert together([]) == []


def test_the_number_of_pairs_is_bounded_however_many_words_there_are() -> None:
    pairs = together([frozenset(f"w{(case + step) % 300}" for step in range(40)) for case in range(600)])
    assert len(pairs) <= comb(60, 2)
