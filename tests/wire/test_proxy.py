"""The fault proxy between a client and a small server of the test's own."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from support.wire.loop import LoopThread
from support.wire.proxy import Proxy


class Echo(socketserver.BaseRequestHandler):
    """Sends back whatever comes, as it comes."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while data := self.request.recv(65536):
                self.request.sendall(data)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@pytest.fixture(scope="module")
def thread() -> Iterator[LoopThread]:
    loop = LoopThread()
    yield loop
    loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Echo) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def proxy(thread: LoopThread, server: Server) -> Iterator[Proxy]:
    made = Proxy(thread, "127.0.0.1", server.server_address[1])
    yield made
    made.close()


def connected(proxy: Proxy, patience: float = 5.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=patience)


def echoed(client: socket.socket, data: bytes) -> list[bytes]:
    """The pieces in which the echo came back."""
    client.sendall(data)
    pieces: list[bytes] = []
    while sum(map(len, pieces)) < len(data):
        piece = client.recv(65536)
        assert piece, "the connection ended"
        pieces.append(piece)
    return pieces


def test_everything_passes_unchanged(proxy: Proxy) -> None:
    sent = bytes(range(256)) * 4000
    with connected(proxy) as client:
        received = bytearray()
        threading.Thread(target=client.sendall, args=(sent,), daemon=True).start()
        while len(received) < len(sent):
            received += client.recv(65536)
        assert bytes(received) == sent


def test_an_end_passes_too(proxy: Proxy) -> None:
    with connected(proxy) as client:
        client.sendall(b"the last words")
        client.shutdown(socket.SHUT_WR)
        received = b""
        while part := client.recv(100):
            received += part
        assert received == b"the last words"


def test_latency_is_added_each_way_and_does_not_add_up(proxy: Proxy) -> None:
    with connected(proxy) as client:
        echoed(client, b"warm")
        proxy.slows(0.05)
        began = time.monotonic()
        for _ in range(5):
            client.sendall(b"x")
            time.sleep(0.005)  # so that they travel one by one
        received = b""
        while len(received) < 5:
            received += client.recv(10)
        took = time.monotonic() - began
        assert 0.1 <= took < 0.3
        proxy.mends()
        began = time.monotonic()
        echoed(client, b"quick")
        assert time.monotonic() - began < 0.05


def test_slices_come_one_by_one(proxy: Proxy) -> None:
    with connected(proxy) as client:
        proxy.slices(3, 0.002)
        pieces = echoed(client, b"abcdefghij")
        assert b"".join(pieces) == b"abcdefghij"
        assert len(pieces) >= 3


def test_in_a_black_hole_nothing_is_lost(proxy: Proxy) -> None:
    with connected(proxy) as client:
        echoed(client, b"before")
        proxy.blackholes()
        client.sendall(b"during")
        client.settimeout(0.15)
        with pytest.raises(TimeoutError):
            client.recv(10)
        with connected(proxy) as later:  # it takes new connections, and tells them nothing
            later.settimeout(0.1)
            later.sendall(b"?")
            with pytest.raises(TimeoutError):
                later.recv(10)
            client.settimeout(5)
            later.settimeout(5)
            proxy.mends()
            assert client.recv(10) == b"during"
            assert later.recv(10) == b"?"


def test_a_reset_is_one_and_leaves_later_connections_alone(proxy: Proxy) -> None:
    with connected(proxy) as client, connected(proxy) as other:
        echoed(client, b"before")
        echoed(other, b"before")
        assert proxy.connections == 2
        proxy.resets()
        for each in (client, other):
            with pytest.raises(ConnectionResetError):
                each.recv(10)
    with connected(proxy) as later:
        assert echoed(later, b"after") == [b"after"]


def test_refused_is_refused_and_old_connections_stay(proxy: Proxy) -> None:
    with connected(proxy) as client:
        echoed(client, b"before")
        proxy.refuses()
        with pytest.raises(ConnectionRefusedError):
            connected(proxy)
        assert echoed(client, b"during") == [b"during"]
        proxy.mends()
    with connected(proxy) as later:
        assert echoed(later, b"after") == [b"after"]


def test_whoever_is_not_there_is_told_by_a_reset(thread: LoopThread, server: Server) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        proxy = Proxy(thread, "127.0.0.1", nobody.getsockname()[1])
        try:
            with pytest.raises(ConnectionResetError), connected(proxy) as client:
                client.recv(10)
        finally:
            proxy.close()


def test_closed_it_leaves_nothing(thread: LoopThread, server: Server) -> None:
    proxy = Proxy(thread, "127.0.0.1", server.server_address[1])
    with connected(proxy) as client:
        echoed(client, b"before")
        proxy.close()
        assert proxy.connections == 0
        with pytest.raises(ConnectionRefusedError):
            connected(proxy)
        with contextlib.suppress(ConnectionError):
            assert client.recv(10) == b""
