"""Whatever happened: pages, badges, metrics, the page for frames and Site say the same, and nothing better than the truth."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clearbell.model import ComponentState
from clearbell.public.badge import badge_files
from clearbell.public.embed import embed_page
from clearbell.public.front import front_page
from clearbell.public.lists import component_page
from clearbell.public.looks import LOOKS, whole
from clearbell.public.metrics import metrics
from clearbell.public.shell import Shell
from clearbell.public.status_text import status_text
from clearbell.site import Site, incident_state
from publishing import incident, understood, words, work
from test_metrics import present_states, strictly_read

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
PARTS = ("website", "checkout", "search")
STATES = [state.value for state in ComponentState if state is not ComponentState.UNDER_MAINTENANCE]
MARK = re.compile(r'<span class="s (\w+)"')
HEADLINE = re.compile(r"<h1>(?:<a [^>]*>)?([^<]*)(?:</a>)?</h1>")
TITLE = re.compile(r'<title id="t">([^<]*): ([^<]*)</title>')
said = some.dictionaries(some.sampled_from(PARTS), some.sampled_from(STATES))
past = some.integers(0, 600).map(lambda minutes: NOW - timedelta(minutes=minutes))
around = some.integers(-600, 600).map(lambda minutes: NOW + timedelta(minutes=minutes))


def _line(at: datetime, status: str, states: dict[str, str]) -> str:
    return f"{at:%Y-%m-%d %H:%M} {status} {' '.join(f'{name}={state}' for name, state in states.items())}"


@some.composite
def _incidents(draw: Any) -> str:
    times = sorted(draw(some.lists(past, min_size=1, max_size=3, unique=True)))
    statuses = some.sampled_from(["investigating", "monitoring", "resolved"])
    lines = [_line(at, draw(statuses), draw(said)) for at in times]
    first = ", ".join(f"{name}: {state}" for name, state in draw(said).items())
    return incident(*lines, components=first, severity=draw(some.integers(1, 4)))


@some.composite
def _works(draw: Any) -> str:
    start, length, last = draw(around), draw(some.integers(1, 600)), draw(past)
    lines = [_line(NOW - timedelta(days=1), "scheduled", {})]
    status = draw(some.sampled_from(["", "in_progress", "completed", "cancelled"]))
    lines += [_line(last, status, {})] if status else []
    broken = ", ".join(f"{name}: {state}" for name, state in draw(said).items())
    return work(
        f"{start:%Y-%m-%d %H:%M}",
        f"{start + timedelta(minutes=length):%Y-%m-%d %H:%M}",
        *lines,
        components=f"{{{broken}}}" if broken else f"[{draw(some.sampled_from(PARTS))}]",
    )


def _named(text: str, title: str) -> str:
    return re.sub("(?m)^title: .*", f"title: {title}", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


@pytest.fixture(scope="module")
def shell(folder: Path) -> Shell:
    return Shell.of(understood(folder, {}).settings)


@given(some.lists(_incidents(), max_size=3), some.lists(_works(), max_size=3))
@settings(deadline=None)
def test_all_ways_out_agree(folder: Path, shell: Shell, incidents: list[str], works: list[str]) -> None:
    files = {f"i{number}": _named(text, f"Trouble {number}") for number, text in enumerate(incidents)}
    files |= {f"w{number}": _named(text, f"Work {number}") for number, text in enumerate(works)}
    site = understood(folder, files, NOW)
    assert len(site.summaries) == len(files)
    badges = dict(TITLE.findall("".join(each.make().decode() for each in badge_files(shell, site))))
    families = strictly_read(metrics(site))
    assert present_states(families) == {view.component.id: str(view.state) for view in site.components}
    for view in site.components:
        word = shell.words(f"state.{view.state}")
        assert badges[view.component.name] == word
        assert words(component_page(shell, site, view)).startswith(f"{word}: {view.component.name} - ")
    state = whole(site)
    assert present_states(families, "clearbell_state") == {"": state}
    framed = embed_page(shell, site)
    assert MARK.findall(framed.decode()) == [LOOKS[state]]
    assert badges["Acme"] in words(framed)
    assert (badges["Acme"] == shell.words("state.operational")) == (state is ComponentState.OPERATIONAL)
    _is_the_truth(state, site)
    front, text = front_page(shell, site), status_text(shell, site).decode()
    assert MARK.findall(front.decode())[0] == LOOKS[state]
    (headline,), (in_frame,) = HEADLINE.findall(front.decode()), HEADLINE.findall(framed.decode())
    assert headline == in_frame
    assert _first_said(text) == headline


def _is_the_truth(state: ComponentState, site: Site) -> None:
    ranks = [view.state.rank for view in site.components]
    ranks += [incident_state(summary, site.now).rank for summary in (*site.open, *site.under_way)]
    assert state.rank == max(ranks)


def _first_said(text: str) -> str:
    """The first news of the page for terminals, without the state of an incident before it."""
    first = text.split("\n\n")[1].partition("\n")[0]
    return first.partition(": ")[2] or first.removesuffix(".")
