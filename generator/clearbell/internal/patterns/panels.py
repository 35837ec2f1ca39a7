"""All panels, in the order in which they are shown, and everything they say of an archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from clearbell.internal.archive import Archive
from clearbell.internal.patterns.ages import action_ages
from clearbell.internal.patterns.clocks import clocks_kept
from clearbell.internal.patterns.durations import (
    time_to_acknowledge,
    time_to_detect,
    time_to_mitigate,
    time_to_resolve,
)
from clearbell.internal.patterns.panel import Panel
from clearbell.internal.patterns.periods import period_comparison
from clearbell.internal.patterns.ranking import (
    cause_ranking,
    detection_ranking,
    factor_ranking,
    kind_ranking,
    near_miss_ranking,
    trigger_ranking,
)
from clearbell.internal.patterns.recurrence import action_recurrence
from clearbell.internal.patterns.together import cause_service_map, causes_together, factors_together
from clearbell.internal.patterns.trends import trends

Maker = Callable[[Archive], Panel[Any]]
PATTERNS: Final[Sequence[Maker]] = (
    cause_ranking,
    kind_ranking,
    factor_ranking,
    cause_service_map,
    factors_together,
    causes_together,
    trigger_ranking,
    detection_ranking,
    period_comparison,
    trends,
    action_recurrence,
    near_miss_ranking,
)
MEASURES: Final[Sequence[Maker]] = (
    time_to_detect,
    time_to_acknowledge,
    time_to_mitigate,
    time_to_resolve,
    clocks_kept,
    action_ages,
)
