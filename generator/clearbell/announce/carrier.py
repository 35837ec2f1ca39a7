"""One message to one channel, once: by Apprise, which knows the services, or as mail. Gives what became of it.

Decides nothing about trying again, and notes nothing down. Addresses are used here and shown nowhere.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import urllib3
from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from clearbell.announce import mail
from clearbell.announce.bluesky import linking
from clearbell.announce.composing import Message
from clearbell.announce.mail import Envelope, Server
from clearbell.announce.outcome import Fate, Outcome
from clearbell.announce.witness import Line, watching
from clearbell.formats.channels import ChannelKind
from clearbell.model import Settings

TIME_OUT: Final = 10.0  # seconds for one attempt, whatever the other side does
_SOONER: Final = 0.9  # a part of these, after which the line itself gives up, and says more about why
_TEMPORARY: Final = frozenset({408, 425, 429})

# What Apprise says in its log names addresses and numbers of telephones.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)
urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # of an address that says `verify=no`


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to a channel. `key` is the same whenever it is tried; `to`: which recipients, none for all.

    `thread`: what the first message of the incident was called there. `facts`: for programs. `envelope`: for mail.
    """

    key: str
    message: Message
    language: str
    thread: str
    facts: Mapping[str, Any]
    envelope: Envelope | None
    to: tuple[int, ...] = ()


class Carrier:
    """Carries to one address. Raises ValueError, without showing it, where that is none."""

    def __init__(
        self, address: str, kind: ChannelKind, settings: Settings, *, seconds: float = TIME_OUT
    ) -> None:
        self._kind, self._settings, self._seconds = kind, settings, seconds
        self._address = _as_apprise_has_it(address, kind)
        plugin = self._plugin()
        if kind is ChannelKind.MAIL and not hasattr(plugin, "smtp_host"):
            raise ValueError("its address is none for mail")
        self._recipients = _recipients(plugin)

    def carry(self, parcel: Parcel) -> Outcome:
        """Try once, with each recipient by itself where the address has several."""
        wanted = parcel.to or tuple(range(self._recipients))
        outcomes = {
            number: self._within_time(parcel, number) for number in wanted if number < self._recipients
        }
        bad = {number: each for number, each in outcomes.items() if each.fate is not Fate.SENT}
        if not bad:
            return next((each for each in outcomes.values() if each.thread), Outcome(Fate.SENT))
        fates = [each.fate for each in bad.values()]
        worst = next(iter(bad.values()))
        return Outcome(
            Fate.FAILED if Fate.FAILED in fates else Fate.UNKNOWN,
            worst.why
            if self._recipients == 1
            else f"{len(bad)} of {self._recipients} recipients: {worst.why}",
            max(each.wait for each in bad.values()),
            all(each.hopeless for each in bad.values()),
            tuple(bad) if self._recipients > 1 else (),
        )

    def _within_time(self, parcel: Parcel, number: int) -> Outcome:
        """What isn't done in time is left to itself: a thread can't be ended, but nobody has to wait for it."""
        line = Line(parcel.key, linking(self._settings.url) if self._kind is ChannelKind.BLUESKY else None)
        outcome: list[Outcome] = []

        def work() -> None:
            outcome.append(self._once(parcel, number, line))

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(self._seconds)
        if outcome:
            return outcome[0]
        line.given_up = True
        return Outcome(
            Fate.UNKNOWN if line.left else Fate.FAILED, f"no whole answer within {self._seconds:g} s"
        )

    def _once(self, parcel: Parcel, number: int, line: Line) -> Outcome:
        plugin = self._plugin()
        if self._kind is ChannelKind.MAIL:
            return self._mail(plugin, parcel, number, line)
        _narrow(plugin, number, self._recipients)
        if parcel.thread and hasattr(plugin, "channels"):
            plugin.channels = [f"{channel}:{parcel.thread}" for channel in plugin.channels if channel]
        if hasattr(plugin, "payload_extras"):
            plugin.payload_extras.update(parcel.facts)
        with watching(line):
            done = plugin.notify(
                body=parcel.message.body, title=parcel.message.title, notify_type=NotifyType.INFO
            )
        return _judged(bool(done), line)

    def _mail(self, plugin: Any, parcel: Parcel, number: int, line: Line) -> Outcome:
        server = Server.of(plugin, self._settings.name)
        to = server.recipients[number]
        assert parcel.envelope is not None  # noqa: S101 - whoever packs a parcel for mail puts it into one
        made = mail.written(
            parcel.message, parcel.envelope, server.sender, to, parcel.language, datetime.now().astimezone()
        )
        return mail.hand_over(made, server, to, line, self._seconds * _SOONER)

    def _plugin(self) -> Any:
        """A new one for each attempt: Apprise's own waits longer between two than we would."""
        asset = AppriseAsset(
            app_id=self._settings.name,
            app_desc=self._settings.name,
            app_url=self._settings.url,
            image_url_mask="",
            image_path_mask="",
            async_mode=False,
            http_redirects=False,
            secure_logging=True,
        )
        plugin: Any = Apprise.instantiate(self._address, asset=asset)
        if plugin is None:
            raise ValueError("its address is none that Apprise knows")
        plugin.retry = 0
        plugin.socket_connect_timeout = self._seconds / 2
        plugin.socket_read_timeout = self._seconds * _SOONER
        if self._kind is ChannelKind.SLACK:
            plugin.notify_format = NotifyFormat.TEXT  # else Apprise turns words back into mentions
        for name in ("include_image", "include_footer", "include_timestamp"):
            if hasattr(plugin, name):
                setattr(plugin, name, False)
        return plugin


