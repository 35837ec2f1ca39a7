"""A run that is killed at any moment: nothing is lost, and what may have arrived twice is said.

All moments of three channels and twenty updates take a quarter of an hour: CLEARBELL_EVERYTHING=1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from announcing import Office, channel, later, site
from publishing import CHECKOUT, incident
from sinks import hook, post, says

pytestmark = pytest.mark.thorough

EVERYTHING: Final = bool(os.environ.get("CLEARBELL_EVERYTHING"))
UPDATES: Final = 20 if EVERYTHING else 3
STEP: Final = 1 if EVERYTHING else 9
NAME: Final = re.compile(r"\bit-\d+/\d{8}t\d{6}z")
CHANNELS: Final = ("one", "two", "list")


def test_whenever_a_run_is_killed_nothing_is_lost_and_what_may_be_there_twice_is_said(tmp_path: Path) -> None:
    template = tmp_path / "site"
    text = site(channel("one"), channel("two"), channel("list", kind="mail"))
    office = Office(template, {}).write({}, text=text).begun()
    for number in range(UPDATES):
        severity = 2 if number % 2 else 3
        office.write(
            {
                f"it-{number}": incident(
                    "2026-03-14 09:20 investigating", title=f"No {number}", severity=severity
                )
            }
        )
    urgent = {f"it-{number}/20260314t092000z" for number in range(1, UPDATES, 2)}
    names = {f"it-{number}/20260314t092000z" for number in range(UPDATES)}

    with hook() as web, post() as mail:
        web.answer = says(200)
        addresses = {
            "one": f"{web.address}/one/{{n}}",
            "two": f"{web.address}/two/{{n}}",
            "list": mail.address("list-{n}@acme.example"),
        }
        program: list[str | Path] = [sys.executable, CHECKOUT / "tests" / "crashing.py"]
        given: list[str | Path] = [template, tmp_path / "runs", json.dumps(addresses), "0", f"{STEP}"]
        done = subprocess.run(
            [*program, *given],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": f"{CHECKOUT}/generator:{CHECKOUT}/tests"},
        )
        assert done.returncode == 0, done.stderr
        arrived: Counter[tuple[str, int, str]] = Counter()
        for request in web.got:
            _, name, run = request.path.split("/")
            arrived[name, int(run), request.json["id"]] += 1
        for mail_, to in zip(mail.got, mail.to, strict=True):
            update, item = str(mail_["Message-ID"])[1:].split(".")[:2]
            arrived["list", int(re.findall(r"\d+", to[0])[0]), f"{item}/{update}"] += 1

    last = int(done.stdout)
    assert last > 40
    for number in range(0, last + 1, STEP):
        said = (tmp_path / "runs" / f"{number}" / "said.txt").read_text(encoding="utf-8").splitlines()
        open_ = {
            (line.partition(":")[0], NAME.findall(line)[0]) for line in said if "may have arrived" in line
        }
        twice = {
            (line.partition(":")[0], NAME.findall(line)[0]) for line in said if "may be there twice" in line
        }
        assert len(open_ | twice) <= len(CHANNELS)  # at most one of each channel was on its way
        for name in CHANNELS:
            for each in names:
                times = arrived[name, number, each]
                where = f"killed before step {number}: {name} {each}"
                assert times <= (2 if (name, each) in twice else 1), where
                assert times >= 1 or ((name, each) in open_ and each not in urgent), where


def test_runs_that_are_skipped_change_nothing_of_what_arrives(tmp_path: Path) -> None:
    lines = [f"2026-03-14 09:{minute:02} investigating" for minute in range(20, 50, 5)]
    sent: list[list[tuple[str, str]]] = []
    for kept in (range(6), (5,), (1, 3, 5), (0, 4, 5)):
        with hook() as web:
            root = tmp_path / f"{len(sent)}"
            office = Office(root, {"one": web.address}).write({}, text=site(channel("one"))).begun()
            for number in kept:
                office.write({"it": incident(*lines[: number + 1])}).announce(later(5 * number))
            sent.append([(request.json["id"], request.json["message"]) for request in web.got])
    assert len(sent[0]) == 6
    assert [each == sent[0] for each in sent] == [True] * 4
