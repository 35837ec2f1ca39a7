"""`content/postmortems/*.md` and `content/drills/*.md`: the front matter that engineers write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clearbell.formats.policy import ROLE_ID
from clearbell.formats.reader import Many, MapOf, OneOf, Record, field, record
from clearbell.formats.scalars import (
    COUNT,
    DAY,
    DURATION,
    FLAG,
    ID,
    LINE,
    SEVERITY,
    TEXT,
    TIME,
    WEB,
    Duration,
)

SECTIONS: Final = (
    "Incident Summary",
    "Timeline",
    "Root Cause Analysis",
    "What Went Well",
    "What Went Poorly",
    "Corrective Actions",
    "Lessons Learned",
)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class PostmortemStatus(StrEnum):
    """How far a postmortem is."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    PUBLISHED = "published"


class ActionStatus(StrEnum):
    """How far a corrective action is; verified means somebody saw its success criterion met."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    VERIFIED = "verified"
    DECLINED = "declined"


class ActionCategory(StrEnum):
    """The five categories of the process."""

    TECHNICAL = "technical"
    PROCESS = "process"
    MONITORING = "monitoring"
    TRAINING = "training"
    AUTOMATION = "automation"


class ActionKind(StrEnum):
    """What an action is for."""

    PREVENT = "prevent"
    DETECT = "detect"
    MITIGATE = "mitigate"


class DrillKind(StrEnum):
    """The three ways to practise."""

    DRILL = "drill"
    GAME_DAY = "game-day"
    TRAINING = "training"


@record
class Action:
    """One corrective action. What makes it complete (owner, due, success) is checked, not assumed."""

    id: str = field(ID, "Permanent within its file.")
    what: str = field(LINE, "What will be done: a verb first, with an end.")
    category: ActionCategory | None = field(
        OneOf(ActionCategory), "technical, process, monitoring, training or automation.", default=None
    )
    kind: ActionKind | None = field(OneOf(ActionKind), "prevent, detect or mitigate.", default=None)
    addresses: tuple[str, ...] = field(
        Many(ID), "The causes and factors of taxonomy.yml it answers.", default=()
    )
    owner: str | None = field(LINE, "The team or role that does it.", default=None)
    due: date | None = field(DAY, "The day it should be done.", default=None)
    success: str | None = field(TEXT, "How anybody can see that it worked.", default=None)
    status: ActionStatus = field(
        OneOf(ActionStatus), "open, in-progress, done, verified or declined.", default=ActionStatus.OPEN
    )
    closed: date | None = field(DAY, "The day it was done or declined.", default=None)
    verified: date | None = field(DAY, "The day its success was seen.", default=None)
    tracker: str | None = field(WEB, "The ticket.", default=None)


@record
class CustomerImpact:
    """What customers noticed."""

    summary: str = field(TEXT, "In a sentence or two.")
    customers: int | None = field(COUNT, "How many were affected.", default=None)


@record
class Review:
    """The review meeting."""

    scheduled: datetime | None = field(TIME, "When it is planned.", default=None)
    held: datetime | None = field(TIME, "When it was held.", default=None)


@record
class PostmortemFile:
    """The front matter of a postmortem."""

    title: str = field(LINE, "What happened, in engineers' words.")
    status: PostmortemStatus = field(OneOf(PostmortemStatus), "draft, in-review or published.")
    severity: int = field(SEVERITY, "As the incident was rated: 1 to 4.")
    incident: str | None = field(ID, "The public incident's id, if there was one.", default=None)
    services: tuple[str, ...] = field(
        Many(ID), "Components of site.yml or services of taxonomy.yml.", default=()
    )
    started: datetime | None = field(TIME, "When it began to go wrong.", default=None)
    detected: datetime | None = field(TIME, "When we first knew.", default=None)
    acknowledged: datetime | None = field(TIME, "When somebody began to work on it.", default=None)
    mitigated: datetime | None = field(TIME, "When customers no longer suffered.", default=None)
    resolved: datetime | None = field(TIME, "When it was over.", default=None)
    detection: str | None = field(ID, "How it was noticed (taxonomy.yml).", default=None)
    trigger: str | None = field(ID, "What changed just before (taxonomy.yml).", default=None)
    root_causes: tuple[str, ...] = field(
        Many(ID),
        "Ids of taxonomy.yml; `unknown` when investigated without result, empty when not recorded.",
        default=(),
    )
    contributing_factors: tuple[str, ...] = field(Many(ID), "Ids of taxonomy.yml.", default=())
    mitigation: tuple[str, ...] = field(Many(ID), "How it was stopped (taxonomy.yml).", default=())
    customer_impact: CustomerImpact | None = field(
        Record(CustomerImpact), "What customers noticed.", default=None
    )
    roles: Mapping[str, str] = field(
        MapOf(ROLE_ID, LINE, what="roles and the teams that held them"),
        "Role of policy.yml and team.",
        default=_NONE,
    )
    review: Review = field(Record(Review), "The review meeting.", default=Review())
    five_whys: tuple[str, ...] = field(
        Many(TEXT), "The chain of whys, if not a numbered list in the text.", default=()
    )
    actions: tuple[Action, ...] = field(Many(Record(Action)), "Corrective actions.", default=())
    tags: tuple[str, ...] = field(Many(LINE), "Free words; they don't enter statistics.", default=())
    case_study: tuple[str, ...] = field(Many(ID), "Reading lists this belongs to.", default=())
    taxonomy_version: int | None = field(
        COUNT, "The version of taxonomy.yml it was labelled with.", default=None
    )
    near_miss: bool = field(FLAG, "true: nothing reached customers.", default=False)
    imported: str | None = field(LINE, "The tool this history came from.", default=None)


@record
class DrillFile:
    """The front matter of a drill, game day or training."""

    title: str = field(LINE, "What was practised.")
    date: date = field(DAY, "The day.")
    kind: DrillKind = field(OneOf(DrillKind), "drill, game-day or training.")
    scenario: str = field(TEXT, "What was assumed to happen.")
    roles: Mapping[str, str] = field(
        MapOf(ROLE_ID, LINE, what="roles and the teams that held them"),
        "Role of policy.yml and team.",
        default=_NONE,
    )
    expected: Mapping[str, Duration] = field(
        MapOf(ROLE_ID, DURATION, what="steps and the time they should take"),
        "Steps and the time allowed.",
        default=MappingProxyType({}),
    )
    observed: Mapping[str, Duration] = field(
        MapOf(ROLE_ID, DURATION, what="steps and the time they took"),
        "The same steps and the time taken.",
        default=MappingProxyType({}),
    )
    findings: tuple[str, ...] = field(Many(TEXT), "What came to light.", default=())
    actions: tuple[Action, ...] = field(Many(Record(Action)), "Corrective actions.", default=())
