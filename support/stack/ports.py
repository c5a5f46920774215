"""Free ports on 127.0.0.1 that stay ours while the service behind them is down."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


class Port:
    """A port of 127.0.0.1, kept from others for as long as this object is open.

    The reservation is a socket that is bound but does not listen. A server that sets SO_REUSEADDR, as
    PostgreSQL, Valkey and uvicorn do, may bind beside it; the operating system gives the port to nobody else.
    """

    def __init__(self, number: int = 0) -> None:
        """Reserve ``number``, or any free port for 0. Raises OSError where something listens there."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((LOOPBACK, number))
        except OSError:
            self._socket.close()
            raise
        self.number: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


def listening(number: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, number)) == 0
