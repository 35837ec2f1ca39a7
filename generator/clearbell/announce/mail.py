"""A message as mail: both parts, one thread per incident, and headers by which programs and readers know the list.

Apprise reads the address, as everywhere; it can set neither Message-ID nor References, so that the mail is made and
handed over here. Nothing in it is fetched from elsewhere.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from clearbell.announce.composing import Message
from clearbell.announce.news import News
from clearbell.announce.outcome import Fate, Outcome
from clearbell.formats.channels import Channel
from clearbell.model import Settings
from clearbell.wording import Words

_REFERENCES: Final = 10  # earlier messages that are named: the first, and the last few
_LINK: Final = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'])")
_STYLE: Final = (
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1a1a1a;max-width:38em"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds a mail's text."""

    message_id: str
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    footer: tuple[str, ...]

    @classmethod
    def of(cls, news: News, channel: Channel, settings: Settings, language: str, *, again: int) -> Envelope:
        """*again*: how often somebody asked for it to be sent once more, which makes another mail of it."""
        host = urlsplit(settings.url).hostname or "localhost"
        names = [_message_id(news.item, update, settings.id, host) for update in news.before]
        mine = f"{news.update}.{again}" if again else news.update
        words = Words.of(language)
        headers = _headers(channel, settings)
        footer = []
        if channel.list:
            leave = channel.list.unsubscribe
            headers.append(("List-Unsubscribe", f"<{leave}>"))
            footer.append(words("announce.subscribed", name=settings.name))
            footer.append(words("announce.leave", link=leave.removeprefix("mailto:")))
        return cls(
            _message_id(news.item, mine, settings.id, host),
            tuple(names[:1] + names[1:][-_REFERENCES:]),
            tuple(headers),
            tuple(footer),
        )

    @classmethod
    def alone(cls, name: str, channel: Channel, settings: Settings) -> Envelope:
        """For a mail that belongs to no thread; *name* is its own."""
        host = urlsplit(settings.url).hostname or "localhost"
        message_id = _message_id("reminder", name, settings.id, host)
        return cls(message_id, (), tuple(_headers(channel, settings)), ())


def _headers(channel: Channel, settings: Settings) -> list[tuple[str, str]]:
    host = urlsplit(settings.url).hostname or "localhost"
    list_id = f"{(channel.list and channel.list.id) or channel.id}.{settings.id}.{host}"
    return [("List-Id", f"<{list_id}>"), ("Auto-Submitted", "auto-generated"), ("Precedence", "list")]


def _message_id(item: str, update: str, site: str, host: str) -> str:
    """The same for an update wherever and whenever it is sent, so that mail programs show it once."""
    return f"<{update}.{item}.{site}@{host}>"


