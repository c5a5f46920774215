"""The live wire of one scenario: does the operations for real and records them."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from support.wire.carrier import Carrier
from support.wire.dead import DeadPlatform
from support.wire.dialing import dial
from support.wire.seam import Deliver
from support.wire.secrets import Secrets
from support.wire.tape import Tape
from support.wire.traffic import (
    Accepted,
    Arrival,
    Fault,
    Handshake,
    Outcome,
    Request,
    Response,
    data_written,
    outcome_written,
)

GIVE_UP = 30.0
"""Seconds, times patience, after which an exchange counts as silence: well above every promise of the contract."""


class LiveWire:
    """See :class:`support.wire.seam.Wire`. Arrivals are numbered and stamped on the loop's thread at once, and handed
    to their inboxes on the scenario's thread, so that a replay can hand them over at the same points."""

    def __init__(
        self, carrier: Carrier, tape: Tape, secrets: Secrets, *, patience: float = 1.0, dead: DeadPlatform | None = None
    ) -> None:
        """:param dead: how the platform is dead from the first When on; None for a living one."""
        self.tape = tape
        self.secrets = secrets
        self._carrier = carrier
        self._thread = carrier.thread
        self._give_up = GIVE_UP * patience
        self._dead = dead
        self.dying = False
        self._wall = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=tape.elapsed())
        tape.head["wall"] = self._wall.isoformat()
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._sockets: dict[str, ClientConnection] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}
        self._inboxes: dict[str, Deliver] = {}
        self._pending: deque[Arrival] = deque()
        self._arrived = threading.Condition()

    # -- HTTP
    def exchange(self, channel: str, request: Request) -> Response | Fault:
        """One HTTP exchange."""
        return self.together([(channel, request)])[0]

    def together(self, calls: Sequence[tuple[str, Request]]) -> list[Response | Fault]:
        """Several exchanges at once."""
        answers = self._thread.run(self._together(calls))
        self._deliver_until(self.tape.stamp()[0])
        return answers

    async def _together(self, calls: Sequence[tuple[str, Request]]) -> list[Response | Fault]:
        return list(await asyncio.gather(*(self._exchange(channel, request) for channel, request in calls)))

    async def _exchange(self, channel: str, request: Request) -> Response | Fault:
        self.secrets.notice(request.body)
        entry = self.tape.begin("exchange", channel, request.written())
        entry.words = request.doing
        if self._dead and self.dying:
            answer = await self._dead.answer(self._give_up)
        else:
            answer = await self._really_exchange(channel, request)
        if isinstance(answer, Response):
            self.secrets.notice(answer.body)
            answer = dataclasses.replace(answer, took=self.tape.elapsed() - entry.at)
        self.tape.end(entry, outcome_written(answer))
        return dataclasses.replace(answer, number=entry.number)

    async def _really_exchange(self, channel: str, request: Request) -> Response | Fault:
        client = self._clients.get(channel)
        if client is None:
            client = self._clients[channel] = self._carrier.client(request.url, self._give_up)
        try:
            content = None if request.body is None else request.body.encode()
            answer = await client.request(request.method, request.url, headers=list(request.headers), content=content)
        except httpx.TimeoutException:
            return Fault("silence", f"{request.method} {request.url} had no answer within {self._give_up:g} s")
        except httpx.ConnectError as error:
            return Fault("refused", f"{request.url}: {error}", self._carrier.process_dead(request.url))
        except httpx.TransportError as error:
            says = f"{request.method} {request.url}: {type(error).__name__} {error}"
            return Fault("reset", says, self._carrier.process_dead(request.url))
        headers = tuple((name.lower(), value) for name, value in answer.headers.multi_items())
        return Response(answer.status_code, headers, answer.text)

    # -- sockets
    def connect(self, channel: str, handshake: Handshake, deliver: Deliver) -> Accepted | Response | Fault:
        """Opens a socket."""
        self._inboxes[channel] = deliver
        entry = self.tape.begin("connect", channel, handshake.written())
        if self._dead and self.dying:
            outcome: Outcome = self._thread.run(self._dead.answer(self._give_up))
        else:
            outcome = self._thread.run(self._connect(channel, handshake))
        self.tape.end(entry, outcome_written(outcome))
        self._deliver_until(entry.done_number)
        return outcome

    async def _connect(self, channel: str, handshake: Handshake) -> Accepted | Response | Fault:
        tls = self._carrier.tls(handshake.url)
        socket = await dial(handshake, tls, self._give_up, self._carrier.process_dead)
        if isinstance(socket, Response | Fault):
            return socket
        self._sockets[channel] = socket
        self._readers[channel] = asyncio.create_task(self._listen(channel, socket), name=channel)
        return Accepted(socket.subprotocol)

    async def _listen(self, channel: str, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                data = await socket.recv()
                if not (self._dead and self.dying):
                    self._arrive("frame", channel, data_written(data), data=data)
        code = socket.close_code or 1006
        reason = socket.close_reason or ""
        self._arrive("closed", channel, {"code": code, "reason": reason}, closed=(code, reason))

    def _arrive(
        self,
        kind: str,
        channel: str,
        content: dict[str, Any],
        *,
        data: str | bytes | None = None,
        closed: tuple[int, str] | None = None,
    ) -> None:
        with self._arrived:
            entry = self.tape.add(kind, channel, content)
            self._pending.append(Arrival(channel, entry.number, entry.at, data, closed))
            self._arrived.notify()

    def send(self, channel: str, data: str | bytes) -> Fault | None:
        """Sends one frame."""
        entry = self.tape.begin("send", channel, data_written(data))
        fault = None if self._dead and self.dying else self._thread.run(self._send(channel, data))
        self.tape.end(entry, None if fault is None else outcome_written(fault))
        self._deliver_until(entry.number)
        return fault

    async def _send(self, channel: str, data: str | bytes) -> Fault | None:
        try:
            await self._sockets[channel].send(data)
        except ConnectionClosed as error:
            return Fault("reset", f"{channel} is closed: {error}")
        return None

    def hang_up(self, channel: str, politely: bool) -> None:
        """Ends a socket."""
        entry = self.tape.begin("hang_up", channel, {"politely": politely})
        self._thread.run(self._hang_up(channel, politely))
        self.tape.end(entry)
        self._deliver_until(entry.done_number)

    async def _hang_up(self, channel: str, politely: bool) -> None:
        socket = self._sockets.get(channel)
        if socket is None:
            return
        if politely:
            await socket.close()
        else:
            socket.transport.abort()
        await asyncio.wait({self._readers[channel]}, timeout=5)

    def reads(self, channel: str, reading: bool) -> None:
        """Pauses a socket, or lets it go on."""
        entry = self.tape.begin("reads", channel, {"reading": reading})
        self._thread.run(self._reads(channel, reading))
        self.tape.end(entry)
        self._deliver_until(entry.done_number)

    async def _reads(self, channel: str, reading: bool) -> None:
        transport = self._sockets[channel].transport
        if reading:
            transport.resume_reading()
        else:
            transport.pause_reading()

    # -- arrivals
    def wait(self, says: str, satisfied: Callable[[], bool], within: float, channel: str = "clock") -> bool:
        """Lets arrivals come in until satisfied or too late."""
        entry = self.tape.begin("wait", channel, {"for": says, "within": within})
        # Nothing comes from a dead platform, also from a silent one: nobody need wait for it.
        deadline = entry.at if self.dying else entry.at + within
        happened = satisfied()
        while not happened:
            arrival = self._next_arrival(deadline)
            if arrival is None:
                break
            self._inboxes[arrival.channel](arrival)
            happened = satisfied()
        self.tape.end(entry, happened)
        return happened

    def _next_arrival(self, deadline: float) -> Arrival | None:
        with self._arrived:
            while not self._pending:
                remaining = deadline - self.tape.elapsed()
                if remaining <= 0:
                    return None
                self._arrived.wait(remaining)
            return self._pending.popleft() if self._pending[0].at <= deadline else None

    def _deliver_until(self, number: int) -> None:
        while True:
            with self._arrived:
                if not self._pending or self._pending[0].number > number:
                    return
                arrival = self._pending.popleft()
            self._inboxes[arrival.channel](arrival)

    # -- everything else
    def read(self, query: str, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows of PostgreSQL."""
        entry = self.tape.begin("read", "postgres", {"query": query, "parameters": list(parameters)})
        rows = self._thread.run(self._carrier.rows(sql, parameters), timeout=self._give_up)
        self.tape.end(entry, rows)
        self._deliver_until(entry.done_number)
        return rows

    def ask(self, channel: str, what: str, call: Callable[[], Any]) -> Any:
        """Anything else from outside."""
        entry = self.tape.begin("ask", channel, {"what": what})
        result = call()
        self.secrets.notice_in(result)
        self.tape.end(entry, result)
        self._deliver_until(entry.done_number)
        return result

    def now(self) -> float:
        """Seconds since the scenario began."""
        entry = self.tape.add("now", "clock", {})
        self._deliver_until(entry.number)
        return entry.at

    def wall(self) -> datetime.datetime:
        """The wall clock."""
        return self._wall + datetime.timedelta(seconds=self.now())

    def mark(self, channel: str) -> tuple[int, float]:
        """A place in the order."""
        entry = self.tape.add("mark", channel, {})
        self._deliver_until(entry.number)
        return entry.number, entry.at

    def hide(self, secret: str, kind: str) -> None:
        """The secret must not be written."""
        self.secrets.hide(secret, kind)

    def enters(self, step_type: str) -> None:
        """A step begins; from the first When on a dead platform is dead."""
        self.tape.add("step", "steps", {"type": step_type})
        if step_type == "when" and self._dead and not self.dying:
            self.dying = True
            if self._dead.hangs_up:
                for channel in list(self._sockets):
                    self._thread.run(self._hang_up(channel, politely=False))

    def close(self) -> None:
        """Gives back every connection of the scenario."""
        self._thread.run(self._close())

    async def _close(self) -> None:
        for reader in self._readers.values():
            reader.cancel()
        for socket in self._sockets.values():
            socket.transport.abort()
        await asyncio.gather(*self._readers.values(), return_exceptions=True)
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))
