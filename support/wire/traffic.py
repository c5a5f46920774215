"""What goes over the seam, as plain values that a tape can hold."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Request:
    """An HTTP request. ``service`` is for people; ``body`` is text as it goes out, None for none; ``doing`` is what it
    does, in words for people that no replay depends on."""

    service: str
    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    doing: str = ""

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "service": self.service,
            "method": self.method,
            "url": self.url,
            "headers": [list(pair) for pair in self.headers],
            "body": self.body,
        }


@dataclasses.dataclass(frozen=True)
class Fault:
    """An exchange, a handshake or a send that ended without an answer.

    ``kind``: "refused" (nobody listens), "reset", "silence" (no answer in time), "protocol". ``process_dead``:
    the stack knows that the process behind the address is dead."""

    kind: str
    says: str
    process_dead: bool = False
    number: int = 0
    """As a response's."""


@dataclasses.dataclass(frozen=True)
class Response:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    took: float = 0.0
    """Seconds from sending to the whole answer."""
    number: int = 0
    """The exchange's place in the scenario's order; no part of what is written."""

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclasses.dataclass(frozen=True)
class Handshake:
    """A socket that is to be opened."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    subprotocols: tuple[str, ...] = ()
    origin: str | None = None

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "url": self.url,
            "headers": [list(pair) for pair in self.headers],
            "subprotocols": list(self.subprotocols),
            "origin": self.origin,
        }


@dataclasses.dataclass(frozen=True)
class Accepted:
    """A handshake that was accepted."""

    subprotocol: str | None


@dataclasses.dataclass(frozen=True)
class Arrival:
    """Something that came in on a socket: a text or binary frame, or (``closed``) its end with code and reason."""

    channel: str
    number: int
    at: float
    data: str | bytes | None = None
    closed: tuple[int, str] | None = None


Outcome = Response | Accepted | Fault
"""What an operation brought; a refused handshake is a :class:`Response`."""


def outcome_written(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON."""
    match outcome:
        case Response(status=status, headers=headers, body=body, took=took):
            return {"status": status, "headers": [list(pair) for pair in headers], "body": body, "took": took}
        case Accepted(subprotocol):
            return {"accepted": True, "subprotocol": subprotocol}
        case Fault(kind=kind, says=says, process_dead=process_dead):
            return {"fault": kind, "says": says, "process_dead": process_dead}


def outcome_read(written: dict[str, Any]) -> Outcome:
    """The inverse of :func:`outcome_written`."""
    if "fault" in written:
        return Fault(written["fault"], written["says"], written["process_dead"])
    if "accepted" in written:
        return Accepted(written["subprotocol"])
    headers = tuple((name, value) for name, value in written["headers"])
    return Response(written["status"], headers, written["body"], written["took"])


def data_written(data: str | bytes) -> dict[str, str]:
    """A frame's data as JSON: text as it is, bytes in base64."""
    return {"text": data} if isinstance(data, str) else {"base64": base64.b64encode(data).decode()}


def data_read(written: dict[str, Any]) -> str | bytes:
    """The inverse of :func:`data_written`."""
    return str(written["text"]) if "text" in written else base64.b64decode(written["base64"])