def written(
    message: Message, envelope: Envelope, sender: tuple[str, str], to: str, language: str, now: datetime
) -> EmailMessage:
    """The whole mail. *sender*: name and address."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(*sender)
    mail["To"] = _address("", to)
    mail["Subject"] = " ".join((f"Re: {message.title}" if envelope.references else message.title).split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = envelope.message_id
    if envelope.references:
        mail["In-Reply-To"] = envelope.references[-1]
        mail["References"] = " ".join(envelope.references)
    for name, value in envelope.headers:
        mail[name] = value
    mail["Content-Language"] = language
    footer = "\n".join(envelope.footer)
    mail.set_content(
        f"{message.body}\n\n-- \n{footer}\n" if footer else f"{message.body}\n", cte="quoted-printable"
    )
    mail.add_alternative(_html(message, envelope.footer, language), subtype="html", cte="quoted-printable")
    return mail


def _address(name: str, address: str) -> Address:
    user, _, host = address.rpartition("@")
    return Address(" ".join(name.split()), username=user, domain=host)


def _html(message: Message, footer: Sequence[str], language: str) -> str:
    """The text with its addresses as links: the same words as in the other part, which is what readers may rely on."""
    blocks = [f'<h1 style="font-size:1.25em">{escape(message.title)}</h1>'] if message.title else []
    blocks += [f"<p>{_linked(block)}</p>" for block in message.body.split("\n\n")]
    if footer:
        lines = "<br>\n".join(map(_linked, footer))
        blocks.append(f'<p style="font-size:.8em;color:#595959">{lines}</p>')
    inside = "\n".join(blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="format-detection" content="telephone=no">\n'
        f"<title>{escape(message.title)}</title>\n</head>\n"
        f'<body style="margin:1em">\n<div style="{_STYLE}">\n{inside}\n</div>\n</body>\n</html>\n'
    )


def _linked(text: str) -> str:
    parts = _LINK.split(text)
    return "".join(
        f'<a href="{escape(part)}">{escape(part)}</a>' if index % 2 else escape(part).replace("\n", "<br>\n")
        for index, part in enumerate(parts)
    )


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, as an address says it."""

    host: str
    port: int
    mode: str  # insecure | starttls | ssl
    verified: bool
    user: str | None
    password: str | None
    sender: tuple[str, str]
    recipients: tuple[str, ...]

    @classmethod
    def of(cls, plugin: Any, name: str) -> Server:
        """*plugin*: Apprise's own reading of the address. *name*: of the sender, where the address has none."""
        shown, address = plugin.from_addr
        given = shown if shown and shown != plugin.app_id else name
        return cls(
            plugin.smtp_host,
            plugin.port,
            str(getattr(plugin.secure_mode, "value", plugin.secure_mode)) if plugin.secure else "insecure",
            plugin.verify_certificate,
            plugin.user if plugin.password else None,
            plugin.password,
            (given, address),
            tuple(dict.fromkeys([*(address for _, address in plugin.targets), *plugin.cc, *plugin.bcc])),
        )


class Line(Protocol):
    """`left`: the text may have left this machine. `given_up`: nobody waits for it any more."""

    left: bool
    given_up: bool


def hand_over(mail: EmailMessage, server: Server, to: str, line: Line, seconds: float) -> Outcome:
    """Give one mail to the server. Only an answer that never came after the whole text leaves its fate open."""
    try:
        smtp = _connected(server, seconds)
        try:
            code = _delivered(mail, server, to, smtp, line)
        finally:
            smtp.close()  # the answer to QUIT would change nothing
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
    except (OSError, smtplib.SMTPException) as error:
        if line.left:
            return Outcome(Fate.UNKNOWN, "the mail server took it and gave no answer")
        return Outcome(Fate.FAILED, f"no mail server ({_why(error)})")
    if code < 400:
        return Outcome(Fate.SENT)
    return Outcome(Fate.FAILED, f"the mail server answered with {code}", hopeless=code >= 500)


def _delivered(mail: EmailMessage, server: Server, to: str, smtp: smtplib.SMTP, line: Line) -> int:
    """The server's last answer, which is the one to the text itself where it wanted it."""
    if server.user:
        smtp.login(server.user, server.password or "")
    smtp.ehlo_or_helo_if_needed()
    code, _ = smtp.mail(server.sender[1])
    if code < 400:
        code, _ = smtp.rcpt(to)
    if code < 400 and not line.given_up:
        line.left = True
        code, _ = smtp.data(mail.as_bytes())
    return code


def _connected(server: Server, seconds: float) -> smtplib.SMTP:
    if server.mode == "ssl":
        trusted = _trusted(verified=server.verified)
        return smtplib.SMTP_SSL(server.host, server.port, _own_name(), timeout=seconds, context=trusted)
    smtp = smtplib.SMTP(server.host, server.port, _own_name(), timeout=seconds)
    if server.mode == "starttls":
        smtp.starttls(context=_trusted(verified=server.verified))
    return smtp


@cache
def _trusted(*, verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@cache
def _own_name() -> str:
    """What this machine calls itself to mail servers. To find out may take a while."""
    return socket.getfqdn()


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
