"""The template of a postmortem, to copy: the front matter with this site's own words, and what belongs into each section."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Final

from clearbell.formats.postmortem import SECTIONS
from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import front_matter, link
from clearbell.internal.vocabulary import Words

_IDS: Final = 12  # of one list, in a comment
_ASKED: Final[Mapping[str, str]] = {
    "Incident Summary": "What broke, for whom, for how long, and how it ended, in a paragraph for who wasn't there.",
    "Timeline": "What was seen, decided and done, with times in UTC. What was known then, not what we know now.",
    "Root Cause Analysis": "The mechanism, so that another engineer could draw it.",
    "What Went Well": "What helped, by luck or by design. Say which.",
    "What Went Poorly": "What cost time or made it worse, each with the action that answers it, like (a1), or why there is none.",
    "Corrective Actions": "What the actions of the front matter change together, and what was decided against.",
    "Lessons Learned": "What somebody in another team should take from it.",
}
_WHYS: Final = (
    "Why did customers notice anything?",
    "Why did that happen?",
    "Why was that possible?",
    "Why was it not caught before?",
    "Why did that look right at the time? End with something the organisation can change.",
)


def template_page(archive: Archive) -> Iterator[tuple[str, str]]:
    here = places.TEMPLATE
    intro = (
        "Copy it into `content/postmortems/`, as a file named after the day and what happened, and fill it in. `clearbell check` "
        f"says what is missing. {link(here, places.PROCESS, 'The process')} says when one is due."
    )
    text = [
        front_matter("navigation", "toc", searched=False),
        "# Template of a postmortem",
        intro,
        f'<div class="kb-sample"><pre><code>{html.escape(template(archive))}</code></pre></div>',
    ]
    yield here, "\n\n".join(text) + "\n"


def template(archive: Archive) -> str:
    """A draft that `check` accepts as one."""
    words = archive.vocabulary
    front = [
        "title: What happened, in engineers' words",
        "incident:                # the name of its file in content/incidents, if customers were told",
        "status: draft            # then in-review, then published",
        "severity: 2",
        f"services: []             # {_ids(words.services)}",
        *(
            f"{step + ':':<24} # {about}"
            for step, about in (
                ("started", "when it began to go wrong, with zone: 2026-03-14T08:58Z"),
                ("detected", "when we first knew"),
                ("acknowledged", "when somebody began to work on it"),
                ("mitigated", "when customers no longer suffered"),
                ("resolved", "when it was over"),
            )
        ),
        f"detection:               # {_ids(words.detection)}",
        f"trigger:                 # {_ids(words.triggers)}",
        f"root_causes: []          # {_ids(words.root_causes)}",
        f"contributing_factors: [] # {_ids(words.contributing_factors)}",
        f"mitigation: []           # {_ids(words.mitigation)}",
        "customer_impact:",
        "  summary: What customers noticed, in a sentence or two.",
        f"roles: {{}}                # {', '.join(archive.process.role_titles)}: teams, not names",
        "actions:",
        "  - id: a1",
        "    what: Add what will be done, with a verb first and an end",
        "    category: technical    # process, monitoring, training, automation",
        "    kind: prevent          # detect, mitigate",
        "    addresses: []          # the causes and factors it answers",
        "    owner:                 # a team or role",
        "    due:                   # a day: 2026-04-10",
        "    success:               # how anybody can see that it worked",
        f"taxonomy_version: {words.version}",
    ]
    return "\n".join(["---", *front, "---", *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    """In brackets, by which `check` knows a text that is still to be written."""
    for section in SECTIONS:
        yield f"\n## {section}\n\n[{_ASKED[section]}]"
        if section == "Root Cause Analysis":
            yield "\n### Five whys\n\n" + "\n".join(
                f"{number}. [{why}]" for number, why in enumerate(_WHYS, 1)
            )


def _ids(words: Words) -> str:
    named = list(words.entries)
    if not named:
        return "an id of your own"
    return ", ".join(named[:_IDS]) + (" ..." if len(named) > _IDS else "")
