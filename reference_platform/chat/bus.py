"""Redis as transport between the processes: quick when it is there, never the truth."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from reference_platform.storage.transport import OUTAGES, Transport

logger = logging.getLogger(__name__)

#: How long Redis may take to connect or to confirm before it counts as down, in seconds.
COMMAND_SECONDS = 2.0
#: How long to wait before the next try to reach a Redis that is down, in seconds.
RETRY_SECONDS = 0.25
#: After which silence a process counts as gone, and with it whatever it had counted, in seconds.
ALIVE_SECONDS = 3

#: Lets ARGV[1] into the set of at most ARGV[2]; members of processes that are gone are dropped.
_ENTER = """
local others = 0
for _, member in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local process = 'process:' .. string.match(member, '^[^/]+')
  if redis.call('EXISTS', process) == 1 then others = others + 1 else redis.call('SREM', KEYS[1], member) end
end
if others >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
return 1
"""


@dataclass
class _Channel:
    heard: Callable[[str], None]
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)


class Bus:
    """Publishes and listens. `up` is False from the first sign of an outage until Redis answers again."""

    def __init__(self, transport: Transport, redis_url: str) -> None:
        self._redis: Any = transport.client
        # A blocking read must not time out, and its end is the sign of an outage: no limit, no retries.
        self._listening: Any = Redis.from_url(
            redis_url,
            socket_timeout=None,
            socket_connect_timeout=COMMAND_SECONDS,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._pubsub: Any = None
        self._process = str(uuid4())
        self._answers = False
        self._channels: dict[str, _Channel] = {}
        self._outgoing: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def up(self) -> bool:
        """Whether messages travel now."""
        return self._answers and self._pubsub is not None

    async def start(self) -> None:
        """Begins to listen in the background, to one channel at least; an outage is waited out there."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]
        await self.check()

    async def stop(self) -> None:
        """Sends what is still to be sent, and stops."""
        if self._answers:
            await self._outgoing.join()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(*OUTAGES):
            await self._listening.aclose()

    def publish(self, channel: str, text: str) -> None:
        """Sends to whoever listens, in the order of the calls and without making the caller wait for Redis.

        Silent in an outage, since every reader can do without.
        """
        if self._answers:
            self._outgoing.put_nowait((channel, text))

    async def enter(self, name: str, member: str, limit: int) -> bool:
        """Lets the member into the named set; False where `limit` others are in. True in an outage."""
        if not self._answers:
            return True
        entered = await self._command("EVAL", _ENTER, 1, name, f"{self._process}/{member}", limit)
        return bool(entered != 0)

    async def leave(self, name: str, member: str) -> None:
        """Takes the member out of the named set."""
        if self._answers:
            await self._command("SREM", name, f"{self._process}/{member}")

    async def check(self) -> bool:
        """Gives Redis this process's sign of life, takes its own, and returns `up`."""
        await self._command("SET", f"process:{self._process}", "alive", "EX", ALIVE_SECONDS)
        return self.up

    async def subscribe(self, channel: str, heard: Callable[[str], None]) -> None:
        """Listens to the channel; returns when Redis has confirmed it, or at once in an outage."""
        known = self._channels.setdefault(channel, _Channel(heard))
        if self._pubsub is None or known.confirmed.is_set():
            return
        try:
            await self._pubsub.subscribe(channel)
            async with asyncio.timeout(COMMAND_SECONDS):
                await known.confirmed.wait()
        except OUTAGES as problem:
            self._down(problem)

    async def unsubscribe(self, channel: str) -> None:
        """Stops listening to the channel."""
        self._channels.pop(channel, None)
        if self._pubsub is not None:
            with contextlib.suppress(*OUTAGES):
                await self._pubsub.unsubscribe(channel)

    async def _command(self, *words: Any) -> Any:
        try:
            answer = await self._redis.execute_command(*words)
        except OUTAGES as problem:
            self._down(problem)
            return None
        self._answers = True
        return answer

    async def _publish(self) -> None:
        while True:
            batch = [await self._outgoing.get()]
            while not self._outgoing.empty():
                batch.append(self._outgoing.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for channel, text in batch:
                        pipeline.publish(channel, text)
                    await pipeline.execute()
            except OUTAGES as problem:
                self._down(problem)
            for _ in batch:
                self._outgoing.task_done()

    def _down(self, problem: Exception) -> None:
        if self._answers:
            logger.warning("redis is down: %s", type(problem).__name__)
        self._answers = False

    async def _listen(self) -> None:
        while True:
            try:
                async with self._listening.pubsub() as pubsub:
                    await pubsub.subscribe(*self._channels)
                    self._pubsub = pubsub
                    async for message in pubsub.listen():
                        self._heard(message)
            except OUTAGES as problem:
                self._down(problem)
            finally:
                self._pubsub = None
                for channel in self._channels.values():
                    channel.confirmed.clear()
            await asyncio.sleep(RETRY_SECONDS)

    def _heard(self, message: dict[str, Any]) -> None:
        channel = self._channels.get(message["channel"])
        if channel is None:
            return
        if message["type"] == "subscribe":
            channel.confirmed.set()
        elif message["type"] == "message":
            channel.heard(message["data"])
