"""The fault proxy: a TCP proxy of our own on the loop thread that makes a way slow, broken or dead."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Coroutine
from typing import Any, TypeVar

from support.stack.ports import LOOPBACK, Port
from support.wire.loop import LoopThread

T = TypeVar("T")

_CHUNK = 65_536
_UNDERWAY = 64
"""Chunks that a slow way holds; then whoever sends has to wait, as on a real one."""


class Proxy:
    """Passes bytes between whoever connects to its port and one address, until it is told to do worse.

    What it is told holds for connections that there are and for later ones, until :meth:`mends`. Every method may be
    called from any thread but the loop's."""

    def __init__(self, thread: LoopThread, host: str, port: int) -> None:
        """Listens at once. Raises OSError where no port is free.

        :param host: with ``port``, where everything goes.
        """
        self._thread = thread
        self._to = (host, port)
        self._reserved = Port()
        self.port = self._reserved.number
        """Where it listens, on 127.0.0.1; the same for its whole life."""
        self._server: asyncio.Server | None = None
        self._pairs: set[_Pair] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.latency = 0.0
        """Seconds that each byte is under way, each way."""
        self.slice = 0
        """Bytes that pass at once; 0 for as many as there are."""
        self.pause = 0.0
        """Seconds between two slices."""
        self.passing = self._run(self._event())
        self._run(self._listen())

    def slows(self, seconds: float) -> None:
        """Each byte is under way for so many seconds more, in both directions."""
        self.latency = seconds

    def slices(self, size: int, pause: float = 0.0) -> None:
        """Bytes pass in slices of this size, with a pause in seconds after each."""
        self.slice, self.pause = size, pause

    def blackholes(self) -> None:
        """Nothing passes any more and nobody is told: as when every packet is lost. Mended, it goes on."""
        self._run(self._stop_passing())

    def resets(self) -> None:
        """Every connection that there is breaks at once with a reset, to both sides; later ones are not touched."""
        self._run(self._reset())

    def refuses(self) -> None:
        """Nobody listens: a new connection is refused. Those that there are stay."""
        self._run(self._refuse())

    def mends(self) -> None:
        """All is well again: fast, whole, open."""
        self.latency, self.slice, self.pause = 0.0, 0, 0.0
        self._run(self._mend())

    @property
    def connections(self) -> int:
        """How many connections go through it now."""
        return len(self._pairs)

    def close(self) -> None:
        """Ends every connection and gives the port back."""
        self._run(self._close())
        self._reserved.close()

    # -- on the loop
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._thread.run(work, timeout=10)

    async def _event(self) -> asyncio.Event:
        event = asyncio.Event()
        event.set()
        return event

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accepted, LOOPBACK, self.port, reuse_address=True, limit=_CHUNK)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._joined(reader, writer)
        finally:
            self._tasks.discard(task)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = _Pair(writer)
        self._pairs.add(pair)
        try:
            await self.passing.wait()
            try:
                back, forth = await asyncio.open_connection(*self._to, limit=_CHUNK)
            except OSError:
                _reset(writer)  # the nearest to "refused" that is left once a connection was accepted
                return
            pair.writers.append(forth)
            if writer.transport.is_closing():
                return
            await asyncio.gather(self._pump(reader, forth), self._pump(back, writer))
        except OSError:
            pair.reset()
        finally:
            self._pairs.discard(pair)
            pair.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction, until its end; the end passes too."""
        underway: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_UNDERWAY)
        delivering = asyncio.create_task(self._deliver(underway, writer))
        clock = asyncio.get_running_loop().time
        try:
            while not delivering.done():
                data = await reader.read(_CHUNK)
                await underway.put((clock() + self.latency, data))
                if not data:
                    break
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(self, underway: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due, data = await underway.get()
            if (early := due - clock()) > 0:
                await asyncio.sleep(early)
            await self.passing.wait()
            if not data:
                if not writer.transport.is_closing():
                    writer.write_eof()
                return
            while data:
                part = data[: self.slice] if self.slice else data
                data = data[len(part) :]
                writer.write(part)
                await writer.drain()
                if data and self.pause:
                    await asyncio.sleep(self.pause)
                await self.passing.wait()

    async def _stop_passing(self) -> None:
        self.passing.clear()

    async def _reset(self) -> None:
        for pair in list(self._pairs):
            pair.reset()

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _mend(self) -> None:
        self.passing.set()
        if self._server is None:
            await self._listen()

    async def _close(self) -> None:
        await self._refuse()
        for pair in list(self._pairs):
            pair.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Pair:
    """The two ends of one connection that goes through."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writers = [writer]

    def reset(self) -> None:
        for writer in self.writers:
            _reset(writer)

    def abort(self) -> None:
        for writer in self.writers:
            writer.transport.abort()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Ends the connection with RST instead of FIN."""
    if (place := writer.get_extra_info("socket")) is not None:
        with contextlib.suppress(OSError):
            place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