def _as_apprise_has_it(address: str, kind: ChannelKind) -> str:
    """Plain web addresses are those of a webhook."""
    if kind is ChannelKind.WEBHOOK and address.lower().startswith(("http://", "https://")):
        scheme, _, rest = address.partition("://")
        return f"{'jsons' if scheme.lower() == 'https' else 'json'}://{rest}"
    if kind is ChannelKind.X and "mode=" not in address:  # else it would be a message to oneself
        return f"{address}{'&' if '?' in address else '?'}mode=tweet"
    return address


_TARGETS: Final = ("targets", "channels")


def _recipients(plugin: Any) -> int:
    if hasattr(plugin, "smtp_host"):
        return len(Server.of(plugin, "").recipients)
    named = next((getattr(plugin, name) for name in _TARGETS if getattr(plugin, name, None)), None)
    return max(1, len(named)) if isinstance(named, list) else 1


def _narrow(plugin: Any, number: int, recipients: int) -> None:
    """Leave only one of its recipients, so that each has an outcome of its own."""
    for name in _TARGETS:
        named = getattr(plugin, name, None)
        if recipients > 1 and isinstance(named, list) and len(named) == recipients:
            setattr(plugin, name, [named[number]])


def _judged(done: bool, line: Line) -> Outcome:
    if done:
        return Outcome(Fate.SENT, thread=_thread(line))
    if not line.status:
        fate = Fate.UNKNOWN if line.left else Fate.FAILED
        return Outcome(fate, line.trouble or "nothing was sent")
    why = f"it answered with {line.status}"
    if line.status == 504 and line.left:  # whoever stands between may have passed it on
        return Outcome(Fate.UNKNOWN, why)
    if line.status < 400:
        return Outcome(Fate.FAILED, f"{why}, and that it wasn't taken")
    hopeless = 400 <= line.status < 500 and line.status not in _TEMPORARY
    return Outcome(Fate.FAILED, why, wait=line.wait, hopeless=hopeless)


def _thread(line: Line) -> str:
    """Slack names a message by its time; an answer in the same thread gives it back."""
    said = line.json()
    if isinstance(said, dict) and said.get("ok") is True and isinstance(said.get("ts"), str):
        return str(said["ts"])
    return ""
