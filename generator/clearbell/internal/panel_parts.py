"""What every panel on a page has: heading, question, answer, refusal, drawing, basis, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from clearbell.internal.patterns.panel import Method, Panel, chance, percent, span
from clearbell.internal.prose import escaped, table
from clearbell.internal.statistics.outcome import Estimate

ROWS: Final = 50  # of a table; all numbers are in the JSON
HERE: Final = "../"  # from a page of the top level to the front page


def panel_text(panel: Panel[Any], drawn: str, behind: str) -> str:
    """*drawn*: the chart, if any; *behind*: the table of its numbers."""
    parts = [f"## {escaped(panel.title)}\n", '<div class="kb-panel">']
    parts.append(f'<p class="kb-question">{escaped(panel.question)}</p>')
    parts.append(f'<p class="kb-answer">{escaped(panel.answer)}</p>')
    if panel.refusal is not None:
        parts.append(f'<p class="kb-refusal">{escaped(panel.refusal)}</p>')
    parts.append(drawn)
    parts.append(
        f'<p class="kb-basis">{escaped(" ".join((str(panel.basis), *_method(panel.method), panel.note)))}</p>'
    )
    if behind:
        parts.append(
            f'<details class="kb-behind"><summary>Numbers: {escaped(panel.title)}</summary>\n{behind}\n</details>'
        )
    parts.append("</div>")
    return "\n".join(part for part in parts if part)


def chart(rows: Iterable[tuple[str, str, str]], below: str = "") -> str:
    """*rows*: what it is, the drawing, the numbers in words. *below*: the axis."""
    lines = [
        f'<div class="kb-line"><span class="kb-what">{what}</span><span class="kb-drawn">{drawn}</span>'
        f'<span class="kb-number">{number}</span></div>'
        for what, drawn, number in rows
    ]
    if not lines:
        return ""
    if below:
        lines.append(
            f'<div class="kb-line kb-below"><span class="kb-what"></span><span class="kb-drawn">{below}</span></div>'
        )
    return "\n".join(['<div class="kb-chart">', *lines, "</div>"])


def numbers(heads: Sequence[str], rows: Sequence[Sequence[str]], *, more: int = 0) -> str:
    """The table behind a chart; *more*: rows that it leaves out."""
    if not rows:
        return ""
    text = table(heads, rows, "numbers", searched=False)
    if more:
        text += f'\n<p class="kb-basis">{more:,} more rows: clearbell patterns --format json</p>'
    return text


def to(address: str, text: str) -> str:
    """A link to an address seen from the front page."""
    return f'<a href="{HERE}{escaped_address(address)}">{escaped(text)}</a>' if address else escaped(text)


def escaped_address(address: str) -> str:
    return address.replace("&", "&amp;").replace('"', "%22")


def share_words(count: int, of: int, share: Estimate | None) -> str:
    """`9 of 24, 38 % (21 to 57 %)`."""
    said = f"{count:,} of {of:,}"
    if share is None or share.low is None or share.high is None:
        return said
    return f"{said}, {percent(share.value)} ({span(share.low, share.high)})"


def ratio_words(ratio: Estimate | None) -> str:
    """`0.58 times (0.22 to 1.54)`."""
    if ratio is None:
        return "no ratio"
    high = _two_digits(ratio.high) if ratio.high is not None else "no bound"
    return f"{_two_digits(ratio.value)} times ({_two_digits(ratio.low or 0)} to {high})"


def _two_digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 3 else f"{value:.2f}"


def p_words(p: float | None) -> str:
    return chance(p) if p is not None else ""


def _method(method: Method) -> Iterable[str]:
    if method.interval:
        yield f"Intervals: {method.interval}."
    if method.test:
        yield f"Test: {method.test}."
    if method.correction:
        yield f"Correction: {method.correction}, {method.tests:,} tests."
