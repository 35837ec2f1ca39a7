"""What really went over the line while Apprise sent something. Apprise itself answers yes or no, and for us that isn't enough:
whether a request was refused, lost on the way or never left decides whether it may be sent again.

Looks at requests where they leave, in the thread that sends, and adds the key by which a service knows a repetition.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

_LARGEST_WAIT: Final = 3600.0


@dataclass(slots=True)
class Line:
    """Of the last request: its answer's status, or 0; `left`: it may have left this machine, and delivers something.

    `key`: of the message, for services that know a repetition by it. `dress`: what a request still lacks.
    """

    key: str
    dress: Callable[[requests.PreparedRequest], None] | None = None
    status: int = 0
    left: bool = False
    wait: float = 0
    answer: requests.Response | None = field(default=None, repr=False)
    trouble: str = ""
    given_up: bool = False  # nobody waits for it any more, so it must not begin another request

    def json(self) -> Any:
        try:
            return self.answer.json() if self.answer is not None else None
        except (ValueError, requests.RequestException):
            return None


class _Here(threading.local):
    line: Line | None = None


_here: Final = _Here()
_send: Final = HTTPAdapter.send


def _watched(adapter: HTTPAdapter, request: requests.PreparedRequest, **how: Any) -> requests.Response:
    line = _here.line
    if line is None:
        return _send(adapter, request, **how)
    if line.given_up:
        raise requests.ConnectionError("given up")
    request.headers.setdefault("Idempotency-Key", line.key)
    if line.dress:
        line.dress(request)
    line.status, line.wait, line.answer, line.left = 0, 0, None, _delivers(request)
    try:
        line.answer = _send(adapter, request, **how)
    except requests.RequestException as error:
        line.trouble = _words(error)
        line.left = line.left and not _never_left(error)
        raise
    line.status = line.answer.status_code
    line.wait = _asked_to_wait(line.answer)
    return line.answer


# Apprise opens a session of its own for each request, so that nothing nearer is at hand.
HTTPAdapter.send = _watched  # type: ignore[method-assign,assignment]


@contextmanager
def watching(line: Line) -> Iterator[None]:
    """Note on *line* what goes over it in this thread meanwhile."""
    _here.line = line
    try:
        yield
    finally:
        _here.line = None


def _delivers(request: requests.PreparedRequest) -> bool:
    """Reading and logging in deliver nothing."""
    return request.method != "GET" and "createSession" not in (request.url or "")


def _never_left(error: requests.RequestException) -> bool:
    """Whether there was no connection to send anything over."""
    if isinstance(
        error, (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    ):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, SSLError)) or not isinstance(
        error, (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    )


def _words(error: requests.RequestException) -> str:
    """Why there was no answer, without the address, which is a secret."""
    if isinstance(error, requests.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate can't be trusted"
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError):
        return "no connection"
    return "the connection broke" if isinstance(reason, HTTPError | OSError) else "the request failed"


def _asked_to_wait(answer: requests.Response) -> float:
    """Seconds of Retry-After, which is a number or a date."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - seldom needed
    from time import time  # noqa: PLC0415 - as above

    said = answer.headers.get("Retry-After", "").strip()
    try:
        seconds = (
            float(said)
            if said.replace(".", "", 1).isdigit()
            else parsedate_to_datetime(said).timestamp() - time()
        )
    except (ValueError, TypeError):
        return 0
    return min(max(seconds, 0), _LARGEST_WAIT)
