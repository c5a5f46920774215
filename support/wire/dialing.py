"""Opening a socket: the TCP connection as a browser on a network has it, then the handshake."""

from __future__ import annotations

import asyncio
import socket
import ssl
import urllib.parse
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from support.wire.traffic import Fault, Handshake, Response

SEGMENT = 1460
"""Bytes: what fits into an Ethernet packet. On loopback one segment is 64 KiB, and both kernels would hold megabytes
for a client that does not read; a platform would not notice for minutes."""


async def dial(
    handshake: Handshake, tls: ssl.SSLContext | None, give_up: float, process_dead: Callable[[str], bool]
) -> ClientConnection | Response | Fault:
    """The open socket; a Response is a refused handshake. ``give_up``: seconds until it counts as silence."""
    url = handshake.url
    try:
        async with asyncio.timeout(give_up):
            return await connect(
                url,
                sock=await _connected(url),
                additional_headers=list(handshake.headers),
                subprotocols=[Subprotocol(name) for name in handshake.subprotocols] or None,
                origin=Origin(handshake.origin) if handshake.origin is not None else None,
                ssl=tls,
                proxy=None,
                compression=None,
                max_size=None,
                ping_interval=None,
                close_timeout=2,
                open_timeout=None,
            )
    except InvalidStatus as refused:
        answer = refused.response
        headers = tuple((name.lower(), value) for name, value in answer.headers.raw_items())
        return Response(answer.status_code, headers, bytes(answer.body or b"").decode(errors="replace"))
    except TimeoutError:
        return Fault("silence", f"{url}: no handshake within {give_up:g} s")
    except (OSError, EOFError) as error:
        kind = "refused" if isinstance(error, ConnectionRefusedError) else "reset"
        return Fault(kind, f"{url}: {error}", process_dead(url))
    except InvalidHandshake as error:
        return Fault("protocol", f"{url}: {error}")


async def _connected(url: str) -> socket.socket:
    """A TCP connection to the first address of the host that takes one. Raises OSError as the last of them did."""
    parts = urllib.parse.urlsplit(url)
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    loop = asyncio.get_running_loop()
    failed: OSError | None = None
    for family, kind, protocol, _, address in await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
        place = socket.socket(family, kind, protocol)
        try:
            place.setblocking(False)
            place.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
            await loop.sock_connect(place, address)
        except OSError as error:
            place.close()
            failed = error
        except BaseException:
            place.close()
            raise
        else:
            return place
    raise failed or OSError(f"no address for {parts.hostname}")
