"""Files of a live site over HTTP: each within a time, to its end, and without going where it leads to.

Says what went wrong in words; judges nothing of what arrived.
"""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from clearbell import __version__
from clearbell.problems import Refused

_LARGEST: Final = 64 * 2**20  # bytes of one file
_CHUNK: Final = 65_536
_HOPS: Final = 5
_LEADS_ON: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """`trouble` says in words why there is no content; `leads_to` where the answer sends the reader."""

    status: int = 0
    kind: str = ""
    content: bytes = b""
    trouble: str = ""
    leads_to: str = ""


class Reader:
    """Reads from one host, over one connection that is opened again when it breaks. *seconds*: at most, for each file."""

    def __init__(self, base: str, seconds: float) -> None:
        self._base, self._seconds = base, seconds
        self._address = _address(base)
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """The file at *path*, which begins with a slash and is below the base."""
        end = time.monotonic() + self._seconds
        try:
            return self._get(self._address.path.rstrip("/") + path, end)
        except (TimeoutError, _TooSlow):
            self.close()
            return Answer(trouble=f"no whole answer within {self._seconds:g} s")
        except http.client.IncompleteRead as error:
            self.close()
            return Answer(trouble=f"cut off after {len(error.partial):,} bytes")
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            return Answer(trouble=f"no answer ({_why(error)})")

    def close(self) -> None:
        if self._line:
            self._line.close()
            self._line = None

    def _get(self, path: str, end: float) -> Answer:
        line, response = self._ask(path)
        where = response.headers.get("Location", "") if response.status in _LEADS_ON else ""
        content = self._read(response, line, end)
        if response.will_close:
            self.close()
        leads_to = urljoin(f"{self._address.scheme}://{self._address.netloc}{path}", where) if where else ""
        return Answer(response.status, response.headers.get("Content-Type", ""), content, leads_to=leads_to)

    def _ask(self, path: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        used = self._line is not None
        line = self._line = self._line or self._open()
        try:
            line.request("GET", path, headers={"User-Agent": f"clearbell/{__version__} (verify)"})
            return line, line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if not used:
                raise
            return self._ask(path)  # the host had closed a line on which nothing was said for a while

    def _open(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        wait = min(self._seconds, 10)
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=wait, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=wait)

    def _read(
        self, response: http.client.HTTPResponse, line: http.client.HTTPConnection, end: float
    ) -> bytes:
        """All of it; bit by bit, for one that comes byte by byte would never be late for the next one."""
        content, length = bytearray(), response.length
        while length is None or len(content) < length:
            left = end - time.monotonic()
            if left <= 0:
                raise _TooSlow
            if line.sock:
                line.sock.settimeout(min(left, 10))
            chunk = response.read1(_CHUNK if length is None else min(_CHUNK, length - len(content)))
            content += chunk
            if not chunk and length is not None:
                raise http.client.IncompleteRead(bytes(content), length - len(content))
            if not chunk:
                break
            if len(content) > _LARGEST:
                raise ValueError("it has no end")
        response.close()
        return bytes(content)


class _TooSlow(Exception):  # noqa: N818 - said in words right above
    pass


def first(url: str, name: str, seconds: float) -> tuple[str, Answer]:
    """A file below *url*, following where hosts send readers who come by that address; and the base it was found at."""
    base = url.rstrip("/")
    for _ in range(_HOPS):
        reader = Reader(base, seconds)
        answer = reader.get(f"/{name}")
        reader.close()
        if not answer.leads_to or not urlsplit(answer.leads_to).path.endswith(f"/{name}"):
            return base, answer
        base = answer.leads_to.split("?")[0].removesuffix(f"/{name}")
    return base, Answer(trouble=f"sent on {_HOPS} times")


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise Refused(sentence=f"{url} is no address of a site. Expected https://status.example or the like.")


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate: {error.verify_message}"
    said = error.strerror if isinstance(error, OSError) else None
    return said or f"{error}".strip() or type(error).__name__
