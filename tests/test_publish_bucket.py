"""`clearbell publish --to s3://...`, against a real server of that protocol on this machine (`rclone serve s3`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from clearbell.hosting import address_of, headers_of, type_of
from clearbell.problems import Refused
from clearbell.public.headers import headers
from clearbell.publishing.bucket import Bucket
from clearbell.publishing.place import Place, Sent, Wish
from clearbell.publishing.release import Part, Release, part_of
from clearbell.publishing.targets import place_of, publisher
from clearbell.store import Store, without_secrets
from conftest import Clearbell
from hosts import KEYS, between
from publishing import incident, project, tree
from small_sites import AT, built, quiet


def _place(prefix: str, who: str = "us") -> Place:
    return place_of(f"s3://status/{prefix}", who)


def _publish(prefix: str, release: Release, at: datetime = AT, **how: bool) -> Sent:
    return _place(prefix).publish(release, Wish(at, **how), quiet)


def _shown(where: Path) -> dict[str, bytes]:
    """What readers can get; what is ours beside it is left out."""
    return {name: content for name, content in tree(where).items() if not name.startswith(".clearbell/")}


def test_readers_get_every_file_with_its_type_and_how_long_it_may_be_kept(
    where: Path, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell
) -> None:
    monkeypatch.chdir(project(tmp_path, {"2026-03-14-pay": incident("2026-03-14 09:20 investigating")}))
    said = clearbell("publish", "--to", f"s3://status/{prefix}/")
    assert said.code == 0
    site = tree(tmp_path / "site" / "public")
    assert said.out.splitlines()[1].startswith(
        f"Published to s3://status/{prefix}: {len(site)} files sent, release "
    )
    assert _shown(where) == site
    rules, client = headers().decode(), boto3.client("s3", region_name="us-east-1")
    for name in site:
        head = client.head_object(Bucket="status", Key=f"{prefix}/{name}")
        assert head["ContentType"] == type_of(name, rules)
        assert head["CacheControl"] == headers_of(address_of(name), rules)["Cache-Control"]
    types = {name: type_of(name, rules) for name in site}
    assert (types["index.html"], types["badge.svg"]) == ("text/html; charset=utf-8", "image/svg+xml")
    assert (types["history.atom"], types["robots.txt"]) == (
        "application/atom+xml; charset=utf-8",
        "text/plain; charset=utf-8",
    )


@pytest.mark.usefixtures("where")
def test_only_what_changed_is_sent_and_shown_in_its_order(
    prefix: str, tmp_path: Path, server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(prefix, built(tmp_path / "1", 1))
    release = built(tmp_path / "2", 2)
    with between(server[0], lambda *_: 0) as (address, requests):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        sent = _publish(prefix, release, AT + timedelta(minutes=5))
    assert (sent.sent, sent.gone, sent.later) == (7, 0, 1)
    put = [path.removeprefix(f"/status/{prefix}/") for verb, path in requests if verb == "PUT"]
    shown = [name for name in put if not name.startswith(".clearbell/")]
    assert len([name for name in put if name.startswith(".clearbell/files/")]) == 7
    assert put.index(shown[0]) == 9  # seven files, the release and the note that it begins
    assert [part_of(name) for name in shown] == [Part.DATA] * 3 + [Part.PAGES] * 2 + [Part.FRONT, Part.SEAL]
    assert "robots.txt" not in put


def test_what_is_no_more_goes_an_hour_later_or_at_once_when_it_must_be_forgotten(
    where: Path, prefix: str, tmp_path: Path
) -> None:
    _publish(prefix, built(tmp_path / "1", 1))
    _publish(prefix, built(tmp_path / "2", 2), AT + timedelta(minutes=5))
    assert "history/odd.html" in _shown(where)
    sent = _publish(prefix, built(tmp_path / "4", 4), AT + timedelta(minutes=70))
    assert (sent.gone, _shown(where)) == (1, tree(tmp_path / "4"))
    _publish(prefix, built(tmp_path / "5", 5), AT + timedelta(minutes=71))
    _publish(prefix, built(tmp_path / "6", 6), AT + timedelta(minutes=72), forget=True)
    assert _shown(where) == tree(tmp_path / "6")
    ours = set(tree(where)) - set(_shown(where))
    files = set(Release.of(tmp_path / "6").manifest.everything.values())
    assert {name for name in ours if "/files/" in name} == {f".clearbell/files/{digest}" for digest in files}
    assert len([name for name in ours if "/releases/" in name]) == 1


def test_five_releases_are_kept_and_any_of_them_comes_back(where: Path, prefix: str, tmp_path: Path) -> None:
    names = [
        _publish(prefix, built(tmp_path / f"{version}", version), AT + timedelta(hours=version)).release
        for version in range(7)
    ]
    place = _place(prefix)
    assert [(kept.id, kept.live) for kept in place.kept()] == [
        (name, name == names[6]) for name in reversed(names[2:])
    ]
    for version in (2, 6, 3):
        place.bring_back(names[version], Wish(AT + timedelta(hours=30 + version)), quiet)
        assert _shown(where) | tree(tmp_path / f"{version}") == _shown(where)
        assert [kept.id for kept in place.kept() if kept.live] == [names[version]]
    with pytest.raises(Refused, match=f"has no release {names[1]}"):
        place.bring_back(names[1], Wish(AT), quiet)


class Killed(BaseException):
    """The end of a process, as the bucket sees it: nothing comes any more."""


@pytest.mark.parametrize("who", ["the same", "another, later"])
def test_whenever_it_is_killed_each_file_is_whole_and_the_next_publication_goes_on(
    where: Path, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    old, new = built(tmp_path / "1", 1), built(tmp_path / "2", 2)
    last = built(tmp_path / "4", 4)
    before, coming, after = tree(tmp_path / "1"), tree(tmp_path / "2"), tree(tmp_path / "4")
    ask, at, mixed = Store._ask, 0, 0  # noqa: SLF001 - every request goes through it

    while True:
        at += 4 if who == "the same" else 6
        story = f"{prefix}/{at}"
        _publish(story, old)
        count = iter(range(1, at + 1))

        def dying(self: Store, *words: Any, count: Iterator[int] = count, **more: Any) -> Any:
            if next(count, None) is None:
                raise Killed
            return ask(self, *words, **more)

        monkeypatch.setattr(Store, "_ask", dying)
        try:
            _publish(story, new, AT + timedelta(minutes=1))
            done = True
        except Killed:
            done = False
        monkeypatch.setattr(Store, "_ask", ask)
        shown = _shown(where / f"{at}")
        assert {
            name for name, content in shown.items() if content not in (before.get(name), coming.get(name))
        } == set()
        if shown["index.html"] == coming["index.html"]:
            assert all(shown[name] == coming[name] for name in coming if name != "build.json")
        mixed += shown not in (before, before | coming)
        if done:
            break
        if who == "the same":
            _publish(story, last, AT + timedelta(minutes=2))
        else:
            _place(story, "them").publish(last, Wish(AT + timedelta(minutes=20)), quiet)
        assert {name: content for name, content in _shown(where / f"{at}").items() if name in after} == after
    assert mixed  # else the stories above didn't happen


def test_while_one_publishes_others_wait_or_take_over(
    where: Path, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Store._ask  # noqa: SLF001 - as above

    def dying(self: Store, verb: str, name: str, call: str, **words: Any) -> Any:
        if call == "copy_object":
            raise Killed
        return ask(self, verb, name, call, **words)

    release = built(tmp_path / "1", 1)
    monkeypatch.setattr(Store, "_ask", dying)
    with pytest.raises(Killed):
        _publish(prefix, release)
    monkeypatch.setattr(Store, "_ask", ask)
    with pytest.raises(Refused) as refused:
        _place(prefix, "them").publish(release, Wish(AT + timedelta(minutes=4)), quiet)
    assert refused.value.sentence == (
        "Somebody else is publishing there right now. Try again when they are done; "
        "if they never finish, you can in 6 min, or at once with --force."
    )
    _place(prefix, "them").publish(release, Wish(AT + timedelta(minutes=4), again=True), quiet)
    assert _shown(where) == tree(tmp_path / "1")


def test_a_checkout_is_known_again_and_jobs_of_one_repository_are_one(tmp_path: Path) -> None:
    first = publisher(tmp_path, {})
    assert (publisher(tmp_path, {}), len(first)) == (first, 16)
    assert publisher(tmp_path / "other", {}) != first
    job = publisher(tmp_path, {"GITHUB_REPOSITORY": "acme/status"})
    assert publisher(tmp_path / "runner", {"GITHUB_REPOSITORY": "acme/status"}) == job
    assert job not in (first, publisher(tmp_path, {"CI_PROJECT_PATH": "acme/other"}))
    assert "acme" not in job


def test_who_was_overtaken_is_told(
    prefix: str, tmp_path: Path, where: Path, server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(
        verb: str, path: str, _: int
    ) -> int:  # rclone knows no conditions, so somebody in between says it
        return 412 if (verb, path) == ("PUT", f"/status/{prefix}/.clearbell/journal.json") else 0

    with between(server[0], fault) as (address, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        with pytest.raises(Refused) as refused:
            _publish(prefix, built(tmp_path / "1", 1))
    assert refused.value.sentence == (
        f"Somebody else published to s3://status/{prefix} at the same time. Publish again."
    )
    assert _shown(where) == {}


def test_a_line_that_fails_now_and_then_is_tried_again(
    prefix: str, tmp_path: Path, where: Path, server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with between(server[0], lambda _, __, number: 503 if number % 7 == 3 else 0) as (address, requests):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        _publish(prefix, built(tmp_path / "1", 1))
    assert _shown(where) == tree(tmp_path / "1")
    assert len(requests) > len(set(requests))


@pytest.mark.usefixtures("where")
@pytest.mark.parametrize("trouble", ["a wrong key", "no such bucket", "nobody there"])
def test_no_trouble_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clearbell: Clearbell, trouble: str
) -> None:
    monkeypatch.chdir(project(tmp_path, {}))
    monkeypatch.setattr("clearbell.store._TRIES", 1)
    to = "s3://status/x"
    if trouble == "a wrong key":
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-secret-of-the-story")
    elif trouble == "no such bucket":
        to = "s3://nowhere-at-all"
    else:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://admin:hunter2hunter2@127.0.0.1:9")
    said = clearbell("publish", "--to", to)
    assert said.code == 1
    assert said.err.endswith("Publish again when it does: what is there already isn't sent twice.\n")
    spoken = said.out + said.err
    for secret in (*KEYS.values(), "not-the-secret-of-the-story", "hunter2hunter2", "admin"):
        assert secret not in spoken


def test_what_the_environment_keeps_secret_is_cut_out_of_the_words_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_TOKEN", "abcdefgh")
    assert (
        without_secrets("failed: abcdefgh at https://me:you@host/x.") == "failed: *** at https://***@host/x"
    )


def test_a_bucket_whose_journal_was_destroyed_is_sent_everything(
    where: Path, prefix: str, tmp_path: Path
) -> None:
    _publish(prefix, built(tmp_path / "1", 1))
    Store("status").put(f"{prefix}/.clearbell/journal.json", json.dumps({"gone": 3}).encode(), "text/plain")
    place = _place(prefix)
    assert isinstance(place, Bucket)
    assert place.kept() == []
    _publish(prefix, built(tmp_path / "2", 2), AT + timedelta(minutes=1))
    assert _shown(where) | tree(tmp_path / "2") == _shown(where)
    assert len(place.kept()) == 1
