"""uvicorn's WebSocket protocol, made able to close a socket that nobody reads from."""

import asyncio
import socket
from asyncio.transports import BaseTransport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

#: The largest frame that a client may send; a larger one closes the socket with 1009.
FRAME_BYTES = 65_536

#: What the kernel may hold back per socket, in bytes, until the buffer of a slow reader fills.
KERNEL_BYTES = 65_536


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection. uvicorn lets a close wait behind unread frames, for ever if need be."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Bounds what the kernel buffers for this socket."""
        connection = cast("socket.socket", transport.get_extra_info("socket"))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        super().connection_made(transport)

    def keepalive_timeout(self) -> None:
        """A peer that answers no ping reads nothing: that is no error of ours, as uvicorn would call it."""
        if not self.close_sent:
            close = {"type": "websocket.close", "code": 1013, "reason": "no ping was answered; reconnect and resume"}
            self.tasks.add(self.loop.create_task(self.send(close)))

    async def send(self, message: Any) -> None:
        """As uvicorn does, but a close goes out at once, and unanswered the connection is cut."""
        closing = message["type"] == "websocket.close"
        if closing:
            self.writable.set()
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # refused, which uvicorn would log as a handshake left undone
        if closing and self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = asyncio.get_running_loop().call_later(self.close_timeout, self.transport.abort)
