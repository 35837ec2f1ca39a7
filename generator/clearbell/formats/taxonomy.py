"""`content/taxonomy.yml`: the words in which causes and conditions are recorded, so that they can be counted."""

from __future__ import annotations

from enum import StrEnum

from clearbell.formats.reader import Many, OneOf, Record, field, record
from clearbell.formats.scalars import COUNT, ID, LINE, TEXT


class FactorKind(StrEnum):
    """The three sides from which a contributing factor comes."""

    TECHNICAL = "technical"
    PROCESS = "process"
    HUMAN = "human"


@record
class Term:
    """One word of the vocabulary. Ids never change; a renamed one lives on in `aliases`."""

    id: str = field(ID, "Permanent: postmortems use it.")
    title: str = field(LINE, "As people read it.")
    means: str | None = field(TEXT, "When it applies, in a sentence.", default=None)
    parent: str | None = field(ID, "The wider term it belongs to; counts roll up.", default=None)
    aliases: tuple[str, ...] = field(Many(ID), "Earlier ids of the same term.", default=())


@record
class Factor(Term):
    """A contributing factor."""

    kind: FactorKind = field(OneOf(FactorKind), "technical, process or human.")


@record
class Service:
    """A technical service, as engineers name it."""

    id: str = field(ID, "Permanent: postmortems use it.")
    title: str = field(LINE, "As engineers call it.")
    component: str | None = field(
        ID, "The component of site.yml that customers see when it fails.", default=None
    )
    means: str | None = field(TEXT, "What it does.", default=None)


@record
class TaxonomyFile:
    """The controlled vocabulary."""

    version: int = field(
        COUNT,
        "Raise it when terms change; postmortems note it, so that trends don't measure relabelling.",
        default=1,
    )
    services: tuple[Service, ...] = field(Many(Record(Service)), "Technical services.", default=())
    triggers: tuple[Term, ...] = field(Many(Record(Term)), "What changed just before.", default=())
    root_causes: tuple[Term, ...] = field(Many(Record(Term)), "The mechanism that failed.", default=())
    contributing_factors: tuple[Factor, ...] = field(
        Many(Record(Factor)), "Conditions that let it happen or grow.", default=()
    )
    detection: tuple[Term, ...] = field(Many(Record(Term)), "How it was noticed.", default=())
    mitigation: tuple[Term, ...] = field(Many(Record(Term)), "How it was stopped.", default=())
