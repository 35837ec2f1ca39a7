"""Rules about what the public site is made of: site.yml, and the files of content/incidents."""

from __future__ import annotations

from typing import Final

from clearbell.problems import Level
from clearbell.rules import Rule

_UPDATES: Final = """\
updates:
  - at: 2026-01-12 {first}Z
    status: investigating
    message: Since 10:00 one in five customers can't sign in.
  - at: 2026-01-12 {second}Z
    status: resolved
    components: {{sign-in: operational}}
    message: For 18 minutes one in five customers couldn't sign in. It works again, and nobody has to do anything."""
_OPEN: Final = """\
confirmed: 2026-01-15 11:30Z
components: {{sign-in: {state}}}
updates:
  - at: 2026-01-15 11:40Z
    status: investigating
    message: Since 12:30 one in five customers can't sign in.
    next_update: 2026-01-15 12:30Z"""

RULES: Final = (
    Rule(
        id="unknown-component",
        level=Level.ERROR,
        says="A component that `content/site.yml` doesn't have.",
        why="The part that suffers would go on looking well.",
        instead="An id of `site.yml`. A part that is gone stays there with `retired:`.",
        allow="",
        bad="components: {telephone: partial_outage}",
        good="components: {sign-in: partial_outage}",
    ),
    Rule(
        id="order",
        level=Level.ERROR,
        says="Updates that don't follow each other: an older one after a newer, something after the end, a follow-up before the end.",
        why="Readers take the last update for the newest, and so does the page.",
        instead="Oldest first. Work that goes on after its end gets a file of its own.",
        allow="",
        bad=_UPDATES.format(first="09:20", second="09:10"),
        good=_UPDATES.format(first="09:10", second="09:20"),
    ),
    Rule(
        id="greener-than-the-truth",
        level=Level.ERROR,
        says="An open Sev1 or Sev2 in which every component works.",
        why="The page would say that all is well. It shows the incident all the same, and a build isn't held up.",
        instead="The component that suffers; or `resolved`, when it is over.",
        allow="`imported:` lets history from elsewhere pass.",
        bad=_OPEN.format(state="operational"),
        good=_OPEN.format(state="partial_outage"),
    ),
    Rule(
        id="unknown-language",
        level=Level.ERROR,
        says="A language in which the pages have no texts.",
        why="Half of the page would be in another language than the rest.",
        instead="The nearest of those that the message lists.",
        allow="",
        bad="# content/site.yml\nlanguage: tlh",
        good="# content/site.yml\nlanguage: en",
    ),
    Rule(
        id="contrast",
        level=Level.ERROR,
        says="An accent in which links can't be read on white.",
        why="People with weak eyes, and everybody in sunlight, need a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).",
        instead="A darker colour.",
        allow="",
        bad='# content/site.yml\nbrand: {accent: "#ffcc00"}',
        good='# content/site.yml\nbrand: {accent: "#0b6e4f"}',
    ),
    Rule(
        id="logo",
        level=Level.ERROR,
        says="A logo that isn't there, isn't the picture that its name promises, or has more than 16 KiB; a drawing with scripts or addresses.",
        why="Every page carries it, so that it is there when everything else is down, and so that nobody's script is.",
        instead="A plain picture in `content/` of at most 16 KiB; SVG is best. What a camera or a program noted in it stays away from pages by itself.",
        allow="",
        bad="# content/site.yml\nbrand: {logo: brand/logo-large.png}",
        good="# content/site.yml\nbrand: {logo: brand/logo.svg}",
    ),
    Rule(
        id="template",
        level=Level.ERROR,
        says="A template for messages that names a part which there is none of, or leaves out the link.",
        why="Whoever reads it would get a name in braces, or couldn't find out more.",
        instead="A part that the message lists, and `{link}` somewhere.",
        allow="",
        bad="# whole content/templates/mail.txt\n{tittle}\n\n{link}",
        good="# whole content/templates/mail.txt\ntitle: {title}\n\n{what}\n\n{link}",
    ),
)

# What no file shows by itself: it takes the one before.
GONE: Final = (
    Rule(
        id="vanished",
        level=Level.ERROR,
        says="An incident that is deleted, or made a draft, while it is open.",
        why="Customers who saw it would never learn how it ended. The page goes on showing its last version.",
        instead="A last update with `status: resolved`, even if all was a mistake. After that the file may go.",
        allow="",
        bad="git rm content/incidents/2026-01-12-sign-in-fails.yml  # while it is open",
        good="clearbell check content/incidents/2026-01-12-sign-in-fails.yml",
    ),
)
