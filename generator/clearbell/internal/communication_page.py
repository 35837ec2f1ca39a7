"""How customers are told: when, by whom, and what an update says; the process page's other half.

Clocks and roles are those of policy.yml. What an update says is what `clearbell check` asks for; it is said here in short.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clearbell.internal import places
from clearbell.internal.archive import Archive
from clearbell.internal.prose import allowed, escaped, front_matter, link, table
from clearbell.model import Audience
from clearbell.process import Process

_LEAD: Final = "communications_lead"
_SAYS: Final = (
    "What customers notice, on which page or step, and since when. Not which of our systems it is.",
    "Who notices it: everyone, about one in three, only customers of one bank. A guess that is called one beats silence.",
    "What they can do now (`workaround`), and what is safe: carts are kept, nobody is charged twice.",
    "When they hear from us again (`next_update`), never when it will work again.",
    "Nobody's fault: neither ours nor a supplier's.",
)
_STEPS: Final = (
    (
        "investigating",
        "We know that something is wrong. What customers notice is enough; the cause can wait.",
    ),
    ("identified", "We know what to do. Say what will change for customers, not what we will change."),
    (
        "monitoring",
        "It should work again, and we are watching. Say how to tell, and what to do where it doesn't.",
    ),
    (
        "resolved",
        "It works. What happened, to whom, for how long, and what we do so that it doesn't come back.",
    ),
)
_JUDGED: Final = (
    "`clearbell words` judges a sentence before you send it, `clearbell check` the whole file. Words that your customers do "
    "know go into `content/language.yml`."
)
_EXAMPLE: Final = """\
  - at: 2026-03-14 09:20Z
    status: investigating
    message: |
      Since 10:00 about one in three customers can't finish checkout: the last step shows an error. Carts are kept.
    workaround: Paying by bank transfer works.
    next_update: 2026-03-14 10:20Z"""


def communication_page(archive: Archive) -> Iterator[tuple[str, str]]:
    here, process = places.COMMUNICATION, archive.process
    readers = "people who build on it" if archive.settings.audience is Audience.DEVELOPER else "anybody"
    text = [
        front_matter("navigation"),
        "# Telling customers",
        f"The public page is read by {readers}, on a phone and in a hurry. {link(here, places.PROCESS, 'The process')} has the rest.",
        "## When",
        _clocks(process),
        "A quiet update is an update: say that you are still on it, what you have ruled out for customers, and when you write next.",
        "## Who",
        _who(process),
        "## What an update says",
        "\n".join(f"- {line}" for line in _SAYS),
        "## Step by step",
        table(
            ("Status", "What it tells"),
            [(f"<code>{status}</code>", said) for status, said in _STEPS],
            "steps",
        ),
        "## How it looks in the file",
        f'<div class="kb-text kb-sample"><pre><code>{_EXAMPLE}</code></pre></div>',
        _JUDGED,
    ]
    yield here, "\n\n".join(text) + "\n"


def _clocks(process: Process) -> str:
    rows = [
        (
            escaped(process.severity(number)),
            f"within {allowed(level.first_update_within)}" if level.first_update_within else "no limit",
            f"every {allowed(level.update_every)}" if level.update_every else "no limit",
            escaped(", ".join(level.notify)) or "nobody",
        )
        for number, level in process.levels.items()
    ]
    return table(("Level", "First update", "Then at least", "Told besides"), rows, "steps")


def _who(process: Process) -> str:
    lead = next((role for role in process.roles if role.id == _LEAD), None)
    if lead is None:
        return (
            "No role of `content/policy.yml` is for it: whoever leads the incident writes, or says who does."
        )
    does = "\n".join(f"- {escaped(item)}" for item in lead.does)
    return f"{escaped(lead.title)}:\n\n{does}" if does else f"{escaped(lead.title)}."
