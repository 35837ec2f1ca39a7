"""Work given to processes of their own comes back as if one had done it, or fails as if one had failed."""

from __future__ import annotations

import errno
import os
import select
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from clearbell.problems import Refused
from clearbell.processes import Beside, in_parts


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_results_come_in_the_order_of_tasks(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    squares = in_parts(lambda: lambda part: [number**2 for number in part], range(10), piece=2, alone=False)
    assert squares == [number**2 for number in range(10)]


def test_a_mapping_that_nobody_may_change_comes_back_as_one() -> None:
    came = Beside(lambda: MappingProxyType({"one": MappingProxyType({"two": 2})})).result()
    assert came == MappingProxyType({"one": MappingProxyType({"two": 2})})
    assert isinstance(came, MappingProxyType)


def test_who_is_done_first_takes_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def work(part: Sequence[float]) -> list[int]:
        time.sleep(part[0])
        return [os.getpid()]

    by = in_parts(lambda: work, [0.3, *[0.0] * 10], piece=1, alone=False)
    assert len(set(by)) == 2
    assert by.count(by[0]) == 1


def test_a_very_long_list_is_cut_into_as_many_pieces_as_a_pipe_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    tasks = range(100_000)
    assert in_parts(lambda: list, tasks, piece=1, alone=False) == list(tasks)


def test_beside_other_threads_no_process_is_started() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert Beside(os.getpid).result() == os.getpid()
        assert set(
            in_parts(lambda: lambda part: [os.getpid() for _ in part], range(9), piece=1, alone=False)
        ) == {os.getpid()}
    finally:
        done.set()
        other.join()


def test_a_full_disk_there_is_a_full_disk_here() -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left on device"):
        Beside(full).result()


def test_a_bug_there_is_told_here_with_its_place() -> None:
    def bug() -> None:
        raise ValueError("what nobody thought of")

    with pytest.raises(RuntimeError, match=r"(?s)in bug.*ValueError: what nobody thought of"):
        Beside(bug).result()


def test_a_process_that_is_killed_is_a_sentence() -> None:
    with pytest.raises(Refused) as refused:
        Beside(lambda: os.kill(os.getpid(), signal.SIGKILL)).result()
    assert refused.value.sentence == (
        "A part of the build was ended from outside, perhaps for want of memory. Try again."
    )


def test_a_process_that_is_killed_while_it_answers_is_a_sentence_too() -> None:
    beside = Beside(lambda: "x" * 10_000_000)  # far more than a pipe holds
    select.select([beside._answer], [], [])  # noqa: SLF001 - that it has begun to answer, nothing else shows
    os.kill(beside._pid, signal.SIGKILL)  # noqa: SLF001 - as above
    with pytest.raises(Refused, match="ended from outside"):
        beside.result()


def test_when_one_fails_the_others_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    mine = os.getpid()

    def work(part: Sequence[int]) -> list[int]:
        if os.getpid() == mine:
            raise ValueError("here")
        time.sleep(20)
        (tmp_path / "late").touch()
        return list(part)

    begun = time.monotonic()
    with pytest.raises(ValueError, match="here"):
        in_parts(lambda: work, [1, 2], piece=1, alone=False)
    assert time.monotonic() - begun < 10
    assert not (tmp_path / "late").exists()
