"""A raw asyncio client that does the same HTTP and socket exchanges as a run of the suite, taken from its transcripts.

What a plain script would do: one HTTP client, one socket after another, no evidence, no assertions, no checks. It sends
what the suite sent, in the same order, as much at once; where the suite waited for frames, it waits for as many. Ids
and tokens of the recorded run are replaced by those that the platform gives this time. It does not read the database.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from support.runs.bench_script import Script, Step, number_key
from support.targets.profile import Target
from support.wire.tape import Entry

_LONGEST = 20.0
"""Seconds to wait for the frames that came in the recorded run."""

_REPLACED = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]+"
    r"|hidden-[\w-]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.example"
)
"""What differs from run to run: ids, tokens, hidden secrets, addresses that the suite has made up."""
_PASSWORD = re.compile(r"hidden-password-of-\w+-\d+")


class NotTheSame(Exception):  # noqa: N818 - it says what happened
    """The platform answered otherwise than in the recorded run: the work is not comparable."""


class RawClient:
    """Plays scripts one after another. ``knows`` maps what the recorded run had to what there is this time."""

    def __init__(self, target: Target, known: Mapping[str, str]) -> None:
        """:param known: secrets of the target by their placeholders."""
        self._target = target
        self._tag = secrets.token_hex(3)
        self._shared: dict[str, str] = dict(known)
        self._known: dict[str, str] = {}
        self._http = httpx.AsyncClient(verify=False, trust_env=False, timeout=_LONGEST)
        self._sockets: dict[str, ClientConnection] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}
        self._seen: dict[str, int] = {}
        self._script = Script("", [], {})
        self._number_key = ""
        self._arrived = asyncio.Event()
        self.seconds = 0.0
        """How long all scripts took together."""

    async def plays(self, played: Script) -> None:
        """Does one scenario's exchanges. Raises NotTheSame."""
        self._known, self._seen, self._script = {}, {}, played
        self._number_key = number_key(played, self._target)
        began = time.perf_counter()
        under_way: list[tuple[int, asyncio.Task[None]]] = []
        try:
            for step in played.steps:
                for done, task in [pair for pair in under_way if pair[0] < step.entry.number]:
                    await task
                    under_way.remove((done, task))
                under_way.append((step.entry.done_number, asyncio.create_task(self._does(step))))
            for _, task in under_way:
                await task
            self.seconds += time.perf_counter() - began
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise NotTheSame(f"{played.name}: {type(error).__name__} {error}") from error
        finally:
            for _, task in under_way:
                task.cancel()
            await self._hangs_up()

    async def close(self) -> None:
        """Gives back the HTTP client."""
        await self._http.aclose()

    # -- inside
    async def _does(self, step: Step) -> None:
        entry = step.entry
        match entry.kind:
            case "exchange":
                await self._exchanges(step)
            case "connect":
                await self._connects(entry)
            case "send":
                await self._sends(entry)
            case "hang_up":
                await self._leaves(entry)
            case _:
                await self._waits(step)

    async def _exchanges(self, step: Step) -> None:
        asked, answered = step.entry.content, step.entry.result
        headers = [(name, self._now(value)) for name, value in asked["headers"]]
        body = None if asked["body"] is None else self._now(asked["body"]).encode()
        answer = await self._http.request(asked["method"], self._now(asked["url"]), headers=headers, content=body)
        if answer.status_code != answered.get("status"):
            raise NotTheSame(
                f"{self._script.name}: {asked['method']} {asked['url']} was answered {answered.get('status')},"
                f" now {answer.status_code}"
            )
        if step.answer is not None:
            self._learns(step.answer, answer.json())

    async def _connects(self, entry: Entry) -> None:
        asked = entry.content
        try:
            socket = await connect(
                self._now(asked["url"]),
                additional_headers=[(name, self._now(value)) for name, value in asked["headers"]],
                subprotocols=[Subprotocol(self._encoded(name)) for name in asked["subprotocols"]] or None,
                origin=Origin(asked["origin"]) if asked["origin"] else None,
                proxy=None,
                compression=None,
                max_size=None,
                ping_interval=None,
                close_timeout=2,
            )
        except InvalidStatus as refused:
            if refused.response.status_code != entry.result.get("status"):
                raise NotTheSame(f"{self._script.name}: a handshake was refused that was accepted") from refused
            return
        self._sockets[entry.channel] = socket
        self._readers[entry.channel] = asyncio.create_task(self._listens(entry.channel, socket))

    async def _listens(self, channel: str, socket: ClientConnection) -> None:
        recorded = self._script.frames.get(channel, [])
        try:
            while True:
                frame = json.loads(await socket.recv())
                seen = self._seen.get(channel, 0)
                if seen == 0 or frame.get(self._number_key) is not None:
                    if seen < len(recorded):
                        self._learns(recorded[seen], frame)
                    self._seen[channel] = seen + 1
                    self._arrived.set()
        except ConnectionClosed:
            self._arrived.set()

    async def _sends(self, entry: Entry) -> None:
        text = entry.content.get("text")
        data = base64.b64decode(entry.content["base64"]) if text is None else self._now(text)
        if entry.channel not in self._sockets:
            raise NotTheSame(f"{self._script.name}: there is no connection to send on")
        with contextlib.suppress(ConnectionClosed):
            await self._sockets[entry.channel].send(data)

    async def _leaves(self, entry: Entry) -> None:
        socket = self._sockets.get(entry.channel)
        if socket is None:
            return
        if entry.content["politely"]:
            await socket.close()
        else:
            socket.transport.abort()
        await asyncio.wait({self._readers[entry.channel]}, timeout=5)

    async def _waits(self, step: Step) -> None:
        deadline = time.monotonic() + _LONGEST
        while not self._has(step):
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), deadline - time.monotonic())
            except TimeoutError:
                lacks = {channel: f"{self._seen.get(channel, 0)} of {n}" for channel, n in step.frames.items()}
                raise NotTheSame(f"{self._script.name}: frames did not come: {lacks}") from None

    def _has(self, step: Step) -> bool:
        return all(self._seen.get(channel, 0) >= number for channel, number in step.frames.items()) and all(
            self._readers[channel].done() for channel in step.closed if channel in self._readers
        )

    async def _hangs_up(self) -> None:
        for socket in self._sockets.values():
            socket.transport.abort()
        await asyncio.gather(*self._readers.values(), return_exceptions=True)
        self._sockets.clear()
        self._readers.clear()

    # -- what was then and what is now
    def _now(self, text: str) -> str:
        return _REPLACED.sub(self._instead, text)

    def _instead(self, match: re.Match[str]) -> str:
        then = match[0]
        now = self._known.get(then) or self._shared.get(then)
        if now is not None:
            return now
        if _PASSWORD.fullmatch(then):
            return f"Aa1!{then}"
        return f"{self._tag}.{then}" if "@" in then and then != self._operator_email else then

    @property
    def _operator_email(self) -> str | None:
        return None if self._target.operator is None else self._target.operator.email

    def _encoded(self, subprotocol: str) -> str:
        """A token inside base64url, as a browser shows it."""
        head, dot, coded = subprotocol.rpartition(".")
        try:
            then = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("ascii")
        except (ValueError, UnicodeDecodeError):
            return subprotocol
        now = self._now(then)
        return subprotocol if now == then else head + dot + base64.urlsafe_b64encode(now.encode()).decode().rstrip("=")

    def _learns(self, then: Any, now: Any) -> None:
        for before, after in _pairs(then, now):
            if before.startswith("eyJ"):
                self._shared[before] = after  # the operator signs in once, for all scenarios of a run
            else:
                self._known[before] = after


def _pairs(then: Any, now: Any) -> Iterator[tuple[str, str]]:
    """Strings at the same place that differ and may be asked for again."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in then.items():
            if name in now:
                yield from _pairs(value, now[name])
    elif isinstance(then, list) and isinstance(now, list):
        for before, after in zip(then, now, strict=False):
            yield from _pairs(before, after)
    elif isinstance(then, str) and isinstance(now, str) and then != now and _REPLACED.fullmatch(then):
        yield then, now


async def seconds_of(scripts: Sequence[Script], target: Target, known: Mapping[str, str]) -> float:
    """How long the exchanges of these scripts take, one script after another. Raises NotTheSame."""
    client = RawClient(target, known)
    try:
        for each in scripts:
            await client.plays(each)
        return client.seconds
    finally:
        await client.close()
