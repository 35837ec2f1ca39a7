"""The updates of an incident or of planned work as they stand on a page, newest first.

The one list that is no template's: forty thousand updates make a long history, and a template copies each text once
more to see that it is safe.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from clearbell.model import Update
from clearbell.public.markdown import rendered
from clearbell.summary import seconds
from clearbell.times import Times
from clearbell.wording import Words, escaped


def timeline(
    updates: Sequence[Update], words: Words, times: Times, *, anchors: bool = False, open_: bool = False
) -> Markup:
    """A list, or nothing where nothing was said. *anchors*: links may lead to each.

    *open_*: the last one may say when the next comes (elsewhere it's past).
    """
    lines: list[str] = []
    for update in reversed(updates):
        at = seconds(update.at)
        anchor = f' id="{escaped(update.id)}"' if anchors else ""
        status = escaped(words(f"status.{update.status}"))
        following = _following(update, words, times) if open_ and not lines else ""
        lines.append(
            f'<li{anchor}><span class="m">{times.tag(at, times.stamp(at))}</span>'
            f"<div><b>{status}</b>{rendered(update.message)}{following}</div></li>"
        )
    return Markup(f'<ol class="t">{"".join(lines)}</ol>' if lines else "")  # noqa: S704 - all parts are escaped


def _following(update: Update, words: Words, times: Times) -> Markup | str:
    if update.next_update is None:
        return ""
    by = seconds(update.next_update)
    sentence = words.html("next_update", time=times.tag(by, times.in_sentence(by)), utc=times.utc(by))
    return Markup('<p class="m">{}</p>').format(sentence)
