"""One process of the platform: a program configured by its environment alone that answers over HTTP."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from support.stack.errors import StackError
from support.stack.ports import LOOPBACK, Port
from support.stack.process import Service

_READINESS = "/health/ready"
_HEALTH = "/health"
_POLL_SECONDS = 0.02


class ServiceController(Service):
    """A platform service. Ready when GET /health/ready says 200."""

    def __init__(
        self, name: str, folder: Path, port: Port, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """``environment`` is what this service is told, beside the few variables that any program needs."""
        super().__init__(name, folder, port)
        self._command = list(command)
        self.told = dict(environment)
        """May be changed before a (re)start."""

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://{LOOPBACK}:{self.port.number}"

    def command(self) -> Sequence[str]:
        return self._command

    def environment(self) -> Mapping[str, str]:
        inherited = {name: os.environ[name] for name in ("HOME", "TMPDIR", "PYTHONPATH") if name in os.environ}
        own = {"HOST": LOOPBACK, "PORT": str(self.port.number), "INSTANCE": self.name, "PYTHONUNBUFFERED": "1"}
        return {**super().environment(), **inherited, **own, **self.told}

    def answers(self) -> str | None:
        try:
            status, body = _get(self.port.number, _READINESS)
        except ConnectionRefusedError:
            return "does not listen yet"
        except (OSError, ValueError) as error:
            return f"does not answer {_READINESS} ({error})"
        return None if status == 200 else f"answers {_READINESS} with {status}: {_reason(body)}"

    def ails(self) -> str | None:
        """None when the service says that it is healthy, otherwise what it says. One that leans on nothing, and so
        has no say in it, is healthy when it is ready."""
        try:
            status, body = _get(self.port.number, _HEALTH)
        except (OSError, ValueError) as error:
            return f"does not answer {_HEALTH} ({error})"
        if status == 404:
            return self.answers()
        with suppress(ValueError):
            if status == 200 and json.loads(body).get("status") == "healthy":
                return None
        return f"answers {_HEALTH} with {status}: {_reason(body)}"

    def wait_healthy(self, within: float) -> None:
        """Wait until the service says that it is healthy, ``within`` seconds at most. Raises StackError."""
        deadline = time.monotonic() + within
        while (ails := self.ails()) is not None:
            self.check_alive()
            if time.monotonic() > deadline:
                raise StackError(
                    f"{self.name} should be healthy again within {within:g} s, but it {ails}", self.log_tail()
                )
            self._pause(_POLL_SECONDS)


def _get(port: int, path: str) -> tuple[int, str]:
    """Status and body; a bare socket says all that is needed, and imports nothing."""
    with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n".encode())
        reply = b""
        while part := connection.recv(65536):
            reply += part
    head, _, body = reply.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        raise ValueError("that is not HTTP")
    return int(words[1]), body.decode(errors="replace")


def _reason(body: str) -> str:
    """The body in one line of at most 200 characters."""
    try:
        body = json.dumps(json.loads(body))
    except ValueError:
        body = " ".join(body.split())
    return body[:200] or "no reason given"
