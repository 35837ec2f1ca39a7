"""Each kind of channel as it arrives: the words, their length, and nothing that would mean more than it says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

import pytest

from announcing import Office, channel, later, site
from clearbell.announce.cutting import graphemes
from clearbell.announce.manners import MANNERS
from clearbell.formats.channels import ChannelKind
from publishing import CHECKOUT, incident
from services import ADDRESSES, Services, services
from sinks import Post

HOSTILE: Final = CHECKOUT.parent / "shared" / "hostile"
EVERYTHING: Final = bool(os.environ.get("CLEARBELL_EVERYTHING"))  # all of them, which takes minutes
ITEM: Final = "2026-03-14-pay"
# What a service makes more of than its characters: a call to many, a call to one, a link on other words.
LIVE: Final = {
    "slack": re.compile(r"<[!@#]|<\w+:[^|>]*\||(?<!\w)@(?:here|channel|everyone)\b"),
    "teams": re.compile(r"<at>|(?<!\\)\[[^\]\n]*(?<!\\)\]\([^)]*\)|(?<!\w)@(?:here|channel|everyone)\b"),
    "mastodon": re.compile(r"(?<![=/\w])@\w"),
    "bluesky": re.compile(r"(?<![/\w])@\w"),
    "x": re.compile(r"(?<![\w!#$%&*@/])[@\uff20]\w"),
    "sms": re.compile(r"(?!)"),
    "webhook": re.compile(r"(?!)"),
}
OURS: Final = "[https://status.acme.example/incidents/2026-03-14-pay/](https://status.acme.example/incidents/2026-03-14-pay/)"
KINDS: Final = tuple(ADDRESSES)
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with services(tmp_path, monkeypatch) as found:
        yield found


def _office(folder: Path, *kinds: str) -> Office:
    made = Office(folder / "site", {kind: ADDRESSES[kind] for kind in kinds})
    return made.write({}, text=site(*(channel(kind, kind=kind) for kind in kinds))).begun()


def _update(message: str, *, title: str = "Some can't pay", workaround: str = "") -> dict[str, str]:
    said = {"id": "u1", "at": "2026-03-14 09:20Z", "status": "investigating", "message": message}
    said |= {"workaround": workaround} if workaround else {}
    return {
        ITEM: f"title: {json.dumps(title)}\nseverity: 2\ncomponents: {{checkout: partial_outage}}\n"
        f"updates:\n  - {json.dumps(said)}\n"
    }


@every_kind
def test_a_short_update_arrives_whole(kind: str, tmp_path: Path, world: Services) -> None:
    office = _office(tmp_path, kind)
    told = office.write(_update("The last step shows an error.")).announce()
    assert told.code == 0, told.said
    (text,) = world.texts(kind)
    wanted = ["Acme", "Some can't pay", "The last step shows an error."]
    wanted += ["https://status.acme.example/incidents/2026-03-14-pay/"]
    assert [each for each in wanted if each not in text] == []


@every_kind
def test_nobody_else_is_named_and_no_picture_is_fetched(kind: str, tmp_path: Path, world: Services) -> None:
    _office(tmp_path, kind).write(_update("The last step shows an error.")).announce()
    sent = "".join(f"{request.body!r} {request.headers}" for request in world.web.got)
    assert "pprise" not in sent
    assert "github" not in sent
    assert {request.headers["User-Agent"] for request in world.web.got} == {"Acme"}


@every_kind
def test_a_long_update_is_shortened_where_people_would(kind: str, tmp_path: Path, world: Services) -> None:
    sentences = " ".join(f"Sentence {number} says something about the trouble." for number in range(400))
    _office(tmp_path, kind).write(_update(sentences, workaround="Pay by bank transfer.")).announce()
    (text,) = world.texts(kind)
    body = text.partition("\n")[2] if MANNERS[ChannelKind(kind)].title else text
    manners = MANNERS[ChannelKind(kind)]
    assert manners.measure(body) <= manners.limit
    assert text.rstrip(")").endswith("https://status.acme.example/incidents/2026-03-14-pay/")
    assert not re.search(r"trouble\.? ?\u2026", text)
    if kind != "sms":
        assert re.search(r"Sentence \d+ says something about the trouble\.\s", text)


def test_a_text_message_says_at_least_what_and_where(tmp_path: Path, world: Services) -> None:
    _office(tmp_path, "sms").write(_update("word " * 300)).announce()
    (text,) = world.texts("sms")
    assert text == (
        f"Acme: Some can't pay. We're looking into it. {11 * 'word '}... "
        "https://status.acme.example/incidents/2026-03-14-pay/"
    )


def test_slack_keeps_an_incident_in_one_thread_where_a_bot_writes(tmp_path: Path, world: Services) -> None:
    address = "slack://xoxb-1234567890-1234567890123-abcdefghijklmnopqrstuvwx/#status"
    office = Office(tmp_path / "site", {"slack": address})
    office.write({}, text=site(channel("slack", kind="slack"))).begun()
    lines = ["2026-03-14 09:20 investigating"]
    office.write({ITEM: incident(*lines)}).announce()
    office.write({ITEM: incident(*lines, "2026-03-14 09:40 identified")}).announce(later(11))
    first, second = [request.json for request in world.web.got]
    assert "thread_ts" not in first
    assert second["thread_ts"].startswith("1700000000.")


def test_mastodon_knows_a_repetition_by_its_key(tmp_path: Path, world: Services) -> None:
    _office(tmp_path, "mastodon").write(_update("The last step shows an error.")).announce()
    (request,) = world.web.got
    assert request.headers["Idempotency-Key"] == "acme-status/2026-03-14-pay/u1/mastodon/0"


def test_x_gets_a_public_post(tmp_path: Path, world: Services) -> None:
    _office(tmp_path, "x").write(_update("The last step shows an error.")).announce()
    assert [request.path for request in world.web.got] == ["/2/tweets"]


def test_on_bluesky_the_page_s_address_is_a_link_and_no_other_is(tmp_path: Path, world: Services) -> None:
    message = "Caf\u00e9 customers: see https://bank.example.net/login for \u20ac."
    _office(tmp_path, "bluesky").write(_update(message)).announce()
    (post,) = [request.json["record"] for request in world.web.got if request.path.endswith("createRecord")]
    ours = "https://status.acme.example/incidents/2026-03-14-pay/"
    [facet] = post["facets"]
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": ours}]
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert post["text"].encode()[start:end].decode() == ours


MEAN: Final = [
    "@channel @here @everyone <!here> <!channel> <!subteam^S1|all> <@U12345> <at>Everyone</at>",
    "\\<!here\\> &lt;!here&gt; &lt;!channel|x&gt; !here> !channel|all> @U12345>",
    "[your bank](https://bank.example.net/login) [call](tel:+1900555) [run](javascript:alert(1)) <tel:+1900555>",
    "<https://bank.example.net|your bank> *bold* _it_ ~no~ `code` > quote # head | table",
    "\uff20acme @acme/team .@acme (@acme) \u2019@acme",
    "{title} {link} {0} %s $link",
]


@every_kind
@pytest.mark.parametrize("text", MEAN)
def test_no_words_call_link_or_format(kind: str, text: str, tmp_path: Path, world: Services) -> None:
    told = _office(tmp_path, kind).write(_update(text, title=text, workaround=text)).announce()
    assert told.code == 0, told.said
    found = world.texts(kind)
    assert len(found) == 1
    assert LIVE[kind].findall(found[0].replace(OURS, "")) == []


def _texts() -> list[str]:
    """Ours, and where they lie beside the project, strings of others that did harm elsewhere."""
    found: list[str] = []
    for name in ("blns.json", "xss_vectors.json", "unicode.json") if HOSTILE.is_dir() else ():
        found += _strings(json.loads((HOSTILE / name).read_text(encoding="utf-8")))
    return [*MEAN, *[text for text in found if text.strip()][:: 1 if EVERYTHING else 17]]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _strings(each)]


@every_kind
def test_texts_that_did_harm_elsewhere_do_none_here(kind: str) -> None:
    from clearbell.announce.composing import composed  # noqa: PLC0415 - as below
    from clearbell.announce.plain import plain_text  # noqa: PLC0415 - only where there are such texts
    from clearbell.announce.templates import Templates  # noqa: PLC0415 - as above

    manners = MANNERS[ChannelKind(kind)]
    template = Templates({})(ChannelKind(kind), "en")
    link = "https://status.acme.example/incidents/2026-03-14-pay/"
    empty = dict.fromkeys(("window", "next", "exercise", "late", "delayed"), "")
    wrong = []
    for text in _texts():
        said = {"site": "Acme", "title": " ".join(text.split())[:300], "state": "State", "who": text[:300]}
        parts = {**empty, **said, "what": plain_text(text[:20_000]), "do": text[:300], "link": link}
        message = composed(parts, template, ChannelKind(kind))
        title = escape(message.title) if kind == "slack" else message.title  # which Apprise does on its way
        whole = f"{title}\n{message.body}".replace(OURS, "")
        ok = not LIVE[kind].search(whole) and manners.measure(message.body) <= manners.limit
        ok = ok and link in message.body and "\n" not in message.title
        wrong += [] if ok else [text]
    assert wrong == []


def test_no_text_gets_a_header_into_a_mail(tmp_path: Path, mail: Post) -> None:
    office = (
        Office(tmp_path, {"list": mail.address()}).write({}, text=site(channel("list", kind="mail"))).begun()
    )
    written = {}
    for number, text in enumerate(_texts()[:90]):
        title = "".join(char for char in text if char.isprintable())[:250].strip() or "x"
        file = _update(f"{title}\n\nBcc: everybody\nSubject: other", title=title)
        written[f"it-{number}"] = file[ITEM]
    office.write(written)
    office.announce(sure=True)
    allowed = {"From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "Precedence"}
    allowed |= {"MIME-Version", "Content-Type", "Content-Language"}
    assert len(mail.got) > len(written) / 2  # what looks like a secret is held back
    assert {name for each in mail.got for name in each} - allowed - {
        "X-Peer",
        "X-MailFrom",
        "X-RcptTo",
    } == set()
    assert {each["To"] for each in mail.got} == {"list@acme.example"}
    assert [
        each
        for each in mail.raw
        if re.search(rb"(?im)^(bcc|subject): (everybody|other)", each.partition(b"\r\n\r\n")[0])
    ] == []


def test_characters_that_readers_see_as_one_stay_one() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    flags = "\U0001f1f3\U0001f1f1\U0001f1e9\U0001f1ea"
    assert list(graphemes(f"e\u0301{family}{flags}\u1100\u1161\uac00\uac01")) == [
        "e\u0301", family, "\U0001f1f3\U0001f1f1", "\U0001f1e9\U0001f1ea", "\u1100\u1161", "\uac00", "\uac01",
    ]  # fmt: skip
