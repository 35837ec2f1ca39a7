"""The channels of site.yml: which news is whose, when one is left alone, and what an address says of its kind.

Addresses are secrets. They come from the environment and go to whoever sends, and no further.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from clearbell import site_checks
from clearbell.announce.news import News
from clearbell.documents import Document, Found, read
from clearbell.formats.channels import Announcing, Channel, ChannelKind, Quiet
from clearbell.formats.reader import Reading, Record
from clearbell.formats.site import SiteFile
from clearbell.model import Settings
from clearbell.problems import Refused
from clearbell.records import read_record
from clearbell.settings import read_settings

_SITE: Final[Record[SiteFile]] = Record(SiteFile)
_KINDS: Final = {
    ChannelKind.MAIL: r"mailtos?",
    ChannelKind.SMS: r"twilio|vonage|nexmo|msgbird|sns|clicksend|sinch|plivo|seven|d7sms|kavenegar|octopush|voipms",
    ChannelKind.SLACK: r"slack|https://hooks\.slack(?:-gov)?\.com/.*",
    ChannelKind.TEAMS: r"workflows?|https://[\w.-]+\.(?:logic\.azure|powerplatform)\.com[:/].*",
    ChannelKind.MASTODON: r"mastodons?|toots?",
    ChannelKind.BLUESKY: r"bluesky|bsky",
    ChannelKind.X: r"x|twitter|tweet",
    ChannelKind.WEBHOOK: r"jsons?|https?://.*",
}


@dataclass(frozen=True, slots=True)
class Setup:
    """A site and its channels. `groups`: the components of each group."""

    settings: Settings
    channels: tuple[Channel, ...]
    announcing: Announcing
    groups: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, root: Path) -> Setup:
        """The site in *root*. Raises Refused where site.yml isn't right."""
        settings, problems = read_settings(root)
        document = read(Found("site", f"{root}/content/site.yml", "content/site.yml"))
        if settings is None or not isinstance(document, Document):
            raise Refused(problems)
        outcome = read_record(document, _SITE, Reading(), check=site_checks.site)
        file = outcome[0]
        if file is None:
            raise Refused(outcome[1])
        groups = {group.id: group.components for group in settings.groups}
        return cls(settings, file.channels, file.announcing, groups)

    def channel(self, name: str) -> Channel:
        """The one of that id. Raises Refused where there is none."""
        for each in self.channels:
            if each.id == name:
                return each
        known = ", ".join(each.id for each in self.channels) or "none"
        raise Refused(sentence=f"content/site.yml has no channel `{name}`. It has: {known}.")

    def wants(self, channel: Channel, news: News) -> bool:
        """Whether the channel is to be told. Exercises go to channels for them alone, and nothing else does."""
        if channel.drill is not news.drill or not set(channel.events) & set(news.events):
            return False
        if news.severity is not None and news.severity not in channel.severities:
            return False
        parts = {part for name in channel.components for part in self.groups.get(name, (name,))}
        return not parts or bool(parts & news.components.keys())

    def language(self, channel: Channel) -> str:
        return channel.language or self.settings.language


def address_of(channel: Channel, environment: Mapping[str, str]) -> str:
    """The channel's address; nothing where the environment has none."""
    return environment.get(variable_of(channel), "").strip()


def variable_of(channel: Channel) -> str:
    return channel.address.removeprefix("env:")


def kind_of(channel: Channel, address: str) -> ChannelKind | None:
    """What site.yml says it is, else what its address looks like; None where neither tells."""
    if channel.kind:
        return channel.kind
    scheme = address.partition("://")[0].lower()
    for kind, pattern in _KINDS.items():
        if re.fullmatch(pattern, scheme) or re.fullmatch(pattern, address, re.IGNORECASE):
            return kind
    return None


def quiet_until(channel: Channel, news: News, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the hours end in which this isn't sent; None where it may be sent now."""
    if channel.quiet is None or news.severity in channel.quiet.unless:
        return None
    return _end_of(channel.quiet, now.astimezone(zone))


def _end_of(quiet: Quiet, here: datetime) -> datetime | None:
    clock = here.time().replace(tzinfo=None)
    if not _within(clock, quiet.from_, quiet.to):
        return None
    days = 1 if clock >= quiet.to else 0
    return datetime.combine(here.date() + timedelta(days), quiet.to, here.tzinfo)


def _within(clock: time, begin: time, end: time) -> bool:
    """Whether *clock* lies between the two, also over midnight."""
    return begin <= clock < end if begin <= end else clock >= begin or clock < end
