"""The services of others, as far as their doors: one TLS server of this machine that answers for all of their names."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Final

import pytest

from sinks import Hook, Request, hook, says

NAMES: Final = (
    "hooks.slack.com", "slack.com", "api.twilio.com", "bsky.social", "public.api.bsky.app", "plc.directory",
    "pds.example", "api.twitter.com", "api.x.com", "mastodon.example", "prod-1.logic.azure.com",
)  # fmt: skip

# An address for each kind of channel, in the forms that docs/announcing.md tells people to use.
ADDRESSES: Final = {
    "slack": "https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/abcdefghijklmnopqrstuvwx",
    "teams": "https://prod-1.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/"
    "invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu_cQ",
    "sms": "twilio://AC" + 32 * "b" + ":" + 32 * "c" + "@15551230000/15551230001",
    "mastodon": "mastodons://token-of-the-story@mastodon.example",
    "bluesky": "bluesky://acme.bsky.social@app-password-story",
    "x": "x://consumer/consumer-secret/access/access-secret",
    "webhook": "https://hooks.acme.example/status",
}
NAMES_AND_OURS: Final = (*NAMES, "hooks.acme.example")


@dataclass(frozen=True, slots=True)
class Services:
    """`web`: the server behind all names."""

    web: Hook

    def texts(self, kind: str) -> list[str]:
        """What readers of a channel were shown, headline and text."""
        return [text for request in self.web.got for text in _text(kind, request)]


def _text(kind: str, request: Request) -> Iterator[str]:
    if kind == "slack" and (request.path.startswith("/services/") or request.path == "/api/chat.postMessage"):
        for part in request.json["attachments"]:
            yield f"{part['title']}\n{part['text']}"
    elif kind == "teams":
        for part in request.json["attachments"]:
            yield "\n".join(block["text"] for block in part["content"]["body"])
    elif kind == "sms":
        yield request.form["Body"]
    elif kind == "mastodon":
        yield request.json["status"]
    elif kind == "bluesky" and request.path == "/xrpc/com.atproto.repo.createRecord":
        yield request.json["record"]["text"]
    elif kind == "x":
        yield request.json["text"]
    elif kind == "webhook":
        yield f"{request.json['title']}\n{request.json['message']}"


def polite(handler: BaseHTTPRequestHandler, request: Request) -> None:
    """What each service answers when all is well, as far as Apprise looks at it."""
    answers: dict[str, Any] = {
        "/xrpc/com.atproto.identity.resolveHandle": {"did": "did:plc:story"},
        "/did:plc:story": {
            "service": [{"type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example"}]
        },
        "/xrpc/com.atproto.server.createSession": {"accessJwt": "a", "refreshJwt": "b"},
        "/api/chat.postMessage": {"ok": True, "channel": "C1", "ts": f"1700000000.{request.at:06.0f}"},
    }
    path = request.path.partition("?")[0]
    body = b"ok" if path.startswith("/services/") else json.dumps(answers.get(path, {"id": "1"})).encode()
    says(201 if request.host == "api.twilio.com" else 200, body)(handler, request)


@contextmanager
def services(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The services, while names lead to this machine."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    if not certificate.exists():
        names = ",".join(f"DNS:{name}" for name in NAMES_AND_OURS)
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "30", "-subj", "/CN=story", "-addext", f"subjectAltName={names},IP:127.0.0.1",
                "-keyout", key, "-out", certificate,
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with hook(context=context) as web:
        web.answer = polite
        port = int(web.address.rpartition(":")[2])
        real = socket.getaddrinfo

        def here(host: Any, *more: Any, **named: Any) -> Any:
            if host in ("127.0.0.1", "localhost"):
                return real(host, *more, **named)
            return real("127.0.0.1", port, 0, socket.SOCK_STREAM)

        monkeypatch.setattr(socket, "getaddrinfo", here)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        yield Services(web)
